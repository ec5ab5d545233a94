"""Policy: the highest tier counts, a deny wins, what cannot be evaluated is for people, and who those are."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.checks.policy import VARIABLES as CHECKED
from catalog.load import load
from catalog.model import Catalogue, Rule
from portal.domain.policy import Excepted, PolicyVerdict, judge, outcome, seats
from tests.kinds.made import changed

STARTER = load(None)
VARIABLES: dict[str, Any] = {
    "kind": "compute", "stage": "dev", "tier": "T0", "template": "", "vcpus": 4, "gpus": 0, "nodes": 1,
    "min_nodes": 0, "idle_minutes": 15, "priority": "low", "monthly_cents": 500, "budget_left_cents": 100_000,
    "days": 7, "assumed": [], "estimate": True, "committed_cents": 500, "phase": "", "extensions": 0, "how": "",
    "lease_ended": False, "made_here": False, "identity": "manifest", "break_glass": False, "verified": True,
}  # fmt: skip
TIERS = ("T0", "T1", "T2", "T3")


def rule(outcome_: str, when: str = "true", id_: str = "r", applies_to: tuple[str, ...] = ("compute",)) -> Rule:
    """A rule."""
    return Rule(id=id_, title="A rule", when=when, outcome=outcome_, message="Because.", applies_to=applies_to)


def under(*rules: Rule, **policy: Any) -> Catalogue:
    """The starter catalogue with only these rules."""
    return changed(STARTER, policy=changed(STARTER.policy, rules=rules, **policy))


def judged(*rules: Rule, offered: str = "T0", exceptions: tuple[Excepted, ...] = (), **variables: Any) -> PolicyVerdict:
    """What these rules say of a compute."""
    return judge(under(*rules), "compute", offered, {**VARIABLES, **variables}, exceptions)


@given(outcomes=st.lists(st.sampled_from([*(f"tier:{tier}" for tier in TIERS), "warn", "deny", "hold:60", "hold:600"])),
       offered=st.sampled_from(TIERS), data=st.data())  # fmt: skip
def test_the_highest_counts_and_a_deny_wins_in_whatever_order(
    outcomes: list[str], offered: str, data: st.DataObject
) -> None:
    rules = [rule(one, id_=f"r{number}") for number, one in enumerate(outcomes)]
    verdict = judged(*rules, offered=offered)
    assert verdict.tier == max([offered, *(one[5:] for one in outcomes if one.startswith("tier:"))])
    assert verdict.denied == ("deny" in outcomes)
    least = STARTER.policy.tier(verdict.tier).hold_seconds  # type: ignore[arg-type]
    assert verdict.hold_seconds == max([least, *(int(one[5:]) for one in outcomes if one.startswith("hold:"))])
    assert [result.id for result in verdict.results] == [one.id for one in rules]
    other = judged(*data.draw(st.permutations(rules)), offered=offered)
    assert (other.tier, other.denied, other.hold_seconds) == (verdict.tier, verdict.denied, verdict.hold_seconds)


@pytest.mark.parametrize(("offered", "ends"), [("T0", "T1"), ("T1", "T2"), ("T2", "T3"), ("T3", "T3")])
def test_up_ends_one_tier_above_all_other_rules_in_whatever_order(offered: str, ends: str) -> None:
    for rules in ([rule("up:1"), rule("tier:T0", id_="other")], [rule("tier:T0", id_="other"), rule("up:1")]):
        assert judged(*rules, offered=offered).tier == ends
    assert judged(rule("up:1"), rule("up:1", id_="again"), offered="T0").tier == "T1"
    assert judged(rule("up:1", when="estimate"), offered=offered, estimate=False).tier == offered


def test_much_money_by_an_estimated_price_goes_one_tier_up_in_the_shipped_policy() -> None:
    told = {**VARIABLES, "gpus": 1, "tier": "T1", "committed_cents": 100_001, "budget_left_cents": 10_000_000}
    assert judge(STARTER, "compute", "T1", told).tier == "T2"
    assert judge(STARTER, "compute", "T1", {**told, "estimate": False}).tier == "T1"
    assert judge(STARTER, "compute", "T1", {**told, "committed_cents": 100_000}).tier == "T1"


def test_without_an_offer_the_policys_own_tier_is_where_it_begins() -> None:
    assert judged(offered="").tier == STARTER.policy.default_tier
    assert judged(rule("tier:T0"), offered="").tier == STARTER.policy.default_tier


@pytest.mark.parametrize(
    "when",
    ["vcpus", "nowhere > 1", "vcpus > 'four'", "gpus / 0 > 1", "assumed[3] == ''", "((", "1", "null", "vcpus + true"],
)
@pytest.mark.parametrize("outcome_", ["tier:T0", "tier:T3", "warn", "deny", "hold:60"])
def test_what_cannot_be_evaluated_is_for_people(when: str, outcome_: str) -> None:
    verdict = judged(rule(outcome_, when))
    assert (verdict.tier, verdict.denied) == ("T2", False)
    assert verdict.results[0].outcome == "raise" and "people decide" in verdict.results[0].message
    assert judged(rule(outcome_, when), offered="T3").tier == "T3"


def test_a_result_says_what_the_rule_did() -> None:
    def said(outcome_: str, when: str = "true") -> tuple[str, str]:
        (result,) = judged(rule(outcome_, when), offered="T1").results
        return result.outcome, result.message

    assert said("tier:T2") == ("raise", "Because.")
    assert said("tier:T1") == ("pass", "")
    assert said("deny") == ("fail", "Because.")
    assert said("warn") == ("warn", "Because.")
    assert said("hold:60") == ("pass", "Because.")
    assert said("deny", "vcpus > 100") == ("pass", "")


def test_a_rule_looks_only_at_its_kinds() -> None:
    assert judged(rule("deny", applies_to=("project",))).results == ()
    assert judged(rule("deny", applies_to=("project", "compute"))).denied


def test_an_exception_keeps_its_rule_from_counting_and_says_by_whose_leave() -> None:
    leave = Excepted("never", "R-7", "2026-12-24T00:00:00.000Z")
    verdict = judged(rule("deny", id_="never"), rule("tier:T3", id_="other"), exceptions=(leave,))
    assert (verdict.denied, verdict.tier, verdict.exceptions) == (False, "T3", ("R-7",))
    assert verdict.results[0].outcome == "pass" and "R-7" in verdict.results[0].message
    assert judged(rule("deny", "vcpus > 100", id_="never"), exceptions=(leave,)).exceptions == ()


def test_another_role_may_have_to_agree_too() -> None:
    verdict = judged(rule("also:security"), rule("also:security", id_="again"), offered="T1")
    assert verdict.also == ("security",)
    chairs = seats(STARTER, "T1", "retail", verdict.also)
    assert [(chair.title, chair.count, chair.members) for chair in chairs] == [
        ("ML platform team", 1, frozenset({"ana", "li"})),
        ("security", 1, frozenset({"ines"})),
    ]


@pytest.mark.parametrize(
    ("model", "titles"),
    [
        ("centralised", [[], ["ML platform team"], ["ML platform team"], ["ML platform team", "cost owner"]]),
        ("hub-and-spoke", [[], ["the lead of Retail"], ["ML platform team"], ["ML platform team", "cost owner"]]),
        ("federated", [[], ["the lead of Retail"], ["the lead of Retail"], ["ML platform team", "cost owner"]]),
    ],
)
def test_tier_and_operating_model_decide_who_sits(model: str, titles: list[list[str]]) -> None:
    catalogue = changed(STARTER, organisation=changed(STARTER.organisation, operating_model=model))
    assert [[chair.title for chair in seats(catalogue, tier, "retail")] for tier in TIERS] == titles


def test_a_unit_that_nobody_leads_is_decided_centrally() -> None:
    federated = changed(STARTER, organisation=changed(STARTER.organisation, operating_model="federated"))
    assert [chair.title for chair in seats(federated, "T1", "nowhere")] == ["ML platform team"]


def test_only_people_who_are_still_there_sit() -> None:
    organisation = STARTER.organisation
    people = tuple(
        changed(one, active=one.id != "ana", kind="ci" if one.id == "li" else one.kind) for one in organisation.people
    )
    groups = tuple(changed(one, members=(*one.members, "nobody", "gwen", "sam")) for one in organisation.groups)
    catalogue = changed(STARTER, organisation=changed(organisation, people=people, groups=groups))
    assert seats(catalogue, "T1", "retail")[0].members == {"sam"}


def test_the_sentence_names_people_and_tells_when_nobody_is_left() -> None:
    verdict = judge(STARTER, "compute", "T1", {**VARIABLES, "tier": "T1", "idle_minutes": 15, "vcpus": 4})
    chairs = seats(STARTER, verdict.tier, "retail")
    told = outcome(STARTER, verdict, chairs, frozenset({"maya"}))
    assert told.sentence == "one of ML platform team: Ana, Li; usually 3 h"
    assert outcome(STARTER, verdict, chairs, frozenset({"ana"})).needs[0].can_give == ("li",)
    assert "nobody is left" in outcome(STARTER, verdict, chairs, frozenset({"ana", "li"})).sentence
    nobody = outcome(STARTER, judged(), (), frozenset())
    assert nobody.sentence == "approved at once, by policy"
    assert told.digest == STARTER.digest_of_policy


@pytest.mark.parametrize("kind", sorted({kind for one in STARTER.policy.rules for kind in one.applies_to}))
def test_every_rule_of_the_starter_policy_can_be_evaluated(kind: str) -> None:
    for stage in ("dev", "prod", ""):
        verdict = judge(STARTER, kind, "T1", {**VARIABLES, "kind": kind, "stage": stage, "tier": "T1"})
        assert not [result for result in verdict.results if "could not be evaluated" in result.message]


def test_these_are_all_the_variables_there_are() -> None:
    assert set(VARIABLES) == CHECKED


def test_what_a_catalogue_says_of_money_and_cores_moves_the_tier() -> None:
    def tier(**variables: Any) -> str:
        return judge(STARTER, "compute", str(variables.get("tier", "T0")), {**VARIABLES, **variables}).tier

    assert tier() == "T0"
    assert tier(vcpus=17) == tier(nodes=5) == tier(idle_minutes=16) == "T1"
    assert tier(stage="prod") == tier(gpus=1, nodes=3) == "T2"
    assert tier(min_nodes=1) == tier(gpus=4, nodes=2) == tier(committed_cents=20_001) == "T3"
    assert tier(committed_cents=20_000) == "T0"


def test_a_role_of_the_unit_takes_the_place_of_those_whom_the_tier_asks_for() -> None:
    verdict = judge(
        under(rule("instead:product_owner@unit"), rule("also:platform", id_="s")), "compute", "T2", VARIABLES
    )
    first, second = seats(STARTER, verdict.tier, "risk", verdict.also, verdict.instead)
    assert (first.title, first.members) == ("product owner of Risk", frozenset({"petra"}))
    assert (second.title, second.members) == ("platform", frozenset({"ana", "li"}))


def test_the_lead_stands_in_where_nobody_of_the_role_may_decide() -> None:
    (chair,) = seats(STARTER, "T1", "retail", instead=("product_owner@unit",), barred=frozenset({"paul"}))
    assert (chair.title, chair.members) == ("the lead of Retail, in place of a product owner", frozenset({"theo"}))
    (chair,) = seats(STARTER, "T1", "logistics", instead=("product_owner@unit",))
    assert chair.members == {"nils"}
