"""The run behind a version is read once, with its commit, data, metrics and evidence; what cannot be read is said."""

import json

import pytest

from portal.azure.arm import Arm, ReadResult
from portal.azure.faults import AzureFault
from portal.azure.runs import RunReading, read_run
from portal.emulator.injected_faults import InjectedFault, inject
from portal.emulator.ledger import ledger
from portal.emulator.registry.run_history import EndedJob
from tests.observer.estate import Estate, workspace

COMMIT = "c" * 40
METRICS = {"schema": 1, "kind": "metrics", "facts": {"metric": "auc", "value": 0.9}}


def trained(name: str, **more: object) -> EndedJob:
    """A run that ended, with a commit, data, a metric and one piece of evidence."""
    given: dict[str, object] = {
        "git": {"commit": COMMIT, "branch": "main", "repository_uri": "https://git/x.git"},
        "inputs": {"raw": "azureml:table:3"},
        "environment": "/environments/train/versions/2",
        "metrics": {"auc": 0.9},
        "files": {"outputs/evidence/metrics.json": json.dumps(METRICS), "outputs/model.pkl": "x"},
    }
    return EndedJob(name, "rosa", "2026-11-20T08:00:00.000000Z", **{**given, **more})  # type: ignore[arg-type]


def test_a_run_is_kept_with_commit_data_environment_metrics_and_evidence(either_estate: Estate) -> None:
    estate = either_estate
    estate.model("dev", "m", "1", job="train_1")
    estate.run("dev", trained("train_1"))
    estate.observe()
    estate.deepen()
    (row,) = estate.kept("job")
    value = row["value"]
    assert (value["commit"], value["branch"], value["repository"]) == (COMMIT, "main", "https://git/x.git")
    assert (value["data"], value["environment"]) == (["raw: azureml:table:3"], "/environments/train/versions/2")
    assert (value["by"], value["started_at"], value["metrics"]) == ("rosa", "2026-11-20T08:00:00.000Z", {"auc": 0.9})
    (evidence,) = value["evidence"]
    assert evidence["body"] == METRICS and evidence["path"] == "outputs/evidence/metrics.json"
    assert len(evidence["sha256"]) == 64 and value["unread"] == {}


def test_a_run_that_ended_is_never_read_again_and_one_that_goes_on_is(estate: Estate) -> None:
    estate.model("dev", "m", "1", job="ended")
    estate.model("dev", "m", "2", job="going")
    estate.run("dev", trained("ended"))
    estate.run("dev", trained("going", status="Running"))
    estate.observe()
    estate.deepen()
    before = estate.reads()
    assert estate.deepen().things == 1
    asked = [call.path for call in ledger(estate.state, "GET")[before:]]
    assert any(path.endswith("/jobs/going") for path in asked) and not any("ended" in path for path in asked)


def test_reading_some_runs_leaves_the_others_as_they_were(estate: Estate) -> None:
    estate.model("dev", "m", "1", job="first")
    estate.run("dev", trained("first"))
    estate.observe()
    estate.deepen()
    first = estate.kept("job")[0]["observed_at"]
    estate.model("dev", "other", "1", job="second")
    estate.run("dev", trained("second"))
    estate.observe(after=60)
    estate.deepen("other")
    kept = {row["value"]["name"]: row for row in estate.kept("job")}
    assert {name: row["status"] for name, row in kept.items()} == {"first": "seen", "second": "seen"}
    assert kept["first"]["observed_at"] == first < kept["second"]["observed_at"]


def test_a_run_that_is_not_there_is_missing_and_one_behind_a_fault_is_unreachable(estate: Estate) -> None:
    estate.model("dev", "m", "1", job="gone")
    estate.model("dev", "m", "2", job="hidden")
    estate.run("dev", trained("hidden"))
    estate.observe()
    refusal = {"code": "AuthorizationFailed", "message": "no"}
    inject(estate.state, InjectedFault("refuse", "GET", f"{workspace('dev')}/jobs/hidden", status=403, error=refusal))
    estate.deepen()
    assert {row["value"]["name"]: row["status"] for row in estate.kept("job")} == {
        "gone": "missing",
        "hidden": "forbidden",
    }
    estate.deepen()
    assert {row["value"]["name"]: row["status"] for row in estate.kept("job")}["hidden"] == "seen"


def test_metrics_that_cannot_be_read_do_not_hide_the_evidence(estate: Estate) -> None:
    estate.model("dev", "m", "1", job="train_1")
    estate.run("dev", trained("train_1"))
    estate.observe()
    inject(
        estate.state,
        InjectedFault("refuse", "GET", "/mlflow/v1.0", status=403, error={"code": "x", "message": "not you"}),
    )
    estate.deepen()
    (row,) = estate.kept("job")
    assert row["value"]["unread"] == {"metrics": "forbidden: not you"} and len(row["value"]["evidence"]) == 1
    estate.deepen("m")
    assert estate.kept("job")[0]["value"]["metrics"] == {"auc": 0.9}


def test_evidence_that_is_no_document_of_ours_is_named_with_its_fault(estate: Estate) -> None:
    files = {
        "outputs/evidence/broken.json": "{",
        "outputs/evidence/escape.json": json.dumps({"kind": "tests", "facts": {"note": "\x1b]52;c;aGk=\x07"}}),
        "outputs/evidence/huge.json": json.dumps({"kind": "tests", "facts": {"note": "x" * 300_000}}),
        "outputs/evidence/list.json": "[1]",
        "outputs/evidence/readme.txt": "hello",
    }
    estate.model("dev", "m", "1", job="train_1")
    estate.run("dev", trained("train_1", files=files))
    estate.observe()
    estate.deepen()
    found = {
        one["path"].rsplit("/", 1)[1]: (one["body"], one["fault"].partition(": expecting")[0])
        for one in estate.kept("job")[0]["value"]["evidence"]
    }
    assert found == {
        "broken.json": (None, "character 1 is not JSON"),
        "escape.json": (None, "it holds control or invisible characters"),
        "huge.json": (None, "the file has more than 262144 bytes"),
        "list.json": (None, "it is no evidence: it names no kind"),
    }


async def test_our_token_goes_to_no_other_host_than_azures(estate: Estate) -> None:
    async with Arm(estate.azure, estate.clock) as arm:
        with pytest.raises(AzureFault, match="no storage of Azure's"):
            await arm.content("https://evil.example/blob.core.windows.net", 10)
        found = await read_run(arm, workspace("dev"), "evil.example/x", "gone")
        assert isinstance(found, ReadResult) and found.error == "missing"
        estate.run("dev", trained("train_1"))
        read = await read_run(arm, workspace("dev"), "evil.example/x", "train_1")
    assert isinstance(read, RunReading) and read.metrics.error == "failed" and "region" in read.metrics.message
