"""What people see of an operation: its steps, how far it is, what is usual, and its journal."""

from datetime import timedelta

import pytest

from portal.azure import sdk
from portal.clock import moment
from portal.contract.operations import Step
from portal.contract.problem import Problem
from portal.engine.operations.operate import operate
from portal.records.operations.journal import journal_of
from portal.records.operations.ledger import usual_seconds
from portal.records.operations.progress import progress
from portal.services.operations import operations
from portal.store.tables import audit, events, ledger, resources
from tests.engine import plans
from tests.engine.plain import PlainSteps
from tests.engine.workbench import START, Workbench, journal_text, plan_of

NOW = START + timedelta(seconds=30)


def step(name: str, kind: str, state: str, began: str | None = None) -> Step:
    """A step."""
    return Step(name, name, kind, state, began, None, None)


def test_a_plan_that_has_not_begun_is_at_nothing() -> None:
    assert progress([step("a", "compute", "waiting")], {}, NOW) == 0.0


def test_steps_count_by_their_usual_time() -> None:
    steps = [step("a", "workspace", "done"), step("b", "compute", "waiting")]
    assert progress(steps, {"workspace": 30.0, "compute": 10.0}, NOW) == 0.75


def test_a_step_under_way_counts_by_the_time_it_has_taken() -> None:
    steps = [step("a", "workspace", "sent", "2026-11-23T09:00:00.000Z")]
    assert progress(steps, {"workspace": 60.0}, NOW) == 0.5


def test_a_late_step_is_never_quite_done() -> None:
    steps = [step("a", "workspace", "sent", "2026-11-23T08:00:00.000Z")]
    assert progress(steps, {"workspace": 60.0}, NOW) == 0.95


def test_a_kind_without_experience_counts_as_the_average() -> None:
    steps = [step("a", "workspace", "done"), step("b", "quota", "waiting")]
    assert progress(steps, {"workspace": 30.0}, NOW) == 0.5


def test_a_plan_without_effects_is_done() -> None:
    assert progress([], {}, NOW) == 1.0


def test_what_is_usual_is_learnt_and_told(bench: Workbench) -> None:
    bench.ask(plan_of(plans.group()))
    bench.start()
    first = bench.until("done")
    assert first.steps[0].typical_seconds is not None
    with bench.database.write() as connection:
        connection.execute(
            ledger.update().values(intended_at="2026-11-23T08:59:20.000Z", ended_at="2026-11-23T09:00:00.000Z")
        )
        assert usual_seconds(connection) == {"resource_group": 40.0}
    bench.ask(plan_of(plans.group()), number=2)
    stuck = bench.until("stuck", number=2)
    assert "Resource group rg-churn-dev is being created (usually 40 s)" in journal_text(stuck)


def test_nothing_is_usual_before_anything_was_made(bench: Workbench) -> None:
    bench.ask(plan_of(plans.group()))
    operation = bench.operation()
    assert operation.state == "queued"
    assert [one.typical_seconds for one in operation.steps] == [None]
    assert [one.state for one in operation.steps] == ["waiting"]


def test_the_journal_is_read_from_where_one_left_off(bench: Workbench) -> None:
    bench.ask(plan_of(plans.group(), plans.tags()))
    bench.start()
    bench.until("done")
    with bench.database.read() as connection:
        whole = journal_of(connection, 1)
        rest = journal_of(connection, 1, whole[1].number)
    assert [row.number for row in whole] == list(range(1, len(whole) + 1))
    assert rest == whole[2:]
    assert whole[-1].text == "Ready"


def test_each_line_of_the_journal_is_an_event(bench: Workbench) -> None:
    bench.ask(plan_of(plans.group()))
    bench.start()
    done = bench.until("done")
    told = [row["data"]["text"] for row in bench.rows(events) if row["kind"] == "operation.moved"]
    assert told == [row.text for row in done.journal]


def test_the_end_is_one_act_of_the_audit(bench: Workbench) -> None:
    bench.ask(plan_of(plans.group()))
    bench.start()
    bench.until("done")
    assert [(row["actor"], row["act"], row["subject"]) for row in bench.rows(audit)] == [
        ("portal", "started", "R-1"),
        ("portal", "ready", "R-1"),
    ]


def test_what_is_made_has_the_lease_of_its_plan_and_bears_its_cost(bench: Workbench) -> None:
    bench.ask(plan_of(plans.group(), plans.workspace(), plans.compute()))
    bench.start()
    bench.until("done")
    rows = {row["kind"]: row for row in bench.rows(resources)}
    started = moment(bench.operation().started_at)
    assert {moment(row["lease_until"]) - started for row in rows.values()} == {timedelta(days=90)}
    assert {kind: row["monthly_cents"] for kind, row in rows.items()} == {
        "resource_group": 0,
        "workspace": 0,
        "compute": 4200,
    }
    assert {row["owner"] for row in rows.values()} == {"maya"}
    assert rows["compute"]["workspace"] == plans.WORKSPACE


def test_a_difference_is_told_and_keeps_it_from_being_simply_ready(bench: Workbench) -> None:
    operation = bench.ask(plan_of(plans.group(), plans.workspace(), plans.compute()))

    def somebody_scales_it_down(step: str) -> None:
        if step == "compute.wait.1":
            sdk.put_cluster(bench.azure, plans.WORKSPACE_ID, "churn-cpu", "Standard_D4s_v5", tags=there(), max_nodes=1)

    def there() -> dict[str, str]:
        found = sdk.read(bench.azure, plans.COMPUTE_ID)
        assert isinstance(found, sdk.FoundResource)
        return dict(found.payload["tags"])

    operate(bench.world, bench.effects, PlainSteps(somebody_scales_it_down), operation, 1)
    request = bench.request()
    assert request["state"] == "ready_with_differences"
    assert request["reason"] == "churn-cpu: max_nodes is 1, approved was 2"


@pytest.mark.parametrize("act", [operations.retry, operations.give_up])
def test_only_what_is_stuck_can_be_retried_or_given_up(bench: Workbench, act: object) -> None:
    bench.ask(plan_of(plans.group()))
    with pytest.raises(Problem, match="R-1 is not stuck"):
        act(bench.database, 1, "maya", bench.clock(), "demo")  # type: ignore[operator]
    with pytest.raises(Problem, match="no running operation"):
        act(bench.database, 2, "maya", bench.clock(), "demo")  # type: ignore[operator]


def test_a_retry_is_one_act_of_the_person_who_did_it(bench: Workbench) -> None:
    bench.fault(kind="refuse", method="PUT", path=plans.GROUP_ID, status=400, error={"code": "No", "message": "no"})
    bench.ask(plan_of(plans.group()))
    bench.start()
    bench.until("stuck")
    operations.retry(bench.database, 1, "ana", bench.clock(), "demo")
    bench.until("done")
    acts = [(row["actor"], row["kind"], row["act"]) for row in bench.rows(audit)]
    assert acts == [
        ("portal", "request", "started"),
        ("ana", "operation", "retried"),
        ("portal", "request", "ready"),
    ]
