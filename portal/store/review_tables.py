"""Tables of what people do about a request beside voting."""

import sqlalchemy as sa

from portal.store.columns import json, key, metadata, one_of, stamp, text

counter_proposals = sa.Table(
    "counter_proposals",
    metadata,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), nullable=False, index=True),
    sa.Column("revision", sa.Integer, nullable=False),
    key("person"),
    json("spec"),
    text("reason"),
    stamp("at"),
    key("state"),
    stamp("ended_at", nullable=True),
    sa.Column("bars", sa.Boolean, nullable=False),
    one_of("state", ("open", "accepted", "declined")),
)
"""Another wish that somebody who decides would rather agree to; `bars` is whether its author may not decide on it."""
