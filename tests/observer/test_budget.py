"""Reading stays within what Azure allows, and what is on the screen is read first and alone."""

import asyncio

import pytest

from portal.azure.arm import Arm
from portal.azure.cloud import Azure
from portal.clock import Clock
from portal.emulator.ledger import ledger
from portal.emulator.tuning import tune
from portal.engine import observer
from portal.engine.observer import observe
from tests.observer.estate import Estate, workspace

MODELS = 60


class Sleeper:
    """Sleeps by turning the clock."""

    def __init__(self, estate: Estate) -> None:
        self.estate, self.slept = estate, 0.0

    async def __call__(self, seconds: float) -> None:
        """Lets the time pass at once."""
        self.slept += seconds
        self.estate.clock.pass_(seconds)
        await asyncio.sleep(0)


def test_a_sweep_over_more_than_a_bucket_is_never_turned_away(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(MODELS):
        estate.model("dev", f"m{number}", "1", project_id="fraud")
    tune(estate.state, read_bucket=60, read_refill_per_second=25)
    sleeper = Sleeper(estate)

    def patient(azure: Azure, clock: Clock) -> Arm:
        return Arm(azure, clock, sleep=sleeper)

    monkeypatch.setattr(observer, "Arm", patient)
    before = estate.reads()
    estate.observe()
    calls = ledger(estate.state, "GET")[before:]
    assert len(calls) > MODELS and not [call for call in calls if call.status == 429]
    assert sleeper.slept > 0 and estate.board().total == MODELS


def test_what_is_on_the_screen_is_read_alone(estate: Estate) -> None:
    for stage in ("dev", "prod"):
        estate.model(stage, "m", "1", project_id="fraud")
    first = estate.observe().at
    estate.model("dev", "m", "2", project_id="fraud")
    estate.model("prod", "m", "2", project_id="fraud")
    estate.clock.pass_(60)
    before = estate.reads()
    seen = observe(
        estate.azure, estate.database, estate.organisation, estate.clock, observer.SERVING_PARTS, ["mlw-risk-dev"]
    )
    paths = [call.path.lower() for call in ledger(estate.state, "GET")[before:]]
    assert paths and all(path.startswith(f"{workspace('dev').lower()}/") for path in paths)
    (row,) = estate.board().items
    dev, prod = row.stages["dev"], row.stages["prod"]
    assert dev and prod and (dev.version, dev.observed_at) == ("2", seen.at)
    assert (prod.version, prod.observed_at) == ("1", first) and seen.missing == 0


@pytest.mark.prove
def test_two_thousand_models_in_sixty_workspaces_stay_within_the_published_bucket(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = workspace("dev").partition("/providers/")[0]
    provider = f"{group}/providers/Microsoft.MachineLearningServices/workspaces"
    properties = {"modelUri": "azureml://jobs/j/outputs/artifacts/paths/model", "tags": {"project_id": "fraud"}}
    for number in range(60):
        estate.put(f"{provider}/mlw-u{number}-dev", {"location": "westeurope", "tags": {"stage": "dev"}})
    for number in range(2000):
        place = f"{provider}/mlw-u{number % 60}-dev"
        estate.put(f"{place}/models/m{number}/versions/1", {"properties": properties})
    tune(estate.state, read_bucket=250, read_refill_per_second=25)
    sleeper = Sleeper(estate)

    def patient(azure: Azure, clock: Clock) -> Arm:
        return Arm(azure, clock, sleep=sleeper)

    monkeypatch.setattr(observer, "Arm", patient)
    before = estate.reads()
    estate.observe()
    calls = ledger(estate.state, "GET")[before:]
    assert len(calls) > 2000 and not [call for call in calls if call.status == 429]
    before = estate.reads()
    assert estate.board().total == 2000 and estate.reads() == before, "the board opens from the store"
    for at_once in (["mlw-u7-dev"], ["mlw-u8-dev", "mlw-u9-dev"]):
        observe(estate.azure, estate.database, estate.organisation, estate.clock, observer.SERVING_PARTS, at_once)
    assert estate.reads() - before < 120
