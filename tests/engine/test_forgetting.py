"""What the durable engine keeps of runs that ended long ago is deleted, and nobody misses it."""

from datetime import timedelta

from portal.clock import system_clock
from portal.engine.reaper import Reaper
from portal.store.queue import forget_ended, run_id, run_states
from portal.store.tables import operations
from tests.engine import plans
from tests.engine.workbench import Workbench, plan_of


def test_an_ended_run_is_forgotten_after_a_while_and_its_operation_stays_done(both_benches: Workbench) -> None:
    bench = both_benches
    bench.ask(plan_of(plans.group()))
    bench.start()
    bench.until("done")
    (row,) = bench.rows(operations)
    run = run_id(row["id"], row["fence"])
    bench.stop()  # now the run has ended for the durable engine too, or is resumed by the next one
    bench.start()
    assert bench.engine is not None
    while run_states(bench.database, [run])[run].alive:
        assert bench.engine.running() <= 1
    assert forget_ended(bench.database, system_clock() - timedelta(days=7)) == 0, "it ended a moment ago"
    assert forget_ended(bench.database, system_clock() + timedelta(days=1)) == 1
    assert run_states(bench.database, [run]) == {}
    assert Reaper(bench.database, bench.engine).look(bench.clock()) == []
    assert bench.operation().state == "done"
    bench.ask(plan_of(plans.tags()), number=2)
    bench.until("done", number=2)
