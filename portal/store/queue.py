"""The queue of operations: starting and enqueueing are one transaction, as the durable engine's tables lie here too."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from portal.store.connections import Database

if TYPE_CHECKING:
    from dbos import DBOSClient

QUEUE = "operations"
WORKFLOW = "operate.v1"
APPLICATION = "portal"
AT_ONCE = 64
"""How many operations one process works on at once; each keeps a thread, also while it waits for Azure."""
_ALIVE = ("PENDING", "ENQUEUED", "DELAYED")
_ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
FORGOTTEN_AT_ONCE = 500

_clients: "WeakKeyDictionary[sa.Engine, DBOSClient]" = WeakKeyDictionary()


def prepare(database: Database, poll_seconds: float = 1.0) -> None:
    """Makes the tables of the durable engine and its queue; safe when several servers start at once."""
    migrate(database)
    _client(database.engine).register_queue(
        QUEUE, worker_concurrency=AT_ONCE, polling_interval_sec=max(poll_seconds, 0.001)
    )


def migrate(database: Database) -> None:
    """Makes the tables of the durable engine; needs no right to make any once they are there."""
    from dbos import DBOS

    logging.getLogger("dbos").setLevel(logging.CRITICAL)  # what matters comes back as a fault, and to the journal
    DBOS.migrate(database.engine.url.render_as_string(hide_password=False))


def run_id(operation: str, fence: int) -> str:
    """The id of one durable run: an operation has one run for each fencing token it was given."""
    return f"{operation}.{fence}"


def enqueue(connection: sa.Connection, operation: str, fence: int = 1) -> None:
    """Puts one run of an operation into the queue, inside the caller's transaction: it is there if that commits."""
    _client(connection.engine).enqueue_in_transaction(
        connection,
        {"workflow_name": WORKFLOW, "queue_name": QUEUE, "workflow_id": run_id(operation, fence)},
        operation,
        fence,
    )


@dataclass(frozen=True)
class RunState:
    """How one run stands: whether it waits or is being worked on; then by whom, and by which version of the walk."""

    alive: bool
    executor: str
    version: str


def run_states(database: Database, runs: Sequence[str]) -> dict[str, RunState]:
    """How runs stand, by their ids; one that was never queued lacks."""
    if not runs:
        return {}
    found = _client(database.engine).list_workflows(workflow_ids=list(runs), load_input=False, load_output=False)
    states = {}
    for one in found:
        worked_on = one.status == "PENDING"
        executor, version = (one.executor_id or "", one.app_version or "") if worked_on else ("", "")
        states[one.workflow_id] = RunState(one.status in _ALIVE, executor, version)
    return states


def forget_ended(database: Database, before: datetime) -> int:
    """Deletes what the durable engine keeps of runs that ended before a moment of real time; says how many.

    The portal's own journal and ledger hold all that people may want to know of them.
    """
    client = _client(database.engine)
    found = client.list_workflows(
        name=WORKFLOW, status=list(_ENDED), completed_before=before.isoformat(), limit=FORGOTTEN_AT_ONCE,
        load_input=False, load_output=False,
    )  # fmt: skip
    if ended := [one.workflow_id for one in found]:
        client.delete_workflows(ended)
    return len(ended)


def _client(engine: sa.Engine) -> Any:
    known = _clients.get(engine)
    if known is None:
        from dbos import DBOSClient, DBOSPortableJSONSerializer  # 0.4 s that a server without operations never pays

        known = DBOSClient(
            system_database_engine=engine,
            serializer=DBOSPortableJSONSerializer(),
            application_name=APPLICATION,
            lazy=True,
        )
        _clients[engine] = known
    return known
