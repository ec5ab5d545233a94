"""The organisation: its units, people, groups, stages, workspaces, and who answers for what."""

from datetime import date
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from catalog.model.base import Cents, Identifier, Line, Model, ObjectId, StageId, Word
from catalog.model.identities import IdentityDef, identity_names
from catalog.model.notices import Notices

Letter = Literal["R", "A", "C", "I", "A/R"]
AzureName = Annotated[str, Field(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9_.()-]*$", max_length=90)]


class Unit(Model):
    """A business unit with the budget it may spend a month."""

    id: Identifier
    title: Line
    lead: Identifier
    cost_owner: Identifier
    monthly_budget_cents: Cents
    cost_centre: Line | None = None


class Person(Model):
    """A human, a guest, or a CI identity."""

    id: Identifier
    name: Line
    title: Line
    unit: Identifier | None = None
    roles: tuple[Word, ...] = ()
    groups: tuple[Identifier, ...] = Field(default=(), description="Filled in on loading, from the groups' members.")
    kind: Literal["human", "ci", "guest"] = "human"
    active: bool = True
    persona: Line | None = Field(default=None, description="How the demo introduces them: a data scientist.")
    object_id: ObjectId
    employee_id: Line | None = Field(
        default=None, description="The directory's attribute by which further accounts of the same human are found."
    )
    accounts: tuple[ObjectId, ...] = Field(
        default=(), description="Other accounts of the same human, such as one for administration."
    )


class Group(Model):
    """A group of people that owns things or decides on them."""

    id: Identifier
    title: Line
    members: tuple[Identifier, ...]
    object_id: ObjectId | None = Field(
        default=None, description="The group of the directory whose members these are, where `directory` is graph."
    )
    app_role: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9._-]+$",
        max_length=120,
        description="The app role of the portal's registration whose holders the members are, as their sign-ins at a "
        "shared server show; `members` counts elsewhere.",
    )
    grants: tuple[Word, ...] = Field(default=(), description="Roles that one holds by being a member, and only so.")

    @model_validator(mode="after")
    def _one_source(self) -> "Group":
        if self.object_id and self.app_role:
            raise ValueError("the members come from a group of the directory or from an app role, not from both")
        return self


class StageDef(Model):
    """A stage and the branch whose code runs there; the order of stages is the order of promotion."""

    id: StageId
    title: Line
    branch: Line


class Subscription(Model):
    """An Azure subscription and the stages it holds."""

    id: ObjectId
    title: Line
    stages: tuple[StageId, ...] = Field(min_length=1)


class WorkspaceDef(Model):
    """An Azure ML workspace that exists already."""

    name: str = Field(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$")
    resource_group: AzureName
    subscription: ObjectId
    region: Identifier
    unit: Identifier
    stage: StageId
    shared: bool
    purpose: Literal["project", "exploration"] = "project"


class RegistryDef(Model):
    """An Azure ML registry of the organisation, through which models and environments move between stages."""

    name: str = Field(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9_-]{1,31}[a-zA-Z0-9]$")
    resource_group: AzureName
    subscription: ObjectId
    region: Identifier


class RaciRow(Model):
    """Who is Responsible, Accountable, Consulted or Informed for one activity."""

    activity: Identifier
    title: Line
    letters: dict[Word, Letter] = Field(min_length=1)
    dual_key: bool = Field(default=False, description="Whether two roles are accountable on purpose.")

    def accountable(self) -> tuple[str, ...]:
        """The roles with an A, alone or with an R."""
        return tuple(role for role, letter in self.letters.items() if letter in ("A", "A/R"))


OperatingModel = Literal["centralised", "hub-and-spoke", "federated"]


class OperatingException(Model):
    """Where another operating model holds than in the rest of the organisation: for some units, kinds, or both."""

    model: OperatingModel
    kinds: tuple[Word, ...] = Field(default=(), description="Kinds of request, such as compute; none means every kind.")
    units: tuple[Identifier, ...] = Field(default=(), description="Ids of units; none means every unit.")

    @model_validator(mode="after")
    def _narrower_than_everything(self) -> "OperatingException":
        if not self.kinds and not self.units:
            raise ValueError("name kinds or units; for everything there is operating_model itself")
        return self


TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class WorkingHours(Model):
    """From when until when people work on a business day, in the organisation's time zone."""

    opens: TimeOfDay = "09:00"
    closes: TimeOfDay = "17:00"

    @model_validator(mode="after")
    def _in_this_order(self) -> "WorkingHours":
        if self.opens >= self.closes:
            raise ValueError("a day of work closes after it opens")
        return self


class Organisation(Model):
    """Everything that is known of the organisation from its file."""

    name: Line
    operating_model: OperatingModel
    operating_exceptions: tuple[OperatingException, ...] = Field(
        default=(), description="Where another operating model holds; the first one that fits counts."
    )
    default_region: Identifier
    time_zone: Line = Field(
        default="UTC", description="The zone, such as Europe/Berlin, in which people say until when they want a thing."
    )
    directory: Literal["file", "graph"] = Field(
        default="file", description="Who says who is in a group and who has left: this file, or Microsoft Graph."
    )
    directory_digest: str = Field(default="", description="Filled in from the directory: what was observed of it.")
    app_roles_version: int = Field(default=0, description="Filled in from sign-ins: what was seen of app roles.")
    holidays: tuple[date, ...] = Field(default=(), description="Days on which nobody decides, beside the weekends.")
    working_hours: WorkingHours = Field(
        default=WorkingHours(), description="When people work; policy's working hours are counted in it."
    )
    regions: tuple[Identifier, ...] = Field(min_length=1)
    units: tuple[Unit, ...] = Field(min_length=1)
    people: tuple[Person, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = ()
    stages: tuple[StageDef, ...] = Field(min_length=1)
    subscriptions: tuple[Subscription, ...] = ()
    workspaces: tuple[WorkspaceDef, ...] = ()
    registries: tuple[RegistryDef, ...] = ()
    identities: tuple[IdentityDef, ...] = Field(
        default=(),
        description="The managed identities that a shared server splits its rights over: all of them, or none.",
    )
    raci: tuple[RaciRow, ...] = ()
    required_tags: tuple[Word, ...] = ()
    notices: Notices = Notices()
    name_patterns: dict[Word, Line] = Field(
        default_factory=dict,
        description="Resource kind to name, with {project}, {stage}, {unit}, {region} or {role}.",
    )

    @field_validator("time_zone")
    @classmethod
    def _zone_is_known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
            raise ValueError(f"'{name}' is no time zone; name one such as Europe/Berlin") from unknown
        return name

    @model_validator(mode="after")
    def _identities_are_all_there(self) -> "Organisation":
        named, wanted = [one.name for one in self.identities], identity_names([stage.id for stage in self.stages])
        if self.identities and sorted(named) != sorted(wanted):
            odd = [one for one in wanted if one not in named] or [one for one in named if named.count(one) > 1] or named
            raise ValueError(f"identities wants each of {', '.join(wanted)} once, or none at all; see {odd[0]}")
        ids = [one.client_id for one in self.identities] + [one.object_id for one in self.identities]
        if twice := [one for number, one in enumerate(ids) if one in ids[:number]]:
            raise ValueError(f"two identities have the id {twice[0]}; rights are split only over different ones")
        return self

    @cached_property
    def _people_by_id(self) -> dict[str, Person]:
        return {person.id: person for person in self.people}

    def person(self, person_id: str) -> Person | None:
        """The person of that id, also one who has left."""
        return self._people_by_id.get(person_id)

    def model_for(self, kind: str, unit: str) -> OperatingModel:
        """The operating model under which a new request of that kind, for that unit, is decided."""
        for one in self.operating_exceptions:
            if (not one.kinds or kind in one.kinds) and (not one.units or unit in one.units):
                return one.model
        return self.operating_model

    def roles(self) -> frozenset[str]:
        """Every role that somebody active has."""
        return frozenset(role for person in self.people if person.active for role in person.roles)

    def unit(self, unit_id: str) -> Unit | None:
        """The unit of that id."""
        return next((unit for unit in self.units if unit.id == unit_id), None)

    def group(self, group_id: str) -> Group | None:
        """The group of that id."""
        return next((group for group in self.groups if group.id == group_id), None)

    def workspace(self, name: str) -> WorkspaceDef | None:
        """The workspace of that name."""
        return next((workspace for workspace in self.workspaces if workspace.name == name), None)
