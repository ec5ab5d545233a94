"""An operation walks its plan and ends in the state that is true."""

from portal.store.tables import projects, resources
from tests.engine.plans import COMPUTE_ID, whole
from tests.engine.workbench import Workbench, journal_text


def test_a_whole_project_is_made(both_benches: Workbench) -> None:
    both_benches.ask(whole())
    both_benches.start()
    done = both_benches.until("done")
    assert both_benches.request()["state"] == "ready", journal_text(done)
    assert [step.state for step in done.steps] == ["done"] * 7
    assert done.progress == 1.0
    assert both_benches.chain_holds()
    assert [row["name"] for row in both_benches.rows(projects)] == ["churn"]
    assert len(both_benches.writes(COMPUTE_ID)) == 1
    assert {row["state"] for row in both_benches.rows(resources)} == {"live"}
