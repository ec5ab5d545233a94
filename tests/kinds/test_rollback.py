"""Kind `rollback`: to what was verified there, at once where it stands, named by whoever asks."""

from dataclasses import replace
from typing import Any

from catalog.model import Catalogue
from portal.domain.policy import judge
from portal.kinds.kind import Facts, Wish
from portal.kinds.registry import KINDS, policy_words
from tests.kinds.made import facts, wished, wrong
from tests.kinds.models import ENDPOINTS, NAME, artefact, deployed, digest, model, served, stage

ROLLBACK = KINDS["rollback"]


def known(**changes: Any) -> Facts:
    """A usual day on which the model is changed."""
    return facts(models={NAME: model(**changes)})


def asked(catalogue: Catalogue, given: Facts | None = None, **answers: Any) -> Wish:
    """A rollback of the model in prod."""
    return wished(catalogue, "rollback", given, **{"model": NAME, "confirm": NAME, **answers})


def tier(catalogue: Catalogue, wish: Wish, given: Facts) -> str:
    """What policy makes of it."""
    variables = {**policy_words(), "stage": "prod", "assumed": [], **ROLLBACK.variables(wish, catalogue, given)}
    return judge(catalogue, "rollback", "T0", variables).tier


def test_the_last_verified_version_is_taken_and_needs_nobody(starter: Catalogue) -> None:
    wish = asked(starter)
    assert (wish.text("version"), wish.text("artefact")) == ("1", digest("1"))
    assert tier(starter, wish, facts()) == "T0"


def test_where_its_deployment_stands_all_traffic_moves_at_once(starter: Catalogue) -> None:
    made = ROLLBACK.plan(asked(starter), starter, facts(), {})
    assert [one.step for one in made.effects] == ["traffic", "check", "record"]
    told = made.effects[0].payload
    assert (told["to"], told["steps"], told["watch_seconds"]) == ("blue", [100], 0)
    assert told["before"] == {"green": 100}
    assert told["abort"] == {"error_percent": None, "p95_ms": None}, "going back is not broken off"
    assert made.effects[-1].payload["how"] == "rollback"
    promotion = KINDS["promotion"]
    longer = promotion.plan(wished(starter, "promotion", model=NAME, to="prod"), starter, facts(), {})
    assert len(made.effects) < len(longer.effects)


def test_a_deployment_that_is_gone_is_made_anew_and_probed(starter: Catalogue) -> None:
    gone = known(stages={**model().stages, "prod": stage("prod", deployed("prod", "2", name="green"))})
    made = ROLLBACK.plan(asked(starter, gone), starter, gone, {})
    assert [one.step for one in made.effects] == ["deploy", "probe", "traffic", "check", "record"]
    assert made.facts[0].ok is None and not made.facts[0].blocks


def test_another_artefact_under_that_number_stops_it(starter: Catalogue) -> None:
    lie = deployed("prod", "1", 0, artefact=replace(artefact("1"), manifest="e" * 64))
    there = known(stages={**model().stages, "prod": stage("prod", deployed("prod", "2", name="green"), lie)})
    made = ROLLBACK.plan(asked(starter, there), starter, there, {})
    assert made.facts[0].ok is False and made.facts[0].blocks


def test_nobody_goes_back_to_what_was_never_verified_or_was_left_before(starter: Catalogue) -> None:
    for records in ((), (served("1", verified_healthy_at=None),), (served("1", revoked=True),)):
        told = wrong(starter, "rollback", known(served=records), model=NAME, confirm=NAME)
        assert "version" in told, records


def test_further_back_than_the_last_one_somebody_has_to_agree(starter: Catalogue) -> None:
    older = served("0", "R-2", "2026-10-01T08:00:00.000Z", artefact="sha256:" + "0" * 64, deployment="old")
    standing = deployed("prod", "0", 0, "old", artefact=replace(artefact("1"), version="0", manifest="0" * 64))
    prod = stage("prod", *model().stages["prod"].deployed, standing)
    there = known(served=(*model().served, older), stages={**model().stages, "prod": prod})
    assert tier(starter, asked(starter, there, version="0"), there) == "T1"
    assert tier(starter, asked(starter, there), there) == "T0"


def test_the_name_is_typed_and_the_reason_may_come_later(starter: Catalogue) -> None:
    assert "is not the model's name" in wrong(starter, "rollback", model=NAME, confirm="basket")["confirm"].what
    assert "confirm" in wrong(starter, "rollback", model=NAME)
    assert ROLLBACK.owes(asked(starter).values) == "reason"
    assert ROLLBACK.owes(asked(starter, reason="it answers errors").values) == ""


def test_a_batch_model_goes_back_by_its_default(starter: Catalogue) -> None:
    batch: dict[str, Any] = {"kind": "batch", "traffic": None}
    prod = stage("prod", deployed("prod", "2", name="green", default=True, **batch), deployed("prod", "1", **batch))
    records = tuple(replace(one, kind="batch") for one in model().served)
    there = known(stages={**model().stages, "prod": prod}, served=records)
    made = ROLLBACK.plan(asked(starter, there), starter, there, {})
    assert [one.kind for one in made.effects] == ["batch_default", "serve_check", "promotion_record"]
    assert made.effects[0].payload["endpoint"] == ENDPOINTS["prod"]
