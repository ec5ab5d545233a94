"""Tables of what the portal brought to the stages, and of what is owed about a request after its start."""

import sqlalchemy as sa

from portal.store.schema.columns import json, key, metadata, number, one_of, stamp, text

HOW = ("promotion", "break-glass", "rollback", "adopted", "found")
OWED = ("reason", "review")

served = sa.Table(
    "served",
    metadata,
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), primary_key=True),
    sa.Column("version", sa.String(200), primary_key=True),
    sa.Column("project", sa.String(200), nullable=False),
    key("model"),
    key("stage"),
    key("workspace"),
    key("endpoint"),
    key("deployment"),
    key("kind"),
    sa.Column("artefact", sa.String(400), nullable=False),
    key("how"),
    stamp("at"),
    stamp("verified_healthy_at", nullable=True),
    stamp("revoked_at", nullable=True),
    one_of("how", HOW),
    sa.Index("ix_served_model", "project", "model", "stage"),
)
"""What serves or served by whose request; `found` is what a promotion replaced and nobody had asked for here."""

afterwards = sa.Table(
    "afterwards",
    metadata,
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), primary_key=True),
    key("what"),
    sa.Column("person", sa.String(200), nullable=False, index=True),
    stamp("since"),
    stamp("due_at"),
    stamp("done_at", nullable=True),
    sa.Column("done_by", sa.String(200), nullable=True),
    number("agrees", None, nullable=True),
    text("said"),
    json("barred"),
    one_of("what", OWED),
)
"""What is owed about a request: its reason by `person`, or a second look at what `person` did in an emergency."""
