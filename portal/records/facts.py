"""Reads what plans rest on: projects, budgets, observed quotas, and names that are taken."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from catalog.model import Catalogue
from portal.contract.projects import ProjectStage
from portal.domain.models.evidence import texts, whole_of
from portal.kinds.kind import BudgetFact, Facts, ProjectFact, QuotaFact
from portal.records.inventory import use
from portal.records.inventory.resource_facts import resource_facts
from portal.records.models import evidence
from portal.records.models.facts import model_facts
from portal.records.observed.observations import seen
from portal.records.operations.committed import by_project
from portal.records.requests.owed import owed_facts
from portal.store.rows import CURRENT, from_row
from portal.store.tables import budgets, projects, requests, resources, revisions

QUOTA_KEY = ("subscription", "region", "family", "priority")


def gather(
    connection: sa.Connection,
    catalogue: Catalogue,
    but: int | None = None,
    now: str = "",
    models: frozenset[str] | None = None,
) -> Facts:
    """The facts as they stand `now`; `but` is a request whose own name does not count as taken.

    What is known of models is only read when `models` is given, as there may be thousands; evidence of those it names.
    """
    known = _projects(connection)
    by_name = {project.name: project for project in known}
    return Facts(
        projects=by_name,
        budgets=_budgets(connection, catalogue),
        quotas=quotas(connection),
        taken=_taken(connection, but),
        order=tuple(project.name for project in known),
        kept=use.kept_names(connection),
        assignments=use.assignments(connection, catalogue),
        exceptions=use.exceptions(connection),
        holders=use.holders(connection, catalogue),
        clusters=use.clusters(connection),
        asked=use.asked(connection, but),
        resources=resource_facts(connection, catalogue, by_name),
        models={} if models is None else model_facts(connection, catalogue, by_name),
        evidence={name: evidence.about(connection, name) for name in models or ()},
        owed=() if models is None else owed_facts(connection),
        now=now,
    )


def _projects(connection: sa.Connection) -> list[ProjectFact]:
    spent = by_project(connection)
    found: Mapping[str, int] = dict(
        connection.execute(
            sa.select(resources.c.project, sa.func.sum(resources.c.monthly_cents))
            .where(resources.c.origin == "found", resources.c.state.not_in(("retired", "missing")))
            .group_by(resources.c.project)
        ).all()
    )
    rows = connection.execute(
        sa.select(projects).where(projects.c.phase != "retired").order_by(projects.c.last_activity.desc())
    ).mappings()
    return [
        from_row(
            ProjectFact,
            row,
            stages=tuple(_stage(stage) for stage in row["stages"]),
            subscriptions={stage["stage"]: stage.get("subscription", "") for stage in row["stages"]},
            members=tuple({row["owner"], *row["members"]}),
            committed_cents=spent.get(row["name"], 0) + int(found.get(row["name"], 0)),
            classification=row["data_classification"],
            executor=str(row["spec"].get("executor") or "portal"),
        )
        for row in rows
    ]


def _stage(stage: Mapping[str, Any]) -> ProjectStage:
    return ProjectStage(
        stage["stage"],
        stage.get("branch", ""),
        stage["workspace"],
        stage.get("resource_group", ""),
        stage.get("region", ""),
        bool(stage.get("shared", True)),
    )


def _budgets(connection: sa.Connection, catalogue: Catalogue) -> dict[str, BudgetFact]:
    stored = {row["unit"]: row for row in connection.execute(sa.select(budgets)).mappings()}
    made = {}
    for unit in catalogue.organisation.units:
        row = stored.get(unit.id)
        made[unit.id] = BudgetFact(
            row["limit_cents"] if row else unit.monthly_budget_cents, row["committed_cents"] if row else 0
        )
    return made


def quotas(connection: sa.Connection) -> dict[tuple[str, str, str, str], QuotaFact]:
    """Quotas as last observed, by subscription, region, family (lower case) and priority."""
    found: dict[tuple[str, str, str, str], QuotaFact] = {}
    for row in seen(connection, "quota"):
        told = texts(row["value"])
        used, limit = whole_of(row["value"], "used"), whole_of(row["value"], "limit")
        if used is None or limit is None:
            continue
        subscription, region, family, priority = (told.get(name, "") for name in QUOTA_KEY)
        found[subscription, region, family.lower(), priority] = QuotaFact(used, limit, row["observed_at"])
    return found


def _taken(connection: sa.Connection, but: int | None) -> dict[str, str]:
    taken: dict[str, str] = {}
    for row in seen(connection, "compute"):
        taken[f"compute:{row['workspace']}/{row['value'].get('name', '')}".lower()] = "seen in Azure"
    for row in seen(connection, "workspace"):
        value = row["value"]
        taken[f"workspace:{value.get('resource_group', '')}/{value.get('name', '')}".lower()] = "seen in Azure"
    made = sa.select(resources).where(resources.c.state.not_in(("retired", "missing")))
    for row in connection.execute(made).mappings():
        if row["kind"] == "compute" and row["request"] != but:
            taken[f"compute:{row['workspace']}/{row['name']}".lower()] = "made by the portal"
    return taken | _reserved(connection, but)


def _reserved(connection: sa.Connection, but: int | None) -> dict[str, str]:
    """Names that approved and running requests will bring about. Of two approved ones the first asked has the name."""
    names = [(number, state, f"project:/{name}") for number, state, name in connection.execute(_under_way("project"))]
    for number, state, plan in connection.execute(_under_way("compute")):
        made = (effect["payload"] for effect in plan["effects"] if effect["kind"] == "compute")
        names += [(number, state, f"compute:{one['workspace']}/{one['name']}") for one in made]
    return {
        name.lower(): f"R-{number} is making it"
        for number, state, name in names
        if number != but and (but is None or state == "running" or number < but)
    }


def _under_way(kind: str) -> sa.Select[Any]:
    column = requests.c.project if kind == "project" else revisions.c.plan
    chosen = (requests.c.kind == kind) & requests.c.state.in_(("approved", "running"))
    return sa.select(requests.c.number, requests.c.state, column).join(revisions, CURRENT).where(chosen)


def making(number: int) -> str:
    """Why a name is taken by a request that is about to make it."""
    return f"R-{number} is making it"


def without_own(facts: Facts, number: int) -> Facts:
    """The facts for a request whose own name does not count as taken."""
    return replace(facts, taken={name: why for name, why in facts.taken.items() if why != making(number)})
