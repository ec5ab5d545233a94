"""Kind project: a name and a template make a whole wish, and a plan that holds everything it needs."""

from dataclasses import replace
from typing import Any

import pytest

from catalog.model import Catalogue
from portal.contract.plan import Effect, Plan
from portal.domain.names import why_not
from portal.kinds.kind import BudgetFact, Facts, Wish
from portal.kinds.registry import KINDS
from tests.kinds.made import NONPROD, PROD, changed, facts, wish, wished, with_items, wrong

PROJECT = KINDS["project"]
FILES = {"README.md": "a" * 64, "portal.yml": "b" * 64}
FULL: dict[str, Any] = {"name": "churn", "template": "tabular-classic"}


def planned(catalogue: Catalogue, made: Wish, given: Facts | None = None) -> Plan:
    """The plan of a wish."""
    return PROJECT.plan(made, catalogue, given or facts(), FILES)


def kinds_of(plan: Plan) -> list[str]:
    """The kinds of a plan's effects, in order."""
    return [effect.kind for effect in plan.effects]


def step(plan: Plan, name: str) -> Effect:
    """One effect of a plan."""
    return next(effect for effect in plan.effects if effect.step == name)


def test_name_and_template_are_a_whole_wish(starter: Catalogue) -> None:
    made = wished(starter, "project", **FULL)
    assert {name for name, origin in made.origins.items() if origin == "answered"} == set(FULL)
    assert {name for name, origin in made.origins.items() if origin == "derived"} == {
        "description", "unit", "cost_centre",
    }  # fmt: skip
    assert made.values["unit"] == "retail" and made.values["owner"] == "maya" and made.values["cost_centre"] == "4100"
    assert made.values["topology"] == "existing" and made.values["problem"] == "classification"
    assert set(made.assumed) >= {"owner", "topology", "monthly_budget", "data_classification", "endpoint"}


def test_the_unit_that_pays_brings_its_own_cost_centre(starter: Catalogue) -> None:
    assert wished(starter, "project", **FULL, unit="risk").values["cost_centre"] == "4200"


def test_a_template_that_asks_for_the_data_is_not_asked_twice(starter: Catalogue) -> None:
    for template in starter.templates:
        names = [one.name for one in PROJECT.fields({"template": template.id}, *_around(starter))]
        assert len(names) == len(set(names))
        assert "data_classification" in names


def _around(catalogue: Catalogue) -> tuple[Any, Catalogue, Facts]:
    return catalogue.organisation.person("maya"), catalogue, facts()


@pytest.mark.parametrize(
    ("answers", "field", "what", "todo"),
    [
        ({"name": None}, "name", "is missing", "lower-case"),
        ({"name": " "}, "name", "is missing", ""),
        ({"name": "Churn"}, "name", "'Churn' has not the right form", ""),
        ({"name": "ch"}, "name", "3 to 20 characters, this has 2", "another name"),
        ({"name": "a" * 21}, "name", "is 21 characters long, at most 20", ""),
        ({"name": "basket"}, "name", "there is a project of that name", "another name"),
        ({"name": "winback"}, "name", "it is taken: R-7 is making it", "another name"),
        ({"template": "tabular"}, "template", "there is no 'tabular'", "choose one of: "),
        ({"template": None}, "template", "is missing", "choose one of: "),
        ({"unit": "sales"}, "unit", "there is no 'sales'", "retail"),
        ({"owner": "erik"}, "owner", "there is no 'erik'", ""),
        ({"owner": "ci-churn"}, "owner", "there is no 'ci-churn'", ""),
        ({"unit": "platform"}, "topology", "platform has no shared workspace for dev", "choose topology=own"),
        ({"primary_metric": "rmse"}, "primary_metric", "it must be one of auto, accuracy", "what goes together"),
        ({"problem": "regression", "primary_metric": "f1"}, "primary_metric", "one of auto, r2, mae, rmse", ""),
        ({"target_column": "2nd"}, "target_column", "has not the right form", ""),
        ({"metric_threshold": "high"}, "metric_threshold", "is not a number", ""),
        ({"metric_threshold": 1e308}, "metric_threshold", "is not a number", ""),
        ({"monthly_budget": -1}, "monthly_budget", "is less than 0", ""),
        ({"toplogy": "own"}, "toplogy", "there is no such field", "did you mean 'topology'?"),
        ({"template": "exploration", "problem": "regression"}, "problem", "there is no such field", "fields are"),
        ({"template": "exploration", "data_classification": "restricted"}, "data_classification",
         "there is no 'restricted'", "public, internal"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_where_and_what_to_do(
    starter: Catalogue, answers: dict[str, Any], field: str, what: str, todo: str
) -> None:
    complaint = wrong(starter, "project", **{**FULL, **answers})[field]
    assert what in complaint.what
    assert todo.lower() in complaint.todo.lower()


def test_names_of_own_workspaces_are_checked_too(starter: Catalogue) -> None:
    taken = facts(taken={"workspace:rg-churn-test/mlw-churn-test": "seen in Azure"})
    (complaint,) = wish(starter, "project", taken, **FULL, topology="own", topology_reason="a bill of its own")[1]
    assert complaint.what == "workspace mlw-churn-test: it is taken: seen in Azure"


def test_names_that_all_of_azure_shares_fit_and_are_another_requests_never(starter: Catalogue) -> None:
    for name in ("churn", "a" * 20, "a-b-c-d-e-f-g-h-i-jk"):
        own: dict[str, Any] = {
            "name": name,
            "template": "tabular-classic",
            "topology": "own",
            "topology_reason": "a bill of its own",
        }
        made = wished(starter, "project", **own)
        again = replace(made, request="R-13")
        for stage in ("dev", "test", "prod"):
            mine, others = (step(planned(starter, one), f"workspace-{stage}").payload for one in (made, again))
            for parameter, kind in (("storage", "storage"), ("keyVault", "key_vault"), ("registry", "registry")):
                assert why_not(kind, mine["parameters"][parameter]) == ""
                assert mine["parameters"][parameter] != others["parameters"][parameter]


@pytest.mark.parametrize("lifecycle", ["blocked", "draft"])
def test_a_closed_template_names_its_successor(starter: Catalogue, lifecycle: str) -> None:
    closing = {"lifecycle": lifecycle, "successor": "exploration", "reason": "Old."}
    closed = with_items(starter, "templates", {"tabular-classic": closing})
    complaint = wrong(closed, "project", **FULL)["template"]
    assert complaint.what == f"'tabular-classic' cannot be taken: it is {lifecycle}: Old; use exploration"


def test_a_draft_without_a_reason_says_no_none(starter: Catalogue) -> None:
    closed = with_items(starter, "templates", {"tabular-classic": {"lifecycle": "draft"}})
    assert wrong(closed, "project", **FULL)["template"].what == "'tabular-classic' cannot be taken: it is draft"


def test_existing_workspaces_get_rights_environments_a_repository_and_a_line_in_the_inventory(
    starter: Catalogue,
) -> None:
    plan = planned(starter, wished(starter, "project", **FULL))
    assert len({effect.step for effect in plan.effects}) == len(plan.effects)
    assert set(kinds_of(plan)) == {"role_assignment", "environment", "repository", "inventory"}
    assert kinds_of(plan)[-2:] == ["repository", "inventory"]
    assert (plan.cost.monthly_cents, plan.lease_days, plan.unit, plan.project) == (0, None, "retail", "churn")
    assert plan.items == ("tabular-classic", "sklearn-1.5")
    scope = f"/subscriptions/{NONPROD}/resourceGroups/rg-ml-retail-dev/providers"
    role = step(plan, "role-dev-maya").payload
    assert role["scope"].startswith(scope) and role["role"] == "AzureML Data Scientist"
    assert role["principal"] == "9779ca10-b5cc-50ce-b062-beca08c295ab" and role["principal_type"] == "User"
    assert step(plan, "role-prod-maya").payload["role"] == "Reader"
    assert step(plan, "environment-prod").payload["subscription"] == PROD


def test_nobody_of_the_team_may_write_to_test_or_prod_by_hand(starter: Catalogue) -> None:
    plan = planned(starter, wished(starter, "project", **FULL, topology="own", topology_reason="a bill of its own"))
    roles = {(effect.stage, effect.payload["role"]) for effect in plan.effects if effect.kind == "role_assignment"}
    assert {role for stage, role in roles if stage != "dev"} == {"Reader"}


def test_own_workspaces_are_made_before_what_lies_in_them(starter: Catalogue) -> None:
    made = wished(starter, "project", **FULL, topology="own", topology_reason="a bill of its own", region="northeurope")
    plan = planned(starter, made)
    order = [effect.step for effect in plan.effects]
    for stage in ("dev", "test", "prod"):
        first, second, third = (order.index(f"{what}-{stage}") for what in ("resource-group", "tags", "workspace"))
        assert first < second < third < order.index(f"role-{stage}-maya") < order.index(f"environment-{stage}")
    workspace = step(plan, "workspace-prod").payload
    assert workspace["subscription"] == PROD and workspace["location"] == "northeurope"
    assert workspace["parameters"]["storage"].startswith("stchurnprod")
    assert workspace["parameters"]["keyVault"].startswith("kv-churn-prod-")
    assert workspace["template"] == starter.infrastructure["workspace"]
    assert plan.cost.monthly_cents == 8000 and plan.cost.estimate


def test_the_repository_carries_the_very_files_that_are_approved(starter: Catalogue) -> None:
    plan = planned(starter, wished(starter, "project", **FULL))
    payload = step(plan, "repository").payload
    assert payload["files"] == FILES
    assert payload["template_digest"] == starter.digest("tabular-classic")
    assert payload["branches"] == ["main", "develop"] and payload["date"] == "2026-11-23T00:00:00Z"
    assert payload["answers"]["project_name"] == "churn" and payload["answers"]["request_id"] == "R-12"
    assert [stage["workspace"] for stage in payload["answers"]["stages"]] == [
        "mlw-retail-dev", "mlw-retail-test", "mlw-retail-prod",
    ]  # fmt: skip


def test_ids_of_people_go_into_a_repository_and_names_do_not(starter: Catalogue) -> None:
    payload = step(planned(starter, wished(starter, "project", **FULL)), "repository").payload
    told = str(payload["answers"])
    for person in starter.organisation.people:
        assert person.name not in told


def test_what_is_rendered_is_what_the_plan_says(starter: Catalogue) -> None:
    made = wished(starter, "project", **FULL)
    order = PROJECT.rendering(made, starter)
    assert order is not None and order.template == "tabular-classic"
    assert order.answers == step(planned(starter, made), "repository").payload["answers"]


def test_a_project_says_who_deploys_and_it_is_kept_with_it(starter: Catalogue) -> None:
    for answers, kept in ((FULL, "portal"), ({**FULL, "executor": "ci"}, "ci")):
        plan = planned(starter, wished(starter, "project", **answers))
        assert step(plan, "inventory").payload["project"]["spec"]["executor"] == kept
    assert "choose one of: portal, ci" in wrong(starter, "project", **FULL, executor="jenkins")["executor"].todo


@pytest.mark.parametrize(
    ("files", "ok"), [({".github/workflows/deploy.yml": "c" * 64}, True), (FILES, False), ({}, None)]
)
def test_a_pipeline_deploys_only_where_the_template_brings_one(
    starter: Catalogue, files: dict[str, str], ok: bool | None
) -> None:
    plan = PROJECT.plan(wished(starter, "project", **FULL, executor="ci"), starter, facts(), files)
    (fact,) = (one for one in plan.facts if one.name == "executor")
    assert (fact.ok, fact.blocks) == (ok, ok is False)
    by_portal = PROJECT.plan(wished(starter, "project", **FULL), starter, facts(), files)
    assert "executor" not in {one.name for one in by_portal.facts}


def test_an_exploration_shares_the_sandbox_and_ends(starter: Catalogue) -> None:
    plan = planned(starter, wished(starter, "project", name="idea", template="exploration"))
    assert plan.lease_days == 30
    assert {effect.stage for effect in plan.effects} == {"dev", ""}
    assert "mlw-explore-dev" in step(plan, "environment-dev").title


@pytest.mark.parametrize(("left", "ok"), [(8000, True), (7999, False)])
def test_own_workspaces_have_to_fit_the_units_budget(starter: Catalogue, left: int, ok: bool) -> None:
    given = facts(budgets={"retail": BudgetFact(left, 0)})
    plan = planned(
        starter, wished(starter, "project", given, **FULL, topology="own", topology_reason="a bill of its own"), given
    )
    budget = next(fact for fact in plan.facts if fact.name == "budget")
    assert (budget.ok, budget.blocks) == (ok, True)


def test_a_wish_from_before_is_told_what_is_gone(starter: Catalogue) -> None:
    made = wished(starter, "project", **FULL)
    organisation = starter.organisation
    left = tuple(changed(one, active=one.id != "maya") for one in organisation.people)
    units = tuple(one for one in organisation.units if one.id != "retail")
    later = changed(starter, templates=(), organisation=changed(organisation, people=left, units=units))
    told = {one.where: one.what for one in PROJECT.complaints(made, later, facts())}
    assert told == {
        "template": "'tabular-classic' cannot be taken: it is not in the catalogue any more",
        "unit": "there is no unit retail any more",
        "owner": "maya has left the organisation",
    }


def test_without_a_subscription_for_a_stage_own_workspaces_are_refused(starter: Catalogue) -> None:
    few = changed(starter.organisation, subscriptions=starter.organisation.subscriptions[:1])
    complaint = wrong(
        changed(starter, organisation=few), "project", **FULL, topology="own", topology_reason="a bill of its own"
    )["topology"]
    assert complaint.what == "no subscription of the organisation holds prod"
    assert "topology=existing" in complaint.todo


def test_without_the_infrastructure_file_own_workspaces_are_refused(starter: Catalogue) -> None:
    complaint = wrong(
        changed(starter, infrastructure={}), "project", **FULL, topology="own", topology_reason="a bill of its own"
    )["topology"]
    assert complaint.what == "the catalogue has no infrastructure/workspace.json"


def test_the_card_begins_with_a_line_that_clones(starter: Catalogue) -> None:
    made = wished(starter, "project", name="idea", template="exploration")
    url = "file:///srv/idea.git"
    card = PROJECT.card(made.values, planned(starter, made), {"repository": {"url": url}}, "2026-12-23")
    assert card.do_now[0] == f"git clone {url} idea"
    assert card.ends == ("the project ends 2026-12-23",) and card.lost
