"""Refusals that are worth remembering: somebody tried what they may not."""

import hashlib

from catalog.model import Person
from portal.contract.problem import Problem
from portal.records.idempotency import Once, claim
from portal.services.world import World
from portal.store.chain import Act, record

STRANGER = "unknown"
"""Who acts where nobody is known."""


def audited(world: World, person: Person, act: str, kind: str, subject: str, why: Problem) -> Problem:
    """Writes the attempt to the audit in its own transaction, and gives the problem back to be raised.

    Call it outside the transaction that was refused. It says what the portal answered, never what somebody wrote.
    """
    with world.database.write() as connection:
        told = {"refused": why.body.title, "because": why.body.detail, "code": why.body.code}
        record(connection, world.now(), world.mode, Act(person.id, act, kind, subject, data=told))
    return why


def noted(world: World, act: Act) -> bool:
    """Writes down a refusal that anybody can repeat at will: once an hour, however often; says whether it was now.

    Two are the same that differ in nothing but their moment.
    """
    now = world.now()
    told = "\n".join(
        (act.actor, act.act, act.kind, act.subject, *(f"{one}={act.data[one]}" for one in sorted(act.data)))
    )
    mark = hashlib.sha256(told.encode()).hexdigest()
    # No person has such an id, so nobody's own key stands in the way of what is written about them.
    once = Once(f"refused {mark[:40]}", now[:13], mark)
    with world.database.write() as connection:
        if claim(connection, once, act.subject, now) is not None:
            return False
        record(connection, now, world.mode, act)
    return True
