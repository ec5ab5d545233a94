"""The inventory: every project with what it costs, what waits, and who answers for it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from catalog.model import Organisation
from portal.clock import stamp
from portal.contract.limits import PAGE
from portal.contract.problem import Complaint, bad_input, not_found
from portal.contract.projects import Project, ProjectPage, ProjectRow, Resource, TopologyDecision
from portal.contract.requests import RequestRow, WaitingOn
from portal.domain.people import coverage
from portal.domain.projects import inventory
from portal.domain.projects.inventory import GROUPS, SORTS, ProjectFilter
from portal.kinds.models.executors import PORTAL
from portal.records.inventory.drift import differences
from portal.records.inventory.project_stages import stages_of
from portal.records.models import board as models
from portal.records.offsets import cursor_at, start_of
from portal.records.operations.committed import by_project
from portal.reports.catalog_info import projects_as_catalog_info
from portal.reports.documents import projects_as_json
from portal.reports.markdown import projects_as_markdown
from portal.reports.spreadsheet import projects_as_csv
from portal.services.projects.resource_rows import resource
from portal.services.requests import lists
from portal.services.world import World
from portal.store.rows import from_row
from portal.store.tables import projects, resources

ENDED = ("retired", "missing")
"""States of a resource that costs nothing and ends nothing any more."""

SOON = timedelta(days=7)
FORMATS = ("csv", "json", "markdown", "catalog-info")


def listing(world: World, wanted: ProjectFilter, cursor: str | None = None, limit: int = PAGE) -> ProjectPage:
    """A page of the projects that match, with totals over all of them. Raises Problem for an unknown order or group."""
    _check(wanted)
    rows = inventory.chosen(rows_of(world), wanted)
    start = start_of(cursor)
    size = max(1, min(limit, PAGE))
    return ProjectPage(
        items=rows[start : start + size],
        next=cursor_at(start + size, len(rows)),
        total=inventory.total(rows),
        groups=inventory.grouped(rows, wanted.group) if wanted.group else (),
    )


def export(world: World, format_: str, wanted: ProjectFilter | None = None) -> str:
    """Every project that matches, as text in one of `FORMATS`. Raises Problem for another format."""
    if format_ not in FORMATS:
        raise bad_input(
            f"there is no format '{format_[:40]}'", Complaint("format", "use one of: " + ", ".join(FORMATS))
        )
    chosen = wanted or ProjectFilter()
    _check(chosen)
    rows = inventory.chosen(rows_of(world), chosen)
    if format_ == "csv":
        return projects_as_csv(rows)
    if format_ == "json":
        return projects_as_json(rows)
    if format_ == "markdown":
        return projects_as_markdown(rows, inventory.total(rows), world.now())
    return projects_as_catalog_info(rows)


def rows_of(world: World) -> list[ProjectRow]:
    """One line for every project, by a number of queries that does not grow with the projects."""
    catalogue = world.catalogue()
    board = models.board(world.database, catalogue.organisation)
    in_prod = models.models_in_prod(board, catalogue.organisation.stages[-1].id)
    with world.database.read() as connection:
        stored = connection.execute(sa.select(projects)).mappings().all()
        seen = models.was_seen(connection, catalogue.organisation.stages[-1].id)
        held = _resources(connection)
        committed = by_project(connection)
        waiting = waiting_by_project(lists.open_rows(world, connection, fresh=False))
    now = world.clock()
    today = stamp(now.replace(hour=23, minute=59, second=59, microsecond=999000))
    soon = stamp(now + SOON)
    made = []
    for row in stored:
        name, things = row["name"], held.get(row["name"], ())
        template = catalogue.template(row["template"])
        line = from_row(
            ProjectRow,
            row,
            template_behind=inventory.versions_behind(row["template_version"], template.version if template else None),
            stages=tuple(stage.stage for stage in stages_of(row["stages"])),
            resources=len(things),
            committed_cents=committed.get(name, 0) + _found_cost(things),
            models_in_prod=len(in_prod.get(name, ())) if seen else None,
            waiting_on=waiting.get(name),
            orphan=inventory.orphan(row["owner"], catalogue.organisation.person(row["owner"])),
            next_lease=inventory.next_lease(thing.lease_until for thing in things),
        )
        made.append(replace(line, flags=inventory.flags(line, today, soon, stamp(now))))
    return made


def show(world: World, name: str) -> Project:
    """Everything of one project. Raises Problem when there is none of that name."""
    catalogue = world.catalogue()
    board = models.board(world.database, catalogue.organisation)
    with world.database.read() as connection:
        row = connection.execute(sa.select(projects).where(projects.c.name == name)).mappings().one_or_none()
        if row is None:
            raise not_found("project", name[:80], "`portal project list` names them all")
        things = _resources(connection, name, ended=True).get(name, ())
        differing = differences(connection)
        things = tuple(replace(one, differences=differing.get(one.id.lower(), ())) for one in things)
        committed = by_project(connection).get(name, 0)
        asked = lists.of_project(world, connection, name)
    template = catalogue.template(row["template"])
    members = _people(row["members"])
    return from_row(
        Project,
        row,
        template_behind=inventory.versions_behind(row["template_version"], template.version if template else None),
        stages=stages_of(row["stages"]),
        resources=things,
        committed_cents=committed + _found_cost(things),
        members=members,
        duties=_duties(catalogue.organisation, row, members),
        requests=tuple(asked),
        models=tuple(one.name for one in board.items if one.project == name),
        waiting_on=waiting_by_project(asked).get(name),
        request=f"R-{row['request']}" if row["request"] else None,
        orphan=inventory.orphan(row["owner"], catalogue.organisation.person(row["owner"])),
        tags=_tags(row["spec"]),
        executor=_executor(row["spec"]),
        topology=_topology(row["spec"]),
    )


def waiting_by_project(asked: Iterable[RequestRow]) -> dict[str, WaitingOn]:
    """On whom each project has been waiting longest."""
    found: dict[str, WaitingOn] = {}
    for row in asked:
        on = row.waiting_on
        if on is not None and row.project and (row.project not in found or on.since < found[row.project].since):
            found[row.project] = on
    return found


def _check(wanted: ProjectFilter) -> None:
    known: tuple[tuple[str, str, Mapping[str, Callable[[ProjectRow], object]]], ...] = (
        ("sort", wanted.sort, SORTS),
        ("group", wanted.group, GROUPS),
    )
    for where, asked, words in known:
        if asked and asked not in words:
            raise bad_input(
                f"nothing is called '{asked[:40]}' here", Complaint(where, "use one of: " + ", ".join(words))
            )


def _resources(connection: sa.Connection, project: str = "", ended: bool = False) -> dict[str, tuple[Resource, ...]]:
    query = sa.select(resources).order_by(resources.c.stage, resources.c.kind, resources.c.name)
    if project:
        query = query.where(resources.c.project == project)
    if not ended:
        query = query.where(resources.c.state.not_in(ENDED))
    found: dict[str, list[Resource]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["project"], []).append(resource(row))
    return {name: tuple(listed) for name, listed in found.items()}


def _found_cost(things: Iterable[Resource]) -> int:
    """What a project's resources cost that no request of the portal committed to."""
    return sum(one.monthly_cents for one in things if one.origin == "found" and one.state not in ENDED)


def _duties(organisation: Organisation, row: sa.RowMapping, members: Sequence[str]) -> Any:
    people = coverage.circle(organisation, row["unit"], row["owner"], members)
    return coverage.duties(organisation.raci, people)


def _people(stored: object) -> tuple[str, ...]:
    return tuple(str(one) for one in stored) if isinstance(stored, list) else ()


def _topology(spec: object) -> TopologyDecision | None:
    told = spec.get("topology_decision") if isinstance(spec, dict) else None
    names = ("chosen", "advised", "layout", "needs", "reason")
    return TopologyDecision(*(str(told.get(name, "")) for name in names)) if isinstance(told, dict) else None


def _executor(spec: object) -> str:
    return str(spec.get("executor") or PORTAL) if isinstance(spec, dict) else PORTAL


def _tags(spec: object) -> dict[str, str]:
    told = spec.get("tags") if isinstance(spec, dict) else None
    return {str(key): str(value) for key, value in told.items()} if isinstance(told, dict) else {}
