"""The first schema, as it was written beside this file for each dialect."""

from alembic import op
from sqlalchemy import text

from portal.store.chain import GENESIS
from portal.store.ddl import carry_out

revision = "s0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes every table, the triggers that guard them, and the head of the chain."""
    connection = op.get_bind()
    carry_out(connection, revision)
    head = (
        "INSERT INTO chain_head (id, audit_number, audit_hash, event_number, journal_number, request_number)"
        " VALUES (1, 0, :genesis, 0, 0, 0)"
    )
    connection.execute(text(head), {"genesis": GENESIS})
