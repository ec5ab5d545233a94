"""What was found, as the draft of an organisation: every value with why it was chosen, the doubtful marked. Pure."""

import re
from collections import Counter
from dataclasses import dataclass

from pydantic import ValidationError

from catalog.model import Catalogue
from catalog.model.organisation import RegistryDef, WorkspaceDef
from portal.contract.plaintext import one_line
from portal.domain.projects.guessing import EXPLORING, Guess, guess_stage, guess_units, slug, words_of
from portal.engine.connecting.discovery import USER, Discovered, Discovery

NOBODY = "00000000-0000-0000-0000-000000000000"
"""The object id of somebody whose sign-in tells none, as with emulated Azure."""
_OBJECT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PEOPLE_AT_MOST = 100
_IDENTIFIER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Placed:
    """A workspace with its guessed stage and unit; `left_out` says why it cannot stand in the file."""

    found: Discovered
    stage: Guess
    unit: Guess
    exploration: bool = False
    left_out: str = ""

    @property
    def doubts(self) -> tuple[str, ...]:
        """What is doubtful, in words."""
        named = (("stage", self.stage), ("unit", self.unit))
        return tuple(f"{what}: {guess.doubt}" for what, guess in named if guess.doubt)


@dataclass(frozen=True)
class DraftPerson:
    """Somebody of the draft: whoever connects, or a user that holds a role and whose name Azure does not tell."""

    id: str
    name: str
    object_id: str
    roles: tuple[str, ...]
    assignments: int = 0


@dataclass(frozen=True)
class Drafted:
    """The draft of an organisation."""

    name: str
    default_region: str
    regions: tuple[str, ...]
    added_regions: tuple[str, ...]
    """Regions in which nothing was found, kept because the starter's offers name them."""
    units: tuple[tuple[str, str], ...]
    """Id and how many workspaces it has, in words."""
    me: DraftPerson
    people: tuple[DraftPerson, ...]
    people_left_out: int
    groups: tuple[str, ...]
    """Groups that the starter's offers and policy name."""
    stages: dict[str, tuple[str, ...]]
    """The stages of each subscription, by its id."""
    workspaces: tuple[Placed, ...]
    source: Discovery

    @property
    def doubtful(self) -> tuple[Placed, ...]:
        """Workspaces that somebody has to look at."""
        return tuple(one for one in self.workspaces if one.doubts or one.left_out)


def draft(found: Discovery, starter: Catalogue) -> Drafted:
    """Draws up the organisation; what only people know is taken from the starter catalogue's needs."""
    placed = _placed(found)
    used = [one for one in placed if not one.left_out]
    registries = [one for one in found.registries if not why_not(one, RegistryDef)]
    everywhere = Counter(one.found.region for one in used) + Counter(one.region for one in registries)
    regions = [region for region, _ in everywhere.most_common()]
    offered = starter.organisation.regions
    added = tuple(region for region in offered if region not in regions)
    me = _me(found, starter)
    others = [
        DraftPerson(f"user-{object_id[:8]}", f"User {object_id[:8]}, name not known", object_id, (), count)
        for object_id, count in found.principals.get(USER, {}).items()
        if object_id != me.object_id and _OBJECT_ID.fullmatch(object_id)
    ]
    unique = list({one.id: one for one in others if one.id != me.id}.values())
    counts = Counter(one.unit.value for one in used)
    return Drafted(
        name=_organisation_name(found),
        default_region=(regions or list(offered))[0],
        regions=(*regions, *added),
        added_regions=added,
        units=tuple(
            (unit, f"{count} workspaces" if count > 1 else "1 workspace") for unit, count in sorted(counts.items())
        )
        or (("unassigned", "no workspace was found"),),
        me=me,
        people=tuple(unique[:PEOPLE_AT_MOST]),
        people_left_out=max(0, len(unique) - PEOPLE_AT_MOST),
        groups=tuple(group.id for group in starter.organisation.groups if group.id in _named_groups(starter)),
        stages={
            one.id: tuple(
                stage
                for stage in ("dev", "test", "prod")
                if stage in {p.stage.value for p in used if p.found.subscription is one}
            )
            for one in found.subscriptions
        },
        workspaces=placed,
        source=found,
    )


def _placed(found: Discovery) -> tuple[Placed, ...]:
    sightings = [one.sighting for one in found.workspaces]
    taken: set[str] = set()
    placed = []
    for one, seen, unit in zip(found.workspaces, sightings, guess_units(sightings), strict=True):
        left_out = ""
        if wrong := why_not(one, WorkspaceDef, unit=unit.value, stage="dev", shared=True):
            left_out = wrong
        elif one.name in taken:
            left_out = "another workspace has this name; the portal tells workspaces apart by name"
        taken.add(one.name)
        placed.append(Placed(one, guess_stage(seen), unit, bool(EXPLORING & set(words_of(one.name))), left_out))
    return tuple(placed)


def why_not(found: Discovered, model: type[WorkspaceDef | RegistryDef], **more: object) -> str:
    """Why something that was found cannot stand in a catalogue, by the catalogue's own rules; "" when it can."""
    where = {"resource_group": found.group, "subscription": found.subscription.id, "region": found.region}
    try:
        model.model_validate({"name": found.name, **where, **more})
    except ValidationError as wrong:
        fields = " and ".join(str(one["loc"][0]).replace("_", " ") for one in wrong.errors())
        return f"its {fields} has signs or a length that the portal does not take"
    return ""


def _me(found: Discovery, starter: Catalogue) -> DraftPerson:
    """Whoever connects: holds every role that the starter's policy and gates ask for, until others are named."""
    roles = {str(role) for role in starter.organisation.roles()} & _named_in(starter)
    holder = found.holder
    id_ = _IDENTIFIER.sub("-", holder.account.partition("@")[0].lower()).strip("-")[:60] or "me"
    name = one_line(holder.name)[:160] or "Me"
    return DraftPerson(id_, name, holder.object_id or NOBODY, tuple(sorted(roles)))


def _named_groups(starter: Catalogue) -> set[str]:
    return _named_in(starter) | {item.owner for item in (*starter.templates, *starter.computes, *starter.environments)}


def _named_in(starter: Catalogue) -> set[str]:
    """Every word in the values of the starter's policy and gates, wherever they name a role or a group."""
    told = [starter.policy.model_dump_json(), *(gate.model_dump_json() for gate in starter.gates)]
    return set(re.findall(r"[a-z][a-z0-9_-]*", " ".join(told)))


def _organisation_name(found: Discovery) -> str:
    """The first word that most subscriptions share, or what the account's domain is called."""
    domain = found.holder.account.partition("@")[2].partition(".")[0]
    firsts = Counter(word for one in found.subscriptions for word in words_of(one.title)[:1] if slug(word))
    shared = [word for word, count in firsts.most_common(1) if count > 1]
    return (shared[0] if shared else domain or "your organisation").capitalize()
