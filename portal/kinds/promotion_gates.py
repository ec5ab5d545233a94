"""The gates of a promotion as facts: judged from evidence when it is asked for, and again at the start."""

from catalog.model import Catalogue
from portal.clock import moment
from portal.contract.plan import Fact
from portal.domain.evidence import digest_of
from portal.domain.gates import Case, Evidence, GateResult, judge
from portal.kinds.kind import Facts
from portal.kinds.promotion_facts import way_back
from portal.kinds.serving_effects import Target

ROLLBACK = "rollback"
"""The kind of evidence that comes from nobody's file: what the stage would go back to, as it was observed."""


def gate_facts(target: Target, catalogue: Catalogue, facts: Facts) -> tuple[Fact, ...]:
    """One fact for each gate between the two stages. In an emergency they are told, and stop nothing."""
    wish = target.wish
    urgent = wish.values.get("break_glass") is True
    serving = target.there.serving if target.there else ()
    case = Case(
        artefact=target.artefact,
        version=target.version,
        champion=digest_of(serving[0].artefact) if serving else "",
        barred=frozenset(target.model.makers.get(target.version, ())),
    )
    evidence = (*facts.evidence.get(target.model.name, ()), _way_back(target, facts))
    results = judge(catalogue.gates, evidence, f"{wish.text('from')}-{target.stage}", case, moment(facts.now))
    return tuple(_fact(one, urgent) for one in results)


def _fact(result: GateResult, urgent: bool) -> Fact:
    gate = result.gate
    said = result.detail if not result.met else f"by {result.evidence.source}" if result.evidence else ""
    return Fact(
        name=f"gate-{gate.id}",
        title=f"{gate.id.partition('-')[0]} {gate.title}",
        value=result.state,
        ok=result.met,
        detail=said,
        observed_at=result.evidence.made_at if result.evidence else None,
        blocks=gate.blocks and not urgent,
    )


def _way_back(target: Target, facts: Facts) -> Evidence:
    version, healthy, _ = way_back(target.there, target.model.served_in(target.stage))
    seen = (target.there.observed_at if target.there else "") or facts.now
    body = {"nothing_serves": not version, "version": version, "healthy": healthy}
    return Evidence(
        "", target.model.name, target.version, target.artefact, ROLLBACK, body, "portal", "", seen, facts.now
    )  # fmt: skip
