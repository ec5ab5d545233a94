"""Facts for plans: two projects, their quotas and budgets, and a name that is taken."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel

from catalog.model import Catalogue, Person
from portal.contract.problem import Complaint
from portal.contract.projects import ProjectStage
from portal.kinds.complete import complete
from portal.kinds.kind import BudgetFact, Facts, ProjectFact, QuotaFact, Wish
from portal.kinds.registry import KINDS
from tests.kinds.models import NAME, all_evidence, model
from tests.kinds.things import things

Changed = TypeVar("Changed", bound=BaseModel)

NOW = "2026-11-23T08:30:00.000Z"
TODAY = NOW[:10]
NONPROD = "f14209dd-081b-51e5-be45-dadf5f4944b8"
PROD = "9483f022-be9c-59a6-8cc4-52631fbf327e"
SEEN_AT = "2026-11-23T08:00:00.000Z"


def project(name: str, unit: str, members: tuple[str, ...], region: str = "westeurope", **changes: Any) -> ProjectFact:
    """A project in the shared workspaces of its unit."""
    stages = tuple(
        ProjectStage(stage, branch, f"mlw-{unit}-{stage}", f"rg-ml-{unit}-{stage}", region, True)
        for stage, branch in (("dev", "develop"), ("test", "release/*"), ("prod", "main"))
    )
    subscriptions = {"dev": NONPROD, "test": NONPROD, "prod": PROD}
    made = ProjectFact(name, unit, members[0], "building", stages, subscriptions, members, 500_000, 100_000)
    return replace(made, **changes)


def facts(**changes: Any) -> Facts:
    """The facts of a usual day."""
    known = (
        project("basket", "retail", ("maya", "priya"), repository="file:///repositories/basket.git"),
        project("parcels", "logistics", ("nils", "yuki"), region="northeurope"),
    )
    usual = Facts(
        projects={one.name: one for one in known},
        budgets={"retail": BudgetFact(1_800_000, 600_000), "logistics": BudgetFact(900_000, 0)},
        quotas={
            (NONPROD, "westeurope", "standarddsv5family", "dedicated"): QuotaFact(24, 64, SEEN_AT),
            (NONPROD, "westeurope", "standarddsv5family", "low"): QuotaFact(0, 100, SEEN_AT),
            (PROD, "westeurope", "standarddsv5family", "dedicated"): QuotaFact(8, 32, SEEN_AT),
        },
        taken={"compute:mlw-retail-dev/taken": "seen in Azure", "project:/winback": "R-7 is making it"},
        order=("basket", "parcels"),
        resources=things(),
        models={NAME: model()},
        evidence=all_evidence(),
        now=NOW,
    )
    return replace(usual, **changes)


def person(catalogue: Catalogue, name: str = "maya") -> Person:
    """Somebody of the organisation."""
    found = catalogue.organisation.person(name)
    assert found is not None
    return found


def wish(
    catalogue: Catalogue, kind: str, given: Facts | None = None, by: str = "maya", **answers: Any
) -> tuple[Wish, tuple[Complaint, ...]]:
    """What answers make, and what is wrong with them."""
    known = given or facts()
    return complete(KINDS[kind], answers, person(catalogue, by), catalogue, known, "R-12", NOW)


def wished(catalogue: Catalogue, kind: str, given: Facts | None = None, by: str = "maya", **answers: Any) -> Wish:
    """What answers make, when nothing is wrong with them."""
    made, complaints = wish(catalogue, kind, given, by, **answers)
    assert complaints == ()
    return made


def wrong(
    catalogue: Catalogue, kind: str, given: Facts | None = None, by: str = "maya", **answers: Any
) -> dict[str, Complaint]:
    """The complaints about answers, by field."""
    return {one.where: one for one in wish(catalogue, kind, given, by, **answers)[1]}


def changed(model: Changed, **update: Any) -> Changed:
    """A catalogue, organisation, policy … with other values; unlike `model_copy` it remembers nothing computed."""
    kept = {name: getattr(model, name) for name in type(model).model_fields}
    return type(model).model_construct(**{**kept, **update})


def with_items(catalogue: Catalogue, field: str, others: Mapping[str, Mapping[str, Any]]) -> Catalogue:
    """The catalogue with some items of `templates` or `computes` changed."""
    items: Iterable[Any] = getattr(catalogue, field)
    made = tuple(changed(one, **others.get(one.id, {})) for one in items)
    return changed(catalogue, **{field: made})
