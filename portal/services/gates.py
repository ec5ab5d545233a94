"""How the gates of one model version stand on its way into a stage, who is waited on, and whether the way is open."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.clock import moment
from portal.contract.gates import GateReport, GateRow
from portal.contract.requests import WaitingOn
from portal.contract.values import Stamp
from portal.domain.answering import answering, known_as
from portal.domain.gates import Case, Evidence, GateResult, judge
from portal.services.artefacts import Estate, Known, Serving, estate
from portal.services.evidence import of
from portal.services.started import Move, moves
from portal.services.world import World


@dataclass(frozen=True)
class Judged:
    """One version in front of one stage: what it is, what serves there, and how every gate stands."""

    known: Known
    case: Case
    transition: str
    results: tuple[GateResult, ...]

    @property
    def stopping(self) -> tuple[GateResult, ...]:
        """The gates that refuse a promotion."""
        return tuple(one for one in self.results if one.stops)


def judged(
    connection: sa.Connection, world: World, seen: Estate, model: str, version: str, stage: str, project: str = ""
) -> Judged:
    """How the gates stand now. Raises Problem for a model, version or stage that nobody knows."""
    known = seen.version(model, version, stage, project)
    before, now = seen.before(stage), world.now()
    serving = seen.serving(known, stage)
    case = Case(
        artefact=known.digest,
        version=version,
        champion=_champion(known, serving or ()),
        due=known.since or now,
        barred=known_as(seen.organisation, known.trainer),
    )
    transition = f"{before}-{stage}" if before else ""
    evidence = (*of(connection, model, version, known.digest, case.champion), *_way_back(seen, known, stage, serving))
    return Judged(known, case, transition, judge(world.catalogue().gates, evidence, transition, case, moment(now)))


def report(world: World, model: str, version: str, stage: str, project: str = "") -> GateReport:
    """Everything about the gates of one version in front of one stage. Raises Problem for what nobody knows."""
    with world.database.read() as connection:
        seen = estate(connection, world.catalogue().organisation)
        found = judged(connection, world, seen, model, version, stage, project)
        open_ = moves(connection, model, stage)
    rows = tuple(row(seen, found.known.unit, found.case, one) for one in found.results)
    starter = next((one for one in open_ if one.allows(version, found.case.artefact)), None)
    return GateReport(
        model=model,
        version=version,
        stage=stage,
        transition=found.transition,
        artefact=found.case.artefact,
        identity=found.known.artefact.identity,
        items=rows,
        met=sum(1 for one in found.results if one.met),
        total=len(rows),
        champion=found.case.champion,
        open=starter is not None or not found.transition,
        promotion=starter.request if starter else "",
        says=_says(found, stage, starter, open_),
    )


def row(seen: Estate, unit: str, case: Case, result: GateResult) -> GateRow:
    """One gate as it goes over the wire, with the person it waits on."""
    gate, evidence = result.gate, result.evidence
    role = gate.signed_by or gate.accountable
    people = () if result.met else answering(seen.organisation, role, unit, case.barred if gate.signed_by else ())
    waiting = None if result.met else WaitingOn(people[:1], f"{gate.id}: {gate.title}", result.since)
    return GateRow(
        id=gate.id,
        title=gate.title,
        transition=gate.transition,
        evidence=gate.evidence,
        state=result.state,
        detail=result.detail,
        blocks=gate.blocks,
        accountable=gate.accountable,
        max_age_hours=gate.max_age_hours,
        signed_by=gate.signed_by or "",
        evidence_id=evidence.id if evidence else "",
        source=evidence.source if evidence else "",
        made_at=evidence.made_at if evidence else None,
        waiting_on=waiting,
        deputy=people[1] if len(people) > 1 else "",
    )


def _champion(known: Known, serving: Sequence[Serving]) -> str:
    """The digest of what serves most, if it is another artefact; one without a digest is named by its number."""
    others = [one for one in serving if one.digest != known.digest or not known.digest]
    if not others:
        return ""
    return others[0].digest or f"unproven:{known.model}/{others[0].version}"


def _way_back(seen: Estate, known: Known, stage: str, serving: Sequence[Serving] | None) -> list[Evidence]:
    """What a stage would go back to, as the portal observes it; nothing when it could not look."""
    if serving is None or not known.digest:
        return []
    others = [one for one in serving if one.digest != known.digest] or list(serving)
    first = others[0] if others else None
    at: Stamp = first.observed_at if first else seen.looked_at(stage)
    body = {
        "nothing_serves": first is None,
        "version": first.version if first else "",
        "digest": first.digest if first else "",
        "healthy": first.healthy if first else False,
        "endpoint": first.endpoint if first else "",
    }
    return (
        [Evidence("", known.model, known.version, known.digest, "rollback", body, "portal", "", at, at)] if at else []
    )


def _says(found: Judged, stage: str, starter: Move | None, open_: Sequence[Move]) -> str:
    if not found.transition:
        return f"{stage} is the first stage, which needs no promotion."
    what = f"version {found.case.version} ({_short(found.case.artefact)})"
    if starter is not None:
        return f"{starter.request} has started and is about exactly {what}; it may be deployed to {stage}."
    mine = [one for one in open_ if one.version == found.case.version]
    elsewhere = next((one for one in mine if one.state == "running"), None)
    waits = next((one for one in mine if one.state != "running"), None)
    if elsewhere is not None:
        other = ", ".join(sorted(map(_short, elsewhere.artefacts))) or "no artefact"
        why = f"{elsewhere.request} has started for {other}, and this is {_short(found.case.artefact)}"
    elif waits is not None:
        why = f"{waits.request} is {waits.state.replace('_', ' ')} and has not started"
    else:
        why = f"no promotion of {what} to {stage} has started"
    stopping = found.stopping
    met = sum(1 for one in found.results if one.met)
    first = f"; {stopping[0].gate.id}: {stopping[0].detail.rstrip('.')}" if stopping else ""
    return f"{why[0].upper()}{why[1:]}; {met} of {len(found.results)} gates are met{first}."


def _short(digest: str) -> str:
    return digest[:19] + "…" if digest.startswith("sha256:") else digest or "unproven"
