"""What is guessed of workspaces that nobody described, with the names that people really give."""

import pytest

from portal.domain.projects.guessing import UNASSIGNED, Sighting, guess_stage, guess_units, slug, words_of


def seen(
    name: str, group: str = "rg", subscription: str = "", endpoints: int = 0, tags: dict[str, str] | None = None
) -> Sighting:
    return Sighting(name, group, subscription, "westeurope", tags or {}, endpoints)


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("mlw-risk-dev", "dev"), ("MLW_RISK_PRD01", "prod"), ("riskProdWorkspace", "prod"), ("aml-uat-fraud", "test"),
        ("ws-pre-prod-x", "test"), ("churnprd", "prod"), ("mlwdev2", "dev"), ("sandbox-anna", "dev"),
        ("ml-live-eu", "prod"), ("STG.pricing", "test"), ("aml-qa", "test"),
    ],
)  # fmt: skip
def test_a_stage_is_read_from_odd_names_without_doubt(name: str, stage: str) -> None:
    guess = guess_stage(seen(name))
    assert (guess.value, guess.doubt) == (stage, "")
    assert name in guess.why


@pytest.mark.parametrize(
    ("what", "stage", "doubt"),
    [
        (seen("mlw-nonprod"), "dev", "nonprod"),
        (seen("mlw-risk-p"), "prod", "'p'"),
        (seen("mlw-dev-test"), "test", "more than one"),
        (seen("projectx"), "dev", "neither tags nor names"),
        (seen("projectx", endpoints=2), "prod", "stricter"),
        (seen("mlw-risk-dev", group="rg-risk-prod"), "dev", "which says prod"),
        (seen("mlw-risk-dev", tags={"Environment": "Production"}), "prod", "which says dev"),
    ],
)
def test_a_doubtful_stage_says_what_makes_it_doubtful(what: Sighting, stage: str, doubt: str) -> None:
    guess = guess_stage(what)
    assert guess.value == stage
    assert doubt in guess.doubt


@pytest.mark.parametrize("name", ["product-recs", "devices", "contest", "latest-models", "protest", "prodigy"])
def test_a_word_that_only_begins_like_a_stage_is_none(name: str) -> None:
    assert guess_stage(seen(name)).doubt, name


def test_a_tag_wins_and_its_spelling_does_not_matter() -> None:
    for name, value in (("Environment", "PRD"), ("env", "production"), ("Deployment-Environment", "Live")):
        assert guess_stage(seen("mlw-x", tags={name: value})).value == "prod"


def test_a_subscription_that_says_the_same_takes_no_certainty_away() -> None:
    assert guess_stage(seen("mlw-x-prod", subscription="Contoso ML production")).doubt == ""
    assert guess_stage(seen("mlw-x-dev", subscription="Contoso non-prod")).doubt == ""


def test_units_come_from_tags_then_from_words_that_names_share() -> None:
    names = [
        seen("contoso-mlw-retail-dev", tags={"Business Unit": "Retail (BU)"}),
        seen("contoso-mlw-retail-prod"),
        seen("contoso-fraud-dev"),
        seen("contoso-fraud-prd"),
        seen("contoso-aml-weu-007"),
        seen("contoso-ws-lonely-test"),
        seen("contoso-mlw-dev", group="rg-retail-ml"),
    ]
    guesses = guess_units(names)
    units = ["retail", "retail", "fraud", "fraud", UNASSIGNED, "lonely", "retail"]
    assert [one.value for one in guesses] == units
    assert [bool(one.doubt) for one in guesses] == [False, False, False, False, True, True, False]


def test_the_same_unit_written_in_many_ways_is_one() -> None:
    assert {slug(text) for text in ("Retail", "RETAIL", "retail dept", "Retail (BU)", "Team Retail")} == {"retail"}
    assert slug("Größe 🚀") == ""


def test_words_are_found_in_every_way_of_writing() -> None:
    assert words_of("MLWRiskProd01_eu-west") == ("mlw", "risk", "prod", "01", "eu", "west")
    assert words_of("non-prod Non_Production") == ("nonprod", "nonproduction")
