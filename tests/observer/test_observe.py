"""What is read is kept with its time; what cannot be read keeps its last value, and says so."""

import pytest

from portal.clock import stamp
from tests.observer.estate import NONPROD, PROD, Estate, source, workspace

SEVEN, SIX = "7" * 64, "6" * 64
SHUT_SECONDS = 60


def test_the_board_says_what_azure_really_serves(either_estate: Estate) -> None:
    estate = either_estate
    estate.model("dev", "fraud-net", "7", project_id="fraud", manifest_digest=SEVEN)
    for version, manifest in (("6", SIX), ("7", SEVEN)):
        estate.model("prod", "fraud-net", version, project_id="fraud", manifest_digest=f"sha256:{manifest}")
    estate.serve("prod", "fraud-net", {"6": 100, "7": 0}, approved_version="7")
    estate.observe()
    (row,) = estate.board().items
    dev, test, prod = (row.stages[stage] for stage in ("dev", "test", "prod"))
    assert dev and prod and test is None
    assert (row.project, dev.step, prod.step, prod.version, prod.before) == ("fraud", "registered", "100 %", "6", "~")
    assert (prod.approved, prod.approved_version, prod.identity) == ("≠", "7", "manifest")
    assert row.attention == "serves something else in prod than was approved"


def test_a_canary_and_a_shared_model_are_seen(estate: Estate) -> None:
    for version in ("12", "13"):
        estate.model("prod", "churn-model", version, project_id="retention")
    estate.serve("prod", "churn-model", {"12": 90, "13": 10})
    estate.observe()
    (row,) = estate.board().items
    assert row.stages["prod"] and row.stages["prod"].step == "90 %, v13 canary 10 %"
    assert row.stages["prod"].text.startswith("v12 ◐ 90 %  v13 ◐ 10 %")


def test_a_batch_endpoint_has_its_default_and_its_last_run(estate: Estate) -> None:
    estate.model("prod", "spend", "4", project_id="spend")
    cluster = estate.cluster("prod", "cpu-batch")
    endpoint = f"{workspace('prod')}/batchEndpoints/bep-spend"
    estate.put(endpoint, {"location": "westeurope", "properties": {"authMode": "AADToken"}})
    asset = {"referenceType": "Id", "assetId": f"{workspace('prod')}/models/spend/versions/4"}
    properties = {"model": asset, "compute": cluster}
    estate.put(f"{endpoint}/deployments/main", {"location": "westeurope", "properties": properties})
    estate.put(endpoint, {"location": "westeurope", "properties": {"defaults": {"deploymentName": "main"}}})
    estate.observe()
    (row,) = estate.board().items
    cell = row.stages["prod"]
    assert cell and (cell.step, cell.version, cell.serving[0].default) == ("default", "4", True)


@pytest.mark.parametrize(("mark", "status"), [("forbidden", "forbidden"), ("unreachable", "unreachable")])
def test_a_workspace_out_of_reach_keeps_its_last_values_with_their_old_time(
    estate: Estate, mark: str, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.azure.arm.FIRST_PAUSE_SECONDS", 0.0)
    estate.model("test", "ltv", "2", project_id="ltv")
    before = estate.observe().at
    estate.mark("test", mark)
    seen = estate.observe(after=SHUT_SECONDS)
    cell = estate.board().items[0].stages["test"]
    assert seen.at > before and seen.unread == 5
    assert cell and (cell.status, cell.version, cell.observed_at) == (status, "2", before)
    estate.mark("test", "")
    seen = estate.observe(after=SHUT_SECONDS)
    cell = estate.board().items[0].stages["test"]
    assert cell and (cell.status, cell.observed_at) == ("seen", seen.at)


def test_a_stage_that_was_never_visible_carries_the_time_of_the_latest_attempt(estate: Estate) -> None:
    estate.mark("test", "forbidden")
    estate.model("dev", "ltv", "3", project_id="ltv")
    estate.model("prod", "ltv", "2", project_id="ltv")
    estate.observe()
    latest = estate.observe(after=SHUT_SECONDS)
    board = estate.board()
    cell = board.items[0].stages["test"]
    assert cell and (cell.status, cell.version, cell.observed_at) == ("forbidden", "", latest.at)
    assert board.headline == "1 of 1 needs attention: ltv test is not visible to us"


def test_what_is_read_again_unchanged_gets_the_new_time_and_no_event(estate: Estate) -> None:
    estate.model("dev", "m", "1")
    first = estate.observe()
    second = estate.observe(after=SHUT_SECONDS)
    assert first.changed > 0 and (second.changed, second.missing) == (0, 0)
    assert estate.told() == ["observations.refreshed"]
    assert {row["observed_at"] for row in estate.kept("model")} == {second.at}


def test_a_change_and_a_loss_are_each_told(estate: Estate) -> None:
    estate.model("dev", "m", "1")
    estate.observe()
    estate.model("dev", "m", "2")
    assert estate.observe(after=SHUT_SECONDS).changed == 1
    estate.delete(f"{workspace('dev')}/models/m")
    assert estate.observe(after=SHUT_SECONDS).missing == 1
    (row,) = estate.kept("model")
    assert (row["status"], row["value"]["versions"][0]["version"]) == ("missing", "2")
    assert estate.told() == ["observations.refreshed"] * 3
    assert estate.board().items == ()


def test_a_workspace_that_vanished_takes_what_it_held_with_it(estate: Estate) -> None:
    id_ = workspace("dev", "mlw-own")
    estate.put(id_, {"location": "westeurope", "tags": {"environment": "Production", "business_unit": "risk"}})
    estate.put(f"{id_}/models/m/versions/1", {"properties": {"modelUri": "azureml://jobs/j/outputs/artifacts/paths/x"}})
    estate.observe()
    (row,) = estate.board().items
    assert row.stages["prod"] and row.stages["prod"].workspace == "mlw-own-dev"  # the tag says which stage it serves
    estate.delete(id_)
    estate.observe(after=SHUT_SECONDS)
    assert {(one["value"]["name"], one["status"]) for one in estate.kept("workspace")} >= {("mlw-own-dev", "missing")}
    assert estate.board().items == ()


def test_a_workspace_whose_stage_nobody_knows_is_kept_and_no_cell(estate: Estate) -> None:
    id_ = workspace("dev", "mlw-stray")
    estate.put(id_, {"location": "westeurope"})
    estate.put(f"{id_}/models/m/versions/1", {"properties": {"modelUri": "azureml://jobs/j/outputs/artifacts/paths/x"}})
    estate.observe()
    assert [row["stage"] for row in estate.kept("model")] == ["unknown"]
    assert estate.board().items == ()


def test_quotas_are_kept_by_region_and_family(estate: Estate) -> None:
    estate.observe()
    rows = [row for row in estate.kept("quota") if row["value"]["family"] == "standardDSv5Family"]
    assert {row["value"]["subscription"] for row in rows} == {NONPROD, PROD}
    assert {(row["value"]["used"], row["value"]["limit"], row["value"]["priority"]) for row in rows} == {
        (0, 100, "dedicated")
    }


def test_only_what_was_asked_for_is_read(estate: Estate) -> None:
    estate.model("dev", "m", "1")
    seen = estate.observe(what=["quotas"])
    assert estate.kept("model") == [] and estate.kept("quota")
    assert seen.lists == 4  # the workspaces and the usages of two subscriptions
    with pytest.raises(ValueError, match="nothing called 'weather'"):
        estate.observe(what=["weather"])


def test_names_that_no_honest_service_gives_are_not_kept(estate: Estate) -> None:
    estate.model("dev", "m", "1", project_id="a\x1b]52;c;x\x07")
    estate.observe()
    assert [row["subject"] for row in estate.kept("model")] == ["models/m"]
    reading = next(
        row for row in estate.kept("reading") if (row["source"], row["subject"]) == (source("dev"), "models")
    )
    assert reading["observed_at"] == stamp(estate.clock.now)


def test_every_read_is_one_round_and_the_number_of_reads_is_known(estate: Estate) -> None:
    before = estate.reads()
    estate.observe()
    empty = estate.reads() - before
    for number in range(3):
        estate.model("dev", f"m{number}", "1")
    before = estate.reads()
    estate.observe()
    assert estate.reads() - before == empty + 3  # one more for the versions of each model
