"""What is in use, read for plans: who holds cores, which clusters there are, rights, exceptions, open requests."""

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

from catalog.model import Catalogue
from portal.clock import moment, stamp
from portal.contract.catalogue import QuotaHolder
from portal.contract.states import OPEN_STATES
from portal.domain.models.evidence import whole_of
from portal.domain.models.observed_workspaces import workspace_source
from portal.kinds.facts.observed import AskedFact, AssignmentFact, ClusterFact, ExceptionFact, HolderFact
from portal.records.observed.observations import seen
from portal.store.rows import CURRENT
from portal.store.tables import requests, resources, revisions

OPEN_SHOWN = 300
"""How many open requests are compared with a new one, the newest first."""
WORKSPACE_KEPT = timedelta(days=14)
"""How long Azure keeps the name of a deleted workspace (soft delete of Azure ML workspaces)."""
ROLE_ASSIGNMENTS = "/providers/Microsoft.Authorization/roleAssignments/"
FOUND = "found in Azure"
_THERE = ("live", "expiring", "stopped")


def holders(connection: sa.Connection, catalogue: Catalogue) -> tuple[HolderFact, ...]:
    """The computes that hold cores now, as observed, with the end of the lease that the inventory knows."""
    sizes = {one.size.lower(): one for one in catalogue.computes}
    places = regions(connection, catalogue)
    leases = _leases(connection)
    found = []
    for row in seen(connection, "compute"):
        value, size = row["value"], sizes.get(str(row["value"].get("size", "")).lower())
        id_, nodes = str(value.get("id", "")).lower(), whole_of(value, "nodes") or 0
        if size is None or nodes < 1 or not id_.startswith("/subscriptions/"):
            continue
        owner, until = leases.get(id_, ("", None))
        found.append(
            HolderFact(
                name=str(value.get("name", "")),
                project=str(value.get("project", "")),
                owner=owner or str(value.get("owner", "")),
                vcpus=size.vcpus * nodes,
                subscription=id_.split("/")[2],
                region=places.get(str(row["source"]), ""),
                family=size.family.lower(),
                priority=str(value.get("priority", "dedicated")),
                until=until,
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.vcpus, one.name)))


def held_of(
    held: Iterable[HolderFact], family: str, subscription: str, region: str, priority: str
) -> tuple[QuotaHolder, ...]:
    """Who holds cores of the family that one quota counts, the largest first."""
    place = (subscription.lower(), region, family.lower(), priority)
    return tuple(
        QuotaHolder(one.name, one.project, one.owner, one.vcpus, one.until)
        for one in held
        if (one.subscription, one.region, one.family, one.priority) == place
    )


def clusters(connection: sa.Connection) -> tuple[ClusterFact, ...]:
    """Every cluster that was seen at the last look."""
    return tuple(
        ClusterFact(
            name=str(value.get("name", "")),
            workspace=str(row["workspace"]),
            size=str(value.get("size", "")).lower(),
            nodes=whole_of(value, "nodes") or 0,
            max_nodes=whole_of(value, "max_nodes") or 0,
            priority=str(value.get("priority", "dedicated")),
            project=str(value.get("project", "")),
            observed_at=str(row["observed_at"]),
        )
        for row in seen(connection, "compute")
        if (value := row["value"]).get("type") == "cluster" and str(value.get("state", "")).lower() == "succeeded"
    )


def assignments(connection: sa.Connection, catalogue: Catalogue) -> tuple[AssignmentFact, ...]:
    """The roles that the portal gave and that have not ended, and those of known people that were seen in Azure."""
    query = sa.select(resources).where(resources.c.kind == "role_assignment")
    made: dict[str, AssignmentFact] = {}
    over: set[str] = set()
    for row in connection.execute(query).mappings():
        if row["state"] not in _THERE:
            over.add(str(row["id"]).lower())  # what the last look at Azure showed is older than its end
            continue
        role, _, person = str(row["name"]).rpartition(": ")
        scope, found, _ = str(row["id"]).partition(ROLE_ASSIGNMENTS)
        if role and found:
            source = f"R-{row['request']}" if row["request"] else FOUND
            made[str(row["id"]).lower()] = AssignmentFact(person, role, scope, source, row["lease_until"])
    people = {one.object_id: one.id for one in catalogue.organisation.people}
    names = {role.id: role.name for role in catalogue.roles.azure_roles if role.id}
    for row in seen(connection, "role_assignment"):
        value = row["value"]
        id_, holder = str(value.get("id", "")).lower(), people.get(str(value.get("principal", "")))
        if holder is not None and id_ not in made and id_ not in over:
            guid = str(value.get("role", ""))
            role = names.get(guid, f"role {guid}")
            made[id_] = AssignmentFact(holder, role, str(value.get("scope", "")), FOUND)
    return tuple(made.values())


def exceptions(connection: sa.Connection) -> tuple[ExceptionFact, ...]:
    """The exceptions that were granted and not taken back."""
    query = sa.select(resources).where(resources.c.kind == "exception", resources.c.state.in_(_THERE))
    return tuple(
        ExceptionFact(row["project"], row["name"], f"R-{row['request']}", row["lease_until"] or "")
        for row in connection.execute(query).mappings()
    )


def asked(connection: sa.Connection, but: int | None) -> tuple[AskedFact, ...]:
    """The open requests, the newest first, without the one that is asking."""
    query = (
        sa.select(requests.c.number, requests.c.kind, requests.c.project, requests.c.requester, revisions.c.spec)
        .join(revisions, CURRENT)
        .where(requests.c.state.in_(OPEN_STATES))
        .order_by(requests.c.number.desc())
        .limit(OPEN_SHOWN)
    )
    return tuple(
        AskedFact(f"R-{number}", kind, project, requester, spec)
        for number, kind, project, requester, spec in connection.execute(query)
        if number != but
    )


def kept_names(connection: sa.Connection) -> dict[str, str]:
    """Names of deleted workspaces that Azure still keeps, to the last day on which it does."""
    query = sa.select(resources.c.id, resources.c.name, resources.c.observed_at).where(
        resources.c.kind == "workspace", resources.c.state.in_(("retired", "missing")), resources.c.observed_at != ""
    )
    kept = {}
    for id_, name, gone_at in connection.execute(query):
        parts = str(id_).split("/")
        if len(parts) > 4:
            kept[f"workspace:{parts[4]}/{name}".lower()] = stamp(moment(gone_at) + WORKSPACE_KEPT)[:10]
    return kept


def _leases(connection: sa.Connection) -> dict[str, tuple[str, str | None]]:
    """Id in small letters to owner and end of lease."""
    query = sa.select(resources.c.id, resources.c.owner, resources.c.lease_until).where(
        resources.c.kind == "compute", resources.c.state.in_(_THERE)
    )
    return {str(id_).lower(): (owner, until) for id_, owner, until in connection.execute(query)}


def regions(connection: sa.Connection, catalogue: Catalogue) -> dict[str, str]:
    """Workspace id in small letters to its region; what was seen stands above what the catalogue says."""
    known = {
        workspace_source(one.subscription, one.resource_group, one.name): one.region
        for one in catalogue.organisation.workspaces
    }
    for row in seen(connection, "workspace"):
        value = row["value"]
        if value.get("id") and value.get("region"):
            known[str(value["id"]).lower()] = str(value["region"])
    return known
