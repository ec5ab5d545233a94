"""An operation walks its plan and ends in the state that is true."""

from dataclasses import replace

from portal.azure import sdk
from portal.engine.operations.operate import operate
from portal.store.tables import projects, resources
from tests.engine import plans
from tests.engine.plain import PlainSteps
from tests.engine.plans import COMPUTE_ID, whole
from tests.engine.workbench import Workbench, journal_text, plan_of


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


def test_an_instance_belongs_to_the_person_it_was_asked_for(bench: Workbench) -> None:
    instance = plans.compute(type="instance", name="maya-vm", max_nodes=1, owner=plans.MAYA)
    bench.ask(plan_of(plans.group(), plans.workspace(), instance))
    bench.start()
    done = bench.until("done", "stuck")
    assert bench.request()["state"] == "ready", journal_text(done)
    found = sdk.read(bench.azure, f"{plans.WORKSPACE_ID}/computes/maya-vm")
    assert isinstance(found, sdk.FoundResource)
    assigned = found.payload["properties"]["properties"]["personalComputeInstanceSettings"]["assignedUser"]
    assert assigned["objectId"] == plans.MAYA
    assert assigned["tenantId"]


def test_a_role_that_is_not_built_in_is_looked_up_and_one_that_does_not_exist_is_refused(bench: Workbench) -> None:
    bench.ask(plan_of(plans.group(), plans.workspace(), plans.role(name="Key Vault Secrets User")))
    bench.start()
    bench.until("done")
    assert bench.request()["state"] == "ready"
    bench.ask(plan_of(plans.role(person="tom", name="Wizard")), number=2)
    assert "there is no role 'Wizard'" in bench.until("stuck", number=2).reason


def test_an_environment_takes_a_conda_file(bench: Workbench) -> None:
    effect = plans.environment()
    conda = "name: churn\ndependencies:\n  - python=3.11\n"
    changed = replace(effect, payload={**effect.payload, "conda": conda})
    bench.ask(plan_of(plans.group(), plans.workspace(), changed))
    bench.start()
    done = bench.until("done", "stuck")
    assert bench.request()["state"] == "ready", journal_text(done)
    found = sdk.read(bench.azure, f"{plans.WORKSPACE_ID}/environments/churn-env/versions/1")
    assert isinstance(found, sdk.FoundResource)
    assert "python=3.11" in found.payload["properties"]["condaFile"]


def test_each_step_is_followed_by_a_pause_that_can_be_seen(bench: Workbench) -> None:
    pauses: list[tuple[str, float]] = []

    class Noted(PlainSteps):
        def pause(self, name: str, seconds: float) -> None:
            pauses.append((name, seconds))

    bench.settings["step_pause_seconds"] = 1.5
    operation = bench.ask(plan_of(plans.group(), plans.tags()))
    assert operate(bench.world, bench.effects, Noted(), operation, 1) == "ready"
    assert pauses == [("resource-group-dev.shown", 1.5), ("tags-dev.shown", 1.5)]
