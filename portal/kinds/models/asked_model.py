"""The field `model` of the kinds that are about one, and what goes with it."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, Person
from portal.contract.problem import Complaint
from portal.domain.models.observed_workspaces import registry_id
from portal.domain.people.roles import PLATFORM
from portal.kinds.facts.model_fact import ModelFact
from portal.kinds.field import Choice, Field, some_of
from portal.kinds.kind import Facts, ProjectFact, Wish


def may_move(person: Person, model: ModelFact, facts: Facts) -> bool:
    """Members of its project, the platform team, and a pipeline's identity of the same unit may ask about a model."""
    project = facts.projects.get(model.project)
    if project is None:
        return False
    of_pipeline = person.kind == "ci" and person.unit == project.unit
    return person.id in project.members or PLATFORM in person.roles or of_pipeline


def model_field(help_: str, person: Person, facts: Facts) -> Field:
    """The choice among the models of the person's projects."""
    mine = [(label, one) for label, one in sorted(facts.models.items()) if may_move(person, one, facts)]
    choices = (Choice(label, one.name, f"{one.project}, {one.unit}") for label, one in mine)
    offered = some_of(choices, "no project of yours has a model")
    return Field("model", "Model", help_, "choice", choices=offered, section="What")


def chosen(given: Mapping[str, Any], facts: Facts) -> ModelFact | None:
    """The model that was answered; None when there is no such model."""
    name = given.get("model")
    return facts.models.get(name) if isinstance(name, str) else None


def gone(wish: Wish, facts: Facts) -> tuple[Complaint, ...]:
    """What is wrong with a wish whose model, project or requester's right to it is not there any more."""
    model = facts.models.get(wish.text("model"))
    if model is None:
        what = f"there is no model {wish.text('model')} of a project any more"
        return (Complaint("model", what, "ask for another, or wait until it was looked at again"),)
    if not may_move(wish.requester, model, facts):
        what = f"{wish.requester.id} has no rights in {model.project}, to which {model.name} belongs"
        return (Complaint("model", what, "ask a member of the project"),)
    return ()


def model_of(wish: Wish, facts: Facts) -> ModelFact:
    """The model of a wish that `gone` found nothing wrong with."""
    return facts.models[wish.text("model")]


def project_of(model: ModelFact, facts: Facts) -> ProjectFact:
    """The project of a model that is offered: only models of known projects are."""
    return facts.projects[model.project]


def registry_of(catalogue: Catalogue) -> str:
    """The Azure id of the registry that models move through; "" when the organisation has none."""
    if not catalogue.organisation.registries:
        return ""
    one = catalogue.organisation.registries[0]
    return registry_id(one.subscription, one.resource_group, one.name)
