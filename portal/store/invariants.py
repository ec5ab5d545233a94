"""Triggers that hold in the database what no code path may break, for SQLite and PostgreSQL."""

from portal.contract.states import TERMINAL_STATES
from portal.store.tables import APPEND_ONLY, KEPT

_TERMINAL = ", ".join(f"'{state}'" for state in sorted(TERMINAL_STATES))

_RULES = (
    (
        "requests_terminal",
        "requests",
        "UPDATE",
        f"OLD.state IN ({_TERMINAL}) AND NEW.state <> OLD.state",
        "a finished request never changes its state",
    ),
    (
        "reviews_own",
        "reviews",
        "INSERT",
        "NEW.verdict = 'approve' AND EXISTS (SELECT 1 FROM revisions"
        " WHERE revisions.request = NEW.request AND revisions.made_by = NEW.person)",
        "nobody approves what they made or edited",
    ),
    (
        "reviews_proposed",
        "reviews",
        "INSERT",
        "NEW.verdict = 'approve' AND EXISTS (SELECT 1 FROM counter_proposals"
        " WHERE counter_proposals.request = NEW.request AND counter_proposals.person = NEW.person"
        " AND counter_proposals.state = 'accepted' AND counter_proposals.bars)",
        "nobody approves what they proposed",
    ),
    (
        "reviews_digest",
        "reviews",
        "INSERT",
        "NEW.verdict IN ('approve', 'deny') AND NOT EXISTS (SELECT 1 FROM revisions"
        " WHERE revisions.request = NEW.request"
        " AND revisions.number = NEW.revision AND revisions.digest = NEW.digest)",
        "a vote names a digest that exists",
    ),
    (
        "operations_started",
        "operations",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM requests WHERE requests.number = NEW.request"
        " AND requests.state = 'running' AND requests.revision = NEW.revision)",
        "an operation belongs to a started revision",
    ),
    (
        "operations_fence",
        "operations",
        "UPDATE",
        "NEW.fence < OLD.fence OR (OLD.state = 'done' AND NEW.state <> 'done')",
        "a fence never falls and a done operation stays done",
    ),
    (
        "operations_ended",
        "operations",
        "UPDATE",
        "NEW.state = 'done' AND NEW.ended_at IS NULL",
        "a done operation has an end",
    ),
    (
        "operations_revision",
        "operations",
        "UPDATE",
        "NEW.request <> OLD.request OR NEW.revision <> OLD.revision",
        "an operation never changes what it carries out",
    ),
    (
        "ledger_payload",
        "ledger",
        "UPDATE",
        "NEW.payload_hash <> OLD.payload_hash OR NEW.intent_key <> OLD.intent_key",
        "an intent never changes what it was for",
    ),
)


def statements(dialect: str) -> list[str]:
    """The statements that create every trigger in `dialect` ("sqlite" or "postgresql")."""
    build = _sqlite if dialect == "sqlite" else _postgresql
    made = []
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            made += build(f"{table}_no_{verb.lower()}", table, verb, "", f"{table} is append-only")
        if dialect == "postgresql":
            made += _no_truncate(table)
    for table in KEPT:  # on SQLite this also stops INSERT OR REPLACE, which would slip past every UPDATE trigger
        made += build(f"{table}_no_delete", table, "DELETE", "", f"a row of {table} is never removed")
        if dialect == "postgresql":
            made += _no_truncate(table)
    for name, table, verb, condition, message in _RULES:
        made += build(name, table, verb, condition, message)
    return made


def _sqlite(name: str, table: str, verb: str, condition: str, message: str) -> list[str]:
    when = f" WHEN {condition}" if condition else ""
    return [
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW{when}"
        f" BEGIN SELECT RAISE(ABORT, 'invariant: {message}'); END"
    ]


def _postgresql(name: str, table: str, verb: str, condition: str, message: str) -> list[str]:
    check = f"IF {condition} THEN" if condition else "IF true THEN"
    returned = "OLD" if verb == "DELETE" else "NEW"
    return [
        f"CREATE FUNCTION {name}_check() RETURNS trigger AS $$ BEGIN {check}"
        f" RAISE EXCEPTION 'invariant: {message}'; END IF; RETURN {returned}; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_check()",
    ]


def _no_truncate(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_no_delete_check()"
    ]
