"""The three shapes in which Azure tells of missing quota end in one message, with the request that would cure it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.load import load
from portal.azure import sdk
from portal.azure.emulator.grant import grant
from portal.azure.shortage import Shortage, shortage
from portal.contract.plan import Effect
from portal.engine.effects import EFFECTS
from portal.engine.effects.azure_effect import AzureEffect, accepted
from portal.engine.effects.effect import Call
from portal.engine.effects.standing import standing
from portal.engine.intent import Intent
from portal.engine.reading import Reading
from portal.engine.surroundings import Surroundings
from portal.services import operations
from portal.services.made import Making
from portal.store.connections import Database
from tests.databases import sqlite_database, sqlite_template
from tests.engine import plans
from tests.engine.workbench import SUBSCRIPTION, Workbench, journal_text, plan_of

__all__ = ["sqlite_database", "sqlite_template"]

FAMILY = "standardDSv5Family"
ENDPOINT = f"{plans.WORKSPACE_ID}/onlineEndpoints/churn-online"
MODEL = f"{plans.WORKSPACE_ID}/models/churn/versions/1"
CURE = "portal request new quota --set project=churn --set type=d4s-v5 --set stage=dev --set cores="


class OnlineDeployment(AzureEffect):
    """A deployment below an endpoint, as an effect that deploys models makes it."""

    def subject(self, intent: Intent) -> str:
        """Which one."""
        return f"Deployment {intent.payload['name']}"

    def resource(self, intent: Intent) -> str:
        """Its id."""
        return f"{ENDPOINT}/deployments/{intent.payload['name']}"

    def making(self, intent: Intent) -> Making | None:
        """Its row in the inventory."""
        return Making(self.resource(intent), "online_deployment", intent.payload["name"], "", "")

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """How it stands."""
        return standing(world, self.resource(intent), intent)[0]

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Makes it."""
        payload, tags = intent.payload, {sdk.INTENT_TAG: intent.key}
        return lambda: accepted(
            sdk.put_online_deployment(
                world.azure, ENDPOINT, payload["name"], model=MODEL, instance_type=payload["instance_type"], tags=tags
            )
        )


@pytest.fixture
def bench(sqlite_database: Database, tmp_path: Path) -> Iterator[Workbench]:
    """A workbench with a workspace, and an effect that deploys models."""
    effects = {**EFFECTS, "online_deployment": OnlineDeployment()}
    made = Workbench(sqlite_database, tmp_path / "home", effects=effects, catalogue=lambda: load(None))
    made.ask(plan_of(plans.group(), plans.workspace()), number=1)
    made.start()
    made.until("done")
    yield made
    made.close()


def cluster(**changes: object) -> Effect:
    """A cluster whose nodes are always on, so that its quota counts at once."""
    return plans.compute(**{"min_nodes": 2, "max_nodes": 2, **changes})


def stuck(bench: Workbench, effect: Effect) -> str:
    """Why an operation with this effect is stuck."""
    bench.ask(plan_of(effect, items=("d4s-v5",)), number=2)
    found = bench.until("stuck", "done", number=2)
    assert found.state == "stuck", journal_text(found)
    assert found.reason in journal_text(found)
    return found.reason


def test_a_refusal_at_once(bench: Workbench) -> None:
    grant(bench.state, SUBSCRIPTION, "westeurope", FAMILY, 3)
    reason = stuck(bench, cluster())
    assert reason.startswith(
        "too few vCPUs of quota for Standard_D4s_v5 in westeurope: 3 allowed, 8 more are needed; "
        f"ask for more with `{CURE}8`, and retry when it is granted (Azure: "
    )
    assert "cannot accomodate" in reason


def test_an_operation_that_fails_late(bench: Workbench) -> None:
    grant(bench.state, SUBSCRIPTION, "westeurope", FAMILY, 6)
    bench.tune(operation_seconds=0.01)
    reason = stuck(bench, cluster())
    assert f"0 of 6 are used, 8 more are needed; ask for more with `{CURE}8`" in reason
    assert "ClusterCoreQuotaReached" in reason


def test_a_deployment_that_fails_without_a_code(bench: Workbench) -> None:
    tags = {"managed_by": "ml-portal"}
    sdk.put_model_version(bench.azure, plans.WORKSPACE_ID, "churn", "1", path="azureml://x/y", tags=tags)
    sdk.put_online_endpoint(bench.azure, plans.WORKSPACE_ID, "churn-online", tags=tags)
    grant(bench.state, SUBSCRIPTION, "westeurope", FAMILY, 6)
    payload = {"name": "blue", "instance_type": "Standard_D4s_v5", "location": "westeurope"}
    effect = Effect("deployment", "online_deployment", "Deployment blue", "blue", "dev", payload)
    reason = stuck(bench, effect)
    assert f"0 of 6 are used, 8 more are needed; ask for more with `{CURE}8`" in reason
    assert "OutOfQuota" in reason


def test_a_retry_after_the_quota_was_granted_goes_through(bench: Workbench) -> None:
    grant(bench.state, SUBSCRIPTION, "westeurope", FAMILY, 3)
    stuck(bench, cluster())
    grant(bench.state, SUBSCRIPTION, "westeurope", FAMILY, 8)
    operations.retry(bench.database, 2, "ana", bench.clock(), "demo")
    done = bench.until("done", number=2)
    assert bench.request(2)["state"] == "ready", journal_text(done)


def test_another_refusal_is_told_as_it_is(bench: Workbench) -> None:
    bench.fault(kind="refuse", method="PUT", path=plans.COMPUTE_ID, status=400, error={"code": "No", "message": "no."})
    assert stuck(bench, cluster()) == "No: no."


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("The specified subscription has a total vCPU quota of 0 and cannot accomodate for at least 1 requested managed"
         " compute node which maps to 2 vCPUs", Shortage(0, None, 2)),
        ("Operation results in exceeding quota limits of Core. Maximum allowed: 10, Current in use: 8, Additional"
         " requested: 4.", Shortage(10, 8, 4)),
        ("(None) OutOfQuota: Not enough quota. Current usage/limit: 0/6. Additional needed: 8", Shortage(6, 0, 8)),
        ("ClusterCoreQuotaReached", Shortage()),
        ("the organisation says no", None),
    ],
)  # fmt: skip
def test_every_shape_is_understood(said: str, expected: Shortage | None) -> None:
    assert shortage(said) == expected


def test_the_limit_that_is_needed_is_more_than_there_is() -> None:
    assert Shortage(0, None, 2).needed_limit == 2
    assert Shortage(10, 8, 4).needed_limit == 12
    assert Shortage(10, None, 4).needed_limit == 11
    assert Shortage().needed_limit is None
    assert Shortage(6, 0, 8).needed_limit == 8
