"""What does not fit is refused with the request that would cure it; a duplicate is pointed out to whoever decides."""

from typing import Any

import pytest

from catalog.load import load
from catalog.model import Catalogue
from portal.contract.problem import EXIT_REFUSED, Problem
from portal.domain.models.observed_workspaces import workspace_source
from portal.services.catalogue import offers
from portal.services.requests.proposals import preview
from portal.store.connections import Database
from portal.store.tables import observations, projects
from tests.kinds.made import NONPROD
from tests.services.office import Office, opened


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The starter catalogue."""
    return load(None)


@pytest.fixture
def office(sqlite_database: Database, catalogue: Catalogue) -> Office:
    """An office in which a family is full."""
    made = opened(sqlite_database, catalogue)
    made.quota(16, 16)
    return made


def refusal(office: Office, **answers: Any) -> Problem:
    """Why a compute is refused."""
    with pytest.raises(Problem) as refused:
        office.ask(**answers)
    return refused.value


def seen(office: Office, name: str, **value: Any) -> None:
    """A compute that was observed in the workspace of retail."""
    workspace = workspace_source(NONPROD, "rg-ml-retail-dev", "mlw-retail-dev")
    told = {"name": name, "id": f"{workspace}/computes/{name}", "state": "Succeeded", "type": "cluster", **value}
    with office.database.write() as connection:
        connection.execute(
            observations.insert().values(
                source=workspace, subject=f"computes/{name}", kind="compute", workspace="mlw-retail-dev", stage="dev",
                status="seen", value=told, detail="", observed_at="2026-11-23T08:00:00.000Z",
            )
        )  # fmt: skip


def test_over_quota_is_told_in_the_preview_and_refused_with_the_request_that_cures_it(office: Office) -> None:
    shown = preview(office.world, office.world.person("maya"), "compute", {"type": "nc4as-t4-v3", "project": "basket"})
    assert shown.plan is not None and shown.complaints == ()
    (fact,) = (one for one in shown.plan.facts if one.name == "quota")
    cure = "portal request new quota --set project=basket --set type=nc4as-t4-v3 --set stage=dev --set priority=low"
    assert (fact.ok, fact.cure) == (False, f"{cure} --set cores=20")
    problem = refusal(office, type_="nc4as-t4-v3", project="basket")
    assert (problem.exit_code, problem.body.code) == (EXIT_REFUSED, "does-not-fit")
    assert problem.body.todo == f"ask for less, wait, or: {cure} --set cores=20"
    assert office.requests() == []


def test_over_budget_is_refused_with_the_budget_that_cures_it(office: Office) -> None:
    with office.database.write() as connection:
        connection.execute(projects.update().where(projects.c.name == "basket").values(budget_cents=10))
    problem = refusal(office, type_="d4s-v5", project="basket")
    assert problem.exit_code == EXIT_REFUSED
    assert "or: portal request new budget --set project=basket --set monthly_budget=" in problem.body.todo


def test_what_is_neither_too_much_nor_too_dear_has_no_cure(office: Office) -> None:
    request = office.ask("d4s-v5", project="basket")
    assert [fact.cure for fact in office.show(request).plan.facts] == [""] * len(office.show(request).plan.facts)


def test_who_holds_the_cores_is_named_with_the_end_of_their_lease(office: Office) -> None:
    seen(office, "gpu-demand", size="Standard_NC4as_T4_v3", nodes=2, priority="low", owner="maya", project="demand")
    problem = refusal(office, type_="nc4as-t4-v3", project="basket")
    assert "held by gpu-demand (maya, demand) 8 without an end" in problem.body.detail


def test_the_same_twice_is_flagged_and_not_easy(office: Office) -> None:
    first = office.ask("d16s-v5", project="basket", idle_minutes=60)
    second = office.ask("d16s-v5", project="basket", idle_minutes=60)
    assert f"{first} asks for the same" in office.show(second).flags
    assert not office.show(second).easy
    office.withdraw(first)
    assert not any("asks for the same" in flag for flag in office.show(second).flags)


def test_a_shared_cluster_that_stands_idle_is_pointed_out(office: Office) -> None:
    seen(office, "cc-retail-dev", size="Standard_D4s_v5", nodes=0, max_nodes=4, priority="dedicated", project="shared")
    request = office.ask("d4s-v5", project="basket")
    (fact,) = (one for one in office.show(request).plan.facts if one.name == "shared")
    assert fact.value == "cc-retail-dev stands idle and would do"


def test_the_card_of_an_offer_names_the_holders_too(office: Office) -> None:
    seen(office, "gpu-demand", size="Standard_NC4as_T4_v3", nodes=2, priority="low", owner="maya", project="demand")
    card = offers.show(office.world, office.world.person("maya"), "nc4as-t4-v3")
    held = {(quota.region, quota.priority): [(one.name, one.vcpus) for one in quota.holders] for quota in card.quotas}
    assert held[("westeurope", "low")] == [("gpu-demand", 8)]
    assert held[("westeurope", "dedicated")] == []
