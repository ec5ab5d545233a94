"""Which deployments of the portal's own could go: those that serve nobody, are old enough, and are no way back."""

from dataclasses import replace

import pytest

from catalog.model import Catalogue
from portal.kinds.facts.observed import AskedFact
from portal.kinds.kind import Facts
from portal.kinds.models.idle_deployments import idle_deployments
from tests.kinds.made import changed
from tests.kinds.models import ENDPOINTS, deployed, model, served, stage
from tests.kinds.things import thing

NOW = "2026-12-24T08:00:00.000Z"
BROUGHT = ("1", "2", "3")


def known(**there: int) -> Facts:
    """Prod of the model after v1, v2 and v3 were brought in turn; `there` is the traffic of each, v3 has all."""
    traffic = {"v1": 0, "v2": 0, "v3": 100, **there}
    prod = stage("prod", *(deployed("prod", one, traffic[f"v{one}"], name=f"v{one}") for one in BROUGHT))
    records = tuple(
        served(one, f"R-{one}", f"2026-11-{20 + int(one)}T08:00:00.000Z", deployment=f"v{one}")
        for one in reversed(BROUGHT)
    )
    path = f"{prod.id}/onlineEndpoints/{ENDPOINTS['prod']}/deployments"
    made = (thing(f"v{one}", id=f"{path}/v{one}", kind="online_deployment", stage="prod") for one in BROUGHT)
    one = model(stages={"prod": prod}, served=records)
    return Facts(models={one.name: one}, resources={each.id: each for each in made}, now=NOW)


def found(facts: Facts, catalogue: Catalogue, **policy: int) -> list[tuple[str, str]]:
    """The deployments that could go, and since when."""
    told = changed(catalogue, policy=changed(catalogue.policy, **policy))
    return [(one.resource.name, one.since[:10]) for one in idle_deployments(facts, told)]


def test_all_but_the_last_way_back_go_when_policy_says_so(starter: Catalogue) -> None:
    assert found(known(), starter) == [("v1", "2026-11-22")]
    assert found(known(), starter, idle_deployment_days=33) == []
    assert found(known(), starter, kept_ways_back=2) == []
    assert found(known(), starter, kept_ways_back=0) == [("v1", "2026-11-22"), ("v2", "2026-11-23")]


def test_what_serves_stays_whoever_led_the_traffic_there(starter: Catalogue) -> None:
    assert found(known(v1=10, v3=90), starter) == []


@pytest.mark.parametrize("change", ["not seen", "not ours", "under way"])
def test_nothing_goes_that_nobody_can_be_sure_of(starter: Catalogue, change: str) -> None:
    facts = known()
    (one,) = facts.models.values()
    if change == "not seen":
        stages = {"prod": replace(one.stages["prod"], status="unreachable")}
        facts = replace(facts, models={one.name: replace(one, stages=stages)})
    elif change == "not ours":
        there = {id_: replace(each, managed=False) for id_, each in facts.resources.items()}
        facts = replace(facts, resources=there)
    else:
        facts = replace(facts, asked=(AskedFact("R-9", "rollback", one.project, "maya", {}),))
    assert found(facts, starter) == []
