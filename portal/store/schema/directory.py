"""The table of what was seen of the directory of people and groups."""

import sqlalchemy as sa

from portal.store.schema.columns import json, metadata, stamp, text

directory_readings = sa.Table(
    "directory_readings",
    metadata,
    sa.Column("source", sa.String(40), primary_key=True),
    json("value"),
    sa.Column("digest", sa.String(64), nullable=False),
    stamp("observed_at", nullable=True),
    stamp("tried_at"),
    text("fault"),
    sa.CheckConstraint("observed_at <= tried_at", name="tried_when_seen"),
)
"""The last reading that was whole, named by its digest; `fault` is why the latest try failed, "" when it did not."""
