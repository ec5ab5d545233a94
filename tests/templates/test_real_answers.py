"""The answers that the project kind really gives are all that the templates ask for."""

from typing import Any

import pytest
from jinja2 import Environment, StrictUndefined, meta

from catalog.load import load
from portal.kinds.complete import complete
from portal.kinds.kind import Facts, RenderOrder
from portal.kinds.projects.project import PROJECT
from portal.rendering.cage import render
from portal.rendering.checks import BUILDING, EXPLORE, Demands, check_tree
from portal.rendering.language import FILTERS
from portal.rendering.template import DELIMITERS
from tests.templates.rendered import TEMPLATES
from tests.templates.sample_answers import sample_answers

# A template has a default of its own for these, and takes them when they are given.
OPTIONAL = {"compute_size", "expires_days"}


def order_for(template: str, **answers: Any) -> RenderOrder:
    """What the project kind orders for a person who answers hardly anything."""
    catalogue = load()
    person = catalogue.organisation.person("maya")
    assert person is not None
    given = {"name": "churn", "template": template, **answers}
    wish, complaints = complete(PROJECT, given, person, catalogue, Facts(), "R-12", "2026-11-23T08:30:00.000Z")
    assert complaints == ()
    order = PROJECT.rendering(wish, catalogue)
    assert order is not None
    return order


def demands(template: str) -> Demands:
    """What the shipped catalogue demands of a project."""
    catalogue = load()
    blocked = frozenset(compute.size for compute in catalogue.computes if compute.lifecycle == "blocked")
    assert blocked
    profile = EXPLORE if template == "exploration" else BUILDING
    return Demands(frozenset(catalogue.organisation.required_tags), blocked, profile)


@pytest.mark.parametrize("template", ["tabular-classic", "exploration"])
def test_a_project_that_says_hardly_anything_keeps_to_every_rule(template: str) -> None:
    order = order_for(template)
    tree = render(TEMPLATES / order.template, order.answers)
    assert check_tree(tree.files, demands(template), run_gate=True) == []


def test_every_combination_that_the_catalogue_supports_renders() -> None:
    for metric, problem, endpoint in (("mae", "regression", "online"), ("f1", "classification", "both")):
        order = order_for("tabular-classic", problem=problem, primary_metric=metric, endpoint=endpoint)
        assert check_tree(render(TEMPLATES / order.template, order.answers).files, demands("tabular-classic")) == []


@pytest.mark.parametrize("template", ["tabular-classic", "exploration"])
def test_the_templates_ask_for_nothing_that_is_not_given(template: str) -> None:
    options: dict[str, Any] = {**DELIMITERS, "undefined": StrictUndefined}
    language = Environment(**options)
    language.filters |= FILTERS
    asked: set[str] = set()
    for path in (TEMPLATES / template / "template").rglob("*.jinja"):
        asked |= meta.find_undeclared_variables(language.parse(path.read_text("utf-8")))
    given = set(order_for(template).answers)
    assert asked - OPTIONAL <= given
    assert asked - OPTIONAL <= set(sample_answers())


def test_the_environment_that_the_plan_registers_is_the_one_that_trains() -> None:
    order = order_for("tabular-classic")
    files = {file.path: file.content.decode() for file in render(TEMPLATES / order.template, order.answers).files}
    assert files["azureml/pipeline.yml"].count('environment: "azureml:churn-env:1"') == 4
    assert 'TRAINING_ENVIRONMENT: "churn-env:1"' in files["azureml/pipeline.yml"]
    assert "azureml/environments/train.yml" not in files
    assert "train.yml" not in files["scripts/submit_training.py"]
