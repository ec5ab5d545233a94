"""Kind `environment`: an ML environment in a project's workspaces, curated and pinned, or with packages on top."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, Environment
from portal.contract.operations import ReadyCard
from portal.contract.plan import Effect, Plan
from portal.contract.problem import Complaint
from portal.contract.projects import ProjectStage
from portal.kinds.asked_project import gone, plan_for
from portal.kinds.closed import why_closed
from portal.kinds.environment.checks import checks, packages_of, wrong_base, wrong_packages
from portal.kinds.environment.fields import CURATED, CUSTOM, EVERY_STAGE, fields, versions
from portal.kinds.fits import no_cost
from portal.kinds.kind import Facts, Kind, ProjectFact, Wish, sure
from portal.kinds.tags import required_tags

IMAGES = "mcr.microsoft.com/azureml/curated"
"""Where Microsoft publishes the images of its curated environments; their tags are the registry's versions."""


def _base(wish: Wish, catalogue: Catalogue) -> Environment:
    return sure(catalogue.environment(wish.text("base")), wish.text("base"))


def _complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    if missing := gone(wish, facts):
        return missing
    base = catalogue.environment(wish.text("base"))
    if why := why_closed(base) if base else "it is not in the catalogue any more":
        return (Complaint("base", f"'{wish.text('base')}' cannot be taken: {why}", "take another base"),)
    found = [*wrong_base(wish, _base(wish, catalogue)), *wrong_packages(wish, _base(wish, catalogue))]
    project = facts.projects[wish.text("project")]
    if not _places(wish, project):
        had = ", ".join(project.subscriptions)
        found.append(Complaint("stage", f"{project.name} has no stage {wish.text('stage')}", f"choose one of: {had}"))
    if int(wish.text("version")) in versions(wish.text("name"), project, facts):
        what = f"{wish.text('name')}:{wish.text('version')} is there already, and versions never change"
        found.append(Complaint("version", what, "give the next number"))
    return tuple(found)


def _places(wish: Wish, project: ProjectFact) -> tuple[ProjectStage, ...]:
    wanted = (wish.text("stage"), EVERY_STAGE)
    return tuple(one for one in project.stages if one.stage in wanted or wish.text("stage") == EVERY_STAGE)


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    base, project = _base(wish, catalogue), facts.projects[wish.text("project")]
    places = _places(wish, project)
    note = "an environment costs nothing; its image is built once, where it is first used"
    return plan_for(
        project,
        tuple(_effect(wish, base, project, place, catalogue) for place in places),
        checks(wish, base),
        no_cost(catalogue, note),
        "prod" if any(one.stage == "prod" for one in places) else places[0].stage,
        items=(base.id,),
        notes=(base.note,) if base.note else (),
    )


def _effect(wish: Wish, base: Environment, project: ProjectFact, place: ProjectStage, catalogue: Catalogue) -> Effect:
    name, version = wish.text("name"), wish.text("version")
    payload = {
        "subscription": project.subscriptions[place.stage],
        "resource_group": place.resource_group,
        "workspace": place.workspace,
        "name": name,
        "version": version,
        "image": _image(base, wish.text("base_version")),
        "conda": _conda(wish),
        "description": f"{base.id} {wish.text('base_version')}, for {project.name}",
        "tags": required_tags(catalogue, project.name, wish.requester.id, project.unit, place.stage)
        | {"base": base.id, "base_version": wish.text("base_version")},
    }
    title = f"Environment {name}:{version} in {place.workspace}"
    return Effect(f"environment-{place.stage}", "environment", title, name, place.stage, payload)


def _image(base: Environment, version: str) -> str:
    """The image by its digest where the catalogue knows it for this very version, else by its tag."""
    if base.image_digest and base.version == version:
        return f"{IMAGES}/{base.name}@{base.image_digest}"
    return f"{IMAGES}/{base.name}:{version}"


def _conda(wish: Wish) -> str | None:
    """The conda file of a custom environment; None leaves the image as it is."""
    listed = packages_of(wish)
    if not listed:
        return None
    python = [f"  - python={wish.text('python')}"] if wish.text("python") else []
    lines = [f"name: {wish.text('name')}", "dependencies:", *python, "  - pip", "  - pip:"]
    return "\n".join([*lines, *(f"      - {one}" for one in listed)]) + "\n"


def _variables(wish: Wish, _catalogue: Catalogue, _facts: Facts) -> dict[str, Any]:
    return {"how": wish.text("how")}


def _offered_tier(wish: Wish, catalogue: Catalogue) -> str:
    """What is approved and taken as it is needs nobody."""
    as_it_is = wish.text("how") == CURATED and _base(wish, catalogue).lifecycle == "approved"
    return "T0" if as_it_is else "T1"


def _headline(wish: Wish) -> str:
    more = f" with {len(packages_of(wish))} packages" if wish.text("how") == CUSTOM else ""
    return f"environment {wish.text('base')} {wish.text('base_version')}{more} for {wish.text('project')}"


def _card(values: Mapping[str, Any], plan: Plan, _outcomes: Mapping[str, Any], _ends_at: str) -> ReadyCard:
    made = plan.effects[0].payload
    name = f"{made['name']}:{made['version']}"
    where = f"--workspace-name {made['workspace']} --resource-group {made['resource_group']}"
    return ReadyCard(
        headline=f"Environment {name} is in {', '.join(one.payload['workspace'] for one in plan.effects)}",
        do_now=(
            f"environment: azureml:{name}",
            f"az ml environment show --name {made['name']} --version {made['version']} {where}",
        ),
        ends=("it stays; versions never change, a newer one gets the next number",),
        lost=("nothing",),
    )


ENVIRONMENT = Kind(
    id="environment",
    title="ML environment",
    summary="A curated environment pinned into your workspaces, or one with packages of your own on an approved base",
    fields=fields,
    complaints=_complaints,
    plan=_plan,
    offered_tier=_offered_tier,
    variables=_variables,
    policy_words={"how": ""},
    headline=_headline,
    card=_card,
)
