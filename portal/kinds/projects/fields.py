"""What kind `project` asks: a name and a template; everything else is derived or assumed."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, Person, Template
from portal.kinds.asked_person import person_field
from portal.kinds.closed import why_closed
from portal.kinds.field import Choice, Field, from_question
from portal.kinds.kind import Facts
from portal.kinds.models.executors import PORTAL, executor_field
from portal.kinds.projects.topology import topology_fields

CLASSIFICATIONS = ("public", "internal", "confidential", "restricted")
CRITICALITIES = ("low", "medium", "high")
DEFAULT_BUDGET_CENTS = 50_000
TEMPLATE_SECTION = "From the template"


def fields(given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    """The fields of a project request, and the questions of the template chosen."""
    organisation = catalogue.organisation
    unit = str(given.get("unit") or person.unit or "")
    known_unit = organisation.unit(unit)
    template = catalogue.template(str(given.get("template", "")))
    own = [
        Field("name", "Name", "Lower-case letters, digits and hyphens; it names everything else",
              pattern=r"[a-z][a-z0-9]*(-[a-z0-9]+)*", longest=20, section="What"),
        Field("template", "Template", "What the project starts from", "choice",
              choices=tuple(_template_choice(one) for one in catalogue.templates), section="What"),
        Field("description", "What it is for", "A sentence or two", "text", assumed=_description(given),
              origin="derived", longest=500, section="What"),
        Field("unit", "Unit", "Who pays, and whose lead answers for it", "choice",
              choices=tuple(Choice(one.id, one.title) for one in organisation.units), assumed=person.unit,
              origin="derived", section="Who"),
        person_field("owner", "Owner", "Who answers for the project", catalogue, person.id, "Who"),
        Field("cost_centre", "Cost centre", "Where the cost is booked",
              assumed=(known_unit.cost_centre if known_unit else None) or unit or None, origin="derived",
              longest=40, pattern=r"[A-Za-z0-9][A-Za-z0-9 ._-]*", section="Who"),
        *topology_fields(given, unit, catalogue),
        Field("region", "Region", "Where own workspaces stand", "choice",
              choices=tuple(Choice(one, one) for one in organisation.regions), assumed=organisation.default_region,
              section="Where"),
        Field("monthly_budget", "Budget a month", "Whole euros that its compute may commit in a month", "integer",
              assumed=DEFAULT_BUDGET_CENTS // 100, minimum=0, maximum=100_000, section="Who"),
        executor_field("Who brings its models on, unless a promotion says otherwise", "Who", PORTAL, "assumed"),
        Field("criticality", "Criticality", "How much hangs on it", "choice",
              choices=tuple(Choice(one, one) for one in CRITICALITIES), assumed="low", section="Data"),
    ]  # fmt: skip
    questions = [from_question(one, TEMPLATE_SECTION) for one in template.questions] if template else []
    if not any(one.name == "data_classification" for one in questions):
        own.append(
            Field("data_classification", "Data", "The most sensitive data it will see", "choice",
                  choices=tuple(Choice(one, one) for one in CLASSIFICATIONS), assumed="internal", section="Data")
        )  # fmt: skip
    return (*own, *questions)


def _template_choice(template: Template) -> Choice:
    return Choice(template.id, template.title, template.use_when, why_closed(template))


def _description(given: Mapping[str, Any]) -> str:
    name = given.get("name")
    return f"{name}, a machine-learning project" if isinstance(name, str) else "A machine-learning project"
