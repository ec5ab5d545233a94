"""Checking the organisation against itself: people, groups, units, stages and workspaces that name each other."""

import re
from collections.abc import Hashable, Iterable

from catalog.model import Organisation
from catalog.strict_yaml import Path, StrictDocument

PLACEHOLDERS = ("project", "stage", "unit", "region", "role")


def check_organisation(organisation: Organisation, document: StrictDocument) -> None:
    """Note in the document whatever names something that does not exist, or exists twice."""
    _check_unique(organisation, document)
    if organisation.default_region not in organisation.regions:
        document.fault(
            ("default_region",), f"{organisation.default_region} is not among the regions", "add it, or name another"
        )
    _check_people(organisation, document)
    _check_workspaces(organisation, document)
    _check_name_patterns(organisation, document)


def _check_unique(organisation: Organisation, document: StrictDocument) -> None:
    lists: tuple[tuple[str, str, Iterable[Hashable]], ...] = (
        ("units", "id", (unit.id for unit in organisation.units)),
        ("people", "id", (person.id for person in organisation.people)),
        ("groups", "id", (group.id for group in organisation.groups)),
        ("stages", "id", (stage.id for stage in organisation.stages)),
        ("subscriptions", "id", (subscription.id for subscription in organisation.subscriptions)),
        ("workspaces", "name", (workspace.name for workspace in organisation.workspaces)),
        ("registries", "name", (registry.name for registry in organisation.registries)),
        ("raci", "activity", (row.activity for row in organisation.raci)),
    )
    for section, field, values in lists:
        seen: set[Hashable] = set()
        for number, value in enumerate(values):
            if value in seen:
                document.fault((section, number, field), f"{value} is taken already in {section}", "choose another")
            seen.add(value)


def _check_people(organisation: Organisation, document: StrictDocument) -> None:
    for number, unit in enumerate(organisation.units):
        for field, person_id in (("lead", unit.lead), ("cost_owner", unit.cost_owner)):
            if organisation.person(person_id) is None:
                _missing(document, ("units", number, field), "person", person_id)
    for number, group in enumerate(organisation.groups):
        for place, person_id in enumerate(group.members):
            if organisation.person(person_id) is None:
                _missing(document, ("groups", number, "members", place), "person", person_id)
    if organisation.directory_digest:
        document.fault(("directory_digest",), "it is filled in from the directory", "leave it out")
    if organisation.app_roles_version:
        document.fault(("app_roles_version",), "it is filled in from sign-ins", "leave it out")
    accounts: set[str] = set()
    for number, person in enumerate(organisation.people):
        for account in (person.object_id, *person.accounts):
            if account in accounts:
                what = f"{account} is taken already in people"
                document.fault(("people", number, "object_id"), what, "an account is one human's, named once")
            accounts.add(account)
        if person.unit is not None and organisation.unit(person.unit) is None:
            _missing(document, ("people", number, "unit"), "unit", person.unit)
        in_groups = {group.id for group in organisation.groups if person.id in group.members}
        if set(person.groups) != in_groups:
            document.fault(
                ("people", number, "groups"),
                f"the groups of {person.id} differ from the groups' members",
                "leave the field out; members are listed in groups",
            )


def _check_workspaces(organisation: Organisation, document: StrictDocument) -> None:
    stages = {stage.id for stage in organisation.stages}
    subscriptions = {subscription.id: subscription for subscription in organisation.subscriptions}
    for number, subscription in enumerate(organisation.subscriptions):
        for place, stage in enumerate(subscription.stages):
            if stage not in stages:
                _missing(document, ("subscriptions", number, "stages", place), "stage", stage)
    for number, workspace in enumerate(organisation.workspaces):
        path: Path = ("workspaces", number)
        if workspace.stage not in stages:
            _missing(document, (*path, "stage"), "stage", workspace.stage)
        if organisation.unit(workspace.unit) is None:
            _missing(document, (*path, "unit"), "unit", workspace.unit)
        if workspace.region not in organisation.regions:
            _missing(document, (*path, "region"), "region", workspace.region)
        found = subscriptions.get(workspace.subscription)
        if found is None:
            _missing(document, (*path, "subscription"), "subscription", workspace.subscription)
        elif workspace.stage not in found.stages:
            document.fault(
                (*path, "subscription"),
                f"the subscription {found.title} holds no {workspace.stage} workspaces",
                "name another subscription, or add the stage to it",
            )
    for number, registry in enumerate(organisation.registries):
        if registry.region not in organisation.regions:
            _missing(document, ("registries", number, "region"), "region", registry.region)
        if registry.subscription not in subscriptions:
            _missing(document, ("registries", number, "subscription"), "subscription", registry.subscription)


def _check_name_patterns(organisation: Organisation, document: StrictDocument) -> None:
    for kind, pattern in organisation.name_patterns.items():
        path: Path = ("name_patterns", kind)
        for name in re.findall(r"\{([^{}]*)\}", pattern):
            if name not in PLACEHOLDERS:
                document.fault(path, f"{{{name}}} is not known", f"use {', '.join(PLACEHOLDERS)} in braces")
        if re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", pattern)):
            document.fault(path, f"a brace in {pattern} has no partner", "write {project}")


def _missing(document: StrictDocument, path: Path, what: str, name: str) -> None:
    document.fault(path, f"there is no {what} {name}", f"add the {what}, or name another")
