"""The identities that the portal splits its rights in Azure over, and the role of each duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field, model_validator

from catalog.model.base import Model, ObjectId, StageId

Duty = Literal["read", "provision", "grant", "promote"]
DUTIES: tuple[Duty, ...] = ("read", "provision", "grant", "promote")
STAGED: tuple[Duty, ...] = ("provision", "grant")
"""Duties that have an identity of their own in each stage; the others have one for all."""


def identity_name(duty: str, stage: str | None) -> str:
    """How an identity is called in files, roles and messages: `provision-prod`, `read`."""
    return f"{duty}-{stage}" if stage else duty


class IdentityDef(Model):
    """A managed identity of the portal's server and its workers: for one duty, in one stage where that is split."""

    duty: Duty
    stage: StageId | None = Field(default=None, description="For provision and grant: the stage it works in.")
    client_id: ObjectId = Field(description="By which the portal asks for its tokens.")
    object_id: ObjectId = Field(description="Of its service principal: to whom roles are assigned.")

    @model_validator(mode="after")
    def _stage_where_it_is_split(self) -> "IdentityDef":
        if (self.duty in STAGED) != (self.stage is not None):
            raise ValueError("provision and grant have a stage each, read and promote have none")
        return self

    @property
    def name(self) -> str:
        """`provision-prod`, `read`."""
        return identity_name(self.duty, self.stage)


@dataclass(frozen=True)
class DutyRole:
    """What a duty takes in Azure, as a file below `infrastructure/roles` has it."""

    description: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...] = ()


def identity_names(stages: Sequence[str]) -> tuple[str, ...]:
    """Every identity that an organisation with these stages needs, once its rights are split."""
    split = tuple(identity_name(duty, stage) for duty in STAGED for stage in stages)
    return (identity_name("read", None), *split, identity_name("promote", None))
