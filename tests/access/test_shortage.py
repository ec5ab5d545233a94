"""The shapes in which Azure tells of missing quota end in one message, with the request that would cure it.

That of a deployment is tried where models are brought to a stage.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.load import load
from portal.azure.shortage import Shortage, shortage
from portal.contract.plan import Effect
from portal.emulator.resources.grant import grant
from portal.services.operations import operations
from portal.store.connections import Database
from tests.engine import plans
from tests.engine.workbench import SUBSCRIPTION, Workbench, journal_text, plan_of

FAMILY = "standardDSv5Family"
CURE = "portal request new quota --set project=churn --set type=d4s-v5 --set stage=dev --set cores="


@pytest.fixture
def bench(sqlite_database: Database, tmp_path: Path) -> Iterator[Workbench]:
    """A workbench with a workspace."""
    made = Workbench(sqlite_database, tmp_path / "home", catalogue=lambda: load(None))
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
