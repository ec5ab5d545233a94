"""Whatever Azure does, the operation ends in a state that is true, and no call is made blindly twice."""

from collections.abc import Callable

import pytest

from portal.azure import sdk
from portal.contract.plan import Effect
from portal.engine.operations.operate import operate
from portal.services.operations import operations
from portal.store.tables import budgets, commitments, ledger, resources
from portal.store.tables import operations as operations_table
from tests.engine import plans
from tests.engine.plain import PlainSteps
from tests.engine.workbench import SUBSCRIPTION, Workbench, journal_text, plan_of

WORKSPACE_FIRST = (plans.group(), plans.workspace())

EFFECTS: dict[str, tuple[tuple[Effect, ...], Effect, str, str]] = {
    "resource_group": ((), plans.group(), "PUT", plans.GROUP_ID),
    "tags": ((plans.group(),), plans.tags(), "PATCH", "/tags/default"),
    "workspace": ((plans.group(),), plans.workspace(), "PUT", plans.DEPLOYMENT_ID),
    "role_assignment": (WORKSPACE_FIRST, plans.role(), "PUT", "/roleAssignments/"),
    "environment": (WORKSPACE_FIRST, plans.environment(), "PUT", "/environments/churn-env/versions/1"),
    "compute": (WORKSPACE_FIRST, plans.compute(), "PUT", plans.COMPUTE_ID),
}
LONG_RUNNING = ("workspace", "compute")

every_effect = pytest.mark.parametrize("kind", EFFECTS)


def begun(bench: Workbench, kind: str, fault: str, **more: object) -> str:
    """Asks for one effect of a kind, with a fault at its own write; returns the path of that write."""
    before, effect, method, path = EFFECTS[kind]
    bench.ask(plan_of(*before), number=1)
    bench.start()
    bench.until("done")
    bench.fault(kind=fault, method=method, path=path, **more)
    bench.ask(plan_of(effect), number=2)
    return path


def written(bench: Workbench, kind: str) -> list[int]:
    """The answers to the writes of one effect that reached Azure."""
    _, _, method, path = EFFECTS[kind]
    return [call.status for call in bench.calls(method) if path.lower() in call.path.lower()]


@every_effect
def test_an_answer_that_was_lost_is_not_asked_for_twice(bench: Workbench, kind: str) -> None:
    begun(bench, kind, "lost_answer")
    done = bench.until("done", number=2)
    assert bench.request(2)["state"] == "ready", journal_text(done)
    assert len(written(bench, kind)) == 1
    assert "nobody knows whether the call arrived" in journal_text(done).lower()


@every_effect
def test_a_request_that_was_lost_is_made_again_after_a_look(bench: Workbench, kind: str) -> None:
    begun(bench, kind, "lost_request")
    done = bench.until("done", number=2)
    assert bench.request(2)["state"] == "ready", journal_text(done)
    assert len(written(bench, kind)) == 1


@every_effect
def test_a_server_fault_is_looked_into_before_the_call_is_made_again(bench: Workbench, kind: str) -> None:
    begun(bench, kind, "refuse", status=500)
    done = bench.until("done", number=2)
    assert bench.request(2)["state"] == "ready", journal_text(done)
    assert written(bench, kind)[0] == 500
    assert len(written(bench, kind)) == 2


@every_effect
def test_throttling_is_waited_out(bench: Workbench, kind: str) -> None:
    error = {"code": "TooManyRequests", "message": "slow down"}
    begun(bench, kind, "refuse", status=429, error=error, retry_after="17", times=3)
    done = bench.until("done", number=2)
    assert bench.request(2)["state"] == "ready", journal_text(done)
    assert written(bench, kind)[:3] == [429, 429, 429]
    assert len(written(bench, kind)) == 4
    assert "asks to wait" in journal_text(done)


@every_effect
def test_a_refusal_is_stuck_until_somebody_retries(bench: Workbench, kind: str) -> None:
    error = {"code": "RequestDisallowedByPolicy", "message": "the organisation says no"}
    begun(bench, kind, "refuse", status=403, error=error)
    stuck = bench.until("stuck", number=2)
    assert "the organisation says no" in stuck.reason
    assert stuck.deadline is not None
    assert [step.state for step in stuck.steps] == ["failed"]
    operations.retry(bench.database, 2, "maya", bench.clock(), "demo")
    done = bench.until("done", number=2)
    assert bench.request(2)["state"] == "ready", journal_text(done)
    assert done.attempt == 2
    assert len(written(bench, kind)) == 2


@pytest.mark.parametrize("kind", LONG_RUNNING)
def test_an_operation_that_fails_in_azure_can_be_given_up_and_leaves_nothing(bench: Workbench, kind: str) -> None:
    bench.tune(operation_seconds=0.01)
    error = {"code": "ClusterCoreQuotaReached", "message": "Operation results in exceeding quota limits of Core."}
    begun(bench, kind, "operation_fails", error=error)
    stuck = bench.until("stuck", number=2)
    assert "exceeding quota limits" in stuck.reason
    operations.give_up(bench.database, 2, "maya", bench.clock(), "demo", "not worth it")
    done = bench.until("done", number=2)
    request = bench.request(2)
    assert request["state"] == "failed_clean", journal_text(done)
    assert "exceeding quota limits" in request["reason"]
    assert [row["state"] for row in bench.rows(ledger) if row["request"] == 2] == ["undone"]
    assert [row["state"] for row in bench.rows(resources) if row["request"] == 2] == ["retired"]
    assert bench.chain_holds()


def test_giving_up_releases_the_commitment(bench: Workbench) -> None:
    begun(bench, "compute", "refuse", status=400, error={"code": "BadRequest", "message": "no"})
    bench.until("stuck", number=2)
    assert bench.rows(budgets)[0]["committed_cents"] == 8400
    operations.give_up(bench.database, 2, "maya", bench.clock(), "demo")
    bench.until("done", number=2)
    assert bench.rows(budgets)[0]["committed_cents"] == 4200
    assert [row["released_at"] is None for row in bench.rows(commitments)] == [True, False]


def test_nobody_decides_until_the_deadline_and_it_is_undone(bench: Workbench) -> None:
    begun(bench, "compute", "refuse", status=400, error={"code": "BadRequest", "message": "no"})
    bench.until("stuck", number=2)
    assert operations.overdue(bench.database, bench.clock(), "demo") == []
    bench.clock.forward(hours=25)
    assert operations.overdue(bench.database, bench.clock(), "demo") == [2]
    bench.until("done", number=2)
    assert bench.request(2)["state"] == "failed_clean"


def test_what_cannot_be_removed_is_named(bench: Workbench) -> None:
    bench.fault(kind="refuse", method="PUT", path=plans.COMPUTE_ID, status=400, error={"code": "No", "message": "no"})
    bench.fault(
        kind="refuse",
        method="DELETE",
        path=plans.WORKSPACE_ID,
        status=409,
        error={"code": "ScopeLocked", "message": "locked"},
    )
    bench.ask(plan_of(plans.group(), plans.workspace(), plans.compute()))
    bench.start()
    bench.until("stuck")
    operations.give_up(bench.database, 1, "maya", bench.clock(), "demo")
    bench.until("done")
    request = bench.request()
    assert request["state"] == "failed_leftovers"
    assert "mlw-churn-dev (workspace): ScopeLocked: locked" in request["reason"]


def test_a_name_that_is_taken_by_somebody_else_is_never_touched(bench: Workbench) -> None:
    bench.ask(plan_of(plans.group(), plans.workspace(), plans.compute()), number=1)
    bench.start()
    bench.until("done")
    before = bench.writes(plans.COMPUTE_ID)
    bench.ask(plan_of(plans.compute(max_nodes=8)), number=2)
    stuck = bench.until("stuck", number=2)
    assert "churn-cpu is there already, made by R-1" in stuck.reason
    operations.give_up(bench.database, 2, "maya", bench.clock(), "demo")
    bench.until("done", number=2)
    assert bench.request(2)["state"] == "failed_clean"
    assert bench.writes(plans.COMPUTE_ID) == before


def test_a_role_that_was_there_before_is_kept_when_undone(bench: Workbench) -> None:
    bench.ask(plan_of(plans.group(), plans.workspace(), plans.role()), number=1)
    bench.start()
    bench.until("done")
    bench.fault(kind="refuse", method="PUT", path=plans.COMPUTE_ID, status=400, error={"code": "No", "message": "no"})
    bench.ask(plan_of(plans.role(), plans.compute()), number=2)
    bench.until("stuck", number=2)
    assert "was there already" in journal_text(bench.operation(2))
    operations.give_up(bench.database, 2, "maya", bench.clock(), "demo")
    bench.until("done", number=2)
    assert bench.request(2)["state"] == "failed_clean"
    assert [call for call in bench.calls("DELETE") if "roleAssignments" in call.path] == []
    assert [row["kind"] for row in bench.rows(resources) if row["request"] == 2] == ["compute"]


def test_a_deployment_that_would_change_what_is_there_is_not_begun(bench: Workbench) -> None:
    bench.ask(plan_of(plans.group()), number=1)
    bench.start()
    bench.until("done")
    other = {"workspace": "mlw-other", "storage": "stchurndev", "location": "westeurope", "tags": {"owner": "tom"}}
    sdk.put_deployment(bench.azure, SUBSCRIPTION, plans.GROUP, "somebody-elses", plans.TEMPLATE, other, {})
    bench.ask(plan_of(plans.workspace()), number=2)
    stuck = bench.until("stuck", number=2)
    assert stuck.reason == "the deployment would change what is there already: modify stchurndev"
    assert bench.writes(plans.DEPLOYMENT_ID) == []


def test_the_name_of_what_was_undone_can_be_used_again(bench: Workbench) -> None:
    bench.fault(kind="refuse", method="PUT", path=plans.COMPUTE_ID, status=400, error={"code": "No", "message": "no"})
    bench.ask(plan_of(plans.group(), plans.workspace(), plans.compute()), number=1)
    bench.start()
    bench.until("stuck")
    operations.give_up(bench.database, 1, "maya", bench.clock(), "demo")
    bench.until("done")
    assert bench.request(1)["state"] == "failed_clean"
    bench.ask(plan_of(plans.group(), plans.workspace(), plans.compute()), number=2)
    done = bench.until("done", "stuck", number=2)
    assert bench.request(2)["state"] == "ready", journal_text(done)


def test_a_deployment_that_failed_halfway_is_carried_on_by_a_retry(bench: Workbench) -> None:
    bench.tune(operation_seconds=0.01)
    error = {"code": "InternalError", "message": "half of it was made"}
    begun(bench, "workspace", "operation_fails", error=error)
    bench.until("stuck", number=2)
    operations.retry(bench.database, 2, "maya", bench.clock(), "demo")
    done = bench.until("done", "stuck", number=2)
    assert bench.request(2)["state"] == "ready", journal_text(done)


def test_what_is_left_behind_goes_on_holding_its_share_of_the_budget(bench: Workbench) -> None:
    bench.tune(operation_seconds=0.01)
    begun(bench, "compute", "operation_fails")
    bench.until("stuck", number=2)
    no = {"code": "AuthorizationFailed", "message": "no"}
    bench.fault(kind="refuse", method="DELETE", path=plans.COMPUTE_ID, status=403, error=no)
    operations.give_up(bench.database, 2, "maya", bench.clock(), "demo")
    bench.until("done", number=2)
    assert bench.request(2)["state"] == "failed_leftovers"
    assert bench.rows(budgets)[0]["committed_cents"] == 8400
    assert [row["released_at"] for row in bench.rows(commitments)] == [None, None]
    assert [row["state"] for row in bench.rows(resources) if row["request"] == 2] == ["live"]


def test_one_fault_after_many_looks_is_no_reason_to_stop(bench: Workbench) -> None:
    bench.tune(operation_seconds=0.4)
    bench.ask(plan_of(plans.group(), plans.tags()))
    seen: list[str] = []

    def trouble(name: str) -> None:
        """Each look from the fifteenth on fails, but not twice in a row."""
        seen.append(name)
        if name.startswith("resource-group-dev.gone.") and len(seen) > 15 and len(seen) % 3 == 0:
            bench.fault(kind="refuse", method="GET", path=f"/subscriptions/{SUBSCRIPTION}", status=500)

    bench.fault(kind="refuse", method="PATCH", path="/tags/default", status=403)
    carried_out(bench, trouble)
    operations.give_up(bench.database, 1, "maya", bench.clock(), "demo")
    carried_out(bench, trouble)
    assert sum(name.startswith("resource-group-dev.gone.") for name in seen) > 20
    assert bench.request()["state"] == "failed_clean", bench.request()["reason"]


def carried_out(bench: Workbench, between: Callable[[str], None]) -> None:
    """One run of the operation, without the durable engine."""
    (row,) = bench.rows(operations_table)
    operate(bench.world, bench.effects, PlainSteps(between), row["id"], row["fence"])
