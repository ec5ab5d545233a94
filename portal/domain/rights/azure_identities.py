"""The portal's identities as an organisation has to make them: whose role holds what where, on which condition. Pure.

Roles come from the catalogue's files, one for each duty; an identity of one stage has a role of its own, so that it can
be assigned where that stage is and nowhere else.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.model import Catalogue, Organisation
from catalog.model.identities import DUTIES, STAGED, DutyRole, identity_name
from portal.contract.values import Json
from portal.domain.models.observed_workspaces import registry_id
from portal.domain.rights.role_conditions import Giving, condition_of

PROJECT_ROLES = ("AzureML Data Scientist", "Reader")
"""Azure roles that projects bring for their members, whatever else the catalogue offers."""
_GUIDS = uuid.UUID("d6f1d0b9-58b5-4f43-9b0e-0a3c2a7f5f11")


@dataclass(frozen=True)
class Role:
    """A role definition as it stands in Azure, or as the portal wants it."""

    id: str
    name: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arranged:
    """One identity, with everything that has to be made of it in Azure."""

    name: str
    duty: str
    stage: str
    role: Role
    description: str
    scopes: tuple[str, ...]
    condition: str = ""
    """Of its role assignments, for those who give rights; else ""."""
    not_given: tuple[str, ...] = ()
    """Roles of the catalogue that it cannot give, as their id in the tenant is not known."""
    client_id: str = ""
    object_id: str = ""
    """Both as organisation.yaml says, or "" until it does."""

    def definition(self) -> Json:
        """The file of which `az role definition create --role-definition` makes the role."""
        return {
            "Name": self.role.name,
            "IsCustom": True,
            "Description": self.description,
            "Actions": list(self.role.actions),
            "NotActions": list(self.role.not_actions),
            "DataActions": [],
            "NotDataActions": [],
            "AssignableScopes": sorted({_subscription_of(scope) for scope in self.scopes}),
        }


def arrange(
    catalogue: Catalogue, duties: Mapping[str, DutyRole], known: Mapping[str, str] | None = None
) -> tuple[Arranged, ...]:
    """Every identity of an organisation, in the order of `DUTIES` and of its stages.

    `known` are ids of roles by their names, as a tenant shows them; without it only those that the catalogue tells.
    """
    organisation = catalogue.organisation
    stages = [str(one.id) for one in organisation.stages]
    wanted = [(duty, stage) for duty in DUTIES for stage in (stages if duty in STAGED else [""])]
    return tuple(_arranged(catalogue, duties[duty], duty, stage, known or {}) for duty, stage in wanted)


def role_name(duty: str, stage: str) -> str:
    """What the role of an identity is called in Azure."""
    return f"ML Portal - {duty} {stage}".strip()


def shared_subscriptions(organisation: Organisation) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Subscriptions with several stages, where Azure cannot keep the identities of those stages apart."""
    return tuple((one.title, one.stages) for one in organisation.subscriptions if len(one.stages) > 1)


def _arranged(catalogue: Catalogue, of: DutyRole, duty: str, stage: str, ids: Mapping[str, str]) -> Arranged:
    organisation, name = catalogue.organisation, identity_name(duty, stage)
    named = next((one for one in organisation.identities if one.name == name), None)
    guid = str(uuid.uuid5(_GUIDS, f"{organisation.name}/{name}"))
    role = Role(guid, role_name(duty, stage), of.actions, of.not_actions)
    condition, not_given = _condition(catalogue, stage, ids) if duty == "grant" else ("", ())
    return Arranged(
        name, duty, stage, role, of.description, _scopes(organisation, duty, stage), condition, not_given,
        named.client_id if named else "", named.object_id if named else "",
    )  # fmt: skip


def _scopes(organisation: Organisation, duty: str, stage: str) -> tuple[str, ...]:
    """Registries for who promotes; the subscriptions of its stage, or all of them, for everybody else."""
    if duty == "promote":
        return tuple(registry_id(one.subscription, one.resource_group, one.name) for one in organisation.registries)
    return tuple(f"/subscriptions/{one.id}" for one in organisation.subscriptions if not stage or stage in one.stages)


def _condition(catalogue: Catalogue, stage: str, known: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """What may be given in a stage, by the ids that are known, and the names of those whose ids are not."""
    names = set(PROJECT_ROLES)
    for role in catalogue.roles.roles:
        names |= {*role.stages.get(stage, ()), *role.registry}  # type: ignore[call-overload]
    told = {one.name: one.id for one in catalogue.roles.azure_roles if one.id is not None}
    ids = {name: told.get(name) or known.get(name, "") for name in sorted(names)}
    missing = tuple(name for name, id_ in ids.items() if not id_)
    ours = frozenset(one.object_id for one in catalogue.organisation.identities)
    return condition_of(Giving(frozenset(ids.values()) - {""}, never_to=ours)), missing


def _subscription_of(scope: str) -> str:
    return "/".join(scope.split("/")[:3])
