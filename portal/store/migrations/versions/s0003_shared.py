"""What the third schema adds, as it was written beside this file for each dialect."""

from alembic import op

from portal.store.ddl import written

revision = "s0003"
down_revision = "s0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the new tables, columns and triggers."""
    connection = op.get_bind()
    dialect = connection.dialect.name
    for statement in written(revision, dialect):
        connection.exec_driver_sql(statement if dialect == "sqlite" else statement.replace("%", "%%"))
