"""The table of what people want to be told of."""

import sqlalchemy as sa

from portal.store.schema.columns import key, metadata, number, stamp

watches = sa.Table(
    "watches",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("person", sa.String(64), nullable=False, index=True),
    key("compute"),
    number("nodes", 1),
    key("project"),
    key("stage"),
    key("subscription"),
    key("region"),
    key("family"),
    key("priority"),
    number("cores"),
    stamp("made_at"),
    stamp("free_at", nullable=True),
    sa.UniqueConstraint("person", "compute", "subscription", "region", "priority", "cores", name="uq_watches_wanted"),
)
"""Cores of a family that somebody waits for; `free_at` is since when there are enough, None while there are not."""
