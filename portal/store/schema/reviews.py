"""Tables of what people do about a request beside voting."""

import sqlalchemy as sa

from portal.store.schema.columns import json, key, metadata, one_of, stamp, text

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

delegations = sa.Table(
    "delegations",
    metadata,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("person", sa.String(200), nullable=False, index=True),
    key("delegate"),
    stamp("since"),
    stamp("until"),
    text("reason"),
    json("kinds"),
    stamp("made_at"),
    stamp("ended_at", nullable=True),
    sa.CheckConstraint("person <> delegate", name="two_people"),
)
"""Who decides in whose place while they are away; `kinds` are the kinds of request, none means all."""
