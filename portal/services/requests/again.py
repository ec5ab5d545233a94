"""Asking again for what came to nothing: a new request with the same answers, and a link both ways."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from catalog.model import Person
from portal.contract.problem import conflict, refused
from portal.contract.states import AGAIN
from portal.records.idempotency import Once, claimed
from portal.records.requests.cases import load
from portal.records.requests.numbers import follower, number_of
from portal.services.requests.requests import submit
from portal.services.world import World


def ask_again(
    world: World, person: Person, request: str, spec: Mapping[str, Any] | None = None, once: Once | None = None
) -> str:
    """Asks anew for what the person asked for before, with the same answers or with these; returns the new id.

    A request is asked for again once: trying it again finds the one that there is, and changes nothing.
    """
    number = number_of(request)
    request = f"R-{number}"
    with world.database.read() as connection:
        if (known := claimed(connection, once)) is not None:
            return known
        held = load(connection, number, world.catalogue())
        made = follower(connection, number)
    if held.row["requester"] != person.id:
        todo = "ask for the same in your own name"
        raise refused(f"you cannot ask for {request} again", "only its requester does", todo, "not-yours")
    if held.row["state"] not in AGAIN:
        why = f"it is {held.row['state'].replace('_', ' ')}"
        raise conflict(f"you cannot ask for {request} again", why, "edit it, or decommission what it made", "not-over")
    if made and spec is not None:
        raise conflict(f"{request} was asked for again already", f"as {made}", f"edit {made}", "asked-again")
    answers = spec if spec is not None else answered(held.revision)
    return made or submit(world, person, held.row["kind"], answers, once=once, follows=number)


def answered(revision: sa.RowMapping) -> dict[str, Any]:
    """What its requester answered; what was derived or assumed is worked out anew."""
    origins = revision["origins"]
    return {name: value for name, value in revision["spec"].items() if origins.get(name, "answered") == "answered"}
