"""Who may write what in PostgreSQL: four roles that own no login, so that a broken server can do only its own work.

The database holds what no code has to promise: a server writes no effect (ledger, outcome of an operation), and nobody
changes what has happened, not even who owns the tables. An owner can still take such a rule away; the chain of hashes
is there to show it.
"""

from collections.abc import Iterable

from portal.store.tables import APPEND_ONLY, KEPT, metadata

API, WORKER, READING, MIGRATION = "portal_api", "portal_worker", "portal_reading", "portal_migration"
ROLES = (READING, API, WORKER, MIGRATION)
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")
VERSION_TABLE = "alembic_version"
HAPPENED = ("audit", "events", "journal")
"""What has happened. Nothing refers to these, so that even their owner can do without the right to change them."""

_READ, _ADD, _CHANGE, _ALL = VERBS[:1], VERBS[:2], VERBS[:3], VERBS
API_WRITES = {
    "afterwards": _CHANGE, "app_roles": _CHANGE, "audit": _ADD, "chain_head": ("SELECT", "UPDATE"),
    "counter_proposals": _CHANGE,
    "delegations": _CHANGE, "drafts": _ALL, "events": _ADD,
    "notice_wishes": ("SELECT", "INSERT", "DELETE"), "notices": ("SELECT", "UPDATE"),
    "evidence": _ADD, "idempotency": _CHANGE, "journal": _ADD, "lease_reminders": ("SELECT", "UPDATE"),
    "model_assignments": _CHANGE, "observation_history": ("SELECT", "INSERT", "DELETE"), "observations": _CHANGE,
    "readers": _CHANGE, "requests": _CHANGE, "resources": _CHANGE, "reviews": _ADD, "revisions": _ADD, "watches": _ALL,
}  # fmt: skip
"""What a server writes for people. Observations are among it, as somebody may ask to have Azure read now."""

OPERATION_COLUMNS = ("state", "fence", "attempt", "deadline")
"""What retrying and giving up change; without `ended_at` no operation can be called done."""
LEASE_COLUMNS = ("next_at",)
"""Who was shown a reminder has the lease looked at again; when it ends is the worker's to say."""


def allowed(role: str, table: str) -> frozenset[str]:
    """What a role may do to a whole table."""
    if role == API:
        return frozenset(API_WRITES.get(table, _READ))
    if role == WORKER and table != VERSION_TABLE:
        return frozenset(_ADD if table in APPEND_ONLY else _CHANGE if table in (*KEPT, "chain_head") else _ALL)
    if role == MIGRATION:
        return frozenset(_ADD if table in HAPPENED else _ALL)
    return frozenset(_READ)


def tables() -> tuple[str, ...]:
    """Every table of the portal's own, with the one that says which schema it is."""
    return (*sorted(metadata.tables), VERSION_TABLE)


def role_statements() -> list[str]:
    """Makes the roles, and lets whoever runs this hand objects over to their owner."""
    made = [
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}')"
        f" THEN CREATE ROLE {role} NOLOGIN; END IF; END $$"
        for role in ROLES
    ]
    join = (
        f"DO $$ BEGIN IF NOT pg_has_role(current_user, '{MIGRATION}', 'MEMBER')"
        f" THEN EXECUTE format('GRANT {MIGRATION} TO %I', current_user); END IF; END $$"
    )
    return [*made, join, f"GRANT USAGE, CREATE ON SCHEMA public TO {MIGRATION}"]


def grant_statements() -> list[str]:
    """Gives every role exactly what it may do, on whatever tables there are; the owner becomes the migration role."""
    made = [_owned("public"), _owned("dbos"), f"GRANT USAGE ON SCHEMA dbos TO {API}, {WORKER}"]
    for role in (READING, API, WORKER):
        made.append(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
        made += [f"GRANT {_words(allowed(role, table))} ON {table} TO {role}" for table in tables()]
    made += [f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {MIGRATION}, PUBLIC" for table in HAPPENED]
    made.append(f"GRANT UPDATE ({', '.join(OPERATION_COLUMNS)}) ON operations TO {API}")
    made.append(f"GRANT UPDATE ({', '.join(LEASE_COLUMNS)}) ON leases TO {API}")
    made.append(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {API}, {WORKER}")
    # The durable engine's own tables: workers keep it, a server only puts a run into the queue.
    for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
        made.append(f"GRANT ALL ON ALL {kind} IN SCHEMA dbos TO {WORKER}")
    made.append(f"GRANT SELECT ON ALL TABLES IN SCHEMA dbos TO {API}")
    made.append(f"GRANT INSERT, UPDATE ON dbos.workflow_status, dbos.workflow_input TO {API}")
    made.append(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA dbos TO {API}")
    return made


def _owned(schema: str) -> str:
    """Hands every table of a schema, what belongs to it, and every function to the migration role."""
    return (
        "DO $$ DECLARE one record; BEGIN"
        f" FOR one IN SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relnamespace = '{schema}'::regnamespace"
        f" AND c.relkind IN ('r', 'v', 'p') AND c.relowner <> '{MIGRATION}'::regrole LOOP"
        f" EXECUTE format('ALTER TABLE %s OWNER TO {MIGRATION}', one.name); END LOOP;"
        " FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p"
        f" WHERE p.pronamespace = '{schema}'::regnamespace AND p.proowner <> '{MIGRATION}'::regrole LOOP"
        f" EXECUTE format('ALTER ROUTINE %s OWNER TO {MIGRATION}', one.name); END LOOP;"
        f" IF '{schema}' <> 'public' THEN EXECUTE 'ALTER SCHEMA {schema} OWNER TO {MIGRATION}'; END IF; END $$"
    )


def _words(verbs: Iterable[str]) -> str:
    return ", ".join(verb for verb in VERBS if verb in set(verbs))
