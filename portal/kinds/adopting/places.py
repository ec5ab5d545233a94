"""The workspaces that a project which is adopted may have: those the organisation names, and those that were found."""

from catalog.model import Catalogue
from portal.kinds.adopting.guess import guess_of
from portal.kinds.facts.resource_fact import ResourceFact
from portal.kinds.kind import Facts, ProjectFact
from portal.kinds.projects.places import StageWorkspace, existing_place


def offered_places(stage: str, catalogue: Catalogue, facts: Facts) -> dict[str, StageWorkspace]:
    """By name, every workspace that could serve a stage; of two of one name neither, as nobody could say which."""
    title, branch = next((one.title, one.branch) for one in catalogue.organisation.stages if one.id == stage)
    found: dict[str, list[StageWorkspace]] = {}
    for one in catalogue.organisation.workspaces:
        if one.stage == stage:
            found.setdefault(one.name, []).append(existing_place(stage, title, branch, one))
    for thing in _workspaces(facts):
        parts = thing.id.split("/")
        if thing.stage in (stage, "unknown", "") and len(parts) > 8:
            region = thing.seen.region if thing.seen else ""
            place = StageWorkspace(stage, title, branch, parts[2], parts[4], thing.name, region, False)
            found.setdefault(thing.name, []).append(place)
    return {name: places[0] for name, places in sorted(found.items()) if len(places) == 1}


def workspace_fact(place: StageWorkspace, facts: Facts) -> ResourceFact | None:
    """The inventory's row of a place that is no shared one."""
    return next((one for one in _workspaces(facts) if one.id.lower() == place.scope.lower()), None)


def guessed_place(name: str, project: ProjectFact | None, stage: str, facts: Facts) -> str | None:
    """The workspace that a project seems to have in a stage: as the inventory says, else by tag or name."""
    if project is not None and (known := project.place(stage)) is not None:
        return known.workspace
    mine = [
        one.name
        for one in _workspaces(facts)
        if one.stage == stage and (one.project == name or guess_of(one, facts).project == name)
    ]
    return mine[0] if len(mine) == 1 else None


def _workspaces(facts: Facts) -> list[ResourceFact]:
    return [one for one in facts.resources.values() if one.kind == "workspace" and one.seen is not None]
