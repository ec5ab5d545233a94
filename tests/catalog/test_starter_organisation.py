"""The invented organisation, its policy and its templates hold what the demo's stories need."""

import cel
import pytest

from catalog.model import Catalogue

ROLES = {
    "maya": ("retail", "data_scientist"),
    "tom": ("risk", "data_scientist"),
    "priya": ("retail", "ml_engineer"),
    "theo": ("retail", "team_lead"),
    "rosa": ("risk", "team_lead"),
    "paul": ("retail", "product_owner"),
    "ana": ("platform", "platform"),
    "li": ("platform", "platform"),
    "sam": ("retail", "tester"),
    "lena": ("platform", "lead"),
    "omar": ("platform", "cost_owner"),
    "ines": ("platform", "security"),
    "ci-churn": ("retail", "ci"),
}

SMALL = {
    "kind": "compute",
    "stage": "dev",
    "vcpus": 4,
    "gpus": 0,
    "nodes": 2,
    "min_nodes": 0,
    "idle_minutes": 15,
    "monthly_cents": 5_000,
    "committed_cents": 5_000,
    "budget_left_cents": 1_000_000,
    "template": "",
    "priority": "low",
    "tier": "T0",
    "days": 30,
    "assumed": [],
    "estimate": True,
    "identity": "manifest",
    "break_glass": False,
    "verified": False,
}


def outcomes(shipped: Catalogue, **variables: object) -> set[str]:
    """The outcomes of all rules that hold for a plan with these variables."""
    values = {**SMALL, **variables}
    return {
        rule.outcome
        for rule in shipped.policy.rules
        if values["kind"] in rule.applies_to and cel.evaluate(rule.when, values) is True
    }


@pytest.mark.parametrize("person_id", sorted(ROLES))
def test_the_people_of_the_stories_are_there(shipped: Catalogue, person_id: str) -> None:
    person = shipped.organisation.person(person_id)
    assert person is not None and person.active
    assert (person.unit, *person.roles) == ROLES[person_id]
    assert person.kind == ("ci" if person_id == "ci-churn" else "human")


def test_three_people_introduce_the_demo(shipped: Catalogue) -> None:
    personas = {person.id: person.persona for person in shipped.organisation.people if person.persona}
    assert personas == {"maya": "a data scientist", "ana": "the platform team", "lena": "a lead"}


def test_the_platform_team_is_a_group_and_somebody_has_left(shipped: Catalogue) -> None:
    group = shipped.organisation.group("ml-platform")
    assert group is not None and group.members == ("ana", "li")
    erik = shipped.organisation.person("erik")
    assert erik is not None and not erik.active


def test_every_unit_with_projects_has_a_workspace_for_each_stage(shipped: Catalogue) -> None:
    found = {(one.unit, one.stage): one.name for one in shipped.organisation.workspaces if one.purpose == "project"}
    assert found == {
        (unit, stage): f"mlw-{unit}-{stage}"
        for unit in ("retail", "risk", "logistics")
        for stage in ("dev", "test", "prod")
    }
    assert [one.name for one in shipped.organisation.workspaces if one.purpose == "exploration"] == ["mlw-explore-dev"]


def test_each_stage_has_its_branch(shipped: Catalogue) -> None:
    branches = [(stage.id, stage.branch) for stage in shipped.organisation.stages]
    assert branches == [("dev", "develop"), ("test", "release/*"), ("prod", "main")]


def test_each_activity_has_one_accountable_role_and_prod_has_two(shipped: Catalogue) -> None:
    rows = shipped.organisation.raci
    assert len(rows) == 19
    for row in rows:
        assert len(row.accountable()) == (2 if row.activity == "promote-to-prod" else 1), row.activity
        assert "R" in row.letters.values() or "A/R" in row.letters.values()
    assert [row.activity for row in rows if row.dual_key] == ["promote-to-prod"]


def test_the_tiers_ask_for_what_they_promise(shipped: Catalogue) -> None:
    needs = {rule.tier: [(need.group or need.role, need.count) for need in rule.needs] for rule in shipped.policy.tiers}
    assert needs == {
        "T0": [],
        "T1": [("ml-platform", 1)],
        "T2": [("ml-platform", 2)],
        "T3": [("ml-platform", 2), ("cost_owner", 1)],
    }
    assert [rule.hold_seconds for rule in shipped.policy.tiers] == [0, 10, 10, 10]


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, {"tier:T0"}),
        ({"vcpus": 16, "nodes": 4}, {"tier:T0"}),
        ({"vcpus": 32, "tier": "T1"}, {"tier:T1"}),
        ({"nodes": 5}, {"tier:T1"}),
        ({"idle_minutes": 16}, {"tier:T1"}),
        ({"idle_minutes": 0}, {"tier:T1"}),
        ({"days": 91}, {"tier:T0", "tier:T1"}),
        ({"gpus": 1, "tier": "T1"}, {"tier:T1"}),
        ({"gpus": 1, "tier": "T1", "nodes": 3}, {"tier:T1", "tier:T2"}),
        ({"gpus": 2, "vcpus": 48, "tier": "T2", "nodes": 1}, {"tier:T2"}),
        ({"gpus": 8, "vcpus": 96, "tier": "T3", "nodes": 1}, {"tier:T2", "tier:T3"}),
        ({"min_nodes": 1}, {"tier:T3"}),
        ({"committed_cents": 100_000}, {"tier:T0"}),
        ({"committed_cents": 100_001}, {"tier:T0", "up:1"}),
        ({"committed_cents": 100_001, "estimate": False}, {"tier:T0"}),
        ({"committed_cents": 200_001}, {"tier:T0", "tier:T3", "up:1"}),
        ({"stage": "prod", "priority": "dedicated"}, {"tier:T2", "hold:600"}),
        ({"stage": "prod"}, {"tier:T2", "hold:600", "warn"}),
        ({"kind": "project", "template": "tabular-classic", "days": 0}, {"tier:T1"}),
        ({"kind": "project", "template": "tabular-classic", "committed_cents": 1_000_001}, {"tier:T1", "tier:T3"}),
        ({"kind": "project", "template": "exploration"}, {"tier:T0"}),
        ({"kind": "project", "template": "exploration", "days": 31}, {"tier:T1"}),
        (
            {"kind": "promotion", "stage": "prod"},
            {"tier:T2", "hold:600", "instead:platform", "also:product_owner@unit"},
        ),
        ({"kind": "promotion", "stage": "prod", "break_glass": True}, {"tier:T2", "instead:platform", "warn"}),
        (
            {"kind": "promotion", "stage": "prod", "identity": "none"},
            {"tier:T2", "hold:600", "instead:platform", "also:product_owner@unit", "deny"},
        ),
        ({"kind": "promotion", "stage": "test"}, {"instead:ml_engineer@unit"}),
        ({"kind": "rollback", "stage": "prod", "verified": True}, {"tier:T0"}),
        ({"kind": "budget"}, {"also:cost_owner"}),
        ({"kind": "budget", "monthly_cents": 100_001}, {"also:cost_owner", "tier:T2"}),
        ({"kind": "exception"}, {"tier:T3"}),
        ({"kind": "access", "days": 90}, set()),
        ({"kind": "access", "days": 181}, {"tier:T2"}),
        ({"kind": "access", "stage": "prod"}, {"tier:T2", "hold:600"}),
    ],
)
def test_the_rules_give_the_promised_outcomes(
    shipped: Catalogue, variables: dict[str, object], expected: set[str]
) -> None:
    assert outcomes(shipped, **variables) == expected


def test_the_exploration_is_granted_automatically_and_ends(shipped: Catalogue) -> None:
    template = shipped.template("exploration")
    assert template is not None
    assert (template.tier, template.phase, template.stages, template.expires_days) == ("T0", "explore", ("dev",), 30)


def test_the_classic_template_asks_what_its_files_need(shipped: Catalogue) -> None:
    template = shipped.template("tabular-classic")
    assert template is not None
    assert (template.tier, template.stages) == ("T1", ("dev", "test", "prod"))
    assert {question.name for question in template.questions} == {
        "problem",
        "target_column",
        "primary_metric",
        "metric_threshold",
        "endpoint",
        "python_version",
        "data_classification",
    }


def test_every_question_of_every_template_has_a_default_that_fits(shipped: Catalogue) -> None:
    for template in shipped.templates:
        assert all(question.default is not None and question.help for question in template.questions)
        assert template.problems({}) == {}


def test_answers_are_checked_alone_and_together(shipped: Catalogue) -> None:
    template = shipped.template("tabular-classic")
    assert template is not None
    assert template.problems({"problem": "regression", "primary_metric": "rmse", "metric_threshold": 12}) == {}
    found = template.problems(
        {
            "problem": "regression",
            "primary_metric": "f1",
            "target_column": "a b",
            "metric_threshold": -1,
            "colour": "red",
        }
    )
    assert set(found) == {"primary_metric", "target_column", "metric_threshold", "colour"}
    assert found["primary_metric"] == "with problem regression it must be one of auto, r2, mae, rmse"
