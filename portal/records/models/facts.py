"""Reads what plans may know of models: what was observed of them, and what the portal brought to each stage."""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from catalog.model import Catalogue, Organisation
from portal.domain.models.evidence import MISSING, SEEN, Artefact, Observation, rows_of, texts
from portal.domain.models.observed_workspaces import ObservedWorkspaces, azure_id, gather, workspace_source
from portal.kinds.facts.model_fact import ModelFact, ServedFact, StageFact
from portal.kinds.kind import ProjectFact
from portal.records.models.assignments import assigned_projects
from portal.records.models.board import KINDS, sites_of
from portal.records.observed.observations import observed
from portal.store.tables import observations, served


def model_facts(
    connection: sa.Connection, catalogue: Catalogue, projects: Mapping[str, ProjectFact]
) -> dict[str, ModelFact]:
    """Every model of a known project, by its name, or `project/name` where several projects have one of that name."""
    organisation = catalogue.organisation
    found = observed(connection, KINDS)
    sites = sites_of(organisation, found, [stage.id for stage in organisation.stages])
    world = gather(found, sites, assigned_projects(connection))
    told, brought = _Told.of(found, world, _started_by(connection)), _served(connection)
    made = [
        _model(name, project, world, told, organisation, brought.get((project.name, name), ()))
        for project in projects.values()
        for name in _names(project, world)
    ]
    alike: dict[str, int] = {}
    for one in made:
        alike[one.name] = alike.get(one.name, 0) + 1
    return {one.name if alike[one.name] == 1 else f"{one.project}/{one.name}": one for one in made}


def _started_by(connection: sa.Connection) -> dict[tuple[str, str], str]:
    """Who started each run that was read, by source and name: a pipeline may register what a person trained."""
    value = observations.c.value
    query = sa.select(observations.c.source, value["name"].as_string(), value["by"].as_string())
    rows = connection.execute(query.where(observations.c.kind == "job", observations.c.status == SEEN)).all()
    return {(source, str(name)): str(by) for source, name, by in rows if by}


class _Told:
    """What single observations say that the compared values leave out, by source and name."""

    def __init__(self) -> None:
        self.makers: dict[tuple[str, str], dict[str, set[str]]] = {}
        self.registered: dict[tuple[str, str], dict[str, str]] = {}
        self.assets: dict[str, dict[str, Artefact]] = {}
        self.shapes: dict[tuple[str, str], dict[str, str]] = {}

    @staticmethod
    def of(
        found: Iterable[Observation], world: ObservedWorkspaces, started_by: Mapping[tuple[str, str], str]
    ) -> "_Told":
        """Sorts them. `started_by` says who started a run, by source and the run's name."""
        told = _Told()
        for key, asset in world.assets.items():
            told.assets.setdefault(key.split("/")[1], {})[key] = asset
        for row in found:
            name = str(row.value.get("name", ""))
            if row.kind == "model" and row.status != MISSING:
                mine = told.makers.setdefault((row.source, name), {})
                for version in map(texts, rows_of(row.value, "versions")):
                    by = {version.get("created_by", ""), started_by.get((row.source, version.get("job", "")), "")} - {
                        ""
                    }
                    mine[version.get("version", "")] = by
                    if version.get("created_at"):
                        told.registered.setdefault((row.source, name), {})[version["version"]] = version["created_at"]
            elif row.kind in ("online_endpoint", "batch_endpoint"):
                shape = "size" if row.kind == "online_endpoint" else "compute"
                for one in map(texts, rows_of(row.value, "deployments")):
                    told.shapes.setdefault((row.source, shape), {})[f"{name}/{one.get('name', '')}"] = one.get(
                        shape, ""
                    )
        return told


def _names(project: ProjectFact, world: ObservedWorkspaces) -> list[str]:
    """The models that a workspace of the project says belong to it."""
    found = set()
    for stage in project.stages:
        place = world.places.get(_source(project, stage.stage))
        for name, holding in place.holdings.items() if place else ():
            if holding.project == project.name and (holding.artefacts or holding.deployed):
                found.add(name)
    return sorted(found)


def _source(project: ProjectFact, stage: str) -> str:
    place = next(one for one in project.stages if one.stage == stage)
    return workspace_source(project.subscriptions.get(stage, ""), place.resource_group, place.workspace)


def _model(
    name: str, project: ProjectFact, world: ObservedWorkspaces, told: _Told, organisation: Organisation,
    brought: Sequence[ServedFact],
) -> ModelFact:  # fmt: skip
    stages, makers, registered = {}, dict[str, set[str]](), dict[str, str]()
    for one in project.stages:
        source = _source(project, one.stage)
        fact = _stage(name, project, one.stage, world, told)
        if fact is not None:
            stages[one.stage] = fact
        for version, people in told.makers.get((source, name), {}).items():
            makers.setdefault(version, set()).update(people)
        registered = told.registered.get((source, name), {}) | registered  # the first stage knows best
    return ModelFact(
        name=name,
        project=project.name,
        unit=project.unit,
        stages=stages,
        assets=told.assets.get(name, {}),
        makers={version: _people(names, organisation) for version, names in makers.items()},
        registered_at=registered,
        served=tuple(brought),
    )


def _stage(name: str, project: ProjectFact, stage: str, world: ObservedWorkspaces, told: _Told) -> StageFact | None:
    place = next(one for one in project.stages if one.stage == stage)
    source = _source(project, stage)
    seen = world.places.get(source)
    if seen is None:
        return None
    holding, blocked = seen.holdings.get(name), seen.blocked()
    mine = holding is not None and holding.project in ("", project.name)
    if holding is None or not mine or not (holding.artefacts or holding.deployed):
        if blocked is None:
            return None
        return StageFact(stage, place.workspace, source, place.region, blocked.status, blocked.observed_at)
    reading = holding.unread or blocked
    return StageFact(
        stage=stage,
        workspace=place.workspace,
        id=azure_id(project.subscriptions.get(stage, ""), place.resource_group, place.workspace),
        region=place.region,
        status=reading.status if reading else SEEN,
        observed_at=min(holding.seen_at, default=""),
        registered=dict(holding.artefacts),
        deployed=tuple(holding.deployed),
        sizes=told.shapes.get((source, "size"), {}),
        computes=told.shapes.get((source, "compute"), {}),
    )


def _people(names: Iterable[str], organisation: Organisation) -> tuple[str, ...]:
    """The people whom Azure means: by id, object id, or full name; all of those who have the same name."""
    wanted = {name.casefold() for name in names}
    return tuple(
        person.id
        for person in organisation.people
        if wanted & {person.id.casefold(), person.object_id.casefold(), person.name.casefold()}
    )


def _served(connection: sa.Connection) -> dict[tuple[str, str], list[ServedFact]]:
    found: dict[tuple[str, str], list[ServedFact]] = {}
    query = sa.select(served).order_by(served.c.at.desc(), served.c.request.desc(), (served.c.how == "found"))
    for row in connection.execute(query).mappings():
        fact = ServedFact(
            row["stage"], row["version"], row["artefact"], row["endpoint"], row["deployment"], row["kind"],
            f"R-{row['request']}", row["at"], row["verified_healthy_at"], row["revoked_at"] is not None,
        )  # fmt: skip
        found.setdefault((row["project"], row["model"]), []).append(fact)
    return found
