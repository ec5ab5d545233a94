"""One model in one stage: how far it has come, what serves, and whether that is what it should be. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from portal.contract.models.board import Cell, Serving
from portal.contract.models.cell_words import cell_words, version_word
from portal.domain.models.evidence import (
    FORBIDDEN,
    READING,
    UNREACHABLE,
    Artefact,
    Deployed,
    Observation,
    compare,
    newest_first,
)
from portal.domain.models.observed_workspaces import Approved, Holding, ObservedWorkspace, ObservedWorkspaces, ordered


@dataclass(frozen=True)
class Stock:
    """Every artefact that a stage has of a model; `complete` says that there is certainly no other."""

    artefacts: tuple[Artefact, ...]
    complete: bool


@dataclass(frozen=True)
class Earlier:
    """What the stages before have: `before` the nearest one, `further` all before that one."""

    stage: str
    before: Stock
    further: tuple[Artefact, ...] = ()

    def then(self, stage: str, stock: Stock) -> "Earlier":
        """The same for the stage after `stage`."""
        return Earlier(stage, stock, (*self.further, *self.before.artefacts))


def stock_of(holdings: Iterable[Holding], visible: bool) -> Stock:
    """The stock of a stage, over all its workspaces that hold the model."""
    listed = list(holdings)
    found = [one for held in listed for one in (*held.artefacts.values(), *(d.artefact for d in held.deployed))]
    return Stock(tuple(dict.fromkeys(found)), visible and all(held.complete for held in listed))


def compared_with(artefact: Artefact, earlier: Earlier | None) -> str:
    """The mark of an artefact against the stage before: `=`, `≠`, `~`, or "" when there is nothing to compare.

    `=`: the stage before has this very artefact, under whatever number. `≠`: what it has under the same number is
    proven to be another one; or this one is newer than all it has, and proven to be none of them. `~`: not known.
    "": there is no stage before, or it has moved on to newer versions than this one, which an earlier stage has.
    """
    if earlier is None:
        return ""
    stock = earlier.before.artefacts
    marks = {one: compare(artefact, one) for one in stock}
    if "=" in marks.values():
        return "="
    if any(mark == "≠" and one.version == artefact.version for one, mark in marks.items()):
        return "≠"
    if not stock or not earlier.before.complete:
        return "~"
    if newest_first(artefact.version) < min(newest_first(one.version) for one in stock):
        return "≠" if set(marks.values()) == {"≠"} else "~"
    return "" if any(compare(artefact, one) == "=" for one in earlier.further) else "~"


def approval_mark(served: Sequence[Artefact], approved: Approved, stock: Stock, assets: Iterable[Artefact]) -> str:
    """Whether what serves was approved: `=`, `≠` (proven not), `~` (not known), "" when nothing serves.

    The approved number is looked up in the stage itself, then among the registries' `assets` of the model.
    An older version that still serves beside the approved one is being replaced and does not count against it.
    """
    if not served:
        return ""
    wanted = _wanted(approved, stock, assets)
    marks = {one: _against(one, wanted) for one in served}
    right = [one for one, mark in marks.items() if mark == "="]
    newest = min((newest_first(one.version) for one in right), default=None)
    counted = {
        mark for one, mark in marks.items() if mark == "=" or newest is None or newest_first(one.version) < newest
    }
    if approved.bringing and approved.beside is None and not right:
        return "~"  # nobody ever said what may serve until the new one does
    return "≠" if "≠" in counted else "~" if "~" in counted else "="


def _wanted(approved: Approved, stock: Stock, assets: Iterable[Artefact]) -> list[Artefact]:
    """The artefacts that may serve."""
    beside = _wanted(approved.beside, stock, assets) if approved.beside else []
    if approved.artefacts:
        return [*approved.artefacts, *beside]
    if approved.manifest:
        return [Artefact(approved.versions[0], approved.manifest), *beside]
    listed = [one for one in stock.artefacts if one.version in approved.versions]
    return [*(listed or [one for one in assets if one.version in approved.versions]), *beside]


def _against(artefact: Artefact, wanted: Sequence[Artefact]) -> str:
    marks = {compare(artefact, one) for one in wanted}
    return "=" if "=" in marks else "≠" if marks == {"≠"} else "~"


def main_artefact(holdings: Sequence[Holding]) -> Artefact | None:
    """What a stage stands for: what most traffic goes to, else what is deployed, else the newest registered version."""
    deployed = [one for held in holdings for one in held.deployed]
    serving = [one for one in deployed if one.serves]
    if serving:
        best = min(serving, key=lambda one: (-_share(one, serving), newest_first(one.artefact.version)))
        return best.artefact
    candidates = [one.artefact for one in deployed] or [one for held in holdings for one in held.artefacts.values()]
    return ordered(candidates)[0] if candidates else None


def _share(one: Deployed, serving: Iterable[Deployed]) -> int:
    """Percent of an endpoint's traffic that goes to the artefact of a deployment; a batch default has it all."""
    if one.kind == "batch":
        return 100
    same = [each for each in serving if each.endpoint == one.endpoint and each.artefact == one.artefact]
    return sum(each.traffic or 0 for each in same)


def step_word(holdings: Sequence[Holding], main: Artefact | None, world: ObservedWorkspaces) -> str:
    """How far a model has come in a stage, as one word of the ladder."""
    deployed = [one for held in holdings for one in held.deployed]
    serving = [one for one in deployed if one.serves and one.kind == "online"]
    if serving:
        shares = {one.artefact: _share(one, serving) for one in serving}
        if max(shares.values()) >= 100:
            return "100 %"
        candidate = ordered(shares)[0]
        canary = f"canary {shares[candidate]} %"
        return (
            canary
            if candidate == main or main is None
            else (f"{shares.get(main, 0)} %, {version_word(candidate.version)} {canary}")
        )
    if any(one.mirror for one in deployed):
        return "shadow"
    defaults = [one for one in deployed if one.kind == "batch" and one.default]
    if defaults:
        return "scheduled" if any(one.scheduled for one in defaults) else "default"
    if deployed:
        return "deployed 0 %" if any(one.kind == "online" for one in deployed) else "deployed"
    if main is None:
        return ""
    return "shared" if world.is_shared(main) else "registered"


@dataclass(frozen=True)
class ModelSpot:
    """Where a model is in a stage (`held`), and everywhere that it should be (`places`, those included)."""

    stage: str
    held: tuple[tuple[ObservedWorkspace, Holding], ...]
    places: tuple[ObservedWorkspace, ...]


def build_cell(
    model: str, spot: ModelSpot, world: ObservedWorkspaces, earlier: Earlier | None, approved: Approved | None
) -> tuple[Cell | None, Stock | None]:
    """The cell of a model in a stage and what the next stage is compared with; None when it never reached the stage.

    `approved` None means that nothing has to be approved.
    """
    stage, held, places = spot.stage, spot.held, spot.places
    present = [(place, holding) for place, holding in held if holding.artefacts or holding.deployed]
    if not present:
        blocked = next((place for place in places if place.blocked()), None)
        gone = next((place for place, holding in held if holding.gone), None)
        return _empty_cell(stage, places, blocked, gone)
    holdings = [holding for _, holding in present]
    unread = [row for place, holding in present for row in (holding.unread, place.blocked()) if row]
    reading = next((row for row in unread if not _is_about_versions(row)), unread[0] if unread else None)
    main = main_artefact(holdings)
    assert main is not None  # something is present
    stock = stock_of(holdings, reading is None)
    home = _home(present, main)
    served = list(dict.fromkeys(d.artefact for held in holdings for d in held.deployed if d.serves))
    mark = approval_mark(served, approved, stock, world.assets_of.get(model, ())) if approved else ""
    if approved and mark == "≠" and max(stamp for holding in holdings for stamp in holding.seen_at) < approved.since:
        mark = "~"  # what was seen before the approved one came proves nothing about now
    deployed = any(holding.deployed for holding in holdings)
    hidden = reading is not None and not (_is_about_versions(reading) and deployed)
    cell = Cell(
        stage=stage,
        status=_status(reading) if reading and hidden else "seen",
        version=main.version,
        serving=_serving(holdings),
        step=step_word(holdings, main, world),
        approved_version=", ".join(approved.versions) if approved else "",
        approved=mark,
        before=compared_with(main, earlier),
        identity=main.identity,
        observed_at=min(stamp for holding in holdings for stamp in holding.seen_at),
        source=f"Azure ML workspace {home.site.workspace}",
        workspace=home.site.workspace,
        detail=_detail(mark, served, approved, reading.detail if reading else ""),
    )
    return replace(cell, text=cell_words(cell)), stock


def _empty_cell(
    stage: str, places: Sequence[ObservedWorkspace], blocked: ObservedWorkspace | None, gone: ObservedWorkspace | None
) -> tuple[Cell | None, Stock | None]:
    place = blocked or gone or next((place for place in places if not place.was_read()), None)
    if place is None or not place.attempted_at():
        return None, None
    reading = place.blocked()
    cell = Cell(
        stage=stage,
        status=_status(reading) if reading else "nothing",
        version="",
        serving=(),
        step="",
        approved_version="",
        approved="",
        before="",
        identity="none",
        observed_at=place.attempted_at(),
        source=f"Azure ML workspace {place.site.workspace}",
        workspace=place.site.workspace,
        detail=reading.detail if reading else "it was here and is not any more",
    )
    return replace(cell, text=cell_words(cell)), (Stock((), False) if reading else None)


def _is_about_versions(row: Observation) -> bool:
    return row.kind == "model" or (row.kind == READING and row.subject == "models")


def _status(row: Observation) -> str:
    return row.status if row.status in (FORBIDDEN, UNREACHABLE) else "unknown"


def _home(present: Sequence[tuple[ObservedWorkspace, Holding]], main: Artefact) -> ObservedWorkspace:
    for place, holding in present:
        if any(one.artefact == main and one.serves for one in holding.deployed):
            return place
    return present[0][0]


def _serving(holdings: Sequence[Holding]) -> tuple[Serving, ...]:
    deployed = [one for held in holdings for one in held.deployed]
    deployed.sort(key=lambda one: (-(one.traffic or 0), not one.default, newest_first(one.artefact.version), one.name))
    return tuple(
        Serving(
            version=one.artefact.version,
            endpoint=one.endpoint,
            deployment=one.name,
            kind=one.kind,
            traffic=one.traffic,
            default=one.default,
            state=one.state,
            last_run=one.last_run,
            last_run_at=one.last_run_at,
            mirror=one.mirror,
        )
        for one in deployed
    )


def _detail(mark: str, served: Sequence[Artefact], approved: Approved | None, reading: str) -> str:
    parts = [reading] if reading else []
    if approved is not None and mark:
        said = "is" if mark == "=" else "is not" if mark == "≠" else "may not be"
        serves = ", ".join(f"v{one.version}" for one in served)
        wanted = ", ".join(f"v{version}" for version in approved.versions)
        if wanted:
            parts.append(f"{serves} serves and {said} what was approved: {wanted}, by {approved.source}")
        else:
            parts.append(f"{serves} serves; nothing says that it was approved")
    return ". ".join(parts)
