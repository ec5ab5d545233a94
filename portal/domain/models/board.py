"""The promotion board that is true: what every stage serves, compared with the stage before and with what was approved.

Pure: from observations, sites and projects to rows; red is only what two manifests prove.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from portal.contract.models.board import Board, BoardRow, Cell
from portal.domain.models.cells import Earlier, ModelSpot, build_cell
from portal.domain.models.evidence import SEEN, Observation
from portal.domain.models.observed_workspaces import (
    NEEDED,
    Approved,
    Assigned,
    Holding,
    ObservedWorkspace,
    ObservedWorkspaces,
    Site,
    gather,
)

NAMED_IN_HEADLINE = 3
NOTHING_SAYS_SO = Approved((), "", "")


@dataclass(frozen=True)
class Owned:
    """What the board has to know of a project."""

    name: str
    unit: str
    owner: str
    workspaces: Mapping[str, str] = field(default_factory=dict)
    """Stage to the source (see `Site`) of the workspace that the project declares for it."""


@dataclass(frozen=True)
class BoardKey:
    """A row of the board: one model of one project in one unit; `project` is "" when nobody says whose it is."""

    project: str
    unit: str
    name: str


def build_board(
    observations: Iterable[Observation],
    sites: Sequence[Site],
    stages: Sequence[str],
    projects: Mapping[str, Owned],
    approvals: Mapping[tuple[str, str, str], Approved] | None = None,
    assigned: Assigned | None = None,
    alarms: Mapping[tuple[str, str], str] | None = None,
) -> Board:
    """The whole board: rows that need a look come first, then by name.

    `stages` stand in the order of promotion. `approvals` are the portal's own, by project, model and stage; without
    one the tag on the endpoint or model is taken, and in the last stage nothing at all counts as not known.
    `alarms` say, by project and model, what else must not go unseen.
    """
    world = gather(observations, sites, assigned)
    known = approvals or {}
    rows = [
        _row(key, places, world, stages, projects, known) for key, places in places_of_models(world, projects).items()
    ]
    loud = alarms or {}
    judged = sorted(((_urgency(row, world, stages, projects, loud), row) for row in rows), key=_order)
    items = tuple(replace(row, attention=reason) for (_, reason), row in judged)
    times = [cell.observed_at for row in items for cell in row.stages.values() if cell]
    return Board(
        items=items,
        headline=headline(items),
        attention=sum(1 for row in items if row.attention),
        total=len(items),
        oldest=min(times, default=None),
        newest=max(times, default=None),
        sources=tuple(_source(place) for _, place in sorted(world.places.items())),
    )


def _order(judged: tuple[tuple[int, str], BoardRow]) -> tuple[int, str, str, str]:
    (urgency, _), row = judged
    return urgency, row.name, row.project, row.unit


def places_of_models(
    world: ObservedWorkspaces, projects: Mapping[str, Owned]
) -> dict[BoardKey, list[ObservedWorkspace]]:
    """Which places hold which model. Untagged holdings join the tagged model of that name in their unit."""
    found: dict[BoardKey, list[ObservedWorkspace]] = {}
    untagged: list[tuple[ObservedWorkspace, str]] = []
    for place in world.places.values():
        for name, holding in place.holdings.items():
            if holding.project:
                found.setdefault(BoardKey(holding.project, _unit(holding.project, place, projects), name), []).append(
                    place
                )
            else:
                untagged.append((place, name))
    tagged: dict[tuple[str, str], list[BoardKey]] = {}
    for key, places in found.items():
        for unit in {key.unit, *(place.site.unit for place in places)}:
            tagged.setdefault((key.name, unit), []).append(key)
    for place, name in untagged:
        candidates = tagged.get((name, place.site.unit), [])
        key = candidates[0] if len(candidates) == 1 else BoardKey("", place.site.unit, name)
        found.setdefault(key, []).append(place)
    held = {key: [place for place in places if _is_there(place.holdings[key.name])] for key, places in found.items()}
    return {key: places for key, places in found.items() if held[key]}


def _is_there(holding: Holding) -> bool:
    return bool(holding.artefacts or holding.deployed)


def _unit(project: str, place: ObservedWorkspace, projects: Mapping[str, Owned]) -> str:
    owned = projects.get(project)
    return owned.unit if owned else place.site.unit


def _row(
    key: BoardKey,
    places: Sequence[ObservedWorkspace],
    world: ObservedWorkspaces,
    stages: Sequence[str],
    projects: Mapping[str, Owned],
    approvals: Mapping[tuple[str, str, str], Approved],
) -> BoardRow:
    owned = projects.get(key.project)
    cells: dict[str, Cell | None] = {}
    earlier: Earlier | None = None
    for stage in stages:
        here = tuple(place for place in places if place.site.stage == stage)
        held = tuple((place, place.holdings[key.name]) for place in here)
        spot = ModelSpot(stage, held, (*here, *_expected(key, stage, here, world, owned)))
        tagged = next((h.approved for _, h in held if h.approved), None)
        approved = _approved(approvals.get((key.project, key.name, stage)), tagged)
        if approved is None and stage == stages[-1]:
            approved = NOTHING_SAYS_SO
        cells[stage], stock = build_cell(key.name, spot, world, earlier, approved)
        if stock is not None:
            earlier = earlier.then(stage, stock) if earlier else Earlier(stage, stock)
    owner = owned.owner if owned else next((h.owner for p in places if (h := p.holdings[key.name]).owner), "")
    return BoardRow(key.name, key.project, key.unit, owner, cells, "")


def _approved(brought: Approved | None, tagged: Approved | None) -> Approved | None:
    """What the portal brought stands above a tag; until what it is bringing is there, the tag counts beside it."""
    if brought is None or tagged is None or not brought.bringing:
        return brought or tagged
    versions = tuple(dict.fromkeys((*tagged.versions, *brought.versions)))
    return replace(brought, versions=versions, beside=tagged)


def _expected(
    key: BoardKey, stage: str, here: Sequence[ObservedWorkspace], world: ObservedWorkspaces, owned: Owned | None
) -> tuple[ObservedWorkspace, ...]:
    """Where else a model should be in a stage: what its project declares; without a project, its unit's workspaces."""
    if owned is not None and owned.workspaces:
        declared = world.places.get(owned.workspaces.get(stage, ""))
        return (declared,) if declared and declared not in here and declared.site.stage == stage else ()
    if here:
        return ()
    return tuple(one for one in world.places.values() if one.site.stage == stage and _is_open_to(one.site, key))


def _is_open_to(site: Site, key: BoardKey) -> bool:
    return site.unit == key.unit and site.project in ("", key.project)


def _urgency(
    row: BoardRow,
    world: ObservedWorkspaces,
    stages: Sequence[str],
    projects: Mapping[str, Owned],
    alarms: Mapping[tuple[str, str], str],
) -> tuple[int, str]:
    """How urgent a row is (0 is first, 9 is not at all) and why."""
    alarm = alarms.get((row.project, row.name))
    found: list[tuple[int, str]] = [(0, alarm)] if alarm else []
    owned = projects.get(row.project)
    for position, stage in enumerate(stages):
        cell = row.stages[stage]
        if cell is None:
            continue
        if cell.approved == "≠":
            found.append((0, f"serves something else in {stage} than was approved"))
        if cell.status in ("forbidden", "unreachable"):
            later = any((other := row.stages[name]) and other.version for name in stages[position + 1 :])
            declared = owned is not None and stage in owned.workspaces
            if cell.version or later or declared:
                said = "is not visible to us" if cell.status == "forbidden" else "could not be reached"
                found.append((1, f"{stage} {said}"))
        if cell.before == "≠":
            before = next(name for name in reversed(stages[:position]) if row.stages[name])
            found.append((2, f"v{cell.version} in {stage} is nothing that {before} has"))
        for serving in cell.serving:
            if serving.state.lower() == "failed":
                found.append((3, f"v{serving.version} in {stage} has failed"))
            if serving.default and serving.last_run.lower() == "failed":
                found.append((4, f"the last run in {stage} failed"))
    return min(found, default=(9, ""))


def headline(rows: Sequence[BoardRow]) -> str:
    """What needs a look, in one sentence: how many of how many, and the first of them by name."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if row.attention:
            reasons.setdefault(row.attention, []).append(row.name)
    needing = sum(len(names) for names in reasons.values())
    if not rows:
        return "No model was seen"
    if not needing:
        return f"None of {len(rows)} needs attention"
    said = [f"{_names(names)} {reason}" for reason, names in list(reasons.items())[:NAMED_IN_HEADLINE]]
    more = len(reasons) - NAMED_IN_HEADLINE
    said += [f"{more} more reason{'s' if more > 1 else ''}"] if more > 0 else []
    return f"{needing} of {len(rows)} need{'s' if needing == 1 else ''} attention: " + " · ".join(said)


def _names(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more:"


def _source(place: ObservedWorkspace) -> dict[str, str]:
    reading = place.blocked()
    status = reading.status if reading else SEEN if place.was_read() else "unknown"
    complete = all(name in place.readings for name in NEEDED)
    return {
        "workspace": place.site.workspace,
        "stage": place.site.stage,
        "status": status,
        "observed_at": place.attempted_at(),
        "detail": reading.detail if reading else "" if complete else "not read yet",
    }
