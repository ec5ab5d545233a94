"""Operations of the demo's past: told as they went, through the same lifecycle and ledger, without touching Azure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.clock import moment, stamp
from portal.domain.digest import content_hash
from portal.domain.requests.lifecycle import SYSTEM, LifecycleCase, Started, transition
from portal.records.operations import ledger
from portal.records.operations.fence import hold
from portal.records.operations.journal import Line, write
from portal.records.requests.cases import checked, load, store
from portal.records.requests.numbers import number_of
from portal.services.operations.operations import finish
from portal.services.world import World
from portal.store.chain import Act, record
from portal.store.tables import budgets, commitments, operations

FENCE = 1


def carry_out(world: World, request: str, ended: Mapping[str, Any]) -> None:
    """Starts an approved request of the past and ends it as the story says: `outcome`, `reason`, `steps`.

    `steps` maps a step's name to the ledger's state it was left in; steps that are not named were never begun.
    """
    number = number_of(request)
    with world.database.write() as connection:
        operation, case = _begin(connection, world, number)
        held = hold(connection, operation, FENCE)
        plan = load(connection, number, world.catalogue()).revision["plan"]
        for position, effect in enumerate(plan["effects"]):
            if effect["step"] in ended["steps"]:
                _step(connection, world, held, position, effect, ended["steps"][effect["step"]])
        project, digest = str(plan["project"]), case.digest
        told = {"state": case.state, "operation": operation, "approvers": list(case.approvers)}
        act = Act(SYSTEM, "started", "request", request, project, digest, told)
        record(connection, world.now(), world.mode, act)
    finish(world.database, operation, FENCE, ended["outcome"], ended["reason"], world.clock(), world.mode)


def _begin(connection: sa.Connection, world: World, number: int) -> tuple[str, LifecycleCase]:
    held = load(connection, number, world.catalogue(), lock=True)
    now = world.now()
    case = checked(transition(held.case, Started(held.case.digest, held.case.seats), moment(now)), f"R-{number}")
    store(connection, number, case, now)
    cents, unit = held.row["committed_cents"], held.row["unit"]
    spent = budgets.c.committed_cents + cents
    connection.execute(budgets.update().where(budgets.c.unit == unit).values(committed_cents=spent))
    row = {"request": number, "unit": unit, "project": held.row["project"], "cents": cents, "at": now}
    connection.execute(commitments.insert().values(**row))
    operation = f"O-{number}-{case.revision}"
    connection.execute(
        operations.insert().values(
            id=operation,
            request=number,
            revision=case.revision,
            state="queued",
            fence=FENCE,
            attempt=1,
            started_at=now,
            reason="",
        )
    )
    return operation, case


def _step(
    connection: sa.Connection, world: World, held: Any, position: int, effect: Mapping[str, Any], state: str
) -> None:
    then = world.clock()
    ended = stamp(then + timedelta(seconds=20 * (position + 1)))
    values = {
        "step": effect["step"],
        "position": position,
        "kind": effect["kind"],
        "title": effect["title"],
        "name": effect["name"],
        "stage": effect["stage"],
        "intent_key": content_hash([held.request, effect["step"]]),
        "payload_hash": content_hash(effect["payload"]),
        "resource": "",
    }
    ledger.intend(connection, held, stamp(then), values)
    ledger.note(connection, held, effect["step"], state=state, sent_at=stamp(then), ended_at=ended)
    told = {"done": "is there", "failed": "could not be made", "left": "was left behind"}.get(state, state)
    level = "info" if state == "done" else "error"
    write(connection, held, ended, [Line(f"{effect['title']} {told}", effect["step"], level)])
