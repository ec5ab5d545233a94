"""What is there: every resource with its cost, its last use, whose it is or seems to be, and what may be asked for."""

from collections.abc import Mapping

import sqlalchemy as sa

from catalog.model import Catalogue, Person
from portal.contract.limits import PAGE
from portal.contract.problem import Complaint, bad_input
from portal.contract.resources import ResourcePage, ResourceRow
from portal.domain.models.evidence import READING, SEEN
from portal.kinds.adopting import resource as adopting
from portal.kinds.adopting.guess import guess_of
from portal.kinds.adopting.resource import may_adopt
from portal.kinds.facts.resource_fact import ADOPTABLE, ResourceFact, labels
from portal.kinds.kind import Facts
from portal.kinds.leases import decommission, extension
from portal.kinds.leases.resource_field import may_name
from portal.kinds.leases.seen_cost import seen_cost
from portal.records.facts import gather
from portal.records.offsets import cursor_at, start_of
from portal.services.world import World
from portal.store.tables import observations

SCOPES = ("found", "leased", "all")
"""What was found and is not managed; what has a lease; everything."""
_UNLISTED = ("membership", "exception")
"""Kinds of row that are nothing one could see somewhere."""


def listing(
    world: World, person: Person, scope: str = "found", text: str = "", cursor: str | None = None, limit: int = PAGE
) -> ResourcePage:
    """A page of what is there and matches, with totals over all that match. Raises Problem for an unknown scope."""
    if scope not in SCOPES:
        raise bad_input(f"there is no scope '{scope[:40]}'", Complaint("scope", "use one of: " + ", ".join(SCOPES)))
    catalogue = world.catalogue()
    with world.database.read() as connection:
        facts = gather(connection, catalogue)
        looked = _last_look(connection)
    asked = {str(one.values.get("resource")): one.request for one in reversed(facts.asked)}
    named = labels(facts.resources)
    chosen = [one for one in facts.resources.values() if one.kind not in _UNLISTED and _is_in(scope, one)]
    rows = [_row(one, named[one.id], person, catalogue, facts, asked) for one in chosen]
    words = text.casefold().split()
    rows = [row for row in rows if all(word in _text(row) for word in words)]
    rows.sort(key=lambda row: (row.kind not in ADOPTABLE, -(row.monthly_cents or 0), row.workspace, row.name, row.id))
    start, size = start_of(cursor), max(1, min(limit, PAGE))
    return ResourcePage(
        items=tuple(rows[start : start + size]),
        next=cursor_at(start + size, len(rows)),
        total=len(rows),
        monthly_cents=sum(row.monthly_cents or 0 for row in rows),
        unpriced=sum(1 for row in rows if row.monthly_cents is None),
        observed_at=looked,
    )


def _is_in(scope: str, resource: ResourceFact) -> bool:
    if scope == "found":
        return not resource.managed
    return scope == "all" or (resource.lease_until is not None and not resource.part)


def _row(
    resource: ResourceFact, label: str, person: Person, catalogue: Catalogue, facts: Facts, asked: Mapping[str, str]
) -> ResourceRow:
    seen, guess = resource.seen, guess_of(resource, facts)
    yours = "" if may_name(person, resource, facts) else _whose(resource)
    cost = resource.monthly_cents if resource.managed else seen_cost(resource, catalogue).monthly_cents
    listed = resource.project in facts.projects
    return ResourceRow(
        id=resource.id,
        label=label,
        kind=resource.kind,
        name=resource.name,
        project=resource.project if listed else "",
        guess="" if listed else guess.project,
        guessed_by="" if listed else guess.why,
        unit=resource.unit,
        stage=resource.stage,
        workspace=resource.workspace,
        size=str(seen.value.get("size") or "") if seen else "",
        owner=resource.owner,
        state=resource.state,
        origin=resource.origin,
        monthly_cents=cost,
        lease_until=resource.lease_until,
        used_at=(seen.used_at or None) if seen else None,
        observed_at=seen.observed_at if seen else None,
        request=f"R-{resource.request}" if resource.request else None,
        asked=asked.get(label, asked.get(resource.id, "")),
        adopt=adopting.why_not(resource) or ("" if may_adopt(person, resource, facts) else _whose(resource)),
        extension=extension.why_not(resource) or yours,
        decommission=decommission.why_not(resource) or yours,
    )


def _whose(resource: ResourceFact) -> str:
    if not resource.owner:
        return "nobody is known to own it: the platform team asks"
    return f"it is {resource.owner}'s: they, their project or the platform team ask"


def _text(row: ResourceRow) -> str:
    said = (row.name, row.kind, row.project or row.guess, row.unit, row.stage, row.workspace, row.size, row.owner)
    return " ".join((*said, row.state)).casefold()


def _last_look(connection: sa.Connection) -> str | None:
    """When any list of Azure was last read."""
    query = sa.select(sa.func.max(observations.c.observed_at)).where(
        observations.c.kind == READING, observations.c.status == SEEN
    )
    found: str | None = connection.execute(query).scalar()
    return found
