"""Kind `promotion`: exactly one artefact, its gates, who decides, and what is carried out in which order."""

from dataclasses import replace
from typing import Any

import pytest

from catalog.model import Catalogue
from portal.contract.plan import Fact, Plan
from portal.domain.policy import judge, seats
from portal.kinds.facts.model_fact import OwedFact
from portal.kinds.kind import Facts
from portal.kinds.registry import KINDS, policy_words
from tests.kinds.made import facts, project, wished, wrong
from tests.kinds.models import (
    NAME,
    SEEN_AT,
    artefact,
    deployed,
    digest,
    evidence,
    model,
    stage,
)

PROMOTION = KINDS["promotion"]
LATER = "2026-12-20T09:00:00.000Z"


def known(**changes: Any) -> Facts:
    """A usual day on which the model is changed."""
    return facts(models={NAME: model(**changes)})


def plan(catalogue: Catalogue, given: Facts | None = None, by: str = "maya", **answers: Any) -> Plan:
    """The plan of answers with which nothing is wrong."""
    there = given or facts()
    return PROMOTION.plan(wished(catalogue, "promotion", there, by, model=NAME, **answers), catalogue, there, {})


def steps(made: Plan) -> list[str]:
    """The steps of a plan."""
    return [effect.step for effect in made.effects]


def fact(made: Plan, name: str) -> Fact:
    """One fact of a plan."""
    return next(one for one in made.facts if one.name == name)


def seats_of(catalogue: Catalogue, given: Facts | None = None, by: str = "maya", **answers: Any) -> dict[str, set[str]]:
    """Who has to agree, by title, and who then may."""
    there = given or facts()
    wish = wished(catalogue, "promotion", there, by, model=NAME, **answers)
    variables = {**policy_words(), "kind": "promotion", "stage": wish.text("to"), "monthly_cents": 0,
                 "committed_cents": 0, "tier": "T1", "days": 0, "assumed": [], "estimate": False,
                 **PROMOTION.variables(wish, catalogue, there)}  # fmt: skip
    verdict = judge(catalogue, "promotion", "T1", variables)
    assert not verdict.denied
    barred = frozenset({by}) | PROMOTION.profits(wish.values)
    chairs = seats(catalogue, verdict.tier, "retail", verdict.also, verdict.instead, barred)
    return {chair.title: set(chair.members - barred) for chair in chairs}


def test_what_follows_from_the_version_is_part_of_what_people_approve(starter: Catalogue) -> None:
    made = wished(starter, "promotion", model=NAME, to="test")
    assert (made.text("version"), made.text("from"), made.text("project")) == ("4", "dev", "basket")
    assert (made.text("artefact"), made.text("trainer")) == (digest("4"), "priya")
    assert made.origins["artefact"] == made.origins["trainer"] == "derived"


def test_from_dev_it_is_shared_deployed_without_traffic_probed_and_led_traffic_to(starter: Catalogue) -> None:
    made = plan(starter, to="test")
    assert steps(made) == ["share", "deploy", "probe", "traffic", "check", "write-back", "record"]
    share, deploy, _, traffic, check, _, record = (effect.payload for effect in made.effects)
    assert share["artefact"] == deploy["artefact"] == check["artefact"] == record["artefact"] == digest("4")
    assert (deploy["deployment"], deploy["instance_type"], deploy["endpoint"]) == (
        "v-4", "Standard_D2s_v5", "oep-basket-next-test",
    )  # fmt: skip
    assert (traffic["to"], traffic["steps"], traffic["before"]) == ("v-4", [100], {"blue": 100})
    assert record["before"] == [
        {"version": "3", "artefact": digest("3"), "deployment": "blue", "observed_at": SEEN_AT}
    ]  # fmt: skip


def test_to_prod_goes_what_serves_in_test_from_the_registry_and_in_steps(starter: Catalogue) -> None:
    made = plan(starter, to="prod")
    assert steps(made) == ["deploy", "probe", "traffic", "check", "write-back", "record"]
    assert made.effects[0].payload["artefact"] == digest("3")
    assert made.effects[2].payload["steps"] == [10, 50, 100]
    assert made.effects[2].payload["before"] == {"green": 100}
    assert fact(made, "gate-G4-rollback").ok and fact(made, "gate-G3-probe").ok


def test_the_first_time_in_a_stage_it_gets_an_endpoint(starter: Catalogue) -> None:
    there = {name: one for name, one in model().stages.items() if name != "prod"}
    made = plan(starter, known(stages=there, served=()), to="prod")
    assert steps(made)[:2] == ["endpoint", "deploy"]
    assert made.effects[0].payload["endpoint"] == "oep-basket-prod"
    assert fact(made, "gate-G4-rollback").ok, "nothing serves, so that nothing is lost by going back to nothing"


def test_a_batch_model_becomes_the_default_after_a_trial(starter: Catalogue) -> None:
    batch: dict[str, Any] = {"kind": "batch", "traffic": None, "default": True}
    cluster = {"oep-basket-next-test/blue": "/x/computes/cc-retail-test"}
    stages = {**model().stages, "test": stage("test", deployed("test", "3", **batch), computes=cluster)}
    made = plan(starter, known(stages=stages), to="test")
    assert steps(made) == ["share", "deploy", "default", "check", "write-back", "record"]
    assert made.effects[1].kind == "batch_deployment"
    assert made.effects[1].payload["compute"].endswith("mlw-retail-test/computes/cc-retail-test")
    assert (made.effects[2].payload["before"], made.effects[2].payload["trial"]) == ("blue", True)
    assert made.cost.monthly_cents == 0


def with_repository(executor: str = "ci") -> Facts:
    """The project has a repository, and deploys by its pipeline."""
    one = project("basket", "retail", ("maya", "priya"), repository="file:///basket.git", executor=executor)
    return facts(projects={"basket": one}, order=("basket",))


def test_the_pipeline_of_the_project_deploys_where_it_says_so(starter: Catalogue) -> None:
    made = plan(starter, with_repository(), to="prod")
    assert steps(made) == ["dispatch", "check", "write-back", "record"]
    told = made.effects[0].payload
    assert (told["workflow"], told["ref"]) == ("deploy.yml", "main")
    assert told["inputs"] == {
        "model": NAME, "version": "3", "stage": "prod", "artefact": digest("3"),
        "endpoint": "oep-basket-next-prod", "deployment": "v-3", "serve": "online",
    }  # fmt: skip
    without = facts(projects={"basket": project("basket", "retail", ("maya", "priya"))}, order=("basket",))
    told = wrong(starter, "promotion", without, model=NAME, to="prod", executor="ci")
    assert "knows no repository" in told["executor"].what


def test_promoted_code_is_trained_by_the_pipeline_and_proves_nothing_beforehand(starter: Catalogue) -> None:
    there = with_repository("portal")
    wish = wished(starter, "promotion", there, model=NAME, to="test", mode="promote-code")
    made = PROMOTION.plan(wish, starter, there, {})
    assert [effect.payload.get("workflow") for effect in made.effects] == ["train.yml", None]
    assert PROMOTION.variables(wish, starter, there)["identity"] == "none"


def test_to_test_a_peer_of_the_unit_agrees_who_did_not_train_it(starter: Catalogue) -> None:
    assert seats_of(starter, to="test") == {"the lead of Retail, in place of a ml engineer": {"theo"}}
    by_maya = known(makers={"4": ("maya",)})
    assert seats_of(starter, by_maya, to="test") == {"ml engineer of Retail": {"priya"}}


def test_prod_has_two_keys(starter: Catalogue) -> None:
    assert seats_of(starter, to="prod") == {"platform": {"ana", "li"}, "product owner of Retail": {"paul"}}
    trained = known(makers={"3": ("ana",)})
    assert seats_of(starter, trained, to="prod")["platform"] == {"li"}


def test_in_an_emergency_one_key_is_enough_and_open_gates_stop_nothing(starter: Catalogue) -> None:
    there = replace(facts(), evidence={})
    answers = {"to": "prod", "break_glass": "yes", "reason": "prod answers errors"}
    assert seats_of(starter, there, **answers) == {"platform": {"ana", "li"}}
    made = plan(starter, there, **answers)
    assert any(one.ok is False for one in made.facts if one.name.startswith("gate-"))
    assert not [one.name for one in made.facts if one.blocks and not one.ok]
    assert PROMOTION.owes(wished(starter, "promotion", there, model=NAME, **answers).values) == "review"
    assert "is missing" in wrong(starter, "promotion", model=NAME, to="prod", break_glass="yes")["reason"].what


def test_who_left_a_second_look_overdue_has_no_other_emergency(starter: Catalogue) -> None:
    late = facts(owed=(OwedFact("R-3", "review", "maya", "2026-11-22T08:00:00.000Z"),))
    answers = {"model": NAME, "to": "prod", "break_glass": "yes", "reason": "again"}
    assert "R-3" in wrong(starter, "promotion", late, **answers)["break_glass"].what
    assert not wrong(starter, "promotion", late, by="priya", **answers)
    assert not wrong(starter, "promotion", late, model=NAME, to="prod")


@pytest.mark.parametrize(
    ("kind", "changes", "gate", "state"),
    [
        ("metrics", {"value": 0.5, "threshold": 0.4}, "gate-G3-champion", "unmet"),
        ("probe", {"error_percent": 7}, "gate-G3-probe", "unmet"),
        ("data", {"failed": 3}, "gate-G3-data", "unmet"),
    ],
)
def test_evidence_that_speaks_against_it_stops_it(
    starter: Catalogue, kind: str, changes: dict[str, Any], gate: str, state: str
) -> None:
    there = replace(facts(), evidence={NAME: (*evidence("2"), *evidence("3", **{kind: changes}))})
    found = fact(plan(starter, there, to="prod"), gate)
    assert (found.value, found.ok, found.blocks) == (state, False, True)
    assert found.detail


def test_evidence_goes_stale_between_approval_and_start(starter: Catalogue) -> None:
    wish = wished(starter, "promotion", model=NAME, to="prod")
    later = replace(facts(), now=LATER)
    found = {one.name: one for one in PROMOTION.plan(wish, starter, later, {}).facts}
    assert found["gate-G3-probe"].value == "stale" and found["gate-G3-probe"].blocks


def test_an_unhealthy_way_back_stops_it(starter: Catalogue) -> None:
    sick = stage("prod", deployed("prod", "2", state="Failed"))
    found = fact(plan(starter, known(stages={**model().stages, "prod": sick}), to="prod"), "gate-G4-rollback")
    assert (found.ok, found.blocks) == (False, True) and "not healthy" in found.detail


def test_an_artefact_that_was_swapped_stops_the_start(starter: Catalogue) -> None:
    wish = wished(starter, "promotion", model=NAME, to="prod")
    swapped = stage("test", deployed("test", "3", artefact=replace(artefact("3"), manifest="e" * 64)))
    (told,) = PROMOTION.complaints(wish, starter, known(stages={**model().stages, "test": swapped}))
    assert told.where == "artefact" and "was swapped" in told.what and digest("3") in told.what


def test_somebody_who_turns_out_to_have_trained_it_stops_the_start(starter: Catalogue) -> None:
    wish = wished(starter, "promotion", model=NAME, to="prod")
    (told,) = PROMOTION.complaints(wish, starter, known(makers={"3": ("priya", "ana")}))
    assert "ana trained it" in told.what
    assert "trainer" in wrong(starter, "promotion", model=NAME, to="prod", trainer="tom")


def test_a_registry_that_holds_another_artefact_refuses_the_number(starter: Catalogue) -> None:
    other = {f"mlr-meridian/{NAME}/4": replace(artefact("4"), manifest="e" * 64)}
    found = fact(plan(starter, known(assets=other), to="test"), "registry")
    assert (found.ok, found.blocks) == (False, True)


def test_what_nothing_proves_does_not_come_to_prod(starter: Catalogue) -> None:
    bare = stage("test", deployed("test", "3", artefact=artefact("3", "none")))
    there = known(stages={**model().stages, "test": bare})
    wish = wished(starter, "promotion", there, model=NAME, to="prod")
    variables = {**policy_words(), "stage": "prod", "assumed": [], **PROMOTION.variables(wish, starter, there)}
    assert judge(starter, "promotion", "T1", variables).denied


def test_a_stage_that_could_not_be_looked_at_stops_it(starter: Catalogue) -> None:
    hidden = replace(model().stages["prod"], status="forbidden")
    found = fact(plan(starter, known(stages={**model().stages, "prod": hidden}), to="prod"), "present")
    assert (found.ok, found.blocks) == (False, True)


def test_machines_and_money_are_counted_with_azures_reserve(starter: Catalogue) -> None:
    made = plan(starter, to="prod", type="d16s-v5", instances=2)
    assert fact(made, "quota").ok is False, "two machines of 16 take three of them"
    assert "portal request new quota" in fact(made, "quota").cure
    assert made.cost.monthly_cents > 0


def test_what_serves_already_is_only_looked_at_and_recorded(starter: Catalogue) -> None:
    there = known(stages={**model().stages, "prod": stage("prod", deployed("prod", "3"))}, served=())
    made = plan(starter, there, to="prod")
    assert steps(made) == ["check", "write-back", "record"]
    assert made.effects[-1].payload["how"] == "adopted"


def test_what_came_to_a_stage_past_the_portal_can_be_adopted_though_the_stage_before_has_it_not(
    starter: Catalogue,
) -> None:
    prod = stage("prod", deployed("prod", "4"), deployed("prod", "1", 0), registered=("4",))
    there = known(stages={**model().stages, "prod": prod})
    made = plan(starter, there, to="prod", version="4")
    assert steps(made) == ["check", "write-back", "record"]
    assert made.effects[-1].payload["how"] == "adopted"
    assert made.effects[-1].payload["artefact"] == digest("4")
    assert made.effects[1].payload["scopes"] == [f"{prod.id}/models/{NAME}/versions/4"], "it is in no registry"
    assert "version" in wrong(starter, "promotion", there, model=NAME, to="prod", version="1"), "it does not serve"


def test_who_has_no_rights_in_the_source_cannot_ask(starter: Catalogue) -> None:
    assert "model" in wrong(starter, "promotion", by="tom", model=NAME, to="test")
    assert not wrong(starter, "promotion", by="ci-churn", model=NAME, to="test"), "a pipeline of the unit may ask"


def test_no_stage_is_left_out_and_steps_rise_to_a_hundred(starter: Catalogue) -> None:
    jump: dict[str, Any] = {"from": "dev"}
    assert "from" in wrong(starter, "promotion", model=NAME, to="prod", **jump)
    for odd in ("50,10,100", "10,50", "0,100", "10,10,100"):
        assert "steps" in wrong(starter, "promotion", model=NAME, to="prod", steps=odd), odd


@pytest.mark.parametrize(("short", "fits"), [(0, True), (1, False)])
def test_a_budget_may_be_spent_to_its_last_cent_and_no_further(short: int, fits: bool, starter: Catalogue) -> None:
    committed = plan(starter, to="prod", type="d16s-v5", instances=2).cost.committed_cents
    assert committed > 0
    basket = facts().projects["basket"]
    to_the_cent = replace(basket, budget_cents=basket.committed_cents + committed - short)
    there = facts(projects={"basket": to_the_cent})
    made = plan(starter, there, to="prod", type="d16s-v5", instances=2)
    assert fact(made, "budget").ok is fits
