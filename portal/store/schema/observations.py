"""Tables beside the observations: what they were before, and which project a model belongs to that does not say so."""

import sqlalchemy as sa

from portal.store.schema.columns import json, key, metadata, stamp, text

observation_history = sa.Table(
    "observation_history",
    metadata,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("source", sa.String(300), nullable=False),
    sa.Column("subject", sa.String(300), nullable=False),
    key("kind"),
    key("workspace"),
    key("stage"),
    key("status"),
    json("value"),
    text("detail"),
    stamp("observed_at"),
    sa.Column("since", sa.String(32), nullable=False),
    sa.Column("until", sa.String(32), nullable=False),
    sa.Index("ix_observation_history_until", "until"),
)
"""What `observations` held from `since` until it was replaced; `observed_at` is when that was last seen."""

model_assignments = sa.Table(
    "model_assignments",
    metadata,
    sa.Column("source", sa.String(300), primary_key=True),
    sa.Column("model", sa.String(260), primary_key=True),
    key("workspace"),
    key("project"),
    sa.Column("assigned_by", sa.String(200), nullable=False),
    stamp("at"),
)
"""Which project the untagged model of a workspace belongs to, and who said so."""
