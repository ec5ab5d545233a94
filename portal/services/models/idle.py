"""Asking, as the portal, that deployments go which serve nobody any more; policy says who has to agree."""

import hashlib

from catalog.model import Person
from portal.domain.people.roles import PLATFORM
from portal.domain.requests.lifecycle import SYSTEM
from portal.kinds.facts.resource_fact import label
from portal.kinds.kind import Facts
from portal.kinds.models.idle_deployments import Idle, idle_deployments
from portal.records.facts import gather
from portal.records.idempotency import Once
from portal.services.requests import requests
from portal.services.world import World

KIND = "decommission"


def ask_to_end(world: World) -> tuple[str, ...]:
    """Asks for the end of each, once for each time that it became idle, and returns the requests. Raises Problem."""
    catalogue = world.catalogue()
    with world.database.read() as connection:
        facts = gather(connection, catalogue, now=world.now(), models=frozenset())
    return tuple(_ask(world, facts, one) for one in idle_deployments(facts, catalogue))


def _ask(world: World, facts: Facts, idle: Idle) -> str:
    days = world.catalogue().policy.idle_deployment_days
    what = f"{idle.model.name} v{idle.version}"
    reason = f"{what} serves nobody in {idle.stage} since {idle.since[:10]}, which is more than {days} days ago"
    spec = {"resource": label(idle.resource, facts.resources), "how": "delete", "reason": reason}
    key = hashlib.sha256(f"{idle.resource.id}\n{idle.since}".encode()).hexdigest()
    once = Once(SYSTEM, f"idle-{key[:40]}", key)
    return requests.submit(world, _asks_for(world, facts, idle), KIND, spec, once=once, by=SYSTEM)


def _asks_for(world: World, facts: Facts, idle: Idle) -> Person:
    """In whose name: the project's owner, else the unit's lead, else one of the platform team. Raises LookupError."""
    organisation = world.catalogue().organisation
    unit = organisation.unit(idle.model.unit)
    central = [one.id for one in organisation.people if PLATFORM in one.roles]
    for id_ in (facts.projects[idle.model.project].owner, unit.lead if unit else "", *central):
        person = organisation.person(id_)
        if person is not None and person.active and person.kind == "human":
            return person
    raise LookupError(f"nobody answers for {idle.model.project}")
