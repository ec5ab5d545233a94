"""The first schema."""

from alembic import op

from portal.store.chain import GENESIS
from portal.store.invariants import statements
from portal.store.tables import chain_head, metadata

revision = "s0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes every table, the triggers that guard them, and the head of the chain."""
    connection = op.get_bind()
    metadata.create_all(connection, checkfirst=False)
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement.replace("%", "%%") if connection.dialect.name != "sqlite" else statement)
    connection.execute(
        chain_head.insert().values(
            id=1, audit_number=0, audit_hash=GENESIS, event_number=0, journal_number=0, request_number=0
        )
    )
