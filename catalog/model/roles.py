"""Roles that people may join with, the Azure roles behind them, and what each action lets people do."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from catalog.model.base import Identifier, Line, Model, ObjectId, Paragraph, StageId

PROVIDER = "Microsoft.MachineLearningServices"

Action = Annotated[str, Field(pattern=r"^(\*|/[A-Za-z*/]+|[A-Za-z.*]+/[A-Za-z.*/]+)$", max_length=200)]
"""An Azure action such as `Microsoft.Authorization/*`; one that begins with `/` is the machine-learning provider's."""

Target = Literal["project", "workspace", "registry"]
"""What people can join."""

PersonKind = Literal["human", "ci", "guest"]


def full(action: str) -> str:
    """An action with its provider's name."""
    return f"{PROVIDER}{action}" if action.startswith("/") else action


class AzureRole(Model):
    """A role of Azure: it allows its actions, except those that match one of `not_actions`."""

    name: Line = Field(description="The display name, by which Azure finds it.")
    id: ObjectId | None = Field(default=None, description="The same in every tenant for a built-in role; else none.")
    actions: tuple[Action, ...] = Field(min_length=1)
    not_actions: tuple[Action, ...] = ()
    source: Line = Field(description="Where the definition comes from.")


class JoinRole(Model):
    """A role that somebody may ask for, with the Azure roles that it brings in each stage or in a registry."""

    id: Identifier
    title: Line
    use_when: Paragraph
    joins: tuple[Target, ...] = Field(min_length=1)
    people: tuple[PersonKind, ...] = Field(default=("human",), min_length=1, description="Whom it may be given to.")
    stages: dict[StageId, tuple[Line, ...]] = Field(default_factory=dict, description="Stage to Azure roles.")
    registry: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _brings_something(self) -> "JoinRole":
        if bool(self.stages) != bool({"project", "workspace"} & set(self.joins)):
            raise ValueError("stages belong to a role that joins projects or workspaces, and only to it")
        if bool(self.registry) != ("registry" in self.joins):
            raise ValueError("registry belongs to a role that joins registries, and only to it")
        return self

    def named(self) -> tuple[str, ...]:
        """Every Azure role that it brings anywhere."""
        everywhere = (*self.registry, *(name for names in self.stages.values() for name in names))
        return tuple(dict.fromkeys(everywhere))


class Activity(Model):
    """Something that people want to do, and the actions it takes."""

    id: Identifier
    title: Line
    on: Literal["workspace", "registry"] = "workspace"
    needs: tuple[Action, ...] = Field(min_length=1)
    source: Line

    @model_validator(mode="after")
    def _needs_are_exact(self) -> "Activity":
        if loose := [need for need in self.needs if "*" in need]:
            raise ValueError(f"{loose[0]} names many actions; an activity needs single ones")
        return self


class Roles(Model):
    """Everything that is known of roles."""

    version: Line
    azure_roles: tuple[AzureRole, ...] = ()
    roles: tuple[JoinRole, ...] = ()
    activities: tuple[Activity, ...] = ()
    caveats: tuple[Paragraph, ...] = Field(default=(), description="What everybody who gets a right has to know.")

    @model_validator(mode="after")
    def _named_once_and_known(self) -> "Roles":
        for what, names in (
            ("Azure role", [one.name for one in self.azure_roles]),
            ("role", [one.id for one in self.roles]),
            ("activity", [one.id for one in self.activities]),
        ):
            if twice := [name for number, name in enumerate(names) if name in names[:number]]:
                raise ValueError(f"the {what} {twice[0]} stands here twice")
        for role in self.roles:
            if unknown := [name for name in role.named() if name not in self._azure_by_name]:
                raise ValueError(f"{role.id} brings the Azure role {unknown[0]}, which is not among azure_roles")
        return self

    @cached_property
    def _azure_by_name(self) -> dict[str, AzureRole]:
        return {one.name: one for one in self.azure_roles}

    def azure(self, name: str) -> AzureRole | None:
        """The Azure role of that display name."""
        return self._azure_by_name.get(name)

    def role(self, role_id: str) -> JoinRole | None:
        """The role of that id."""
        return next((one for one in self.roles if one.id == role_id), None)

    def that_join(self, target: str) -> tuple[JoinRole, ...]:
        """The roles by which people join a project, a workspace or a registry."""
        return tuple(one for one in self.roles if target in one.joins)
