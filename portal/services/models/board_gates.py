"""What the board says of a model's way on: how many gates of its next step are met, and on whom it is waiting."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from catalog.model import Catalogue
from portal.contract.models.board import Board
from portal.contract.requests import WaitingOn
from portal.contract.values import Stamp
from portal.domain.models.evidence import SEEN, digest_of, newest_first
from portal.domain.models.gates import GateResult
from portal.kinds.facts.model_fact import ModelFact, StageFact
from portal.kinds.kind import Facts
from portal.kinds.models.standing import case_of, in_service, standing
from portal.records.facts import gather
from portal.records.models.evidence import about_each
from portal.records.models.started import every_move
from portal.services.models.gates import asked_of
from portal.services.requests.lists import open_rows
from portal.services.world import World
from portal.store.tables import events, evidence, observations


@dataclass(frozen=True)
class ModelStep:
    """The next step of a model: a version that one stage has and the next one does not serve."""

    origin: str
    stage: str
    version: str
    artefact: str


@dataclass(frozen=True)
class GateStanding:
    """What the board says of a model: how many gates of its next step are met, such as `5/6`, and who has to act.

    `service` is the same of what serves in the last stage, `service_at` the time of the oldest evidence of that.
    """

    gates: str = ""
    waiting_on: WaitingOn | None = None
    deputy: str = ""
    service: str = ""
    service_at: Stamp | None = None


_KEPT: WeakKeyDictionary[sa.Engine, tuple[object, Mapping[tuple[str, str], GateStanding]]] = WeakKeyDictionary()
"""What was judged last in each store, with what it was made of."""
_TURN = threading.Lock()
"""Of several that ask at once, one works it out."""


def with_gates(world: World, board: Board) -> Board:
    """The board with the gates of each model's next step, and on whom that is waiting: its request, else its gates."""
    standings = _standings(world)
    rows = []
    for one in board.items:
        found = standings.get((one.project, one.name))
        rows.append(replace(one, **vars(found)) if found is not None else one)
    return replace(board, items=tuple(rows))


def _standings(world: World) -> Mapping[tuple[str, str], GateStanding]:
    """How every model stands, by project and name; judged anew each minute, and whenever something happened."""
    catalogue, now = world.catalogue(), world.now()
    with _TURN, world.database.read() as connection:
        mark = (catalogue.digest_of_gates, now[:16], *_newest(connection))
        kept = _KEPT.get(world.database.engine)
        if kept is not None and kept[0] == mark:
            return kept[1]
        found = _judged(world, connection, catalogue, now)
        _KEPT[world.database.engine] = mark, found
    return found


def _newest(connection: sa.Connection) -> tuple[object, ...]:
    columns = (events.c.number, evidence.c.number, observations.c.observed_at)
    return tuple(connection.execute(sa.select(sa.func.max(column))).scalar() for column in columns)


def _judged(
    world: World, connection: sa.Connection, catalogue: Catalogue, now: str
) -> dict[tuple[str, str], GateStanding]:
    stages = [stage.id for stage in catalogue.organisation.stages]
    facts = gather(connection, catalogue, now=now, models=frozenset())
    models = {(one.project, one.name): one for one in facts.models.values()}
    steps = {key: step for key, one in models.items() if (step := next_step(one, stages)) is not None}
    last = stages[-1]
    serving = {key: one for key, one in models.items() if last in one.stages and one.stages[last].serving}
    facts = replace(facts, evidence=about_each(connection, {name for _, name in (*steps, *serving)}))
    found = {key: _standing(models[key], step, catalogue, facts) for key, step in steps.items()}
    for key, one in serving.items():
        found[key] = _with_service(found.get(key, GateStanding()), one, last, catalogue, facts)
    moves = every_move(connection)
    waiting = {one.id: one.waiting_on for one in open_rows(world, connection, fresh=False)} if moves else {}
    for move in reversed(moves):  # the newest has the last word
        before = found.get((move.project, move.model), GateStanding())
        found[move.project, move.model] = replace(before, waiting_on=waiting.get(move.request), deputy="")
    return found


def next_step(model: ModelFact, stages: Sequence[str]) -> ModelStep | None:
    """The step that is nearest to the end of the way: what a stage has, and the stage after it does not serve."""
    for origin, stage in reversed(list(pairwise(stages))):
        source, there = model.stages.get(origin), model.stages.get(stage)
        if source is None or (there is not None and there.status != SEEN):
            continue
        version = _offered(source)
        if version and not _serves(there, source, version):
            return ModelStep(origin, stage, version, digest_of(source.artefacts[version]))
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


def _standing(model: ModelFact, step: ModelStep, catalogue: Catalogue, facts: Facts) -> GateStanding:
    case = case_of(model, step.version, step.artefact, step.stage, facts.now)
    results = standing(model, case, step.origin, step.stage, catalogue, facts)
    met = sum(1 for one in results if one.met)
    first = _first(results)
    waiting, deputy = None, ""
    if first is not None:
        people = asked_of(catalogue.organisation, model.unit, case, first)
        waiting = WaitingOn(people[:1], f"{first.gate.id} before {step.stage}: {first.gate.title}", first.since)
        deputy = people[1] if len(people) > 1 else ""
    return GateStanding(f"{met}/{len(results)}" if results else "", waiting, deputy)


def _with_service(
    before: GateStanding, model: ModelFact, stage: str, catalogue: Catalogue, facts: Facts
) -> GateStanding:
    _, results = in_service(model, stage, catalogue, facts)
    times = [one.evidence.made_at for one in results if one.evidence is not None]
    met = sum(1 for one in results if one.met)
    return replace(before, service=f"{met}/{len(results)}" if results else "", service_at=min(times, default=None))


def _first(results: Iterable[GateResult]) -> GateResult | None:
    """The gate that has been waited on the longest, of those that stop a promotion."""
    return min((one for one in results if one.stops), key=lambda one: one.since, default=None)
