"""Lists of requests: mine, my team's, all, and the inbox of those who can decide."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from catalog.model import Person
from portal.contract.limits import PAGE
from portal.contract.problem import Complaint, bad_input
from portal.contract.requests import RequestPage, RequestRow
from portal.contract.states import OPEN_STATES, REQUEST_STATES
from portal.kinds.kind import Facts
from portal.kinds.registry import models_of
from portal.records.facts import gather
from portal.records.operations import handovers
from portal.records.operations.handovers import Handover
from portal.records.requests.cases import load_rows
from portal.records.requests.loaded import Loaded
from portal.services.requests.current_facts import LOOKED_AT, as_stored, look
from portal.services.requests.waiting import approvals_in_words, waiting_on
from portal.services.world import World
from portal.store.rows import CARRIED_OUT, from_row
from portal.store.tables import ledger, operations, requests, revisions

LONGEST_NUMBER = 12
"""Digits of a request's number."""
SCOPES = ("mine", "team", "all", "inbox")


def listing(
    world: World,
    person: Person,
    scope: str = "mine",
    state: str = "",
    kind: str = "",
    project: str = "",
    text: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> RequestPage:
    """A page of requests, newest first. Raises Problem for a scope, state or cursor that does not exist."""
    if scope not in SCOPES:
        raise bad_input(f"there is no list '{scope}'", Complaint("scope", "use one of: " + ", ".join(SCOPES)))
    if state and state not in (*REQUEST_STATES, "open"):
        raise bad_input(f"there is no state '{state}'", Complaint("state", "states are: " + ", ".join(REQUEST_STATES)))
    query = _filtered(scope, person, state, kind, project, text).order_by(requests.c.number.desc())
    if cursor is not None:
        query = query.where(requests.c.number < _after(cursor))
    limit = max(1, min(limit, PAGE))
    with world.database.read() as connection:
        if scope == "inbox":
            rows = [row for row in _rows(world, connection, query, None) if _is_for(row, person)]
            return RequestPage(tuple(rows[:limit]), None, len(rows))
        rows = _rows(world, connection, query, limit + 1)
    more = len(rows) > limit
    return RequestPage(tuple(rows[:limit]), _cursor(rows[limit - 1].id) if more else None)


def rows_of(world: World, connection: sa.Connection, numbers: Sequence[int]) -> list[RequestRow]:
    """The requests of these numbers, as far as there are any."""
    return _rows(world, connection, sa.select(requests).where(requests.c.number.in_(numbers)), None)


def open_rows(world: World, connection: sa.Connection, fresh: bool = True) -> list[RequestRow]:
    """Every request that is not finished, newest first.

    Where it is not to be `fresh`, nothing is planned anew: flags stay as they were stored, which is enough for
    whoever asks on whom it waits.
    """
    query = sa.select(requests).where(requests.c.state.in_(OPEN_STATES))
    return _rows(world, connection, query.order_by(requests.c.number.desc()), None, fresh)


def ended_of(world: World, connection: sa.Connection, person: Person, among: int) -> list[RequestRow]:
    """Those `among` so many newest requests of a person that have ended, newest first."""
    query = sa.select(requests).where(requests.c.requester == person.id).order_by(requests.c.number.desc())
    newest = query.limit(among).subquery()
    ended = sa.select(newest).where(newest.c.state.not_in(OPEN_STATES))
    return _rows(world, connection, ended.order_by(newest.c.number.desc()), None)


def of_project(world: World, connection: sa.Connection, project: str) -> list[RequestRow]:
    """Every request of one project, newest first."""
    query = sa.select(requests).where(requests.c.project == project).order_by(requests.c.number.desc())
    return _rows(world, connection, query, PAGE)


def _filtered(scope: str, person: Person, state: str, kind: str, project: str, text: str) -> sa.Select[Any]:
    query = sa.select(requests)
    if scope == "mine":
        query = query.where(requests.c.requester == person.id)
    elif scope == "team":
        query = query.where(requests.c.unit == (person.unit or ""))
    elif scope == "inbox":
        query = query.where(requests.c.state.in_(("in_review", "approved")))
    if state == "open":
        query = query.where(requests.c.state.in_(OPEN_STATES))
    elif state:
        query = query.where(requests.c.state == state)
    if kind:
        query = query.where(requests.c.kind == kind)
    if project:
        query = query.where(requests.c.project == project)
    if text:
        number = text.upper().removeprefix("R-")
        is_number = number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER
        found = requests.c.title.icontains(text, autoescape=True) | requests.c.requester.icontains(
            text, autoescape=True
        )
        query = query.where(found | (requests.c.number == int(number)) if is_number else found)
    return query


def _is_for(row: RequestRow, person: Person) -> bool:
    return row.waiting_on is not None and person.id in row.waiting_on.people


def _rows(
    world: World, connection: sa.Connection, query: sa.Select[Any], limit: int | None, fresh: bool = True
) -> list[RequestRow]:
    found = connection.execute(query.limit(limit) if limit else query).mappings().all()
    running = [row["number"] for row in found if row["state"] == "running"]
    states = _operation_states(connection, running)
    waited_for = handovers.open_ones(connection, running)
    loaded = load_rows(connection, found, world.catalogue())
    looked_at = [one for one in loaded if one.row["state"] in LOOKED_AT] if fresh else []
    facts = _facts_for(world, connection, looked_at) if looked_at else None
    return [
        _row(world, one, states.get(one.row["number"], ("", None)), facts, waited_for.get(one.row["number"]))
        for one in loaded
    ]


def _facts_for(world: World, connection: sa.Connection, looked_at: Sequence[Loaded]) -> Facts:
    asked = [models_of(one.row["kind"], one.revision["spec"]) for one in looked_at]
    named = [names for names in asked if names is not None]
    models = frozenset().union(*named) if named else None
    return gather(connection, world.catalogue(), now=world.now(), models=models)


def _row(
    world: World, loaded: Loaded, operation: tuple[str, float | None], facts: Facts | None, handover: Handover | None
) -> RequestRow:
    live = as_stored(loaded) if facts is None else look(world, facts, loaded)
    row, case = loaded.row, loaded.case
    state, progress = operation
    return from_row(
        RequestRow,
        row,
        id=f"R-{row['number']}",
        approvals=approvals_in_words(case),
        waiting_on=waiting_on(loaded, world.catalogue().organisation, world.clock(), state, handover),
        flags=(*live.flags, *(("stuck",) if state == "stuck" else ())),
        easy=live.easy,
        progress=progress,
    )


def _operation_states(connection: sa.Connection, numbers: Sequence[int]) -> Mapping[int, tuple[str, float | None]]:
    """State and progress (0 to 1) of the operations of running requests."""
    if not numbers:
        return {}
    done: dict[int, int] = dict(
        connection.execute(
            sa.select(ledger.c.request, sa.func.count())
            .where(ledger.c.request.in_(numbers), ledger.c.state == "done")
            .group_by(ledger.c.request)
        ).all()
    )
    planned = connection.execute(
        sa.select(operations.c.request, operations.c.state, revisions.c.plan)
        .join(revisions, CARRIED_OUT)
        .where(operations.c.request.in_(numbers))
    )
    return {request: (state, done.get(request, 0) / max(1, len(plan["effects"]))) for request, state, plan in planned}


def _cursor(request: str) -> str:
    return base64.urlsafe_b64encode(request.encode()).decode().rstrip("=")


def _after(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        number = int(text.removeprefix("R-"))
    except ValueError:
        number = -1
    if not 0 <= number < 10**LONGEST_NUMBER:
        raise bad_input("this is no cursor of mine", Complaint("cursor", "take `next` of the page before"))
    return number
