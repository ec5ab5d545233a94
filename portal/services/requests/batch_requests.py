"""Asking for the same about several things: one request each; a refusal of one does not stop the others."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.model import Person
from portal.contract.problem import Complaint, Problem, bad_input
from portal.contract.resources import AskedOne
from portal.kinds.facts.resource_fact import ResourceFact, label, named
from portal.records.facts import gather
from portal.records.idempotency import Once, part_of
from portal.services.requests import requests, views
from portal.services.world import World

MOST = 100
"""How many may be asked for in one go."""


def ask(
    world: World, person: Person, kind: str, specs: Sequence[Mapping[str, Any]], once: Once | None = None
) -> tuple[AskedOne, ...]:
    """Asks for each, in order. Sent again with the same key it finds what was asked for, and asks for the rest."""
    if not 1 <= len(specs) <= MOST:
        complaint = Complaint("specs", f"{len(specs)} were named", f"name 1 to {MOST} in one go")
        raise bad_input("this cannot be asked for in one go", complaint)
    with world.database.read() as connection:
        known = gather(connection, world.catalogue()).resources
    wishes = [_named(spec, known) for spec in specs]
    return tuple(_one(world, person, kind, spec, part_of(once, number, spec)) for number, spec in enumerate(wishes))


def _named(spec: Mapping[str, Any], known: Mapping[str, ResourceFact]) -> Mapping[str, Any]:
    """The same wish, its resource called as the form calls it, also when it came by its Azure id."""
    found = named(str(spec.get("resource", "")), known)
    return {**spec, "resource": label(found, known)} if found else spec


def _one(world: World, person: Person, kind: str, spec: Mapping[str, Any], once: Once | None) -> AskedOne:
    about = str(spec.get("resource") or spec.get("project") or spec.get("name") or "")[:200]
    try:
        made = views.show(world, person, requests.submit(world, person, kind, spec, once=once))
    except Problem as problem:
        return AskedOne(about, "", "", "", "", problem.body)
    return AskedOne(about, made.id, made.state, made.title, made.policy.sentence)
