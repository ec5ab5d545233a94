"""The tables. What can be an invariant of the database is one: see `invariants` for the triggers."""

import sqlalchemy as sa

from portal.contract.states import LEDGER_STATES, OPERATION_STATES, REQUEST_STATES, RESOURCE_STATES, VERDICTS
from portal.store.schema.app_roles import app_roles
from portal.store.schema.columns import json, key, metadata, number, one_of, stamp, text
from portal.store.schema.directory import directory_readings
from portal.store.schema.evidence import evidence
from portal.store.schema.history import audit, chain_head, events, journal
from portal.store.schema.leases import lease_reminders, leases
from portal.store.schema.notices import deliveries, notice_head, notice_wishes, notices
from portal.store.schema.observations import model_assignments, observation_history
from portal.store.schema.promotions import afterwards, served
from portal.store.schema.reviews import counter_proposals, delegations
from portal.store.schema.watches import watches

requests = sa.Table(
    "requests",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    key("kind"),
    text("title"),
    key("requester"),
    key("unit"),
    key("project"),
    key("stage"),
    key("state"),
    number("revision", 1),
    key("digest"),
    key("tier"),
    number("monthly_cents"),
    number("committed_cents"),
    number("days", None, nullable=True),
    stamp("submitted_at"),
    stamp("updated_at"),
    stamp("waiting_since"),
    stamp("approved_at", nullable=True),
    stamp("hold_until", nullable=True),
    stamp("expires_at", nullable=True),
    json("flags"),
    sa.Column("easy", sa.Boolean, nullable=False, default=False),
    text("reason"),
    key("mode"),
    stamp("starts_at", nullable=True),
    stamp("reminded_at", nullable=True),
    stamp("escalated_at", nullable=True),
    sa.Column("escalated_to", sa.String(200), nullable=True),
    sa.Column("again_of", sa.BigInteger, nullable=True),
    one_of("state", REQUEST_STATES),
    sa.CheckConstraint("revision >= 1", name="revision_positive"),
    sa.CheckConstraint("committed_cents >= 0", name="committed_not_negative"),
    sa.CheckConstraint("state NOT IN ('approved', 'running') OR approved_at IS NOT NULL", name="approved_has_a_moment"),
    sa.Index("ix_requests_state_number", "state", "number"),
    sa.Index("uq_requests_again_of", "again_of", unique=True),
    sa.Index("ix_requests_requester_number", "requester", "number"),
    sa.Index("ix_requests_project_number", "project", "number"),
)

revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    key("digest"),
    json("spec"),
    json("origins"),
    json("plan"),
    json("policy"),
    json("items"),
    key("made_by"),
    stamp("at"),
    text("note"),
)

reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), nullable=False, index=True),
    sa.Column("revision", sa.Integer, nullable=False),
    key("digest"),
    key("person"),
    key("account"),
    key("verdict"),
    text("reason"),
    stamp("at"),
    sa.Column("in_place_of", sa.String(200), nullable=True),
    sa.Column("code", sa.String(200), nullable=True),
    one_of("verdict", VERDICTS),
    sa.CheckConstraint("verdict <> 'deny' OR reason <> ''", name="deny_has_a_reason"),
    sa.CheckConstraint("length(reason) <= 4096", name="reason_short"),
)

operations = sa.Table(
    "operations",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    key("state"),
    number("fence", 1),
    number("attempt", 1),
    stamp("started_at"),
    stamp("ended_at", nullable=True),
    stamp("deadline", nullable=True),
    text("reason"),
    one_of("state", OPERATION_STATES),
    sa.UniqueConstraint("request", "revision", name="uq_operations_revision"),
    sa.Index(
        "uq_operations_live",
        "request",
        unique=True,
        sqlite_where=sa.text("state <> 'done'"),
        postgresql_where=sa.text("state <> 'done'"),
    ),
)

ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), primary_key=True),
    sa.Column("step", sa.String(120), primary_key=True),
    sa.Column("operation", sa.String(64), sa.ForeignKey("operations.id"), nullable=False),
    number("position"),
    number("fence"),
    key("kind"),
    text("title"),
    text("name"),
    key("stage"),
    sa.Column("intent_key", sa.String(80), nullable=False, unique=True),
    key("payload_hash"),
    key("state"),
    text("resource"),
    text("operation_url"),
    text("correlation"),
    text("detail"),
    json("outcome"),
    stamp("intended_at"),
    stamp("sent_at", nullable=True),
    stamp("ended_at", nullable=True),
    one_of("state", LEDGER_STATES),
)

resources = sa.Table(
    "resources",
    metadata,
    sa.Column("id", sa.String(512), primary_key=True),
    key("kind"),
    text("name"),
    sa.Column("project", sa.String(200), nullable=False, index=True),
    key("stage"),
    key("workspace"),
    key("state"),
    key("owner"),
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), nullable=True),
    number("monthly_cents"),
    stamp("lease_until", nullable=True),
    stamp("made_at", nullable=True),
    stamp("observed_at", nullable=True),
    key("origin"),
    text("url"),
    json("tags"),
    one_of("state", RESOURCE_STATES),
    sa.CheckConstraint("origin = 'found' OR request IS NOT NULL", name="made_has_a_request"),
)

projects = sa.Table(
    "projects",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    text("title"),
    sa.Column("unit", sa.String(200), nullable=False, index=True),
    key("phase"),
    key("owner"),
    key("template"),
    key("template_version"),
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), nullable=True),
    json("spec"),
    json("stages"),
    json("members"),
    text("repository"),
    text("commit"),
    number("budget_cents"),
    key("cost_centre"),
    key("data_classification"),
    stamp("created_at"),
    stamp("last_activity"),
    key("origin"),
)

budgets = sa.Table(
    "budgets",
    metadata,
    sa.Column("unit", sa.String(64), primary_key=True),
    number("limit_cents"),
    number("committed_cents"),
    sa.CheckConstraint("committed_cents >= 0", name="not_negative"),
)

commitments = sa.Table(
    "commitments",
    metadata,
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), primary_key=True),
    key("unit"),
    key("project"),
    number("cents"),
    stamp("at"),
    stamp("released_at", nullable=True),
)

observations = sa.Table(
    "observations",
    metadata,
    sa.Column("source", sa.String(300), primary_key=True),
    sa.Column("subject", sa.String(300), primary_key=True),
    key("kind"),
    key("workspace"),
    key("stage"),
    key("status"),
    json("value"),
    text("detail"),
    stamp("observed_at"),
    stamp("since", nullable=True),
    sa.Index("ix_observations_kind", "kind"),
)

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("person", sa.String(64), nullable=False, index=True),
    key("kind"),
    json("spec"),
    sa.Column("request", sa.String(32), nullable=True),
    stamp("updated_at"),
)

idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("person", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(80), primary_key=True),
    key("body_hash"),
    sa.Column("status", sa.Integer, nullable=False),
    text("answer"),
    stamp("at"),
)

readers = sa.Table(
    "readers",
    metadata,
    sa.Column("person", sa.String(64), primary_key=True),
    number("last_seen"),
    stamp("at"),
)

switches = sa.Table(
    "switches",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    text("value"),
    stamp("at"),
)

APPEND_ONLY = ("revisions", "reviews", "journal", "events", "audit", "evidence")
"""Tables whose rows are never changed nor removed; triggers hold this."""

__all__ = [
    "APPEND_ONLY", "afterwards", "app_roles", "audit", "budgets", "chain_head", "commitments", "counter_proposals",
    "delegations", "deliveries", "directory_readings", "drafts", "events", "evidence", "idempotency", "journal",
    "lease_reminders", "leases", "ledger", "metadata", "model_assignments", "notice_head", "notice_wishes", "notices",
    "observation_history", "observations", "operations", "projects", "readers", "requests", "resources", "reviews",
    "revisions", "served", "switches", "watches",
]  # fmt: skip

KEPT = ("requests", "operations", "ledger")
"""Tables whose rows change, but are never removed; triggers hold this."""
