"""Reads the resources of the inventory for plans: whose they are, how long they stay, what was approved for them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from catalog.model import Catalogue
from portal.domain.leases import PROJECT
from portal.kinds.facts.resource_fact import HERE, ResourceFact, SeenFact
from portal.kinds.kind import ProjectFact
from portal.records.inventory.use import regions
from portal.records.observed.observations import seen
from portal.store.rows import CARRIED_OUT, from_row
from portal.store.tables import (
    lease_reminders,
    leases,
    ledger,
    operations,
    requests,
    resources,
    revisions,
)

SHAPING = ("compute", "adopt", "scale")
"""Effects whose payload says what a compute is; a later one says more than an earlier one."""
SEEN_KINDS = ("compute", "workspace", "online_endpoint", "batch_endpoint")
"""Kinds of resource that are looked at in Azure; observations call them alike."""


def resource_facts(
    connection: sa.Connection, catalogue: Catalogue, projects: Mapping[str, ProjectFact]
) -> dict[str, ResourceFact]:
    """Everything in the inventory that is there, by its Azure id."""
    marks, payloads = _marks(connection), shapes(connection)
    extended, ended = _extensions(connection), _ended(connection)
    query = sa.select(resources).where(resources.c.state.in_(HERE)).order_by(resources.c.name, resources.c.id)
    rows = connection.execute(query).mappings().all()
    whole = _made_projects(connection)
    costs = _costs(rows, whole)
    looks = seen_things(connection, catalogue)
    people = {one.object_id: one.id for one in catalogue.organisation.people}
    found = {}
    for row in rows:
        id_, stands_for_all = row["id"], row["kind"] == PROJECT and row["request"] in whole
        look = looks.get(id_.lower())
        found[id_] = from_row(
            ResourceFact,
            row,
            unit=_unit(row, catalogue, projects),
            owner=row["owner"] or (people.get(str(look.value.get("assigned", "")), "") if look else ""),
            managed=row["origin"] != "found",
            monthly_cents=costs[row["request"]] if stands_for_all else row["monthly_cents"],
            extensions=extended.get(id_, 0),
            ended=(id_, row["lease_until"]) in ended,
            part=row["request"] in whole and not stands_for_all,
            mark=marks.get((row["request"], id_.lower()), ""),
            payload=payloads.get(id_.lower(), {}),
            listed_owner=row["owner"],
            seen=look,
        )
    return found


def seen_things(connection: sa.Connection, catalogue: Catalogue) -> dict[str, SeenFact]:
    """What was last seen of computes, workspaces and endpoints that are there, by id in small letters."""
    rows = [row for row in seen(connection, *SEEN_KINDS) if row["value"].get("id")]
    places = regions(connection, catalogue)
    return {
        str(row["value"]["id"]).lower(): SeenFact(
            row["value"], str(row["value"].get("region") or places.get(str(row["source"]), "")), row["observed_at"]
        )
        for row in rows
    }


def _made_projects(connection: sa.Connection) -> set[int]:
    """The requests that made projects."""
    return set(connection.execute(sa.select(requests.c.number).where(requests.c.kind == "project")).scalars())


def _costs(rows: Sequence[sa.RowMapping], whole: set[int]) -> dict[int, int]:
    """What all that was made with each project costs a month."""
    summed: dict[int, int] = {}
    for row in rows:
        if row["request"] in whole:
            summed[row["request"]] = summed.get(row["request"], 0) + row["monthly_cents"]
    return summed


def _unit(row: sa.RowMapping, catalogue: Catalogue, projects: Mapping[str, ProjectFact]) -> str:
    """The unit that pays: its project's, else its workspace's, else its owner's."""
    if row["project"] in projects:
        return projects[row["project"]].unit
    place = catalogue.organisation.workspace(row["workspace"])
    owner = catalogue.organisation.person(row["owner"])
    return (place.unit if place else "") or (owner.unit if owner else "") or ""


def _marks(connection: sa.Connection) -> dict[tuple[int, str], str]:
    """The intent that made each resource, by request and id in small letters."""
    query = sa.select(ledger.c.request, ledger.c.resource, ledger.c.intent_key).where(
        ledger.c.resource != "", ledger.c.kind.not_in(("scale", "stop", "delete", "lease", "tags"))
    )
    return {(request, resource.lower()): key for request, resource, key in connection.execute(query)}


def shapes(connection: sa.Connection) -> dict[str, dict[str, Any]]:
    """What was approved and carried out for each compute that is there, by id in small letters."""
    query = (
        sa.select(ledger.c.resource, ledger.c.step, revisions.c.plan)
        .join(operations, operations.c.id == ledger.c.operation)
        .join(revisions, CARRIED_OUT)
        .join(resources, (resources.c.id == ledger.c.resource) & resources.c.state.in_(HERE))
        .where(ledger.c.kind.in_(SHAPING), ledger.c.state == "done")
        .order_by(ledger.c.ended_at)
    )
    found: dict[str, dict[str, Any]] = {}
    for resource, step, plan in connection.execute(query):
        effect = next((one for one in plan["effects"] if one["step"] == step), None)
        if effect is not None:
            found[resource.lower()] = {**found.get(resource.lower(), {}), **effect["payload"]}
    return found


def _extensions(connection: sa.Connection) -> dict[str, int]:
    query = sa.select(leases.c.resource, leases.c.extensions).where(leases.c.extensions > 0)
    return {resource: int(count) for resource, count in connection.execute(query)}


def _ended(connection: sa.Connection) -> set[tuple[str, str]]:
    """The ends of leases of which the portal has said that they are over."""
    query = sa.select(lease_reminders.c.resource, lease_reminders.c.until).where(
        lease_reminders.c.stage.in_(("ended", "stopped"))
    )
    return {(resource, until) for resource, until in connection.execute(query)}
