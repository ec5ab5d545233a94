"""Kind `quota`: a task for a human, and a number that has to be seen."""

import pytest

from catalog.model import Catalogue
from portal.kinds.kind import QuotaFact
from portal.kinds.registry import KINDS
from tests.kinds.made import NONPROD, PROD, SEEN_AT, facts, wished, wrong

QUOTA = KINDS["quota"]


def test_it_asks_for_one_more_machine_unless_told_otherwise(starter: Catalogue) -> None:
    made = wished(starter, "quota", type="d4s-v5")
    assert (made.text("project"), made.number("cores"), made.origins["cores"]) == ("basket", 68, "derived")
    assert wished(starter, "quota", type="d16s-v5").number("cores") == 80


def test_where_nothing_was_observed_it_asks_for_one_machine(starter: Catalogue) -> None:
    assert wished(starter, "quota", type="nc24ads-a100-v4").number("cores") == 24


def test_the_plan_names_the_task_who_has_it_and_what_it_waits_for(starter: Catalogue) -> None:
    made = QUOTA.plan(wished(starter, "quota", type="d4s-v5", cores=128), starter, facts(), {})
    (effect,) = made.effects
    assert (effect.kind, effect.payload["role"]) == ("handover", "platform")
    assert effect.payload["task"] == "raise standardDSv5Family in westeurope to 128 vCPUs"
    assert effect.payload["awaits"] == {
        "what": "quota", "subscription": NONPROD, "region": "westeurope", "family": "standardDSv5Family",
        "priority": "dedicated", "at_least": 128,
    }  # fmt: skip
    assert made.facts[0].value == "64 → 128 vCPUs"
    assert made.lease_days is None and made.cost.monthly_cents == 0


def test_the_stage_decides_on_the_subscription_and_the_project_on_the_region(starter: Catalogue) -> None:
    made = QUOTA.plan(wished(starter, "quota", type="d4s-v5", stage="prod"), starter, facts(), {})
    assert made.effects[0].payload["awaits"]["subscription"] == PROD
    asked = wished(starter, "quota", by="yuki", type="d4s-v5")
    assert (asked.text("project"), asked.text("region")) == ("parcels", "northeurope")


@pytest.mark.parametrize("cores", [1, 63, 64])
def test_what_is_granted_already_is_not_asked_for(starter: Catalogue, cores: int) -> None:
    assert "the limit is 64 already" in wrong(starter, "quota", type="d4s-v5", cores=cores)["cores"].what


def test_more_may_be_used_than_is_allowed(starter: Catalogue) -> None:
    over = facts(quotas={(NONPROD, "westeurope", "standarddsv5family", "dedicated"): QuotaFact(80, 64, SEEN_AT)})
    assert wished(starter, "quota", over, type="d4s-v5").number("cores") == 84


def test_a_retired_size_brings_no_quota(starter: Catalogue) -> None:
    assert "cannot be taken" in wrong(starter, "quota", type="nc6")["type"].what


def test_the_platform_team_asks_for_any_project(starter: Catalogue) -> None:
    assert wished(starter, "quota", by="ana", project="parcels", type="d4s-v5").text("project") == "parcels"
    assert "project" in wrong(starter, "quota", by="tom", project="parcels", type="d4s-v5")


def test_the_card_goes_on_to_the_compute_it_was_for(starter: Catalogue) -> None:
    made = wished(starter, "quota", type="d4s-v5", cores=128)
    card = QUOTA.card(made.values, QUOTA.plan(made, starter, facts(), {}), {}, "")
    assert card.do_now == ("portal request new compute --set project=basket --set type=d4s-v5 --set stage=dev",)
