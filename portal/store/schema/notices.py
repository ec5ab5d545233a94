"""The tables of notices: whom an event concerned, what has to go out for it, and what people want to hear of."""

import sqlalchemy as sa

from portal.store.schema.columns import json, key, metadata, number, one_of, stamp, text

DELIVERY_STATES = ("waiting", "sent", "dead")

notice_head = sa.Table("notice_head", metadata, sa.Column("name", sa.String(40), primary_key=True), number("number"))
"""Up to which event people have been told. The events are the outbox: each is written in the transaction of its act."""

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("about", sa.String(200), nullable=False),
    sa.Column("event", sa.BigInteger, nullable=False),
    key("topic"),
    sa.Column("subject", sa.String(64), nullable=False),
    text("what"),
    sa.Column("listed", sa.Boolean, nullable=False),
    stamp("at"),
    stamp("seen_at", nullable=True),
    sa.UniqueConstraint("person", "about", name="uq_notices_about"),
    sa.Index("ix_notices_person_number", "person", "number"),
)
"""`about` is what a person is told once; `listed` whether the portal's own list shows it."""

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", sa.String(200), primary_key=True),
    key("channel"),
    sa.Column("event", sa.BigInteger, nullable=False),
    key("topic"),
    sa.Column("subject", sa.String(64), nullable=False),
    text("what"),
    json("people"),
    key("state"),
    number("attempts"),
    text("detail"),
    stamp("made_at"),
    stamp("next_at"),
    stamp("ended_at", nullable=True),
    one_of("state", DELIVERY_STATES),
    sa.Index("ix_deliveries_state_next", "state", "next_at"),
)
"""`id` is what a receiver knows a repetition by."""

notice_wishes = sa.Table(
    "notice_wishes",
    metadata,
    sa.Column("person", sa.String(64), primary_key=True),
    sa.Column("topic", sa.String(40), primary_key=True),
    sa.Column("channel", sa.String(64), primary_key=True),
    sa.Column("wanted", sa.Boolean, nullable=False),
)
"""Where somebody chose otherwise than the default."""
