"""One decision over several requests that are alike: each is voted on by itself, as if it were the only one."""

from collections.abc import Sequence

import sqlalchemy as sa

from catalog.model import Person
from portal.contract.problem import Complaint, Problem, bad_input, not_found, refused
from portal.contract.requests import RequestRow
from portal.contract.together import MOST, DecidedOne, Shown, odd_ones
from portal.records.idempotency import Once, claimed, part_of
from portal.records.requests.numbers import number_of
from portal.services.requests.lists import rows_of
from portal.services.requests.reviews import vote
from portal.services.world import World


def approve(
    world: World, person: Person, wishes: Sequence[Shown], reason: str, once: Once | None = None, account: str = ""
) -> tuple[DecidedOne, ...]:
    """Approves each of them, or none where one is not like the others or needs thought; says what came of each.

    A vote that is refused does not stop the others. Sent again with the same key it finds the votes that were cast.
    """
    shown = {f"R-{number_of(one.request)}": one.digest for one in wishes}
    if not 1 <= len(shown) <= MOST or len(shown) != len(wishes):
        complaint = Complaint("requests", f"{len(wishes)} were named", f"name 1 to {MOST} different ones")
        raise bad_input("these cannot be approved in one go", complaint)
    keys = {id: part_of(once, number, [id, shown[id]]) for number, id in enumerate(shown)}
    with world.database.read() as connection:
        rows = _rows(world, connection, list(shown))
        judged = [row for id, row in rows.items() if claimed(connection, keys[id]) is None]
    if problems := _not_together(shown, rows, odd_ones(judged)):
        return tuple(_decided(id, rows.get(id), problems[id]) for id in shown)
    refusals: dict[str, Problem] = {}
    for id, digest in shown.items():
        try:
            vote(world, person, id, "approve", digest or rows[id].digest, reason, keys[id], account)
        except Problem as problem:
            refusals[id] = problem
    with world.database.read() as connection:
        rows = _rows(world, connection, list(shown))
    return tuple(_decided(id, rows[id], refusals.get(id)) for id in shown)


def _rows(world: World, connection: sa.Connection, ids: Sequence[str]) -> dict[str, RequestRow]:
    found = {row.id: row for row in rows_of(world, connection, [number_of(id) for id in ids])}
    return {id: found[id] for id in ids if id in found}


def _not_together(shown: dict[str, str | None], rows: dict[str, RequestRow], odd: dict[str, str]) -> dict[str, Problem]:
    """Why none of them is approved, each with its own reason; empty when they go together."""
    if len(rows) == len(shown) and (not odd or len(shown) == 1):
        return {}
    told: dict[str, Problem] = {}
    for id in shown:
        if id not in rows:
            told[id] = not_found("request", id)
        else:
            why = odd.get(id, "it is fine itself, but not all of them go together")
            told[id] = refused(f"{id} was not approved", why, "leave out what is not like it", "not-together")
    return told


def _decided(id: str, row: RequestRow | None, problem: Problem | None) -> DecidedOne:
    body = problem.body if problem is not None else None
    return DecidedOne(id, row.state if row else "", row.approvals if row else "", body)
