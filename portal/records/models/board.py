"""The promotion board from what was observed last."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from catalog.model import Organisation
from portal.contract.models.board import Board, BoardRow
from portal.contract.values import Stamp
from portal.domain.models.board import Owned, build_board, headline
from portal.domain.models.evidence import MISSING, READING, SEEN, Observation
from portal.domain.models.observed_workspaces import Site, workspace_source
from portal.records.models.assignments import assigned_projects
from portal.records.models.promotions import approvals, emergencies
from portal.records.observed.history import observed_as_of, oldest
from portal.records.observed.observations import observed
from portal.store.connections import Database
from portal.store.tables import events, observations, projects

KINDS = (READING, "model", "online_endpoint", "batch_endpoint", "registry_model", "workspace")
"""The kinds of observation that the board is built from."""

_KEPT: WeakKeyDictionary[sa.Engine, tuple[Any, Organisation, Board]] = WeakKeyDictionary()
"""The last board of each store, with what it was made of."""
_TURN = threading.Lock()
"""Of several that ask at once, one works it out."""


def board(database: Database, organisation: Organisation, text: str = "", as_of: Stamp = "") -> Board:
    """The board, of the models whose name, project, unit or owner holds every word of `text`.

    With `as_of` it is the board as it was known at that moment.
    """
    whole = _past(database, organisation, as_of) if as_of else _whole(database, organisation)
    words = text.casefold().split()
    if not words:
        return whole
    items = tuple(row for row in whole.items if _fits(row, words))
    return replace(
        whole,
        items=items,
        headline=headline(items),
        attention=sum(1 for row in items if row.attention),
        total=len(items),
    )


def _whole(database: Database, organisation: Organisation) -> Board:
    """The board of every model, worked out anew only when something else was observed or a project changed."""
    with _TURN, database.read() as connection:
        mark = _mark(connection)
        kept = _KEPT.get(database.engine)
        if kept is not None and kept[0] == mark and kept[1] is organisation:
            return kept[2]
        board_ = _built(connection, organisation, observed(connection, KINDS))
        _KEPT[database.engine] = mark, organisation, board_
    return board_


def _past(database: Database, organisation: Organisation, at: Stamp) -> Board:
    """The board of every model as it was known at a moment."""
    with database.read() as connection:
        made = replace(_built(connection, organisation, observed_as_of(connection, KINDS, at), at), as_of=at)
        if made.items:
            return made
        first = oldest(connection)
    known = f"what was seen is known since {first}" if first else "nothing was ever observed"
    return replace(made, headline=f"No model was known on {at}; {known}")


def _built(
    connection: sa.Connection, organisation: Organisation, found: Sequence[Observation], until: Stamp = ""
) -> Board:
    """The board of what was seen, and of what was brought `until` a moment of the past, if one is named."""
    stages = [stage.id for stage in organisation.stages]
    sites = sites_of(organisation, found, stages)
    owned = owned_projects(connection, sites)
    approved, alarms = approvals(connection, until), {} if until else emergencies(connection)
    return build_board(found, sites, stages, owned, approved, assigned_projects(connection), alarms)


def _mark(connection: sa.Connection) -> tuple[Any, ...]:
    """What changes whenever the board may: the newest event and observation, and what it shows of projects.

    A change of an observation without a new time, such as its list being forbidden by now, is told by an event.
    """
    newest = connection.execute(sa.select(sa.func.max(events.c.number))).scalar()
    times = sa.select(sa.func.count(), sa.func.max(observations.c.observed_at))
    seen = connection.execute(times.where(observations.c.kind == READING)).one()  # every list that was read is one
    columns = (projects.c.name, projects.c.unit, projects.c.owner, projects.c.stages)
    owned = connection.execute(sa.select(*columns).order_by(projects.c.name)).all()
    return newest, tuple(seen), repr(owned)


def was_seen(connection: sa.Connection, stage: str) -> bool:
    """Whether anybody ever could read what serves in a stage; before that nobody knows that nothing does."""
    query = sa.select(observations.c.kind).where(
        observations.c.kind == READING,
        observations.c.stage == stage,
        observations.c.status == SEEN,
        observations.c.subject.in_(("onlineEndpoints", "batchEndpoints")),
    )
    return connection.execute(query.limit(1)).first() is not None


def models_in_prod(board_: Board, stage: str) -> dict[str, tuple[str, ...]]:
    """Project to its models that serve in `stage`, as they were last seen."""
    found: dict[str, list[str]] = {}
    for row in board_.items:
        cell = row.stages.get(stage)
        if cell is not None and any(one.traffic or one.default for one in cell.serving):
            found.setdefault(row.project, []).append(row.name)
    return {project: tuple(names) for project, names in found.items()}


def sites_of(organisation: Organisation, found: Iterable[Observation], stages: Iterable[str]) -> list[Site]:
    """Every workspace whose stage is known: those the organisation names, and those that were observed."""
    known = set(stages)
    sites = {
        source: Site(source, workspace.name, workspace.stage, workspace.unit)
        for workspace in organisation.workspaces
        for source in [workspace_source(workspace.subscription, workspace.resource_group, workspace.name)]
    }
    for row in found:
        if row.kind == "workspace" and row.status != MISSING and row.value.get("stage") in known:
            source = str(row.value.get("id", "")).lower()
            before = sites.get(source)
            unit = before.unit if before else str(row.value.get("unit", ""))
            owner = "" if before else str(row.value.get("project", ""))
            sites[source] = Site(source, str(row.value.get("name", "")), str(row.value["stage"]), unit, owner)
    return list(sites.values())


def owned_projects(connection: sa.Connection, sites: Iterable[Site]) -> Mapping[str, Owned]:
    """What the board has to know of every project. One query."""
    columns = (projects.c.name, projects.c.unit, projects.c.owner, projects.c.stages)
    named: dict[str, list[str]] = {}
    for site in sites:
        named.setdefault(site.workspace, []).append(site.source)
    return {
        row.name: Owned(row.name, row.unit, row.owner, _declared(row.stages, named))
        for row in connection.execute(sa.select(*columns))
    }


def _declared(stages: object, named: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Stage to workspace, of the stages that a project declares; by its name alone where that names just one."""
    found: dict[str, str] = {}
    for one in stages if isinstance(stages, list) else []:
        if not isinstance(one, dict) or not one.get("workspace"):
            continue
        name, candidates = str(one["workspace"]), named.get(str(one["workspace"]), ())
        full = workspace_source(str(one.get("subscription", "")), str(one.get("resource_group", "")), name)
        if full in candidates or len(candidates) == 1:
            found[str(one.get("stage", ""))] = full if full in candidates else candidates[0]
    return found


def _fits(row: BoardRow, words: Iterable[str]) -> bool:
    said = " ".join((row.name, row.project, row.unit, row.owner)).casefold()
    return all(word in said for word in words)
