"""Who decides on what, for each unit and kind of request, as new requests would be sent."""

from portal.contract.plan import Need
from portal.contract.policy import DecidingRow, PolicyShown, RuleRow
from portal.domain.policy import seats, sentence
from portal.domain.requests.escalation import timing_in_words
from portal.kinds.registry import KINDS
from portal.services.world import World


def shown(world: World) -> PolicyShown:
    """The policy in force, worked out for every unit and tier by the rules that requests are judged by."""
    catalogue = world.catalogue()
    organisation, policy = catalogue.organisation, catalogue.policy
    rows = []
    for unit in organisation.units:
        by_model: dict[str, list[str]] = {}
        for kind in KINDS:
            by_model.setdefault(organisation.model_for(kind, unit.id), []).append(kind)
        usual = max(by_model, key=lambda model: len(by_model[model]))
        for model, kinds in sorted(by_model.items(), key=lambda pair: pair[0] == usual):
            for tier in policy.tiers:
                chairs = seats(catalogue, tier.tier, unit.id, model=model)
                needs = tuple(Need(one.id, one.title, one.count, (), tuple(sorted(one.members))) for one in chairs)
                told = sentence(organisation, tier.tier, needs, tier.typical_wait_hours)
                rows.append(
                    DecidingRow(
                        unit.id, unit.title, () if model == usual else tuple(kinds), model, tier.tier, needs, told,
                        tier.hold_seconds, tier.timing.expire, timing_in_words(organisation, tier.timing),
                    )
                )  # fmt: skip
    rules = tuple(
        RuleRow(one.id, one.title, one.when, one.outcome, one.message, one.applies_to) for one in policy.rules
    )
    return PolicyShown(
        policy.version,
        catalogue.digest_of_policy,
        organisation.operating_model,
        policy.stand_in_role or "",
        tuple(rows),
        rules,
    )
