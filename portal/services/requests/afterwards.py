"""What is owed about a request after it started: the reason of a rollback, a second look at a break-glass."""

import sqlalchemy as sa

from catalog.model import Person
from portal.contract.home import Owed
from portal.contract.problem import Complaint, bad_input, conflict, not_found, refused
from portal.records.idempotency import Once, claim
from portal.records.requests.cases import load
from portal.records.requests.numbers import number_of
from portal.records.requests.owed import REASON, REVIEW, open_ones
from portal.records.words import said
from portal.services.world import World
from portal.store.chain import Act, record
from portal.store.rows import from_row
from portal.store.tables import afterwards

_LOOKING = ("platform", "product_owner", "team_lead", "lead")
"""The roles of which somebody may look a second time."""


def owed_to(connection: sa.Connection, person: Person, now: str) -> tuple[Owed, ...]:
    """What a person has to say, or may look at, the first due before the others; their own late ones too."""
    found = []
    for row in open_ones(connection):
        mine = row["person"] == person.id
        if mine or (row["what"] == REVIEW and _may_look(person, row["barred"])):
            can_do = mine == (row["what"] == REASON)
            found.append(from_row(Owed, row, request=f"R-{row['request']}", late=row["due_at"] <= now, can_do=can_do))
    return tuple(sorted(found, key=lambda one: (one.due_at, one.request)))


def explain(world: World, person: Person, request: str, reason: str, once: Once | None = None) -> str:
    """Says afterwards why something was rolled back. Raises Problem."""
    return _settle(world, person, request, REASON, reason, True, once)


def look(world: World, person: Person, request: str, agrees: bool, reason: str, once: Once | None = None) -> str:
    """A second person's look at a break-glass: they agree that it was right, or say what was not. Raises Problem."""
    return _settle(world, person, request, REVIEW, reason, agrees, once)


def _settle(
    world: World, person: Person, request: str, what: str, words: str, agrees: bool, once: Once | None
) -> str:  # fmt: skip
    number, words = number_of(request), said(words.strip())
    request = f"R-{number}"
    if not words:
        raise bad_input("say it in words", Complaint("reason", "is missing", "write one sentence"))
    with world.database.write() as connection:
        now = world.now()
        if claim(connection, once, request, now) is not None:
            return request
        held = load(connection, number, world.catalogue(), lock=True)
        row = connection.execute(sa.select(afterwards).where(afterwards.c.request == number)).mappings().one_or_none()
        if row is None or row["what"] != what:
            raise not_found(f"{what} owed about request", request, "see what is owed with: portal inbox")
        _may(person, row, request)
        connection.execute(
            afterwards.update()
            .where(afterwards.c.request == number)
            .values(done_at=now, done_by=person.id, said=words, agrees=int(agrees))
        )
        act = "explained" if what == REASON else "agreed-afterwards" if agrees else "objected-afterwards"
        told = {"reason": words, "late": row["due_at"] <= now}
        acted = Act(person.id, act, "request", request, held.row["project"], held.case.digest, told)
        record(connection, now, world.mode, acted)
    return request


def _may(person: Person, row: sa.RowMapping, request: str) -> None:
    if row["done_at"] is not None:
        raise conflict(f"nothing is owed about {request} any more", f"{row['done_by']} has said it", code="settled")
    if row["what"] == REASON and person.id != row["person"]:
        raise refused(f"you cannot explain {request}", f"the reason is owed by {row['person']}, who asked for it")
    if row["what"] == REVIEW and not _may_look(person, row["barred"]):
        why = "a second person looks, of the platform team, the leads or the product owners, who had no part in it"
        raise refused(f"you cannot look at {request}", why)


def _may_look(person: Person, barred: list[str]) -> bool:
    return person.kind == "human" and person.id not in barred and any(role in person.roles for role in _LOOKING)
