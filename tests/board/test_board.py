"""The board says what serves, marks only what is proven, and tells forbidden from unreachable from nothing."""

import pytest

from portal.domain.models.board import Owned
from portal.domain.models.observed_workspaces import Approved
from tests.board.seen import (
    LONG_AGO,
    NOW,
    SEVEN,
    SIX,
    batch,
    board,
    cell,
    looked,
    model,
    online,
    only,
    row,
    source,
)

ALL = looked("dev", "test", "prod")


def test_a_model_that_was_only_registered_is_registered_and_never_reached_the_other_stages() -> None:
    made = board(*ALL, model("dev", "fraud-net", {"7": SEVEN, "6": SIX}))
    assert (cell(made, "dev").step, cell(made, "dev").version, cell(made, "dev").identity) == (
        "registered",
        "7",
        "manifest",
    )
    assert (only(made).stages["test"], only(made).stages["prod"]) == (None, None)


@pytest.mark.parametrize(
    ("shares", "mirror", "step"),
    [
        ({"7": 0}, {}, "deployed 0 %"),
        ({"7": 0}, {"7": 20}, "shadow"),
        ({"6": 90, "7": 10}, {}, "90 %, v7 canary 10 %"),
        ({"6": 40, "7": 60}, {}, "canary 60 %"),
        ({"7": 100}, {}, "100 %"),
        ({"6": 100, "7": 0}, {}, "100 %"),
    ],
)
def test_the_steps_of_an_online_model(shares: dict[str, int], mirror: dict[str, int], step: str) -> None:
    made = board(
        *ALL, model("prod", "fraud-net", {"6": SIX, "7": SEVEN}), online("prod", "fraud-net", shares, mirror=mirror)
    )
    assert cell(made, "prod").step == step


@pytest.mark.parametrize(
    ("default", "scheduled", "step"), [("", False, "deployed"), ("5", False, "default"), ("5", True, "scheduled")]
)
def test_the_steps_of_a_batch_model(default: str, scheduled: bool, step: str) -> None:
    endpoint = batch("prod", "spend", default, ["5"], scheduled=scheduled, last_run="ok", last_run_at=LONG_AGO)
    made = board(*ALL, model("prod", "spend", {"5": ""}), endpoint)
    found = cell(made, "prod")
    assert (found.step, found.serving[0].last_run, found.serving[0].last_run_at) == (step, "ok", LONG_AGO)


def test_an_artefact_that_a_registry_holds_is_shared() -> None:
    value = {"registry": "mlr", "name": "fraud-net", "versions": [{"version": "3", "manifest": SEVEN}]}
    shared = row("dev", "models/fraud-net", "registry_model", value)
    made = board(*ALL, model("dev", "fraud-net", {"7": SEVEN}), shared)
    assert cell(made, "dev").step == "shared"


def test_the_main_version_of_a_canary_is_the_one_with_most_traffic() -> None:
    made = board(*ALL, model("prod", "m", {"12": SIX, "13": SEVEN}), online("prod", "m", {"12": 90, "13": 10}))
    assert cell(made, "prod").version == "12"
    assert [one.traffic for one in cell(made, "prod").serving] == [90, 10]


def test_something_else_in_prod_than_was_approved_is_red_and_the_headline() -> None:
    made = board(
        *ALL,
        model("prod", "fraud-net", {"6": SIX, "7": SEVEN}),
        online("prod", "fraud-net", {"6": 100}, approved="7"),
    )
    found = cell(made, "prod")
    assert (found.approved, found.approved_version, found.version) == ("≠", "7", "6")
    assert "the tag approved_version on endpoint fraud-net-prod" in found.detail
    assert made.headline == ("1 of 1 needs attention: fraud-net serves something else in prod than was approved")


def test_what_serves_as_approved_is_marked_so() -> None:
    made = board(*ALL, model("prod", "m", {"7": SEVEN}), online("prod", "m", {"7": 100}, approved="7"))
    assert (cell(made, "prod").approved, only(made).attention) == ("=", "")
    assert made.headline == "None of 1 needs attention"


@pytest.mark.parametrize(("six", "seven"), [("", SEVEN), (SIX, ""), ("", "")])
def test_without_two_manifests_another_version_than_approved_is_not_known_to_differ(six: str, seven: str) -> None:
    made = board(*ALL, model("prod", "m", {"6": six, "7": seven}), online("prod", "m", {"6": 100}, approved="7"))
    assert (cell(made, "prod").approved, only(made).attention) == ("~", "")


def test_the_older_version_of_a_rollout_does_not_count_against_it() -> None:
    models = model("prod", "m", {"12": SIX, "13": SEVEN})
    made = board(*ALL, models, online("prod", "m", {"12": 90, "13": 10}, approved="13"))
    assert cell(made, "prod").approved == "="


def test_a_newer_version_that_slipped_in_beside_the_approved_one_counts() -> None:
    models = model("prod", "m", {"12": SIX, "13": SEVEN})
    made = board(*ALL, models, online("prod", "m", {"12": 90, "13": 10}, approved="12"))
    assert cell(made, "prod").approved == "≠"


def test_prod_that_serves_without_any_word_of_approval_is_not_known_to_be_right() -> None:
    made = board(*ALL, model("prod", "m", {"7": SEVEN}), online("prod", "m", {"7": 100}))
    assert cell(made, "prod").approved == "~"
    assert "nothing says that it was approved" in cell(made, "prod").detail


def test_dev_needs_no_approval() -> None:
    made = board(*ALL, model("dev", "m", {"7": SEVEN}), online("dev", "m", {"7": 100}))
    assert cell(made, "dev").approved == ""


def test_an_approval_of_the_portal_goes_above_a_tag() -> None:
    approvals = {("fraud", "m", "prod"): Approved(("6",), SIX, "R-12")}
    models = model("prod", "m", {"6": SIX, "7": SEVEN})
    made = board(*ALL, models, online("prod", "m", {"7": 100}, approved="7"), approvals=approvals)
    assert (cell(made, "prod").approved, cell(made, "prod").approved_version) == ("≠", "6")


def test_the_same_manifest_in_the_stage_before_is_equal_under_any_number() -> None:
    made = board(*ALL, model("dev", "m", {"14": "e" * 64, "13": SEVEN}), model("test", "m", {"2": SEVEN}))
    assert cell(made, "test").before == "="


def test_the_same_number_with_another_manifest_is_proven_to_differ() -> None:
    made = board(*ALL, model("dev", "m", {"7": SEVEN}), model("test", "m", {"7": SIX}))
    assert cell(made, "test").before == "≠"
    assert only(made).attention == "v7 in test is nothing that dev has"


def test_an_artefact_that_the_stage_before_never_had_is_proven_to_differ_from_all_of_them() -> None:
    made = board(*ALL, model("dev", "m", {"7": SEVEN}), model("test", "m", {"9": SIX}))
    assert cell(made, "test").before == "≠"


def test_an_older_version_that_the_stage_before_has_moved_on_from_is_no_fault() -> None:
    dev = model("dev", "m", {"12": SIX, "13": SEVEN})
    made = board(*ALL, dev, model("test", "m", {"13": SEVEN}), model("prod", "m", {"12": SIX}))
    assert (cell(made, "prod").before, only(made).attention) == ("", "")


def test_an_older_version_that_no_stage_before_has_is_not_known() -> None:
    made = board(*ALL, model("dev", "m", {"13": SEVEN}), model("prod", "m", {"12": SIX}))
    assert (cell(made, "prod").before, only(made).attention) == ("~", "")


def test_a_version_that_skipped_a_stage_is_proven_to_be_none_of_those_it_has() -> None:
    dev = model("dev", "m", {"12": SIX, "13": SEVEN})
    made = board(*ALL, dev, model("test", "m", {"12": SIX}), model("prod", "m", {"13": SEVEN}))
    assert only(made).attention == "v13 in prod is nothing that test has"


@pytest.mark.parametrize("complete", [True, False])
def test_a_stage_before_that_is_not_wholly_known_proves_nothing(complete: bool) -> None:
    versions = {"7": SEVEN, "8": ""} if complete else {"7": SEVEN}
    made = board(*ALL, model("dev", "m", versions, complete=complete), model("test", "m", {"9": SIX}))
    assert (cell(made, "test").before, only(made).attention) == ("~", "")


def test_the_same_registry_asset_in_two_stages_is_equal_without_a_manifest() -> None:
    def from_registry(stage: str) -> object:
        deployed = {"name": "blue", "model": "azureml://registries/mlr/models/m/versions/3", "traffic": 100}
        return row(stage, f"onlineEndpoints/m-{stage}", "online_endpoint", {"name": "m", "deployments": [deployed]})

    made = board(*ALL, from_registry("test"), from_registry("prod"))  # type: ignore[arg-type]
    assert (cell(made, "prod").before, cell(made, "prod").identity) == ("=", "registry")


def test_a_forbidden_stage_between_two_seen_ones_is_told_apart_from_nothing() -> None:
    made = board(
        *looked("dev", "prod"),
        *looked("test", status="forbidden", detail="needs the right read"),
        model("dev", "ltv", {"3": SEVEN}),
        model("prod", "ltv", {"2": SIX}),
        online("prod", "ltv", {"2": 100}),
    )
    found = cell(made, "test")
    assert (found.status, found.version, found.observed_at, found.detail) == (
        "forbidden",
        "",
        NOW,
        "needs the right read",
    )
    assert only(made).attention == "test is not visible to us"
    assert cell(made, "prod").before == "~"


def test_an_unreachable_stage_shows_what_was_last_seen_with_its_old_time() -> None:
    made = board(
        *looked("dev"),
        *looked("prod", status="unreachable", at=LONG_AGO),
        model("prod", "ltv", {"2": SIX}, status="unreachable", at=LONG_AGO),
        online("prod", "ltv", {"2": 100}, status="unreachable", at=LONG_AGO),
    )
    found = cell(made, "prod")
    assert (found.status, found.version, found.step, found.observed_at) == ("unreachable", "2", "100 %", LONG_AGO)
    assert only(made).attention == "prod could not be reached"


def test_a_stage_that_was_never_needed_and_is_forbidden_needs_no_attention() -> None:
    made = board(*looked("dev", "test"), *looked("prod", status="forbidden"), model("dev", "m", {"1": ""}))
    assert (cell(made, "prod").status, only(made).attention) == ("forbidden", "")


def test_a_stage_that_its_project_declares_needs_attention_when_it_is_forbidden() -> None:
    projects = {"fraud": Owned("fraud", "risk", "tom", {"prod": source("prod")})}
    made = board(*looked("dev"), *looked("prod", status="forbidden"), model("dev", "m", {"1": ""}), projects=projects)
    assert (only(made).attention, only(made).owner) == ("prod is not visible to us", "tom")


def test_versions_that_cannot_be_listed_do_not_hide_what_serves() -> None:
    blocked = [one for one in looked("prod", status="forbidden") if one.subject == "models"]
    rest = [one for one in looked("prod") if one.subject != "models"]
    made = board(*blocked, *rest, online("prod", "m", {"2": 100}))
    assert (cell(made, "prod").status, cell(made, "prod").step, cell(made, "prod").identity) == (
        "seen",
        "100 %",
        "none",
    )


def test_an_endpoint_that_was_never_seen_from_inside_may_serve_anything() -> None:
    unread = row("prod", "onlineEndpoints/x", "online_endpoint", {"name": "x", "deployments": []}, status="forbidden")
    made = board(*ALL, unread, model("prod", "m", {"2": SIX}))
    assert cell(made, "prod").status == "forbidden"


def test_what_was_there_and_is_gone_says_so() -> None:
    made = board(*ALL, model("dev", "m", {"2": SIX}), model("test", "m", {"2": SIX}, status="missing", at=LONG_AGO))
    assert (cell(made, "test").status, cell(made, "test").detail) == ("nothing", "it was here and is not any more")


def test_a_model_that_is_gone_everywhere_leaves_the_board() -> None:
    assert board(*ALL, model("dev", "m", {"2": SIX}, status="missing")).items == ()


def test_a_failed_deployment_with_traffic_and_a_failed_run_need_attention() -> None:
    serving = board(*ALL, model("prod", "m", {"2": SIX}), online("prod", "m", {"2": 100}, state="Failed"))
    assert only(serving).attention == "v2 in prod has failed"
    ran = board(*ALL, model("prod", "m", {"2": SIX}), batch("prod", "m", "2", ["2"], last_run="failed"))
    assert only(ran).attention == "the last run in prod failed"


def test_rows_that_need_attention_come_first_and_a_shared_reason_is_said_once() -> None:
    made = board(
        *looked("dev", "prod"),
        *looked("test", status="forbidden"),
        *(model("dev", name, {"1": ""}) for name in ("a", "b", "c", "d")),
        *(model("prod", name, {"1": ""}) for name in ("c", "d")),
    )
    assert [one.name for one in made.items] == ["c", "d", "a", "b"]
    assert made.headline == "2 of 4 need attention: c and 1 more: test is not visible to us"


def test_two_projects_may_call_their_models_the_same() -> None:
    made = board(*ALL, model("dev", "model", {"1": ""}, project="a"), model("test", "model", {"1": ""}, project="b"))
    assert [(one.project, one.stages["dev"] is None) for one in made.items] == [("a", False), ("b", True)]


def test_a_stage_without_a_tag_belongs_to_the_one_tagged_model_of_that_name_in_the_unit() -> None:
    made = board(*ALL, model("dev", "m", {"1": ""}, project="fraud"), model("test", "m", {"1": ""}, project=""))
    assert (only(made).project, only(made).stages["test"] is None) == ("fraud", False)


def test_models_of_the_same_name_in_two_units_are_two_models() -> None:
    made = board(
        *ALL,
        *looked("dev", unit="retail"),
        model("dev", "m", {"1": ""}, project=""),
        model("dev", "m", {"1": ""}, project="", unit="retail"),
        units=("risk", "retail"),
    )
    assert [one.unit for one in made.items] == ["retail", "risk"]


def test_the_sources_say_how_each_workspace_was_read() -> None:
    made = board(*looked("dev"), *looked("test", status="unreachable", at=LONG_AGO, detail="timed out"))
    assert [(one["stage"], one["status"], one["observed_at"]) for one in made.sources] == [
        ("dev", "seen", NOW),
        ("prod", "unknown", ""),
        ("test", "unreachable", LONG_AGO),
    ]


def test_an_empty_world_has_an_empty_board() -> None:
    made = board()
    assert (made.items, made.headline, made.attention, made.oldest) == ((), "No model was seen", 0, None)
