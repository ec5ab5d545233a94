"""The words for states, each list in the order of a life."""

REQUEST_STATES = (
    "draft",
    "in_review",
    "approved",
    "running",
    "ready",
    "ready_with_differences",
    "failed_clean",
    "failed_leftovers",
    "denied",
    "withdrawn",
    "expired",
    "superseded",
)
TERMINAL_STATES = frozenset(REQUEST_STATES[4:])
"""A request in one of these never leaves it."""

AGAIN = ("denied", "withdrawn", "expired", "failed_clean", "failed_leftovers")
"""A request in one of these came to nothing, and can be asked for again."""

OPEN_STATES = ("in_review", "approved", "running")

OPERATION_STATES = ("queued", "running", "waiting", "stuck", "undoing", "done")
LEDGER_STATES = ("intended", "sent", "done", "failed", "undone", "left")
RESOURCE_STATES = ("creating", "live", "expiring", "stopped", "retired", "missing", "foreign")
VERDICTS = ("approve", "deny", "question", "comment", "undo")
LEASE_STAGES = ("half", "tenth", "ended", "stopped")
"""The reminders of a lease: half of it is left, a tenth, nothing, and what it was for has been stopped."""
OUTCOMES = ("ready", "ready_with_differences", "failed_clean", "failed_leftovers")

TITLES = {
    "draft": "draft",
    "in_review": "in review",
    "approved": "approved",
    "running": "running",
    "ready": "ready",
    "ready_with_differences": "ready, with differences",
    "failed_clean": "failed, nothing left behind",
    "failed_leftovers": "failed, things left behind",
    "denied": "denied",
    "withdrawn": "withdrawn",
    "expired": "expired",
    "superseded": "superseded",
}
"""How a request's state is said to people."""
