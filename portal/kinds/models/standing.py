"""How a version of a model stands in front of a stage: its gates, judged from what was observed and handed in. Pure."""

from dataclasses import replace

from catalog.model import Catalogue
from portal.clock import moment
from portal.domain.models.evidence import SEEN, Evidence, digest_of
from portal.domain.models.gates import GateCase, GateResult, judge
from portal.kinds.facts.model_fact import ModelFact
from portal.kinds.kind import Facts
from portal.kinds.models.ways_back import way_back

IN_SERVICE = "in-service"
"""The transition of gates that are asked of what serves already."""
ROLLBACK = "rollback"
"""The kind of evidence that comes from nobody's file: what the stage would go back to, as it was observed."""


def case_of(model: ModelFact, version: str, artefact: str, stage: str, now: str) -> GateCase:
    """What is judged: the artefact, the champion it meets in the stage, and whose word does not count."""
    return GateCase(
        artefact=artefact,
        version=version,
        champion=_champion(model, artefact, stage),
        due=model.registered_at.get(version) or now,
        barred=frozenset(model.makers.get(version, ())),
    )


def standing(
    model: ModelFact, case: GateCase, origin: str, stage: str, catalogue: Catalogue, facts: Facts
) -> tuple[GateResult, ...]:
    """How every gate stands between the stage that a version comes from and the one it would go to."""
    evidence = (*facts.evidence.get(model.name, ()), *_way_back(model, case, stage, facts))
    return judge(catalogue.gates, evidence, f"{origin}-{stage}", case, moment(facts.now))


def in_service(
    model: ModelFact, stage: str, catalogue: Catalogue, facts: Facts
) -> tuple[GateCase, tuple[GateResult, ...]]:
    """What most answers of a stage come from, and how the gates of what is in service stand for it.

    They are due since it serves there. The case has no version where nothing serves, and then there are no results.
    """
    there = model.stages.get(stage)
    if there is None or not there.serving:
        return GateCase("", ""), ()
    main = there.serving[0].artefact
    case = replace(case_of(model, main.version, digest_of(main), stage, facts.now), champion="")
    brought = next((one.at for one in model.served_in(stage) if one.version == main.version), "")
    case = replace(case, due=brought or case.due)
    evidence = facts.evidence.get(model.name, ())
    return case, judge(catalogue.gates, evidence, IN_SERVICE, case, moment(facts.now))


def _champion(model: ModelFact, artefact: str, stage: str) -> str:
    """The digest of what serves most there, if it is another artefact; one without a digest is named by its number."""
    there = model.stages.get(stage)
    for one in there.serving if there else ():
        digest = digest_of(one.artefact)
        if digest != artefact or not digest:
            return digest or f"unproven:{model.name}/{one.artefact.version}"
    return ""


def _way_back(model: ModelFact, case: GateCase, stage: str, facts: Facts) -> tuple[Evidence, ...]:
    """What the stage would go back to; nothing when nobody could look."""
    there = model.stages.get(stage)
    if not case.artefact or (there is not None and there.status != SEEN):
        return ()
    version, healthy, _ = way_back(there, model.served_in(stage))
    seen = (there.observed_at if there else "") or facts.now
    body = {"nothing_serves": not version, "version": version, "healthy": healthy}
    return (Evidence("", model.name, case.version, case.artefact, ROLLBACK, body, "portal", "", seen, facts.now),)
