"""Lies are planted one by one; the board and the model's page each tell what is wrong in their own words."""

from typing import Any

import pytest

from portal.contract.models.board import BoardRow
from portal.contract.models.page import ModelPage
from portal.domain.digest import content_hash
from portal.records.models import board
from portal.services.models import model_page
from portal.store.tables import requests, revisions
from tests.models.test_page import SEVEN, SIX, world
from tests.models.test_whose import with_project
from tests.observer.estate import Estate, workspace
from tests.observer.test_runs import trained

FIVE = "5" * 64


def honest(estate: Estate) -> None:
    """v7 of m is in dev, and serves in prod as it was approved."""
    with_project(estate, "fraud")
    estate.model("dev", "m", "6", project_id="fraud", manifest_digest=SIX)
    estate.model("dev", "m", "7", job="train_7", project_id="fraud", manifest_digest=SEVEN)
    estate.model("prod", "m", "6", project_id="fraud", manifest_digest=SIX)
    estate.model("prod", "m", "7", project_id="fraud", manifest_digest=SEVEN)
    estate.run("dev", trained("train_7"))
    estate.serve("prod", "m", {"6": 0, "7": 100}, approved_version="7")


def seen(estate: Estate) -> tuple[BoardRow, ModelPage]:
    """The row of m on the board and its page, after a look."""
    estate.observe(after=60)
    estate.deepen()
    page = model_page.page(world(estate), "m")
    (row,) = board.board(estate.database, estate.organisation).items
    return row, page


def asked(estate: Estate, state: str, artefact: str) -> None:
    """A promotion of v7 to prod, for an artefact."""
    spec = {"model": "m", "project": "fraud", "version": "7", "from": "dev", "to": "prod", "artefact": artefact}
    row: dict[str, Any] = {
        "number": 1, "kind": "promotion", "title": "m v7 to prod", "requester": "rosa", "unit": "risk",
        "project": "fraud", "stage": "prod", "state": state, "revision": 1, "digest": content_hash(spec), "tier": "T2",
        "submitted_at": "2026-11-22T09:00:00.000Z", "updated_at": "2026-11-22T09:00:00.000Z", "days": None,
        "waiting_since": "2026-11-22T09:00:00.000Z", "approved_at": "2026-11-22T10:00:00.000Z", "flags": [],
        "mode": "demo", "monthly_cents": 0, "committed_cents": 0,
    }  # fmt: skip
    with estate.database.write() as connection:
        connection.execute(requests.insert().values(**row))
        bound = {"digest": row["digest"], "made_by": "rosa", "at": row["submitted_at"], "note": ""}
        connection.execute(
            revisions.insert().values(
                request=1, number=1, spec=spec, origins={}, plan={"effects": []}, policy={}, items={}, **bound
            )
        )


def test_without_a_lie_nothing_is_wrong(estate: Estate) -> None:
    honest(estate)
    asked(estate, "ready", f"sha256:{SEVEN}")
    row, page = seen(estate)
    assert (row.attention, page.marks, page.changes) == ("", (), ())
    assert page.promotions[0].covers == "="


def test_traffic_moved_outside_is_proven_and_can_be_adopted(estate: Estate) -> None:
    honest(estate)
    estate.serve("prod", "m", {"6": 100, "7": 0}, approved_version="7")
    row, page = seen(estate)
    assert row.attention == "serves something else in prod than was approved" == page.marks[0]
    (change,) = page.changes
    assert (change.stage, change.served, change.approved, change.proven) == ("prod", "6", "7", True)
    assert change.adopt and change.adopt.kind == "promotion" and change.adopt.spec["version"] == "6"


def test_the_same_number_with_another_artefact_is_named(estate: Estate) -> None:
    honest(estate)
    estate.model("prod", "m", "7", project_id="fraud", manifest_digest=FIVE)
    row, page = seen(estate)
    cell = row.stages["prod"]
    assert cell and cell.before == "≠" and row.attention == "v7 in prod is nothing that dev has"
    assert "v7 in prod is another artefact than v7 in dev" in page.marks


@pytest.mark.parametrize("state", ["approved", "in_review"])
def test_an_artefact_swapped_after_it_was_approved_is_not_covered(estate: Estate, state: str) -> None:
    honest(estate)
    asked(estate, state, f"sha256:{FIVE}")
    _, page = seen(estate)
    assert page.promotions[0].covers == "≠"
    assert "R-1: v7 is another artefact now than the one that was approved" in page.marks


def test_an_old_approval_that_nobody_relies_on_is_told_but_is_no_alarm(estate: Estate) -> None:
    honest(estate)
    asked(estate, "withdrawn", f"sha256:{FIVE}")
    _, page = seen(estate)
    assert page.promotions[0].covers == "≠" and page.marks == ()


def test_a_failed_deployment_whose_tag_says_prod_is_a_lie(estate: Estate) -> None:
    honest(estate)
    tags = {"project_id": "fraud", "manifest_digest": FIVE, "stage": "prod"}
    made = {"modelUri": "azureml://jobs/j/outputs/artifacts/paths/model", "tags": tags}
    estate.put(f"{workspace('dev')}/models/m/versions/8", {"properties": made})
    row, page = seen(estate)
    assert "a tag says that v8 is in prod, and it does not serve there" in page.marks
    assert row.stages["prod"] and row.stages["prod"].version == "7"


def test_an_endpoint_that_cannot_be_reached_is_not_one_that_serves_nothing(estate: Estate) -> None:
    honest(estate)
    seen(estate)
    estate.mark("prod", "unreachable")
    row, page = seen(estate)
    cell = row.stages["prod"]
    assert cell and cell.status == "unreachable" and row.attention == "prod could not be reached"
    assert any(mark.startswith("prod (mlw-risk-prod) could not be reached") for mark in page.marks)


def test_a_registry_that_has_the_number_with_another_artefact_refuses(estate: Estate) -> None:
    honest(estate)
    registry = workspace("prod").rpartition("/workspaces/")[0] + "/registries/mlr-small"
    properties = {"modelUri": "azureml://x", "tags": {"project_id": "fraud"}, "properties": {"manifest_digest": FIVE}}
    estate.put(f"{registry}/models/m/versions/7", {"properties": properties})
    _, page = seen(estate)
    assert "the registry mlr-small has a v7 that is another artefact, and refuses this one" in page.marks


def test_a_missing_manifest_is_unproven_never_wrong(estate: Estate) -> None:
    honest(estate)
    estate.model("dev", "m", "8", project_id="fraud")
    row, page = seen(estate)
    assert "v8 has no manifest: nothing proves which files it is" in page.marks
    assert page.versions[0].identity == "none" and page.versions[0].digest == "" and row.attention == ""
