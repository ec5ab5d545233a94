"""Everything that is known of one model, from what was observed and what the portal itself remembers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from catalog.model import Organisation
from portal.contract.models.board import BoardRow
from portal.contract.models.page import Copy, Lineage, ModelDiff, ModelPage, VersionRow
from portal.contract.problem import Complaint, bad_input, conflict, not_found
from portal.domain.models.board import BoardKey, Owned, places_of_models
from portal.domain.models.diff import difference
from portal.domain.models.evidence import MISSING, SEEN, Observation, digest_of, rows_of, texts
from portal.domain.models.marks import failed_stages, hidden, marks_of
from portal.domain.models.observed_workspaces import ObservedWorkspace, gather
from portal.domain.models.versions import Version, evidence_kinds, runs_by_name, serving_stages, versions_of
from portal.records.models.assignments import assigned_projects, assignments_of
from portal.records.models.board import KINDS, board, owned_projects, sites_of
from portal.records.observed.observations import observed
from portal.services.models.model_story import (
    changes_outside,
    gate_reports,
    model_fact,
    promotions_of,
    rollback_targets,
)
from portal.services.world import World
from portal.store.tables import evidence

STANDING = ("in_review", "approved", "running", "ready", "ready_with_differences")
"""The states in which an approval is still relied on."""

MOST_COMPARED = 8
"""Versions side by side at most."""


@dataclass(frozen=True)
class ModelPageParts:
    """What one model's page is made of: its row of the board, the workspaces that hold it, and what was seen there."""

    row: BoardRow
    places: Sequence[ObservedWorkspace]
    rows: Sequence[Observation]
    organisation: Organisation

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages in the order of promotion."""
        return tuple(stage.id for stage in self.organisation.stages)


def page(world: World, name: str, project: str = "") -> ModelPage:
    """The page of a model. Raises Problem when there is none of that name, or more than one and no project is named."""
    scene = scene_of(world, name, project)
    versions = version_rows(world, scene)
    places = {place.site.workspace for place in scene.places}
    row, stages = scene.row, scene.stages
    with world.database.read() as connection:
        assigned = tuple(one for one in assignments_of(connection, name) if one.workspace in places)
        promotions = promotions_of(connection, name, row.project, versions)
        label, fact = model_fact(connection, world, name, row.project)
        targets = rollback_targets(fact, stages)
    return ModelPage(
        board=row,
        versions=tuple(versions),
        promotions=tuple(promotions),
        rollback=tuple(targets),
        changes=tuple(changes_outside(row, stages, targets)),
        assigned=assigned,
        gates=tuple(gate_reports(world, row, stages)),
        label=label,
        marks=tuple(
            dict.fromkeys(
                (
                    *([row.attention] if row.attention else []),
                    *(f"{one.request}: {one.detail}" for one in promotions if one.detail and one.state in STANDING),
                    *(mark for number, one in enumerate(versions) if _counts(number, one) for mark in one.marks),
                    *hidden(scene.places),
                )
            )
        ),
    )


def _counts(number: int, version: VersionRow) -> bool:
    """Whether a fault of a version is one of the model: it is the newest, it serves, or it is two things."""
    return number == 0 or bool(version.serves) or any(one.same == "≠" for one in version.copies)


def diff(world: World, name: str, versions: Sequence[str], project: str = "") -> ModelDiff:
    """Versions of a model side by side, the newest two when none is named. Raises Problem for one that is not there."""
    scene = scene_of(world, name, project)
    rows = version_rows(world, scene)
    asked = list(dict.fromkeys(versions)) or [row.version for row in rows[:2]]
    if len(asked) > MOST_COMPARED:
        raise bad_input(
            f"{len(asked)} versions are too many to compare",
            Complaint("versions", f"name at most {MOST_COMPARED}"),
        )
    by_number = {row.version: row for row in rows}
    for number in asked:
        if number not in by_number:
            known = ", ".join(row.version for row in rows[:20])
            raise not_found("version", number[:80], f"versions of {name} are: {known}")
    return difference(name, scene.row.project, [by_number[number] for number in asked])


def scene_of(world: World, name: str, project: str = "") -> ModelPageParts:
    """The model and the workspaces that hold it. Raises Problem, see `page`."""
    organisation = world.catalogue().organisation
    found = [row for row in board(world.database, organisation).items if row.name == name]
    wanted = [row for row in found if project in ("", row.project)]
    if not wanted:
        raise not_found("model", name[:80], "`portal model board` names them all")
    if len(wanted) > 1:
        listed = ", ".join(row.project or f"nobody's in {row.unit}" for row in wanted)
        raise conflict(f"there are {len(wanted)} models called {name}", f"of: {listed}", "name the project with it")
    row = wanted[0]
    with world.database.read() as connection:
        rows = [
            one
            for one in observed(connection, KINDS)
            if one.kind not in ("model", "registry_model") or one.value.get("name") == name
        ]
        runs = [texts(entry).get("job", "") for one in rows for entry in rows_of(one.value, "versions")]
        rows += observed(connection, ("job",), {f"jobs/{run}" for run in runs if run})
        sites = sites_of(organisation, rows, [stage.id for stage in organisation.stages])
        owned: Mapping[str, Owned] = owned_projects(connection, sites)
        assigned = assigned_projects(connection)
    seen = gather(rows, sites, assigned)
    places = places_of_models(seen, owned).get(BoardKey(row.project, row.unit, name), [])
    order: dict[str, int] = {stage.id: number for number, stage in enumerate(organisation.stages)}
    places = sorted(places, key=lambda place: (order.get(place.site.stage, 99), place.site.source))
    return ModelPageParts(row, places, rows, organisation)


def version_rows(world: World, scene: ModelPageParts) -> list[VersionRow]:
    """Every version of a model, newest first."""
    name, stages = scene.row.name, scene.stages
    versions = versions_of(name, scene.places, scene.rows, stages, scene.row.project)
    runs = runs_by_name(scene.rows)
    kinds = _evidence(world, name)
    return [_version_row(scene, version, runs, kinds) for version in versions]


def _version_row(
    scene: ModelPageParts,
    version: Version,
    runs: Mapping[tuple[str, str], Observation],
    kinds: Mapping[tuple[str, str], Sequence[str]],
) -> VersionRow:
    first, name = version.first, scene.row.name
    run = runs.get((first.source, first.job))
    serves = serving_stages(version, scene.places, name)
    digest = digest_of(first.artefact)
    lineage = lineage_of(scene.organisation, first.job, run)
    return VersionRow(
        version=version.number,
        workspace=first.place if first.stage else "",
        stage=first.stage,
        digest=digest,
        identity=first.artefact.identity,
        created_at=first.created_at or None,
        created_by=_person(scene.organisation, first.created_by),
        lineage=lineage,
        metrics=_numbers(run),
        copies=tuple(
            Copy(one.place, one.stage, one.artefact.version, version.mark(one), one.artefact.identity,
                 digest_of(one.artefact), one.observed_at)
            for one in version.others
        ),
        serves=tuple(serves),
        evidence=tuple(kinds.get((version.number, digest), ()) or (evidence_kinds(run.value) if run else ())),
        source_by=_source(scene.organisation, version, lineage.by),
        marks=tuple(
            marks_of(version, serves, scene.stages, run, failed_stages(version, scene.places, name))
        ),
    )  # fmt: skip


def lineage_of(organisation: Organisation, job: str, run: Observation | None) -> Lineage:
    """The run behind a version as it was observed."""
    if not job:
        return Lineage("", "none", detail="the version names no run")
    if run is None:
        return Lineage(job, "unread", detail="its run was not looked at yet")
    value = run.value
    told = {name: str(value.get(name) or "") for name in ("commit", "branch", "repository", "environment", "id")}
    data = value.get("data")
    unread = value.get("unread")
    gaps = "; ".join(f"{part}: {why}" for part, why in unread.items()) if isinstance(unread, Mapping) else ""
    return Lineage(
        job=job,
        status=run.status,
        ended=str(value.get("status") or ""),
        commit=told["commit"],
        branch=told["branch"],
        repository=told["repository"],
        data=tuple(str(one) for one in data) if isinstance(data, list) else (),
        environment=_short(told["environment"]),
        by=_person(organisation, str(value.get("by") or "")),
        started_at=str(value.get("started_at") or "") or None,
        observed_at=run.observed_at,
        detail=run.detail if run.status not in (SEEN, MISSING) else gaps,
        url=f"https://ml.azure.com/runs/{job}?wsid={told['id'].rpartition('/jobs/')[0]}" if told["id"] else "",
    )


def _short(environment: str) -> str:
    """`name:version` of an ML environment's id; anything else as it is."""
    parts = environment.rstrip("/").split("/")
    return f"{parts[-3]}:{parts[-1]}" if len(parts) >= 3 and parts[-2] == "versions" else environment


def _numbers(run: Observation | None) -> dict[str, float]:
    found = run.value.get("metrics") if run is not None else None
    listed = found.items() if isinstance(found, Mapping) else ()
    return {str(name): float(value) for name, value in listed if isinstance(value, int | float)}


def _person(organisation: Organisation, said: str) -> str:
    """The id of the person that Azure names; what it says where the directory knows nobody by it."""
    known = next((one for one in organisation.people if said and said in (one.id, one.object_id)), None)
    return known.id if known is not None else said


def _source(organisation: Organisation, version: Version, ran_by: str) -> str:
    """The person who registered the same artefact elsewhere, or ran its job, where none registered it here first."""
    if organisation.person(_person(organisation, version.first.created_by)) is not None:
        return ""
    said = (*(_person(organisation, one.created_by) for one in version.same), ran_by)
    return next((one for one in said if one and organisation.person(one) is not None), "")


def _evidence(world: World, name: str) -> dict[tuple[str, str], list[str]]:
    """The kinds of evidence there are, by version and digest."""
    columns = evidence.c.version, evidence.c.artefact, evidence.c.kind
    found: dict[tuple[str, str], list[str]] = {}
    with world.database.read() as connection:
        for version, artefact, kind in connection.execute(
            sa.select(*columns).where(evidence.c.model == name).distinct().order_by(*columns)
        ):
            found.setdefault((version, artefact), []).append(kind)
    return found
