"""What the portal itself knows of a model: who promoted what, whether that still holds, and the ways back."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import sqlalchemy as sa

from portal.contract.models.board import BoardRow
from portal.contract.models.gates import GateReport
from portal.contract.models.page import OutsideChange, Prefilled, PromotionRow, RollbackTarget, VersionRow
from portal.contract.problem import Problem
from portal.domain.models.evidence import SEEN
from portal.kinds.facts.model_fact import ModelFact
from portal.kinds.models.ways_back import standing, ways_back
from portal.records import facts
from portal.records.models.started import MOVES
from portal.services.models import gates
from portal.services.world import World
from portal.store.rows import CURRENT
from portal.store.tables import requests, reviews, revisions

MOST_PROMOTIONS = 50


def promotions_of(
    connection: sa.Connection, model: str, project: str, versions: Sequence[VersionRow]
) -> list[PromotionRow]:
    """Every promotion and rollback that was asked for, newest first, and whether it is about what is there now."""
    query = (
        sa.select(requests, revisions.c.spec, revisions.c.digest.label("bound"))
        .join(revisions, CURRENT)
        .where(requests.c.kind.in_(MOVES), requests.c.project == project)
        .order_by(requests.c.number.desc())
    )
    rows = [
        row for row in connection.execute(query).mappings() if str(row["spec"].get("model", "")).split("/")[-1] == model
    ]
    rows = rows[:MOST_PROMOTIONS]
    given = _approvers(connection, {row["number"]: row["bound"] for row in rows})
    present = {one.version: one.digest for one in versions}
    return [_promotion(row, given.get(row["number"], ()), present) for row in rows]


def _approvers(connection: sa.Connection, bound: Mapping[int, str]) -> dict[int, tuple[str, ...]]:
    """Who approved which request, on the digest that it has now."""
    query = sa.select(reviews.c.request, reviews.c.person, reviews.c.digest).where(
        reviews.c.request.in_(list(bound)), reviews.c.verdict == "approve"
    )
    found: dict[int, list[str]] = {}
    for request, person, digest in connection.execute(query.order_by(reviews.c.number)):
        if digest == bound[request] and person not in found.setdefault(request, []):
            found[request].append(person)
    return {request: tuple(people) for request, people in found.items()}


def _promotion(row: sa.RowMapping, approvers: tuple[str, ...], present: Mapping[str, str]) -> PromotionRow:
    spec = row["spec"]
    version, digest = str(spec.get("version") or ""), str(spec.get("artefact") or "")
    now = present.get(version, "")
    covers = "~" if not digest or not now else "=" if digest == now else "≠" if _proves(digest, now) else "~"
    detail = f"v{version} is another artefact now than the one that was approved" if covers == "≠" else ""
    return PromotionRow(
        request=f"R-{row['number']}",
        kind=row["kind"],
        state=row["state"],
        stage=str(spec.get("to") or spec.get("stage") or ""),
        version=version,
        digest=digest,
        approvers=approvers,
        at=row["submitted_at"],
        covers=covers,
        detail=detail,
    )


def _proves(one: str, other: str) -> bool:
    return one.startswith("sha256:") and other.startswith("sha256:")


def model_fact(connection: sa.Connection, world: World, model: str, project: str) -> tuple[str, ModelFact | None]:
    """The model as plans see it, and what they call it; None for one of no project that the portal knows."""
    known = facts.gather(connection, world.catalogue(), now=world.now(), models=frozenset({model})).models
    found = ((label, one) for label, one in known.items() if (one.name, one.project) == (model, project))
    return next(found, (model, None))


def rollback_targets(fact: ModelFact | None, stages: Sequence[str]) -> list[RollbackTarget]:
    """What each stage but the first would go back to, with whether that still stands ready."""
    return [_target(fact, stage) for stage in stages[1:] if fact is not None and stage in fact.stages]


def _target(fact: ModelFact, stage: str) -> RollbackTarget:
    back = ways_back(fact, stage)
    if not back:
        return RollbackTarget(stage, "", "", False, "the portal verified no other version there")
    there, last = fact.stages[stage], back[0]
    stands = standing(there, last)
    detail = f"{last.deployment} on {last.endpoint} stands ready" if stands else "it would have to be deployed again"
    if there.status != SEEN:
        detail = f"{stage} could not be looked at: {there.status}"
    wish = {"model": fact.name, "project": fact.project, "stage": stage, "version": last.version}
    return RollbackTarget(
        stage, last.version, last.artefact, stands is not None and there.status == SEEN, detail,
        last.verified_healthy_at, Prefilled("rollback", wish),
    )  # fmt: skip


def changes_outside(row: BoardRow, stages: Sequence[str], targets: Sequence[RollbackTarget]) -> list[OutsideChange]:
    """What serves without being what was approved: proven by digests, or not known to be right."""
    found = []
    back = {target.stage: target.request for target in targets}
    for before, stage in pairwise(stages):
        cell = row.stages.get(stage)
        if cell is None or cell.approved not in ("≠", "~"):
            continue
        live = next((one for one in cell.serving if one.traffic or one.default), None)
        if live is None:
            continue
        wish = {"model": row.name, "project": row.project, "version": live.version, "from": before, "to": stage}
        found.append(
            OutsideChange(
                stage=stage,
                workspace=cell.workspace,
                endpoint=live.endpoint,
                served=live.version,
                approved=cell.approved_version,
                what=cell.detail,
                observed_at=cell.observed_at,
                proven=cell.approved == "≠",
                adopt=Prefilled("promotion", wish) if row.project else None,
                restore=back.get(stage),
            )
        )
    return found


def gate_reports(world: World, row: BoardRow, stages: Sequence[str]) -> list[GateReport]:
    """How the gates stand for what each stage would get next: the version that the stage before stands for.

    The last one is about what serves in the last stage.
    """
    found = []
    for before, stage in pairwise(stages):
        source = row.stages.get(before)
        if source is None or not source.version or not row.project:
            continue
        try:
            found.append(gates.report(world, row.name, source.version, stage, row.project))
        except Problem:
            continue  # a model of no known project has no gates to stand in front of
    last = row.stages.get(stages[-1])
    if row.project and last is not None and last.serving:
        try:
            serving = gates.service_report(world, row.name, row.project)
        except Problem:
            serving = None  # as above
        found += [serving] if serving is not None else []
    return found
