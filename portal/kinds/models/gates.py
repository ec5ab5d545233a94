"""The gates of a promotion as facts: judged from evidence when it is asked for, and again at the start."""

from catalog.model import Catalogue
from portal.contract.plan import Fact
from portal.domain.models.gates import GateResult
from portal.kinds.kind import Facts
from portal.kinds.models.standing import ROLLBACK, case_of, standing
from portal.kinds.models.target import Target


def gate_facts(target: Target, catalogue: Catalogue, facts: Facts) -> tuple[Fact, ...]:
    """One fact for each gate between the two stages. In an emergency they are told, and stop nothing.

    People decide on what was handed in; what the portal sees by itself comes with its next look.
    """
    urgent = target.wish.values.get("break_glass") is True
    case = case_of(target.model, target.version, target.artefact, target.stage, facts.now)
    results = standing(target.model, case, target.wish.text("from"), target.stage, catalogue, facts)
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
        decides=gate.blocks and not urgent and gate.evidence != ROLLBACK,
    )
