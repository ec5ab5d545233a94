"""What holds for every kind: all its parts, a form that is JSON Schema, purity, and an answer to any answer."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from catalog.checks.policy import VARIABLES
from catalog.load import load
from catalog.model import Catalogue
from portal.contract.plaintext import is_plain
from portal.domain.digest import content_hash, effects_document
from portal.kinds.complete import complete, form_schema
from portal.kinds.kind import Facts, Kind, Wish
from portal.kinds.registry import KINDS, policy_words
from tests.kinds.answers import anything, some
from tests.kinds.made import NOW, facts, person, wished

STARTER = load(None)
LEAST: dict[str, dict[str, Any]] = {
    "project": {"name": "churn", "template": "tabular-classic"},
    "compute": {"type": "d4s-v5"},
    "environment": {"base": "sklearn-1.5", "base_version": "27"},
    "access": {"project": "basket"},
    "quota": {"type": "d4s-v5"},
    "budget": {"monthly_budget": 6000},
    "exception": {"rule": "compute-several-gpus", "reason": "two weeks of tuning before the audit"},
    "transfer": {"to": "priya"},
    "deployer": {"project": "basket"},
    "adopt": {"resource": "basket-found"},
    "extension": {"resource": "basket-cpu"},
    "resize": {"resource": "basket-cpu", "nodes": 4},
    "decommission": {"resource": "basket-cpu"},
    "promotion": {"model": "basket-next", "to": "test"},
    "rollback": {"model": "basket-next", "confirm": "basket-next"},
}
"""The least that makes a whole wish of each kind."""

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))


def form_of(kind: Kind, answers: Mapping[str, Any], known: Facts | None = None) -> dict[str, Any]:
    """The form for what was answered so far."""
    fields = kind.fields(answers, person(STARTER), STARTER, known or facts())
    return form_schema(fields)


FORMS = {name: form_of(kind, LEAST[name]) for name, kind in KINDS.items()}


def whole(kind: Kind, answers: Mapping[str, Any]) -> tuple[Wish, bool]:
    """The wish that answers make, and whether nothing is wrong with it."""
    made, complaints = complete(kind, answers, person(STARTER), STARTER, facts(), "R-12", NOW)
    for complaint in complaints:
        assert complaint.where and complaint.what
        assert is_plain(f"{complaint.where}{complaint.what}{complaint.todo}")
    return made, not complaints


def test_every_kind_is_tried_here() -> None:
    assert set(LEAST) == set(KINDS)


@every_kind
def test_a_kind_has_all_its_parts(kind: Kind) -> None:
    assert KINDS[kind.id] is kind
    assert kind.title and kind.summary
    fields = kind.fields(LEAST[kind.id], person(STARTER), STARTER, facts())
    assert len({one.name for one in fields}) == len(fields)
    for one in fields:
        assert one.title and one.help and one.section, one.name
        assert one.type in ("string", "text", "choice", "integer", "number", "boolean", "moment")
        assert (one.type == "choice") == bool(one.choices), one.name
        assert one.origin in ("assumed", "derived")
        if one.assumed is not None:
            assert one.read(one.assumed)[1] is None, f"{one.name} assumes what it would not take"


@every_kind
def test_the_least_answers_make_a_plan_with_every_part(kind: Kind) -> None:
    made = wished(STARTER, kind.id, **LEAST[kind.id])
    plan = kind.plan(made, STARTER, facts(), {})
    assert plan.effects and plan.facts and plan.project and plan.unit
    for effect in plan.effects:
        assert effect.step and effect.kind and effect.title and effect.payload
    assert all(item in {one.id for one in STARTER.items()} for item in plan.items)
    assert kind.offered_tier(made, STARTER) in ("T0", "T1", "T2", "T3")
    headline = kind.headline(made)
    assert headline and "\n" not in headline
    card = kind.card(made.values, plan, {}, "")
    assert card.headline and card.do_now and card.ends


@every_kind
def test_policy_is_told_what_it_may_ask_for(kind: Kind) -> None:
    variables = kind.variables(wished(STARTER, kind.id, **LEAST[kind.id]), STARTER, facts())
    assert set(variables) <= VARIABLES
    assert set(variables) - set(policy_words()) <= {"tier", "monthly_cents"}, "each word says what it is elsewhere"


def test_a_word_of_two_kinds_says_the_same_where_a_third_is_asked_for() -> None:
    said = [(word, otherwise) for kind in KINDS.values() for word, otherwise in kind.policy_words.items()]
    assert dict(said) == dict(reversed(said))
    assert set(policy_words()) <= VARIABLES


@every_kind
def test_the_form_is_json_schema_for_whatever_was_answered_so_far(kind: Kind) -> None:
    for answers in ({}, LEAST[kind.id], {"template": "exploration"}, {"form": "instance", "stage": "prod"}):
        form = form_of(kind, answers)
        Draft202012Validator.check_schema(form)
        assert json.loads(json.dumps(form)) == form
        for name, one in form["properties"].items():
            if "x-choices" in one:
                assert [choice["value"] for choice in one["x-choices"]] == one["enum"], name
            if "x-assumed" in one:
                assert name not in form["required"]


def test_a_choice_that_may_not_be_taken_stays_visible_with_its_reason() -> None:
    choices = {choice["value"]: choice for choice in FORMS["compute"]["properties"]["type"]["x-choices"]}
    assert choices["nc6"]["disabled"].startswith("it is blocked: ")
    assert choices["d4s-v5"]["disabled"] == ""


@every_kind
@given(data=st.data())
def test_what_fits_the_form_makes_values_that_satisfy_it(kind: Kind, data: st.DataObject) -> None:
    answers = {**LEAST[kind.id], **data.draw(some(FORMS[kind.id]))}
    made, fine = whole(kind, answers)
    if not fine:
        return
    form = form_of(kind, answers)
    Draft202012Validator(form).validate(dict(made.values))
    assert set(made.values) == set(made.origins)
    assert set(made.origins.values()) <= {"answered", "derived", "assumed"}
    assert all(is_plain(value) for value in made.values.values() if isinstance(value, str))
    again, still = whole(kind, made.values)
    assert still and again.values == made.values


@every_kind
@given(data=st.data())
def test_the_same_wish_makes_the_same_plan_in_whatever_order_it_was_told(kind: Kind, data: st.DataObject) -> None:
    answers = {**LEAST[kind.id], **data.draw(some(FORMS[kind.id]))}
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    made, fine = whole(kind, answers)
    assert whole(kind, shuffled) == (made, fine)
    if fine:
        plans = [kind.plan(one, STARTER, facts(), {"a": "b"}) for one in (made, whole(kind, shuffled)[0])]
        assert plans[0] == plans[1]
        assert content_hash(effects_document(plans[0])) == content_hash(effects_document(plans[1]))


@every_kind
@given(data=st.data())
def test_whatever_is_answered_it_complains_and_never_falls(kind: Kind, data: st.DataObject) -> None:
    names = st.sampled_from([*FORMS[kind.id]["properties"], "nonsense"]) | st.text(max_size=8)
    answers = {**LEAST[kind.id], **data.draw(st.dictionaries(names, anything, max_size=4))}
    made, fine = whole(kind, answers)
    Draft202012Validator.check_schema(form_of(kind, answers))
    if fine:
        plan = kind.plan(made, STARTER, facts(), {})
        assert content_hash(effects_document(plan))
        assert all(is_plain(one) for one in texts_of(dict(made.values)))


def texts_of(value: Any) -> list[str]:
    """Every text in a document."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_of(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in texts_of(item)]
    return [value] if isinstance(value, str) else []


@every_kind
@given(answer=anything)
def test_one_answer_of_any_kind_in_every_field(kind: Kind, answer: Any) -> None:
    for name in FORMS[kind.id]["properties"]:
        whole(kind, {**LEAST[kind.id], name: answer})


@every_kind
def test_a_plan_depends_on_nothing_but_its_input(kind: Kind, starter: Catalogue) -> None:
    made = wished(starter, kind.id, **LEAST[kind.id])
    before = (content_hash(dict(made.values)), content_hash(dict(made.origins)))
    plans = [kind.plan(made, load(None), facts(), {}) for _ in range(2)]
    assert plans[0] == plans[1]
    assert (content_hash(dict(made.values)), content_hash(dict(made.origins))) == before
