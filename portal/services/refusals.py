"""Refusals that are worth remembering: somebody tried to decide on what they may not."""

from catalog.model import Person
from portal.contract.problem import Problem
from portal.services.world import World
from portal.store.chain import Act, record


def audited(world: World, person: Person, act: str, kind: str, subject: str, why: Problem) -> Problem:
    """Writes the attempt to the audit in its own transaction, and gives the problem back to be raised.

    Call it outside the transaction that was refused. It says what the portal answered, never what somebody wrote.
    """
    with world.database.write() as connection:
        told = {"refused": why.body.title, "because": why.body.detail, "code": why.body.code}
        record(connection, world.now(), world.mode, Act(person.id, act, kind, subject, data=told))
    return why
