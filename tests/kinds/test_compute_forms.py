"""A compute for later, until a moment, and as an allowance for serverless jobs."""

from typing import Any

import pytest

from catalog.model import Catalogue
from portal.contract.plan import Plan
from portal.domain.cost import committed_cents
from portal.domain.models.observed_workspaces import azure_id
from portal.kinds.facts.observed import AssignmentFact
from tests.kinds.made import NONPROD, facts, wished, with_items, wrong
from tests.kinds.test_compute import COMPUTE, fact, planned


def timed(starter: Catalogue, **answers: Any) -> Plan:
    """The plan of a small compute with these moments, asked for on a Monday at half past nine in Amsterdam."""
    return planned(starter, wished(starter, "compute", type="d4s-v5", **answers))


def test_until_friday_evening_is_meant_in_the_time_zone_of_the_organisation(starter: Catalogue) -> None:
    plan = timed(starter, until="until Friday 18:00")
    assert (plan.lease_until, plan.lease_days, plan.starts_at) == ("2026-11-27T17:00:00.000Z", 5, None)
    assert plan.cost.committed_cents == committed_cents(plan.cost.monthly_cents, 5)
    made = wished(starter, "compute", type="d4s-v5", until="Friday 18:00")
    assert made.values["until"] == "2026-11-27T17:00:00.000Z" and "days" not in made.values
    assert COMPUTE.headline(made) == "cluster d4s-v5 for basket, until 2026-11-27 17:00 UTC"


def test_a_start_to_come_shifts_the_lease(starter: Catalogue) -> None:
    plan = timed(starter, **{"from": "next monday 9:00", "until": "2026-12-02"})
    assert (plan.starts_at, plan.lease_until) == ("2026-11-30T08:00:00.000Z", "2026-12-02T23:00:00.000Z")
    assert plan.lease_days == 3
    later = timed(starter, **{"from": "wednesday", "days": 4})
    assert (later.starts_at, later.lease_days, later.lease_until) == ("2026-11-24T23:00:00.000Z", 4, None)


@pytest.mark.parametrize(
    ("answers", "field", "what"),
    [
        ({"until": "soon"}, "until", "'soon' is no moment"),
        ({"until": "friday", "days": 3}, "until", "is given beside days"),
        ({"until": "2026-11-20"}, "until", "2026-11-20 23:00 UTC is not after its start"),
        ({"until": "friday", "from": "saturday"}, "until", "is not after its start"),
        ({"until": "2027-06-01"}, "until", "is more than 90 days away"),
        ({"from": "2026-11-20"}, "from", "2026-11-19 23:00 UTC is over"),
    ],
)
def test_moments_that_cannot_be_are_refused(starter: Catalogue, answers: dict[str, Any], field: str, what: str) -> None:
    assert what in wrong(starter, "compute", type="d4s-v5", **answers)[field].what


def test_serverless_jobs_get_an_allowance_and_the_right_to_be_submitted(starter: Catalogue) -> None:
    made = wished(starter, "compute", type="d4s-v5", form="serverless", nodes=2)
    assert "idle_minutes" not in made.values and made.values["priority"] == "low"
    plan = planned(starter, made)
    assert [effect.kind for effect in plan.effects] == ["allowance", "role_assignment"]
    assert (
        plan.cost.monthly_cents
        == planned(starter, wished(starter, "compute", type="d4s-v5", nodes=2)).cost.monthly_cents
    )
    assert fact(plan, "quota").value == "0 → 8 of 100 vCPUs"
    variables = COMPUTE.variables(made, starter, facts())
    assert (variables["idle_minutes"], variables["min_nodes"]) == (1, 0)
    card = COMPUTE.card(made.values, plan, {}, "")
    assert card.do_now[:2] == (
        "resources: {instance_type: Standard_D4s_v5, instance_count: 2}", "queue_settings: {job_tier: spot}",
    )  # fmt: skip


def test_who_may_submit_jobs_there_already_gets_no_second_right(starter: Catalogue) -> None:
    group = azure_id(NONPROD, "rg-ml-retail-dev", "mlw-retail-dev").partition("/providers/")[0]
    for scope, until, kinds in ((group, None, ["allowance"]), (group, "2026-12-01", ["allowance", "role_assignment"])):
        held = facts(assignments=(AssignmentFact("maya", "Contributor", scope, "R-1", until),))
        plan = planned(starter, wished(starter, "compute", held, type="d4s-v5", form="serverless"), held)
        assert [effect.kind for effect in plan.effects] == kinds


def test_serverless_jobs_of_a_size_that_makes_no_clusters_are_refused(starter: Catalogue) -> None:
    only = with_items(starter, "computes", {"d4s-v5": {"kinds": ("instance",)}})
    assert "not offered as a serverless" in wrong(only, "compute", type="d4s-v5", form="serverless")["form"].what
