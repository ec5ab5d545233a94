"""The page of a model and its versions side by side, from what was observed and kept."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

import catalog
from catalog.load import load
from catalog.model import Catalogue
from portal.contract.problem import Problem
from portal.kinds.kind import RenderOrder
from portal.services.models import model_page
from portal.services.world import World
from tests.observer.estate import Estate
from tests.observer.test_runs import COMMIT, METRICS, trained

SEVEN, SIX = "7" * 64, "6" * 64


@cache
def starter() -> Catalogue:
    """The starter catalogue."""
    return load(Path(catalog.__file__).parent)


def world(estate: Estate) -> World:
    """The surroundings of a use case over an estate."""
    made = starter().model_copy(update={"organisation": estate.organisation})

    def catalogue() -> Catalogue:
        return made

    def render(_order: RenderOrder) -> Mapping[str, str]:
        raise AssertionError("nothing is rendered here")

    return World(estate.database, estate.clock, catalogue, "demo", render, lambda _kind: True)


def grown(estate: Estate) -> Estate:
    """Two versions in dev with their runs; the older one serves in prod."""
    for version, manifest, auc in (("6", SIX, 0.8), ("7", SEVEN, 0.9)):
        estate.model("dev", "m", version, job=f"train_{version}", project_id="fraud", manifest_digest=manifest)
        estate.run("dev", trained(f"train_{version}", metrics={"auc": auc}))
    estate.model("prod", "m", "6", project_id="fraud", manifest_digest=SIX)
    estate.serve("prod", "m", {"6": 100})
    estate.observe()
    estate.deepen()
    return estate


def test_the_page_tells_where_each_version_comes_from_and_where_it_is(either_estate: Estate) -> None:
    page = model_page.page(world(grown(either_estate)), "m")
    newest, oldest = page.versions
    assert (newest.version, newest.digest, newest.identity) == ("7", f"sha256:{SEVEN}", "manifest")
    assert (newest.lineage.status, newest.lineage.commit, newest.lineage.by) == ("seen", COMMIT, "rosa")
    assert newest.lineage.data == ("raw: azureml:table:3",) and newest.lineage.environment == "train:2"
    assert (newest.created_by, newest.source_by) == ("ml-portal", "rosa"), "who ran it, as an identity registered it"
    assert newest.metrics == {"auc": 0.9} and newest.evidence == ("metrics",) and newest.serves == ()
    assert oldest.serves == ("prod",) and [(copy.stage, copy.same) for copy in oldest.copies] == [("prod", "=")]


def test_evidence_of_a_run_is_kept_once_and_about_the_versions_artefact(either_estate: Estate) -> None:
    estate = grown(either_estate)
    estate.model("dev", "other", "1", job="train_7", project_id="fraud")
    estate.observe(after=60)
    estate.deepen("m")
    with estate.database.read() as connection:
        from portal.records.models.evidence import of

        (kept,) = of(connection, "m", "7")
    assert (kept.artefact, kept.kind, kept.source, kept.job) == (f"sha256:{SEVEN}", "metrics", "job", "train_7")
    assert kept.body == METRICS and kept.made_at == "2026-11-20T08:00:00.000Z"


def test_versions_side_by_side_say_what_differs(estate: Estate) -> None:
    found = model_page.diff(world(grown(estate)), "m", ["6", "7"])
    rows = {row.name: row for row in found.rows}
    assert rows["auc"].numbers == (0.8, 0.9) and rows["auc"].differs and rows["auc"].part == "metrics"
    assert rows["run"].values == ("train_6", "train_7") and not rows["commit"].differs
    assert rows["serves in"].values == ("prod", "")
    assert model_page.diff(world(estate), "m", []).versions == ("7", "6")


@pytest.mark.parametrize(
    ("versions", "said"),
    [(["99"], "no version '99'"), ([str(number) for number in range(9)], "9 versions are too many to compare")],
)
def test_versions_that_cannot_be_compared_are_refused_by_name(estate: Estate, versions: list[str], said: str) -> None:
    with pytest.raises(Problem, match=said):
        model_page.diff(world(grown(estate)), "m", versions)


def test_a_model_that_nobody_saw_is_refused_and_two_of_one_name_are_told_apart(estate: Estate) -> None:
    estate.model("dev", "m", "1", project_id="fraud")
    estate.model("test", "m", "1", project_id="cards")
    estate.observe()
    surroundings = world(estate)
    with pytest.raises(Problem, match="no model 'nope'"):
        model_page.page(surroundings, "nope")
    with pytest.raises(Problem, match="there are 2 models called m") as refused:
        model_page.page(surroundings, "m")
    assert "cards" in refused.value.body.detail and "fraud" in refused.value.body.detail
    assert model_page.page(surroundings, "m", "cards").board.project == "cards"


def test_a_run_that_was_not_read_is_said_to_be_unread(estate: Estate) -> None:
    estate.model("dev", "m", "1", job="train_1")
    estate.model("dev", "m", "2")
    estate.observe()
    second, first = model_page.page(world(estate), "m").versions
    assert (second.lineage.status, first.lineage.status) == ("none", "unread")
