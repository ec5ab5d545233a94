"""What kind `compute` asks, and what it assumes."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, ComputeType, Person
from portal.kinds.asked_project import reason_field
from portal.kinds.closed import why_closed
from portal.kinds.compute.serverless import FORM
from portal.kinds.field import Choice, Field, some_of
from portal.kinds.kind import Facts, ProjectFact
from portal.kinds.naming import checked

DEFAULT_LEASE_DAYS = 7
LONGEST_LEASE_DAYS = 90
IDLE_MINUTES = {"cluster": 15, "instance": 60}
SERVERLESS_IDLE_MINUTES = 1
"""What policy is told of a serverless job: its machines go when it ends, so they are never idle for longer."""


def fields(given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    """The fields of a compute request; projects, stages and the name depend on the answers before them."""
    project = _chosen_project(given, person, facts)
    stage = str(given.get("stage", "dev"))
    form = str(given.get("form", "cluster"))
    return (
        _project_field(person, facts, project),
        Field("type", "Compute type", "The size of one machine, from the catalogue", "choice",
              choices=tuple(_choice(item) for item in catalogue.computes), section="What"),
        Field("form", "Form",
              "A cluster scales for jobs; an instance is one person's machine; serverless jobs bring their own",
              "choice", choices=tuple(Choice(one, one) for one in ("cluster", "instance", FORM)), assumed="cluster",
              section="What"),
        Field("stage", "Stage", "Where it shall stand", "choice",
              choices=tuple(Choice(one.id, one.title) for one in catalogue.organisation.stages), assumed="dev",
              section="What"),
        *_size_fields(form, stage, given),
        *_time_fields(catalogue.organisation.time_zone),
        Field("name", "Name",
              "Its name in the workspace: 3 to 24 lower-case letters, digits and hyphens, beginning with a letter",
              pattern=r"[a-z][a-z0-9-]{1,22}[a-z0-9]", longest=24, assumed=_free_name(given, project, stage, facts),
              origin="derived", section="What"),
        reason_field(),
    )  # fmt: skip


def _size_fields(form: str, stage: str, given: Mapping[str, Any]) -> tuple[Field, ...]:
    priorities = (Choice("low", "low priority"), Choice("dedicated", "dedicated"))
    ends = given.get("until")
    cheap = form != "instance" and stage == "dev"
    found = (
        Field("nodes", "Nodes at most", "How far a cluster may scale", "integer", assumed=1, minimum=1, maximum=100,
              section="Size"),
        Field("min_nodes", "Nodes always on", "0 lets an idle cluster cost nothing", "integer", assumed=0, minimum=0,
              maximum=100, section="Size"),
        Field("priority", "Priority", "Low priority is cheaper and may be taken away", "choice", choices=priorities,
              assumed="low" if cheap else "dedicated", section="Size"),
        Field("idle_minutes", "Idle minutes", "After how long without work it goes down", "integer",
              assumed=IDLE_MINUTES.get(form, 15), minimum=5, maximum=480, section="Lease"),
        Field("hours_per_week", "Hours a week", "How much it will be used, for the cost", "integer", assumed=40,
              minimum=1, maximum=168, section="Lease"),
        Field("days", "Lease in days", "When it goes, unless it is extended", "integer", required=not ends,
              assumed=None if ends else DEFAULT_LEASE_DAYS, minimum=1, maximum=LONGEST_LEASE_DAYS, section="Lease"),
    )  # fmt: skip
    return tuple(one for one in found if form != FORM or one.name not in ("min_nodes", "idle_minutes"))


def _time_fields(zone: str) -> tuple[Field, ...]:
    said = f'such as "friday 18:00", "7 days" or "2026-11-27 18:00", in {zone}'
    return (
        Field("until", "Until", f"In place of days: when it goes, {said}", "moment", required=False, zone=zone,
              section="Lease"),
        Field("from", "From", f"When it is wanted, if not at once, {said}; nobody has to do anything then", "moment",
              required=False, zone=zone, edge="begin", section="Lease"),
    )  # fmt: skip


def _project_field(person: Person, facts: Facts, chosen: str | None) -> Field:
    mine = (facts.projects[name] for name in facts.order if person.id in facts.projects[name].members)
    choices = some_of((Choice(one.name, one.name, _project_note(one)) for one in mine), "you belong to no project yet")
    told = "A project that you belong to; ask for one with `portal request new project`"
    return Field("project", "Project", told, "choice", choices=choices, assumed=chosen, section="What")


def _project_note(project: ProjectFact) -> str:
    return f"{project.unit}, {project.left_cents // 100} left this month"


def _chosen_project(given: Mapping[str, Any], person: Person, facts: Facts) -> str | None:
    asked = given.get("project")
    if isinstance(asked, str) and asked in facts.projects:
        return asked
    return next((name for name in facts.order if person.id in facts.projects[name].members), None)


def _choice(item: ComputeType) -> Choice:
    gpus = f", {item.gpus} × {item.gpu_model}" if item.gpus else ""
    note = f"{item.vcpus} vCPU, {item.memory_gib} GiB{gpus}, {item.tier}"
    return Choice(item.id, item.size, note, why_closed(item))


def _free_name(given: Mapping[str, Any], project: str | None, stage: str, facts: Facts) -> str | None:
    if project is None or not isinstance(given.get("type"), str):
        return None
    place = facts.projects[project].place(stage)
    wanted = str(given["type"])[:16]
    stem = f"{project[: 21 - len(wanted)].rstrip('-')}-{wanted}"
    for number in range(1, 100):
        name = stem if number == 1 else f"{stem}-{number}"
        if place is None or not checked("compute", name, place.workspace, facts).why:
            return name
    return stem
