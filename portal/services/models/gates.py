"""How the gates of one model version stand on its way into a stage, who is waited on, and whether the way is open."""

from collections.abc import Sequence

from catalog.model import Organisation
from portal.contract.models.gates import GateReport, GateRow
from portal.contract.requests import WaitingOn
from portal.domain.models.gates import GateCase, GateResult
from portal.domain.people.answering import answering
from portal.kinds.models.standing import IN_SERVICE, case_of, in_service, standing
from portal.records.models.promotions import started_for
from portal.records.models.started import OpenMove, moves
from portal.services.models.known_models import Known, facts_about, model_named, origin_of, version_in
from portal.services.world import World


def report(world: World, name: str, version: str, stage: str, project: str = "") -> GateReport:
    """Everything about the gates of one version in front of one stage. Raises Problem for what nobody knows."""
    catalogue, origin = world.catalogue(), origin_of(world, stage)
    with world.database.read() as connection:
        facts = facts_about(connection, world, name)
        model = model_named(facts.models, name, project)
        known = version_in(model, version, origin or stage)
        opener = started_for(connection, model.project, name, stage, known.digest)
        open_ = moves(connection, model.project, name, stage)
    case = case_of(model, version, known.digest, stage, facts.now)
    results = standing(model, case, origin, stage, catalogue, facts) if origin else ()
    return _report(
        world, known, case, stage, results, f"{origin}-{stage}" if origin else "", opener,
        says=_says(known, origin, stage, opener, open_, results),
        is_open=bool(opener) or not origin,
    )  # fmt: skip


def service_report(world: World, name: str, project: str = "") -> GateReport | None:
    """How the gates of what is in service stand for what serves in the last stage; None where nothing does.

    Raises Problem for a model that nobody knows.
    """
    catalogue = world.catalogue()
    stage = catalogue.organisation.stages[-1].id
    with world.database.read() as connection:
        facts = facts_about(connection, world, name)
        model = model_named(facts.models, name, project)
        case, results = in_service(model, stage, catalogue, facts)
        opener = started_for(connection, model.project, name, stage, case.artefact)
    if not results:
        return None
    known = version_in(model, case.version, stage)
    met, first = sum(1 for one in results if one.met), next((one for one in results if not one.met), None)
    why = f"; {first.gate.id}: {first.detail.rstrip('.')}" if first else ""
    says = f"Version {case.version} serves; {met} of {len(results)} gates of what is in service are met{why}."
    return _report(world, known, case, stage, results, IN_SERVICE, opener, says, is_open=bool(opener))


def _report(
    world: World, known: Known, case: GateCase, stage: str, results: Sequence[GateResult], transition: str, opener: str,
    says: str, is_open: bool,
) -> GateReport:  # fmt: skip
    organisation, model = world.catalogue().organisation, known.model
    return GateReport(
        model=model.name,
        version=known.version,
        stage=stage,
        transition=transition,
        artefact=known.digest,
        identity=known.artefact.identity,
        items=tuple(row(organisation, model.unit, case, one) for one in results),
        met=sum(1 for one in results if one.met),
        total=len(results),
        champion=case.champion,
        open=is_open,
        promotion=opener,
        says=says,
    )


def row(organisation: Organisation, unit: str, case: GateCase, result: GateResult) -> GateRow:
    """One gate as it goes over the wire, with the person it waits on."""
    gate, evidence = result.gate, result.evidence
    people = () if result.met else asked_of(organisation, unit, case, result)
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
        waiting_on=None if result.met else WaitingOn(people[:1], f"{gate.id}: {gate.title}", result.since),
        deputy=people[1] if len(people) > 1 else "",
    )


def asked_of(organisation: Organisation, unit: str, case: GateCase, result: GateResult) -> tuple[str, ...]:
    """Who has to act on a gate that is not met: the person first, then the deputy. Nobody signs for their own model."""
    gate = result.gate
    return answering(organisation, gate.signed_by or gate.accountable, unit, case.barred if gate.signed_by else ())


def _says(
    known: Known, origin: str, stage: str, opener: str, open_: Sequence[OpenMove], results: Sequence[GateResult]
) -> str:
    if not origin:
        return f"{stage} is the first stage, which needs no promotion."
    what = f"version {known.version} ({_short(known.digest)})"
    if opener:
        return f"{opener} has started and is about exactly {what}; it may be deployed to {stage}."
    mine = [one for one in open_ if one.version == known.version]
    elsewhere = next((one for one in mine if one.state == "running"), None)
    waits = next((one for one in mine if one.state != "running"), None)
    if elsewhere is not None:
        why = f"{elsewhere.request} has started for {_short(elsewhere.artefact)}, and this is {_short(known.digest)}"
    elif waits is not None:
        why = f"{waits.request} is {waits.state.replace('_', ' ')} and has not started"
    else:
        why = f"no promotion of {what} to {stage} has started"
    stopping = next((one for one in results if one.stops), None)
    first = f"; {stopping.gate.id}: {stopping.detail.rstrip('.')}" if stopping else ""
    met = sum(1 for one in results if one.met)
    return f"{why[0].upper()}{why[1:]}; {met} of {len(results)} gates are met{first}."


def _short(digest: str) -> str:
    return digest[:19] + "…" if digest.startswith("sha256:") else digest or "unproven"
