"""What is in Azure and was not made here is listed; several things are asked for in one go."""

import pytest

from portal.contract.problem import Problem
from portal.domain.models.evidence import READING
from portal.records.idempotency import Once
from portal.services.projects import resource_list
from portal.services.requests import batch_requests
from portal.store.tables import observations
from tests.access.desk import Desk


def listed(desk: Desk, by: str = "ana", scope: str = "found", text: str = "") -> dict[str, object]:
    """What somebody sees, by name."""
    return {row.name: row for row in resource_list.listing(desk.world, desk.world.person(by), scope, text).items}


def test_what_was_found_is_listed_with_cost_last_use_and_the_project_it_seems_to_belong_to(desk: Desk) -> None:
    empty = resource_list.listing(desk.world, desk.world.person("ana"))
    assert (empty.items, empty.observed_at) == ((), None), "before the first look nothing is claimed"
    desk.observe()
    page = resource_list.listing(desk.world, desk.world.person("ana"))
    rows = {row.name: row for row in page.items}
    vm = rows["ci-erik"]
    assert (vm.kind, vm.size, vm.workspace, vm.stage, vm.unit) == (
        "compute", "Standard_D16s_v5", "mlw-risk-dev", "dev", "risk"
    )  # fmt: skip
    assert vm.monthly_cents is not None and vm.monthly_cents > 50_000, "it runs day and night"
    assert vm.used_at == vm.observed_at == page.observed_at
    stray = rows["test123"]
    assert (stray.monthly_cents, stray.owner, stray.guess) == (None, "", ""), "the catalogue has no price for its size"
    assert page.unpriced >= 1 and page.monthly_cents == sum(row.monthly_cents or 0 for row in page.items)
    stopped = rows["ci-tom"]
    assert stopped.used_at is not None and stopped.used_at < str(stopped.observed_at)
    assert "mlw-retail-dev" not in rows, "a workspace that the organisation names is known, not found"
    assert rows["mlw-loyalty-test"].kind == "workspace"


def test_who_may_ask_for_what_is_said_of_each_row(desk: Desk) -> None:
    desk.observe()
    ana, maya = listed(desk)["test123"], listed(desk, "maya")["test123"]
    assert (ana.adopt, ana.decommission) == ("", "")  # type: ignore[attr-defined]
    assert maya.adopt == "nobody is known to own it: the platform team asks"  # type: ignore[attr-defined]
    assert "lease" in ana.extension  # type: ignore[attr-defined]
    assert set(listed(desk, text="test123")) == {"test123"}
    assert listed(desk, scope="leased") == {}
    with pytest.raises(Problem):
        listed(desk, scope="everything")


def test_several_are_asked_for_and_a_refusal_stops_none_of_the_others(desk: Desk) -> None:
    desk.observe()
    ana = desk.world.person("ana")
    by_id = str(next(row["id"] for row in desk.resources("compute") if row["name"] == "ci-tom"))
    specs = [{"resource": name, "project": "basket"} for name in ("test123", "nothing-like-it", by_id)]
    once = Once("ana", "k" * 32, "s" * 64)
    made = batch_requests.ask(desk.world, ana, "adopt", specs, once)
    assert [one.request for one in made] == ["R-1", "", "R-2"]
    assert made[1].problem is not None and made[1].problem.status == 422
    assert "platform" in made[0].policy.lower()
    again = batch_requests.ask(desk.world, ana, "adopt", specs, once)
    assert [one.request for one in again] == ["R-1", "", "R-2"], "sent twice it is asked for once"
    with pytest.raises(Problem):
        batch_requests.ask(desk.world, ana, "adopt", [])


def test_a_list_that_could_not_be_read_is_no_look(desk: Desk) -> None:
    with desk.world.database.write() as connection:
        connection.execute(
            observations.insert().values(
                source="x", subject="computes", kind=READING, workspace="", stage="", status="forbidden", value={},
                detail="", observed_at="2026-11-23T08:00:00.000Z",
            )
        )  # fmt: skip
    assert resource_list.listing(desk.world, desk.world.person("ana")).observed_at is None
