"""What the third schema adds, as it was written beside this file for each dialect."""

from alembic import op

from portal.store.ddl import carry_out

revision = "s0003"
down_revision = "s0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the new tables, columns and triggers."""
    carry_out(op.get_bind(), revision)
