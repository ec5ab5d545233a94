"""Which versions are the same artefact, wherever and under whatever number they lie; and what is wrong with each."""

from collections.abc import Sequence

from portal.domain.models.evidence import Observation
from portal.domain.models.marks import failed_stages, marks_of
from portal.domain.models.observed_workspaces import gather
from portal.domain.models.versions import Version, serving_stages, versions_of
from tests.board.seen import NOW, SEVEN, SIX, STAGES, looked, model, online, row, sites

FIVE = "5" * 64


def versions(*seen: Observation, project: str = "fraud") -> list[Version]:
    """The versions of `m` among what was seen."""
    places = list(gather(seen, sites("risk")).places.values())
    return versions_of("m", places, seen, STAGES, project)


def registry(version: str, manifest: str, project: str = "fraud") -> Observation:
    """A registry that holds one version of `m`."""
    listed = [{"version": version, "manifest": manifest}]
    value = {"name": "m", "registry": "mlr", "project": project, "versions": listed}
    return Observation("/registries/mlr", "models/m", "registry_model", "", "", "seen", value, "", NOW)


def run(**value: object) -> Observation:
    """What was read of the run `train`; `status` is how the reading ended."""
    status = str(value.pop("seen", "seen"))
    return row("dev", "jobs/train", "job", {"name": "train", "status": "Completed", **value}, status=status)


def marks(version: Version, serves: Sequence[str] = (), found: Observation | None = None) -> str:
    """What is wrong with a version, in one line."""
    return "; ".join(marks_of(version, serves, STAGES, found, ()))


def test_the_same_artefact_under_another_number_is_the_same_version() -> None:
    (only,) = versions(model("dev", "m", {"7": SEVEN}), model("prod", "m", {"1": SEVEN}))
    assert only.number == "7" and [(one.stage, one.artefact.version) for one in only.same[1:]] == [("prod", "1")]


def test_the_same_number_with_another_artefact_stands_there_with_its_mark() -> None:
    (only,) = versions(model("dev", "m", {"7": SEVEN}), model("prod", "m", {"7": SIX}), registry("7", FIVE))
    assert [only.mark(one) for one in only.others] == ["≠", "≠"] and len(only.same) == 1
    assert marks(only) == (
        "v7 in prod is another artefact than v7 in dev; "
        "the registry mlr has a v7 that is another artefact, and refuses this one"
    )


def test_what_nothing_proves_is_neither_the_same_nor_another() -> None:
    (only,) = versions(model("dev", "m", {"7": ""}), model("prod", "m", {"7": ""}))
    assert [only.mark(one) for one in only.others] == ["~"]
    assert marks(only) == "v7 has no manifest: nothing proves which files it is"


def test_a_registry_model_of_another_project_is_left_out() -> None:
    (only,) = versions(model("dev", "m", {"7": SEVEN}), registry("7", SIX, project="other"))
    assert only.others == []


def test_versions_stand_from_the_newest_to_the_oldest() -> None:
    found = versions(model("dev", "m", {"9": "", "10": SEVEN, "2": SIX}))
    assert [one.number for one in found] == ["10", "9", "2"]


def test_a_version_serves_where_its_artefact_does_not_where_its_number_does() -> None:
    seen = [
        *looked(*STAGES),
        model("dev", "m", {"7": SEVEN}),
        model("test", "m", {"1": SEVEN}),
        model("prod", "m", {"7": SIX}),
        online("test", "m", {"1": 100}),
        online("prod", "m", {"7": 100}),
    ]
    places = list(gather(seen, sites("risk")).places.values())
    (only,) = versions_of("m", places, seen, STAGES, "fraud")
    assert serving_stages(only, places, "m") == ["test"]


def test_a_tag_that_claims_a_stage_where_it_has_failed_is_a_lie() -> None:
    seen = [
        *looked(*STAGES),
        model("dev", "m", {"7": SEVEN}),
        online("prod", "m", {"7": 0}, state="Failed"),
    ]
    places = list(gather(seen, sites("risk")).places.values())
    (only,) = versions_of("m", places, seen, STAGES, "fraud")
    failed = failed_stages(only, places, "m")
    assert failed == ["prod"]
    told = row(
        "dev", "models/m", "model", {"name": "m", "versions": [{"version": "7", "manifest": SEVEN, "stage": "prod"}]}
    )
    (tagged,) = versions(told)
    assert marks_of(tagged, [], STAGES, None, failed) == [
        "a tag says that v7 is in prod, and it does not serve there, its deployment there has failed"
    ]
    assert marks_of(tagged, ["prod"], STAGES, None, []) == []


def test_a_run_that_is_gone_failed_or_wrote_another_manifest_gives_a_version_away() -> None:
    value = {"name": "m", "versions": [{"version": "7", "manifest": SEVEN, "job": "train"}]}
    (only,) = versions(row("dev", "models/m", "model", value))
    other = {"kind": "manifest", "facts": {"digest": f"sha256:{SIX}"}}
    same = {"kind": "manifest", "facts": {"digest": f"sha256:{SEVEN}"}}
    assert marks(only, found=run()) == ""
    assert marks(only, found=run(evidence=[{"body": same}])) == ""
    assert marks(only, found=run(seen="missing")) == "the run train that v7 names is not there: its lineage is broken"
    assert marks(only, found=run(status="Failed")) == "the run train that registered v7 ended as failed"
    assert marks(only, found=run(evidence=[{"body": other}])) == (
        "the manifest that train wrote names other files than v7 claims"
    )
