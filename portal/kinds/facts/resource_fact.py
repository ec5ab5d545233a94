"""What a plan may know of one resource of the inventory, and how people name it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HERE = ("live", "expiring", "stopped", "foreign")
"""States of a resource that something can still be done about."""
ADOPTABLE = ("compute", "workspace")
"""Kinds of resource that can be adopted by themselves; the others go with their project."""


@dataclass(frozen=True)
class SeenFact:
    """What was last seen of a resource in Azure: the observed value, where it lies, and when that was."""

    value: Mapping[str, Any]
    region: str
    observed_at: str

    @property
    def tags(self) -> Mapping[str, str]:
        """Its tags, as Azure spells them."""
        told = self.value.get("tags")
        return {str(name): str(text) for name, text in told.items()} if isinstance(told, Mapping) else {}

    @property
    def used_at(self) -> str:
        """When it was last in use, as far as Azure says: now while nodes run, else when the last one stopped."""
        if self.value.get("nodes"):
            return self.observed_at
        return str(self.value.get("changed_at") or "")


@dataclass(frozen=True)
class ResourceFact:
    """One resource that was made, adopted or found."""

    id: str
    """Its Azure id."""
    kind: str
    name: str
    project: str
    unit: str
    stage: str
    workspace: str
    owner: str
    state: str
    managed: bool
    """Whether the portal made or adopted it."""
    monthly_cents: int = 0
    lease_until: str | None = None
    extensions: int = 0
    """How often its lease was extended before."""
    ended: bool = False
    """Whether the portal has said that its lease is over."""
    part: bool = False
    """Whether it was made with a project, so that its lease is the project's, which its repository stands for."""
    mark: str = ""
    """The tag by which Azure's copy is recognised as ours; "" for what was found."""
    payload: Mapping[str, Any] = field(default_factory=dict)
    """What was last approved for it; of computes that the portal made or adopted."""
    origin: str = "made"
    """`made`, `adopted` or `found`."""
    request: int | None = None
    """The request that made or adopted it."""
    listed_owner: str = ""
    """The owner as the inventory has it, without what was seen in Azure."""
    seen: SeenFact | None = None
    """What was last seen of it; None while it was not, and of kinds that are not looked at."""

    @property
    def shown_kind(self) -> str:
        """Its kind, in words."""
        return self.kind.replace("_", " ")


def label(resource: ResourceFact, known: Mapping[str, ResourceFact]) -> str:
    """What people call it: its name, with more where another one has the same."""
    alike = [one for one in known.values() if one.name == resource.name]
    if len(alike) < 2:
        return resource.name
    placed = f"{resource.name}@{resource.workspace or resource.stage}"
    same_place = [one for one in alike if f"{one.name}@{one.workspace or one.stage}" == placed]
    return placed if len(same_place) < 2 else resource.id


def labels(known: Mapping[str, ResourceFact]) -> dict[str, str]:
    """What people call each of them, by its id; the same as `label`, for all at once."""
    names = Counter(one.name for one in known.values())
    places = Counter((one.name, one.workspace or one.stage) for one in known.values())
    made = {}
    for id_, one in known.items():
        place = one.workspace or one.stage
        alone = f"{one.name}@{place}" if places[one.name, place] < 2 else id_
        made[id_] = one.name if names[one.name] < 2 else alone
    return made


def named(text: str, known: Mapping[str, ResourceFact]) -> ResourceFact | None:
    """The resource that a label or an id names; None when there is none, or more than one."""
    found = [one for one in known.values() if text in (label(one, known), one.id)]
    found = found or [one for one in known.values() if text == one.name]
    return found[0] if len(found) == 1 else None
