"""The table of evidence about model versions; rows are only ever added."""

import sqlalchemy as sa

from portal.store.schema.columns import json, key, metadata, one_of, stamp

SOURCES = ("ci", "job", "person", "portal")

evidence = sa.Table(
    "evidence",
    metadata,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    key("model"),
    key("version"),
    key("artefact"),
    key("kind"),
    json("body"),
    sa.Column("sha256", sa.String(64), nullable=False),
    key("source"),
    key("submitted_by"),
    key("job"),
    key("commit"),
    stamp("made_at"),
    stamp("at"),
    one_of("source", SOURCES),
    sa.CheckConstraint("artefact <> ''", name="artefact_named"),
    sa.CheckConstraint("made_at <= at", name="not_of_the_future"),
    sa.CheckConstraint("source NOT IN ('ci', 'person') OR submitted_by <> ''", name="handed_in_by_somebody"),
    sa.Index("ix_evidence_model_version", "model", "version"),
    sa.Index("ix_evidence_artefact", "artefact"),
    sa.Index(
        "uq_evidence_of_a_job",
        "job",
        "artefact",
        "version",
        "model",
        "kind",
        "sha256",
        unique=True,
        sqlite_where=sa.text("source = 'job'"),
        postgresql_where=sa.text("source = 'job'"),
    ),
)
"""A job's file is found again and again, and kept once; what is handed in anew counts as new, so that it is fresh."""
