"""The tables. What can be an invariant of the database is one: see `invariants` for the triggers."""

import sqlalchemy as sa

from portal.contract.states import LEDGER_STATES, OPERATION_STATES, REQUEST_STATES, RESOURCE_STATES, VERDICTS

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)


def _one_of(column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(200), nullable=False)


def _text(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, default=default)


def _stamp(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(32), nullable=nullable)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON, nullable=False)


def _number(name: str, default: int | None = 0, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=nullable, default=default)


chain_head = sa.Table(
    "chain_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    _number("audit_number"),
    _key("audit_hash"),
    _number("event_number"),
    _number("journal_number"),
    _number("request_number"),
    sa.CheckConstraint("id = 1", name="single"),
)

requests = sa.Table(
    "requests",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    _key("kind"),
    _text("title"),
    _key("requester"),
    _key("unit"),
    _key("project"),
    _key("stage"),
    _key("state"),
    _number("revision", 1),
    _key("digest"),
    _key("tier"),
    _number("monthly_cents"),
    _number("committed_cents"),
    _number("days", None, nullable=True),
    _stamp("submitted_at"),
    _stamp("updated_at"),
    _stamp("waiting_since"),
    _stamp("approved_at", nullable=True),
    _stamp("hold_until", nullable=True),
    _stamp("expires_at", nullable=True),
    _json("flags"),
    sa.Column("easy", sa.Boolean, nullable=False, default=False),
    _text("reason"),
    _key("mode"),
    _one_of("state", REQUEST_STATES),
    sa.CheckConstraint("revision >= 1", name="revision_positive"),
    sa.CheckConstraint("committed_cents >= 0", name="committed_not_negative"),
    sa.CheckConstraint("state NOT IN ('approved', 'running') OR approved_at IS NOT NULL", name="approved_has_a_moment"),
    sa.Index("ix_requests_state_number", "state", "number"),
    sa.Index("ix_requests_requester_number", "requester", "number"),
    sa.Index("ix_requests_project_number", "project", "number"),
)

revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    _key("digest"),
    _json("spec"),
    _json("origins"),
    _json("plan"),
    _json("policy"),
    _json("items"),
    _key("made_by"),
    _stamp("at"),
    _text("note"),
)

reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), nullable=False, index=True),
    sa.Column("revision", sa.Integer, nullable=False),
    _key("digest"),
    _key("person"),
    _key("account"),
    _key("verdict"),
    _text("reason"),
    _stamp("at"),
    _one_of("verdict", VERDICTS),
    sa.CheckConstraint("verdict <> 'deny' OR reason <> ''", name="deny_has_a_reason"),
    sa.CheckConstraint("length(reason) <= 4096", name="reason_short"),
)

operations = sa.Table(
    "operations",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    _key("state"),
    _number("fence", 1),
    _number("attempt", 1),
    _stamp("started_at"),
    _stamp("ended_at", nullable=True),
    _stamp("deadline", nullable=True),
    _text("reason"),
    _one_of("state", OPERATION_STATES),
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
    _number("position"),
    _number("fence"),
    _key("kind"),
    _text("title"),
    _text("name"),
    _key("stage"),
    sa.Column("intent_key", sa.String(80), nullable=False, unique=True),
    _key("payload_hash"),
    _key("state"),
    _text("resource"),
    _text("operation_url"),
    _text("correlation"),
    _text("detail"),
    _json("outcome"),
    _stamp("intended_at"),
    _stamp("sent_at", nullable=True),
    _stamp("ended_at", nullable=True),
    _one_of("state", LEDGER_STATES),
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("operation", sa.String(64), sa.ForeignKey("operations.id"), nullable=False),
    sa.Column("request", sa.BigInteger, nullable=False, index=True),
    _stamp("at"),
    _key("step"),
    _key("level"),
    _text("text"),
    _text("correlation"),
)

resources = sa.Table(
    "resources",
    metadata,
    sa.Column("id", sa.String(512), primary_key=True),
    _key("kind"),
    _text("name"),
    sa.Column("project", sa.String(200), nullable=False, index=True),
    _key("stage"),
    _key("workspace"),
    _key("state"),
    _key("owner"),
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), nullable=True),
    _number("monthly_cents"),
    _stamp("lease_until", nullable=True),
    _stamp("made_at", nullable=True),
    _stamp("observed_at", nullable=True),
    _key("origin"),
    _text("url"),
    _json("tags"),
    _one_of("state", RESOURCE_STATES),
    sa.CheckConstraint("origin = 'found' OR request IS NOT NULL", name="made_has_a_request"),
)

projects = sa.Table(
    "projects",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    _text("title"),
    sa.Column("unit", sa.String(200), nullable=False, index=True),
    _key("phase"),
    _key("owner"),
    _key("template"),
    _key("template_version"),
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), nullable=True),
    _json("spec"),
    _json("stages"),
    _json("members"),
    _text("repository"),
    _text("commit"),
    _number("budget_cents"),
    _key("cost_centre"),
    _key("data_classification"),
    _stamp("created_at"),
    _stamp("last_activity"),
    _key("origin"),
)

budgets = sa.Table(
    "budgets",
    metadata,
    sa.Column("unit", sa.String(64), primary_key=True),
    _number("limit_cents"),
    _number("committed_cents"),
    sa.CheckConstraint("committed_cents >= 0", name="not_negative"),
)

commitments = sa.Table(
    "commitments",
    metadata,
    sa.Column("request", sa.BigInteger, sa.ForeignKey("requests.number"), primary_key=True),
    _key("unit"),
    _key("project"),
    _number("cents"),
    _stamp("at"),
    _stamp("released_at", nullable=True),
)

observations = sa.Table(
    "observations",
    metadata,
    sa.Column("source", sa.String(300), primary_key=True),
    sa.Column("subject", sa.String(300), primary_key=True),
    _key("kind"),
    _key("workspace"),
    _key("stage"),
    _key("status"),
    _json("value"),
    _text("detail"),
    _stamp("observed_at"),
    sa.Index("ix_observations_kind", "kind"),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    _key("kind"),
    _key("subject"),
    _stamp("at"),
    _json("data"),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    _stamp("at"),
    sa.Column("actor", sa.String(200), nullable=False, index=True),
    _key("act"),
    _key("kind"),
    sa.Column("subject", sa.String(200), nullable=False, index=True),
    sa.Column("project", sa.String(200), nullable=False, index=True),
    _key("digest"),
    _key("mode"),
    _json("data"),
    sa.Column("previous", sa.String(64), nullable=False, unique=True),
    sa.Column("hash", sa.String(64), nullable=False, unique=True),
)

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("person", sa.String(64), nullable=False, index=True),
    _key("kind"),
    _json("spec"),
    sa.Column("request", sa.String(32), nullable=True),
    _stamp("updated_at"),
)

idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("person", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(80), primary_key=True),
    _key("body_hash"),
    sa.Column("status", sa.Integer, nullable=False),
    _text("answer"),
    _stamp("at"),
)

readers = sa.Table(
    "readers",
    metadata,
    sa.Column("person", sa.String(64), primary_key=True),
    _number("last_seen"),
    _stamp("at"),
)

switches = sa.Table(
    "switches",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    _text("value"),
    _stamp("at"),
)

APPEND_ONLY = ("revisions", "reviews", "journal", "events", "audit")
"""Tables whose rows are never changed nor removed; triggers hold this."""
