"""A batch deployment is tried before it becomes the default, and schedules follow the default."""

from typing import Any

import pytest

from portal.azure import sdk
from portal.contract.plan import Effect
from portal.emulator.serving.behaviour import behave
from portal.engine.operations.operate import operate
from portal.services.operations import operations
from tests.engine.plain import PlainSteps
from tests.engine.workbench import Workbench, journal_text, plan_of
from tests.promotion.ground import MODEL, NAMED, PROD, REGISTRY, TAGS, carry_out, put, run, share, shown

BATCH = f"{PROD}/batchEndpoints/bep-churn"
CLUSTER = f"{PROD}/computes/cpu-batch"
DAILY = f"{PROD}/schedules/daily-churn"
INPUTS = {"InputData": {"rows": {"JobInputType": "UriFolder", "Uri": "azureml://datastores/x/paths/churn"}}}


@pytest.fixture(autouse=True)
def batch(bench: Workbench) -> None:
    """A batch endpoint in production that runs version 12 every day."""
    azure = bench.azure
    sdk.put_cluster(azure, PROD, "cpu-batch", "Standard_D4s_v5", tags=TAGS)
    sdk.put_batch_endpoint(azure, PROD, "bep-churn", tags=TAGS)
    model = sdk.registry_model_uri(REGISTRY, MODEL, "12")
    sdk.put_batch_deployment(azure, BATCH, "v12", model=model, compute=CLUSTER, tags=TAGS)
    sdk.put_batch_default(azure, BATCH, "v12")
    schedule(bench, None)


def schedule(bench: Workbench, pinned: str | None) -> None:
    """Somebody lets the endpoint run every day, by its default or by a deployment's name."""
    definition = {"endpointName": "bep-churn", "properties": INPUTS, **({"deploymentName": pinned} if pinned else {})}
    action = {"actionType": "InvokeBatchEndpoint", "endpointInvocationDefinition": definition}
    trigger = {"triggerType": "Recurrence", "frequency": "Day", "interval": 1}
    put(bench.azure, DAILY, {"properties": {"action": action, "trigger": trigger, "isEnabled": True}})


def deploy_batch(**changes: Any) -> Effect:
    """Version 13 beside the default."""
    payload = {
        "workspace": PROD, "endpoint": "bep-churn", "deployment": "v13", **NAMED, "compute": CLUSTER, "tags": TAGS,
        **changes,
    }  # fmt: skip
    return Effect("deploy", "batch_deployment", "Deploy churn-model 13", "v13", "prod", payload)


def default(**changes: Any) -> Effect:
    """Version 13 becomes the default after a trial."""
    payload = {"workspace": PROD, "endpoint": "bep-churn", "to": "v13", "before": "v12", "trial": True, **changes}
    return Effect("default", "batch_default", "v13 becomes the default", "v13", "prod", payload)


def check() -> Effect:
    """The endpoint runs version 13."""
    about = {name: NAMED[name] for name in ("model", "version", "artefact")}
    return Effect("check", "serve_check", "Look", "bep", "prod", {"workspace": PROD, "endpoint": "bep-churn", **about})


def default_of(bench: Workbench) -> str:
    """The deployment that runs by default."""
    return str(shown(bench, BATCH)["properties"]["defaults"]["deploymentName"])


def pinned(bench: Workbench) -> str | None:
    """The deployment that the schedule names."""
    named: dict[str, str] = shown(bench, DAILY)["properties"]["action"]["endpointInvocationDefinition"]
    return named.get("deploymentName")


def test_a_version_is_tried_and_becomes_what_is_run_every_day(bench: Workbench) -> None:
    assert carry_out(bench, share(), deploy_batch(), default(), check()) == "ready", journal_text(bench.operation())
    assert default_of(bench) == "v13"
    assert len([call for call in bench.calls("POST") if call.path == "/jobs"]) == 1
    assert len(bench.writes("/batchEndpoints/bep-churn")) == 3, "two by the ground, one by the plan"
    told = journal_text(bench.operation())
    assert "Trial run batchjob-bep-churn-r0 of v13 of bep-churn" in told
    assert "The trial run was good" in told
    assert "v13 becomes the default; before it was v12" in told


def test_a_trial_that_fails_changes_nothing_and_leaves_nothing(bench: Workbench) -> None:
    behave(bench.state, MODEL, "13", error_percent=60)
    assert carry_out(bench, share(), deploy_batch(), default()) == "aborted"
    assert run(bench, bench.operation().id, 2) == "failed_clean", journal_text(bench.operation())
    assert "because its trial run batchjob-bep-churn-r0 failed" in bench.request()["reason"]
    assert default_of(bench) == "v12"
    assert isinstance(sdk.read(bench.azure, f"{BATCH}/deployments/v13"), sdk.Missing)


def test_a_schedule_that_names_the_deployment_before_follows_the_default_from_then_on(bench: Workbench) -> None:
    schedule(bench, "v12")
    assert carry_out(bench, share(), deploy_batch(), default(trial=False)) == "ready", journal_text(bench.operation())
    assert (default_of(bench), pinned(bench)) == ("v13", None)
    inside = shown(bench, DAILY)["properties"]
    assert inside["action"]["endpointInvocationDefinition"]["properties"] == INPUTS
    assert inside["trigger"]["frequency"] == "Day"
    assert len(bench.writes("/schedules/daily-churn")) == 3
    assert [call for call in bench.calls("POST") if call.path == "/jobs"] == [], "no trial was approved"


@pytest.mark.parametrize("change", ["default", "schedule"])
def test_what_somebody_else_decided_stops_it(bench: Workbench, change: str) -> None:
    model = sdk.registry_model_uri(REGISTRY, MODEL, "12")
    sdk.put_batch_deployment(bench.azure, BATCH, "v12-b", model=model, compute=CLUSTER, tags=TAGS)
    if change == "default":
        sdk.put_batch_default(bench.azure, BATCH, "v12-b")
    else:
        schedule(bench, "v12-b")
    assert carry_out(bench, share(), deploy_batch(), default()) == "stuck"
    told = {
        "default": "the default of bep-churn was changed outside of the portal since this was approved: "
        "it is v12-b and was v12",
        "schedule": "schedule daily-churn names deployment v12-b itself; let it follow the default, then retry",
    }
    assert bench.operation().reason == told[change]


@pytest.mark.parametrize("moment", ["send.1", "wait.1", "2.send.1", "3.send.1", "3.wait.1"])
def test_a_run_that_is_cut_off_goes_on_where_it_was(bench: Workbench, moment: str) -> None:
    schedule(bench, "v12")

    def die(name: str) -> None:
        if name == f"default.{moment}":
            raise KeyboardInterrupt

    operation = bench.ask(plan_of(share(), deploy_batch(), default(), lease_days=None))
    with pytest.raises(KeyboardInterrupt):
        operate(bench.world, bench.effects, PlainSteps(die), operation, 1)
    assert operations.requeue(bench.database, operation, 1, bench.clock(), "the worker died")
    assert run(bench, operation, 2) == "ready", journal_text(bench.operation())
    assert (default_of(bench), pinned(bench)) == ("v13", None)
    assert len([call for call in bench.calls("POST") if call.path == "/jobs"]) == 1
    assert len(bench.writes("/batchEndpoints/bep-churn")) == 3
    assert len(bench.writes("/schedules/daily-churn")) == 3


def test_giving_up_after_the_switch_puts_the_default_back(bench: Workbench) -> None:
    missing = Effect("more", "batch_deployment", "x", "x", "prod", dict(deploy_batch(endpoint="bep-none").payload))
    assert carry_out(bench, share(), deploy_batch(), default(), missing) == "stuck"
    assert default_of(bench) == "v13"
    operations.give_up(bench.database, 1, "ana", bench.clock(), "demo")
    assert run(bench, bench.operation().id, 2) == "failed_clean", journal_text(bench.operation())
    assert default_of(bench) == "v12"
    assert isinstance(sdk.read(bench.azure, f"{BATCH}/deployments/v13"), sdk.Missing)


def test_an_answer_that_was_lost_tries_nothing_twice(bench: Workbench) -> None:
    bench.fault(kind="lost_answer", method="POST", path="/jobs")
    bench.fault(kind="lost_answer", method="PUT", path="/batchEndpoints/bep-churn/deployments/v13")
    assert carry_out(bench, share(), deploy_batch(), default()) == "ready", journal_text(bench.operation())
    assert len([call for call in bench.calls("POST") if call.path == "/jobs"]) == 1


def test_where_nothing_ran_by_default_nothing_does_again_after_giving_up(bench: Workbench) -> None:
    first = {"endpoint": "bep-new"}
    endpoint = Effect("endpoint", "batch_endpoint", "x", "x", "prod", {"workspace": PROD, "tags": TAGS, **first})
    missing = Effect("more", "batch_deployment", "x", "x", "prod", dict(deploy_batch(endpoint="bep-none").payload))
    sdk.put_batch_endpoint(bench.azure, PROD, "bep-new", tags=TAGS)
    plan = share(), endpoint, deploy_batch(**first), default(before="", **first), missing
    assert carry_out(bench, *plan) == "stuck", journal_text(bench.operation())
    there = f"{PROD}/batchEndpoints/bep-new"
    assert shown(bench, there)["properties"]["defaults"]["deploymentName"] == "v13"
    operations.give_up(bench.database, 1, "ana", bench.clock(), "demo")
    assert run(bench, bench.operation().id, 2) == "failed_clean", journal_text(bench.operation())
    assert not shown(bench, there)["properties"]["defaults"].get("deploymentName")
