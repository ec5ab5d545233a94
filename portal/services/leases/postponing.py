"""Putting the end of a lease off by some hours, in one act: an extension like any other, asked for by name or id."""

from catalog.model import Person
from portal.contract.problem import not_found
from portal.kinds.facts.resource_fact import label, named
from portal.records.facts import gather
from portal.records.idempotency import Once
from portal.services.requests import requests
from portal.services.world import World

KIND = "extension"


def postpone(world: World, person: Person, resource: str, hours: int, once: Once | None = None) -> str:
    """Asks that a resource, by its name or its Azure id, stays so many hours longer; returns the request's id.

    Raises Problem when there is no such resource, or when it has no lease that could be put off.
    """
    with world.database.read() as connection:
        known = gather(connection, world.catalogue()).resources
    found = named(resource, known)
    if found is None:
        raise not_found("resource", resource, "`portal project show NAME` lists what a project has")
    return requests.submit(world, person, KIND, {"resource": label(found, known), "hours": hours}, once=once)
