"""Tables of what is done about leases that end."""

import sqlalchemy as sa

from portal.contract.states import LEASE_STAGES
from portal.store.schema.columns import key, metadata, number, one_of, stamp, text

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("resource", sa.String(512), primary_key=True),
    stamp("until"),
    stamp("since"),
    number("extensions"),
    stamp("stopped_at", nullable=True),
    stamp("unknown_since", nullable=True),
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), nullable=True),
    number("attempts"),
    text("waits"),
    stamp("next_at", nullable=True),
)
"""What was done about the lease that `resources` names; a row of another end is begun anew."""

lease_reminders = sa.Table(
    "lease_reminders",
    metadata,
    sa.Column("resource", sa.String(512), primary_key=True),
    sa.Column("until", sa.String(32), primary_key=True),
    sa.Column("stage", sa.String(20), primary_key=True),
    key("person"),
    stamp("at"),
    stamp("shown_at", nullable=True),
    one_of("stage", LEASE_STAGES),
    sa.Index("ix_lease_reminders_person", "person"),
)
"""Who was reminded of which end, and when it was really shown to them."""
