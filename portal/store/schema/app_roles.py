"""The table of the app roles that people's sign-ins showed."""

import sqlalchemy as sa

from portal.store.schema.columns import json, metadata

app_roles = sa.Table(
    "app_roles",
    metadata,
    sa.Column("object_id", sa.String(64), primary_key=True),
    json("roles"),
    sa.Column("issued_at", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.CheckConstraint("issued_at > 0", name="app_roles_issued"),
)
"""By account: its app roles in the token that was issued last, in seconds since 1970; `version` is the number of the
event of their last change, so that the highest one names the state of the whole table."""
