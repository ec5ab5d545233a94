"""What the board says of a model's way on: how many gates of its next step are met, and on whom it is waiting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from catalog.model import Catalogue
from portal.contract.models import Board, BoardRow
from portal.contract.requests import WaitingOn
from portal.domain.evidence import SEEN, digest_of, newest_first
from portal.domain.gates import GateResult
from portal.kinds.kind import Facts
from portal.kinds.model_fact import ModelFact, StageFact
from portal.kinds.standing import case_of, standing
from portal.services.evidence import about_each
from portal.services.facts import gather
from portal.services.gates import asked_of
from portal.services.lists import open_rows
from portal.services.started import Move, every_move
from portal.services.world import World


@dataclass(frozen=True)
class Step:
    """The next step of a model: a version that one stage has and the next one does not serve."""

    origin: str
    stage: str
    version: str
    artefact: str


def with_gates(world: World, board: Board) -> Board:
    """The board with the gates of each model's next step, and on whom that is waiting: its request, else its gates."""
    catalogue = world.catalogue()
    stages = [stage.id for stage in catalogue.organisation.stages]
    with world.database.read() as connection:
        facts = gather(connection, catalogue, now=world.now(), models=frozenset())
        models = {(one.project, one.name): one for one in facts.models.values()}
        steps = {
            key: step
            for one in board.items
            if (key := (one.project, one.name)) in models and (step := next_step(models[key], stages)) is not None
        }
        facts = replace(facts, evidence=about_each(connection, {name for _, name in steps}))
        moves = every_move(connection)
        waiting = {one.id: one.waiting_on for one in open_rows(world, connection)} if moves else {}
    rows = []
    for one in board.items:
        step = steps.get((one.project, one.name))
        if step is not None:
            one = _with_gates(one, models[one.project, one.name], step, catalogue, facts)
        mine = _of(moves, one)
        rows.append(replace(one, waiting_on=waiting.get(mine.request)) if mine is not None else one)
    return replace(board, items=tuple(rows))


def next_step(model: ModelFact, stages: Sequence[str]) -> Step | None:
    """The step that is nearest to the end of the way: what a stage has, and the stage after it does not serve."""
    for origin, stage in reversed(list(pairwise(stages))):
        source, there = model.stages.get(origin), model.stages.get(stage)
        if source is None or (there is not None and there.status != SEEN):
            continue
        version = _offered(source)
        if version and not _serves(there, source, version):
            return Step(origin, stage, version, digest_of(source.artefacts[version]))
    return None


def _offered(source: StageFact) -> str:
    """What a stage would hand on: what serves most in it, else the newest version that it has."""
    if source.serving:
        return source.serving[0].artefact.version
    return next(iter(sorted(source.artefacts, key=newest_first)), "")


def _serves(there: StageFact | None, source: StageFact, version: str) -> bool:
    """Whether that artefact, or a newer version, serves in the next stage."""
    wanted = digest_of(source.artefacts[version])
    return any(
        (wanted and digest_of(one.artefact) == wanted) or newest_first(one.artefact.version) <= newest_first(version)
        for one in (there.serving if there else ())
    )


def _with_gates(row: BoardRow, model: ModelFact, step: Step, catalogue: Catalogue, facts: Facts) -> BoardRow:
    case = case_of(model, step.version, step.artefact, step.stage, facts.now)
    results = standing(model, case, step.origin, step.stage, catalogue, facts)
    met = sum(1 for one in results if one.met)
    first = _first(results)
    waiting = None
    if first is not None:
        people = asked_of(catalogue.organisation, model.unit, case, first)
        waiting = WaitingOn(people[:1], f"{first.gate.id} before {step.stage}: {first.gate.title}", first.since)
    return replace(row, gates=f"{met}/{len(results)}" if results else "", waiting_on=waiting)


def _first(results: Iterable[GateResult]) -> GateResult | None:
    """The gate that has been waited on the longest, of those that stop a promotion."""
    return min((one for one in results if one.stops), key=lambda one: one.since, default=None)


def _of(moves: Iterable[Move], row: BoardRow) -> Move | None:
    return next((one for one in moves if (one.project, one.model) == (row.project, row.name)), None)
