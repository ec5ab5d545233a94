"""An ML environment: pinned as it is, or with packages of one's own on a base that still gets fixes."""

from dataclasses import replace
from typing import Any

import pytest
from ruamel.yaml import YAML

from catalog.model import Catalogue
from portal.contract.plan import Fact, Plan
from portal.domain.policy import judge
from portal.kinds.kind import Facts
from portal.kinds.registry import KINDS
from tests.kinds.made import changed, facts, wished, wrong
from tests.kinds.things import thing, things

ENVIRONMENT = KINDS["environment"]
LEAST: dict[str, Any] = {"base": "sklearn-1.5", "base_version": "27"}
OWN: dict[str, Any] = {**LEAST, "how": "custom", "packages": "pandas==1.5.3 lightgbm[dask]==4.6.0"}


def plan(catalogue: Catalogue, known: Facts | None = None, **answers: Any) -> Plan:
    """The plan that answers make."""
    return ENVIRONMENT.plan(wished(catalogue, "environment", known, **answers), catalogue, known or facts(), {})


def fact(made: Plan, name: str) -> Fact:
    """One fact of a plan."""
    return next(one for one in made.facts if one.name == name)


def tier(catalogue: Catalogue, **answers: Any) -> str:
    """Who policy asks for."""
    made = wished(catalogue, "environment", **answers)
    variables = {"kind": "environment", "stage": plan(catalogue, **answers).stage}
    offered = ENVIRONMENT.offered_tier(made, catalogue)
    return judge(
        catalogue, "environment", offered, {**variables, **ENVIRONMENT.variables(made, catalogue, facts())}
    ).tier


def test_a_curated_one_is_pinned_to_one_version_and_needs_nobody(starter: Catalogue) -> None:
    (effect,) = plan(starter, **LEAST).effects
    assert effect.payload["image"] == "mcr.microsoft.com/azureml/curated/sklearn-1.5:27"
    assert (effect.payload["name"], effect.payload["version"], effect.payload["conda"]) == ("sklearn-1.5", "1", None)
    assert tier(starter, **LEAST) == "T0"


def test_the_same_version_goes_into_every_stage_and_prod_needs_two(starter: Catalogue) -> None:
    made = plan(starter, **LEAST, stage="all")
    assert [effect.payload["workspace"][-4:].strip("-") for effect in made.effects] == ["dev", "test", "prod"]
    assert {effect.payload["version"] for effect in made.effects} == {"1"} and made.stage == "prod"
    assert tier(starter, **LEAST, stage="all") == "T2"


def test_a_known_digest_pins_the_very_image(starter: Catalogue) -> None:
    digest = "sha256:" + "a" * 64
    known = tuple(
        changed(one, version="27", image_digest=digest) if one.id == "sklearn-1.5" else one
        for one in starter.environments
    )
    (effect,) = plan(changed(starter, environments=known), base="sklearn-1.5").effects
    assert effect.payload["image"] == f"mcr.microsoft.com/azureml/curated/sklearn-1.5@{digest}"


def test_packages_of_ones_own_make_a_conda_file_on_the_bases_python(starter: Catalogue) -> None:
    made = plan(starter, **OWN)
    conda = YAML(typ="safe", pure=True).load(made.effects[0].payload["conda"])
    assert conda["dependencies"] == ["python=3.10", "pip", {"pip": ["lightgbm[dask]==4.6.0", "pandas==1.5.3"]}]
    assert (fact(made, "packages").ok, fact(made, "packages").detail) == (False, "in place of the base's own: pandas")
    assert tier(starter, **OWN) == "T1"


def test_what_the_name_promises_is_shown_against_what_is_inside(starter: Catalogue) -> None:
    differs = fact(plan(starter, base="acpt-pytorch-2.2-cuda12.1", base_version="3"), "actual")
    assert (
        differs.ok is False and "says Ubuntu20.04, PyTorch 2.2" in differs.value and "is Ubuntu22.04" in differs.value
    )
    assert fact(plan(starter, base="acft-hf-nlp-gpu", base_version="3"), "actual").ok is None
    assert fact(plan(starter, **LEAST), "life").value == "2029-04-30"


def test_the_next_version_follows_what_the_inventory_knows(starter: Catalogue) -> None:
    there = thing("sklearn-1.5:4", kind="environment", id="/env/4")
    known = replace(facts(), resources=things(there))
    assert plan(starter, known, **LEAST).effects[0].payload["version"] == "5"
    complaint = wrong(starter, "environment", known, **LEAST, version="4")["version"]
    assert "is there already, and versions never change" in complaint.what


@pytest.mark.parametrize(
    ("answers", "field", "what"),
    [
        ({**LEAST, "base_version": "latest"}, "base_version", "'latest' has not the right form"),
        ({"base": "sklearn-1.5"}, "base_version", "is missing"),
        ({**LEAST, "version": "latest"}, "version", "has not the right form"),
        ({**LEAST, "base": "sklearn-1.0"}, "base", "gets no more fixes since 2025-05-31"),
        ({**OWN, "packages": "pandas"}, "packages", "not pinned to one version: pandas"),
        ({**OWN, "packages": "pandas>=1.5 numpy==1.*"}, "packages", "numpy==1.*, pandas>=1.5"),
        ({**OWN, "packages": "pandas==latest"}, "packages", "not pinned"),
        ({**OWN, "packages": "a==1\n--extra-index-url https://x"}, "packages", "are options of pip: --extra-index-url"),
        ({**OWN, "packages": "a==1; python_version<'3.11'"}, "packages", "a==1; python_version<'3.11'"),
        ({**OWN, "packages": "# none yet"}, "packages", "name none"),
        ({**OWN, "packages": "a_b==1 A.B==2"}, "packages", "named twice: a-b"),
        ({**OWN, "packages": " ".join(f"p{n}==1" for n in range(61))}, "packages", "are 61, at most 60"),
        ({**OWN, "python": "3.12"}, "python", "sklearn-1.5 has Python 3.10"),
        ({**LEAST, "packages": "pandas==1"}, "packages", "there is no such field"),
    ],
)
def test_what_is_not_sound_is_refused(starter: Catalogue, answers: dict[str, Any], field: str, what: str) -> None:
    assert what in wrong(starter, "environment", **answers)[field].what


def test_a_list_is_read_as_people_write_it_with_comments_blanks_and_hyphens(starter: Catalogue) -> None:
    listed = "# what we need\nlightgbm == 4.6.0  # trees\n- mlflow==2.9.2\n\npyarrow==14.0.2, matplotlib ==3.9.2\n"
    made = plan(starter, **{**OWN, "packages": listed})
    assert fact(made, "packages").value.startswith("4 of at most")
