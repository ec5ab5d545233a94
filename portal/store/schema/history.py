"""Tables of what happened: numbered under the lock of the chain's head, and never changed."""

import sqlalchemy as sa

from portal.store.schema.columns import json, key, metadata, number, stamp, text

chain_head = sa.Table(
    "chain_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    number("audit_number"),
    key("audit_hash"),
    number("event_number"),
    number("journal_number"),
    number("request_number"),
    sa.CheckConstraint("id = 1", name="single"),
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("operation", sa.String(64), sa.ForeignKey("operations.id"), nullable=False),
    sa.Column("request", sa.BigInteger, nullable=False, index=True),
    stamp("at"),
    key("step"),
    key("level"),
    text("text"),
    text("correlation"),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    key("kind"),
    key("subject"),
    stamp("at"),
    json("data"),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    stamp("at"),
    sa.Column("actor", sa.String(200), nullable=False, index=True),
    key("act"),
    key("kind"),
    sa.Column("subject", sa.String(200), nullable=False, index=True),
    sa.Column("project", sa.String(200), nullable=False, index=True),
    key("digest"),
    key("mode"),
    json("data"),
    sa.Column("previous", sa.String(64), nullable=False, unique=True),
    sa.Column("hash", sa.String(64), nullable=False, unique=True),
)
