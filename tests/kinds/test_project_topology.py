"""The decision on a project's workspaces: what was advised, what was chosen, and why it is something else."""

from typing import Any

import pytest

from catalog.model import Catalogue
from portal.contract.plan import Fact, Plan
from portal.kinds.registry import KINDS
from tests.kinds.made import changed, facts, wished, wrong

PROJECT = KINDS["project"]
LEAST: dict[str, Any] = {"name": "churn", "template": "tabular-classic"}


def planned(catalogue: Catalogue, **answers: Any) -> Plan:
    """The plan of a project."""
    return PROJECT.plan(wished(catalogue, "project", **LEAST, **answers), catalogue, facts(), {})


def told(plan: Plan) -> Fact:
    """What the plan says of the workspaces."""
    return next(one for one in plan.facts if one.name == "topology")


def recorded(plan: Plan) -> dict[str, str]:
    """What the inventory keeps."""
    (entered,) = (one.payload["project"]["spec"] for one in plan.effects if one.kind == "inventory")
    decision: dict[str, str] = entered["topology_decision"]
    return decision


def test_without_a_word_the_advice_is_taken_and_recorded(starter: Catalogue) -> None:
    plan = planned(starter)
    assert (told(plan).value, told(plan).ok) == ("existing, as advised", True)
    assert recorded(plan)["chosen"] == recorded(plan)["advised"] == "existing"
    assert recorded(plan)["layout"].startswith("One workspace for the team; ")


def test_what_it_needs_changes_the_advice(starter: Catalogue) -> None:
    made = wished(starter, "project", **LEAST, needs="external, chargeback")
    assert (made.values["topology"], made.origins["topology"]) == ("own", "assumed")
    assert recorded(planned(starter, needs="external chargeback"))["advised"] == "own"


def test_other_workspaces_than_advised_want_a_reason_which_is_recorded(starter: Catalogue) -> None:
    assert "is missing" in wrong(starter, "project", **LEAST, topology="own")["topology_reason"].what
    plan = planned(starter, topology="own", topology_reason="the audit asks for it")
    assert (told(plan).ok, told(plan).blocks) == (False, False)
    assert told(plan).value == "own workspaces, advised were existing"
    assert recorded(plan) | {"layout": ""} == {
        "chosen": "own", "advised": "existing", "layout": "", "needs": "", "reason": "the audit asks for it",
    }  # fmt: skip


@pytest.mark.parametrize("needs", ["guests", "external maybe", "no_no_external"])
def test_a_word_that_the_advisor_does_not_know_is_refused(starter: Catalogue, needs: str) -> None:
    assert "there is no word" in wrong(starter, "project", **LEAST, needs=needs)["needs"].what


def test_without_rules_nothing_is_advised_and_nothing_has_to_be_explained(starter: Catalogue) -> None:
    bare = changed(starter, topology_rules=None)
    plan = PROJECT.plan(wished(bare, "project", **LEAST, topology="own"), bare, facts(), {})
    assert [one for one in plan.facts if one.name == "topology"] == [] and recorded(plan)["advised"] == ""
