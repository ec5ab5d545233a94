"""A person says which project an untagged model belongs to."""

import sqlalchemy as sa

from catalog.model import Organisation, Person
from portal.contract.models.page import Assignment
from portal.contract.problem import Complaint, bad_input, conflict, not_found, refused
from portal.domain.models.evidence import MISSING, Observation
from portal.domain.people.roles import PLATFORM
from portal.records.idempotency import Once, claim
from portal.records.models.assignments import put
from portal.records.observed.observations import observed
from portal.services.world import World
from portal.store.chain import Act, record
from portal.store.tables import model_assignments as table
from portal.store.tables import projects

HOLDERS = ("model", "online_endpoint", "batch_endpoint")


def assign(
    world: World, person: Person, model: str, workspace: str, project: str, once: Once | None = None
) -> Assignment:
    """Says that the untagged model of a workspace belongs to a project; another time overrules the time before.

    Raises Problem where the model or project is not known, the model says itself whose it is, or the person may not.
    """
    with world.database.write() as connection:
        now = world.now()
        before = claim(connection, once, f"{model}/{workspace}", now)
        source = _source(connection, model, workspace)
        if before is None:
            unit, owner = _project(connection, project)
            _check_may(world.catalogue().organisation, person, unit, owner, project)
            put(connection, source, model, workspace, project, person.id, now)
            told = {"workspace": workspace, "to": project}
            record(connection, now, world.mode, Act(person.id, "assigned", "model", model, project, data=told))
        query = sa.select(table).where(table.c.source == source, table.c.model == model)
        row = connection.execute(query).one()
    return Assignment(row.model, row.workspace, row.project, row.assigned_by, row.at)


def _source(connection: sa.Connection, model: str, workspace: str) -> str:
    """The workspace in which the model was seen without saying whose it is. Raises Problem."""
    seen = [row for row in observed(connection, HOLDERS) if row.status != MISSING and _is_of(row, model)]
    if not seen:
        raise not_found("model", model[:80], "`portal model board` names them all")
    here = [row for row in seen if row.workspace == workspace]
    if not here:
        known = ", ".join(sorted({row.workspace for row in seen}))
        raise bad_input(f"{model} was not seen there", Complaint("workspace", f"it was seen in {known}"))
    tagged = next((str(row.value["project"]) for row in here if row.value.get("project")), "")
    if tagged:
        todo = "change its tag project_id in Azure ML, and look again"
        raise conflict(f"{model} says itself that it belongs to {tagged}", "a tag stands above what people say", todo)
    return here[0].source


def _is_of(row: Observation, model: str) -> bool:
    if row.kind == "model":
        return row.value.get("name") == model
    listed = row.value.get("deployments")
    named = [str(one.get("model", "")) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return any(f"/models/{model}/versions/" in name for name in named)


def _project(connection: sa.Connection, project: str) -> tuple[str, str]:
    row = connection.execute(sa.select(projects.c.unit, projects.c.owner).where(projects.c.name == project)).first()
    if row is None:
        raise not_found("project", project[:80], "`portal project list` names them all")
    return row.unit, row.owner


def _check_may(organisation: Organisation, person: Person, unit: str, owner: str, project: str) -> None:
    lead = next((one.lead for one in organisation.units if one.id == unit), "")
    if person.kind == "ci" or (person.id not in (owner, lead) and PLATFORM not in person.roles):
        may = ", ".join(dict.fromkeys(filter(None, (owner, lead))))
        raise refused(
            f"{person.id} may not say what belongs to {project}",
            f"its owner, the unit's lead and the platform may: {may}",
        )
