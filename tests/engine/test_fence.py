"""A run that was superseded writes nothing, and an operation never hangs without a run."""

from typing import Any

import pytest

from portal.engine.effects.registry import EFFECTS
from portal.engine.engine import Engine
from portal.engine.operations.operate import operate
from portal.engine.reaper import Reaper
from portal.records.operations.fence import Fenced, hold
from portal.records.operations.switches import STOP_WORKING, throw
from portal.services.operations import operations, workers
from portal.store.connections import Database
from portal.store.queue import run_id, run_states
from portal.store.tables import journal
from tests.engine import plans
from tests.engine.plain import PlainSteps
from tests.engine.workbench import Workbench, journal_text, plan_of, plant, waited_for


def test_an_old_token_holds_nothing(both_benches: Workbench) -> None:
    operation = both_benches.ask(plan_of(plans.group()))
    assert operations.requeue(both_benches.database, operation, 1, both_benches.clock(), "lost")
    with pytest.raises(Fenced), both_benches.database.write() as connection:
        hold(connection, operation, 1)
    assert not operations.requeue(both_benches.database, operation, 1, both_benches.clock(), "lost again")


@pytest.mark.parametrize("moment", ["begin", "compute.intent", "compute.send.1", "compute.wait.1", "finish"])
def test_a_superseded_run_stops_wherever_it_is_and_writes_nothing_more(both_benches: Workbench, moment: str) -> None:
    bench = both_benches
    operation = bench.ask(plan_of(plans.group(), plans.workspace(), plans.compute()))
    seen: list[int] = []

    def overtake(name: str) -> None:
        if name == moment and not seen:
            assert operations.requeue(bench.database, operation, 1, bench.clock(), "taken over")
            seen.append(len(bench.rows(journal)))

    assert operate(bench.world, bench.effects, PlainSteps(overtake), operation, 1) == "superseded"
    assert len(bench.rows(journal)) == seen[0]
    assert bench.request()["state"] == "running"
    bench.start()
    bench.until("done")
    assert bench.request()["state"] == "ready"
    assert len(bench.writes(plans.COMPUTE_ID)) == 1


def test_what_was_done_is_not_done_again_by_the_next_run(bench: Workbench) -> None:
    operation = bench.ask(plan_of(plans.group(), plans.workspace(), plans.compute()))

    def die(name: str) -> None:
        if name == "compute.send.1":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        operate(bench.world, bench.effects, PlainSteps(die), operation, 1)
    operations.requeue(bench.database, operation, 1, bench.clock(), "the worker died")
    names: list[str] = []
    assert operate(bench.world, bench.effects, PlainSteps(names.append), operation, 2) == "ready"
    assert [name for name in names if name.startswith(("resource-group-dev", "workspace-dev"))] == []


def test_a_fault_of_our_own_is_stuck_with_its_name(bench: Workbench) -> None:
    class Broken:
        """An effect with a fault in its program."""

        def __getattr__(self, name: str) -> Any:
            raise ZeroDivisionError("never divide by nothing")

    bench.effects = {**bench.effects, "compute": Broken()}  # type: ignore[dict-item]
    bench.ask(plan_of(plans.compute()))
    bench.start()
    stuck = bench.until("stuck")
    assert stuck.reason == "the portal failed: ZeroDivisionError: never divide by nothing"


def test_stopping_keeps_the_run_and_the_next_engine_goes_on_with_it(bench: Workbench) -> None:
    bench.ask(plan_of(plans.group(), plans.workspace()))
    bench.start()
    bench.until("done")
    bench.tune(operation_seconds=1_000_000)
    bench.ask(plan_of(plans.compute()), number=2)
    engine = bench.engine
    assert isinstance(engine, Engine)
    waited_for(lambda: bench.operation(2), lambda found: found.steps[0].state == "sent")
    assert engine.running() == 1
    bench.stop()
    assert engine.running() == 0
    assert bench.operation(2).state == "running"
    bench.clock.forward(days=100)
    bench.start()
    bench.until("done", number=2)
    assert bench.request(2)["state"] == "ready"
    assert len(bench.writes(plans.COMPUTE_ID)) == 1


def test_the_switch_holds_running_operations_until_it_is_released(bench: Workbench) -> None:
    with bench.database.write() as connection:
        throw(connection, STOP_WORKING, "maintenance until noon", "2026-11-23T09:00:00.000Z")
    bench.ask(plan_of(plans.group()))
    bench.start()
    assert isinstance(bench.engine, Engine)
    waiting = bench.until("waiting")
    assert waiting.reason == "maintenance until noon"
    reaper = Reaper(bench.database, bench.engine)
    for _ in range(3):
        assert reaper.look(bench.clock()) == []
    with bench.database.write() as connection:
        throw(connection, STOP_WORKING, "", "2026-11-23T12:00:00.000Z")
    while reaper.look(bench.clock()) == []:
        continue
    done = bench.until("done")
    assert bench.request()["state"] == "ready", journal_text(done)
    assert bench.writes(plans.GROUP_ID)[0].status == 201


def test_a_run_of_a_dead_worker_is_handed_on(postgresql_bench: Workbench) -> None:
    bench = postgresql_bench
    operation = bench.ask(plan_of(plans.group()))
    bench.start()
    assert isinstance(bench.engine, Engine)
    bench.until("done")
    second = bench.ask(plan_of(plans.tags()), number=2)
    claim_for(bench.database, run_id(second, 1), "a-dead-worker")
    reaper = Reaper(bench.database, bench.engine)
    workers.beat(bench.database, "a-dead-worker", bench.clock())
    assert reaper.look(bench.clock()) == []
    bench.clock.forward(seconds=61)
    assert reaper.look(bench.clock()) == [second]
    bench.until("done", number=2)
    assert bench.request(2)["state"] == "ready"
    assert run_states(bench.database, [run_id(operation, 1)])[run_id(operation, 1)].alive is False


def claim_for(database: Database, run: str, executor: str) -> None:
    """Makes a queued run look as if a worker had taken it."""
    with database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE dbos.workflow_status SET status = 'PENDING', executor_id = %(who)s, application_version = 'wf-1'"
            " WHERE workflow_uuid = %(run)s",
            {"who": executor, "run": run},
        )


def test_a_run_that_its_own_engine_lost_is_handed_on_at_the_second_look(bench: Workbench) -> None:
    bench.start()
    assert isinstance(bench.engine, Engine)
    reaper = Reaper(bench.database, bench.engine)
    with bench.database.write() as connection:
        operation = plant(connection, plan_of(plans.group()), 1, "2026-11-23T09:00:00.000Z")
        connection.exec_driver_sql(
            "UPDATE workflow_status SET status = 'PENDING', executor_id = 'private', application_version = 'wf-1'"
        )
    assert reaper.look(bench.clock()) == []
    assert reaper.look(bench.clock()) == [operation]
    bench.until("done")
    assert bench.request()["state"] == "ready"


def test_there_is_one_engine_in_a_process(bench: Workbench) -> None:
    bench.start()
    world = bench.world
    second = Engine(bench.database, world.settings, bench.azure, world.catalogue, bench.clock)
    with pytest.raises(RuntimeError, match="already"):
        second.start()


def test_a_fault_of_our_own_while_undoing_is_named_and_the_rest_is_undone(bench: Workbench) -> None:
    class Stubborn(type(EFFECTS["tags"])):  # type: ignore[misc]
        """An effect whose removal has a fault in its program."""

        def remaining(self, world: Any, intent: Any) -> Any:
            raise ZeroDivisionError("never divide by nothing")

    bench.effects = {**bench.effects, "tags": Stubborn()}
    bench.fault(kind="refuse", method="PUT", path=plans.COMPUTE_ID, status=400, error={"code": "No", "message": "no"})
    bench.ask(plan_of(plans.group(), plans.workspace(), plans.tags(), plans.compute()))
    bench.start()
    bench.until("stuck")
    operations.give_up(bench.database, 1, "maya", bench.clock(), "demo")
    bench.until("done")
    request = bench.request()
    assert request["state"] == "failed_leftovers"
    assert "ZeroDivisionError" in request["reason"]
    assert [step.state for step in bench.operation().steps] == ["undone", "undone", "left", "undone"]
