"""Whether rights in Azure are as the portal needs them: its identities exactly, and nobody past it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.domain.rights.azure_identities import Arranged, Role
from portal.domain.rights.rights import Grant, allows, reaches
from portal.domain.rights.role_conditions import giving_of

_ML = "Microsoft.MachineLearningServices/workspaces"
PAST = {
    "make computes": f"{_ML}/computes/write",
    "write models": f"{_ML}/models/versions/write",
    "deploy to endpoints": f"{_ML}/onlineEndpoints/deployments/write",
    "give rights": "Microsoft.Authorization/roleAssignments/write",
}
"""What somebody could do past the portal, and the action that it takes."""
PAST_BY_STAGE: Mapping[str, tuple[str, ...]] = {
    "dev": ("make computes", "give rights"),
    "test": ("make computes", "deploy to endpoints", "give rights"),
    "prod": ("make computes", "write models", "deploy to endpoints", "give rights"),
}
"""What has to come through the portal in each stage; models are registered by hand in dev, and may be."""
_STRICTEST_FIRST = ("prod", "test", "dev")
_ABOVE = "/providers/microsoft.management/"
"""Management groups: what is assigned there is listed with each subscription below."""


@dataclass(frozen=True)
class HeldRole:
    """A role that a principal holds at a scope."""

    principal: str
    kind: str
    role: str
    scope: str
    condition: str = ""


@dataclass(frozen=True)
class Judged:
    """One thing that was looked at: its name, whether it is well, what was found, and what to do."""

    name: str
    ok: bool
    detail: str
    todo: str = ""


def judge_identity(wanted: Arranged, roles: Sequence[Role], held: Sequence[HeldRole]) -> list[Judged]:
    """What one of the portal's identities misses, has too much of, and who else has its role."""
    name = f"identity {wanted.name}"
    found = next((role for role in roles if role.name == wanted.role.name), None)
    if found is None:
        todo = "make it: `portal catalog identities --out DIR` writes the file and the commands"
        return [Judged(name, False, f"its role '{wanted.role.name}' is not defined", todo)]
    mine = [one for one in held if one.role == found.id and one.principal == wanted.object_id]
    told = [*_role_faults(wanted.role, found), *_holding_faults(wanted, found, mine, held, roles)]
    if wanted.condition:
        names = {role.id: role.name for role in roles}
        told += [fault for one in mine for fault in _condition_faults(wanted.condition, one.condition, names)]
    good = f"has its role and nothing else, at {_some([_short(scope) for scope in wanted.scopes])}"
    return [Judged(name, False, detail, todo) for detail, todo in told] or [Judged(name, True, good)]


def _role_faults(wanted: Role, found: Role) -> Iterable[tuple[str, str]]:
    update = "update the role: `portal catalog identities --out DIR` writes its file"
    if missing := _beyond(wanted.actions, found.actions):
        yield f"its role misses {_some(missing)}", update
    if withheld := _beyond(found.not_actions, wanted.not_actions):
        yield f"its role withholds {_some(withheld)}", update
    if extra := _beyond(found.actions, wanted.actions):
        yield f"its role has too much: {_some(extra)}", update


def _holding_faults(
    wanted: Arranged, found: Role, mine: Sequence[HeldRole], held: Sequence[HeldRole], roles: Sequence[Role]
) -> Iterable[tuple[str, str]]:
    names = {role.id: role.name for role in roles}
    for scope in wanted.scopes:
        if not any(_covers(one.scope, scope) for one in mine):
            yield f"does not hold its role at {_short(scope)}", "assign it there"
    for one in mine:
        if not any(_covers(scope, one.scope) for scope in wanted.scopes):
            yield f"holds its role at {_short(one.scope)}, where it has nothing to do", "take it away there"
    for one in held:
        if one.role == found.id and one.principal != wanted.object_id:
            who = f"{one.kind or 'principal'} {one.principal}"
            yield f"{who} holds its role too, at {_short(one.scope)}", "take it away: nobody else needs it"
        if one.principal == wanted.object_id and one.role != found.id:
            other = names.get(one.role, one.role)
            yield f"also holds {other}, at {_short(one.scope)}", "take it away: an identity has one role"


def _condition_faults(wanted: str, condition: str, names: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    should, may = giving_of(wanted), giving_of(condition)
    anew = "assign it anew with the condition that `portal catalog identities --out DIR` writes"
    if not condition:
        yield "may give every role to everybody, Owner too: its assignment has no condition", anew
    elif may is None or should is None:
        yield "its assignment has another condition than the portal's, which is not understood here", anew
    else:
        if more := may.roles - should.roles:
            yield f"may give what the catalogue does not offer: {_named(more, names)}", anew
        if less := should.roles - may.roles:
            yield f"may not give what the catalogue offers: {_named(less, names)}", anew
        if may.kinds - should.kinds or should.never_to - may.never_to:
            yield "may give to whom it should not: groups, or the portal's own identities", anew


def _named(ids: Iterable[str], names: Mapping[str, str]) -> str:
    return _some(sorted(names.get(one, one) for one in ids))


@dataclass
class _Way:
    """What somebody can do by one assignment, and where."""

    whats: set[str] = field(default_factory=set)
    places: list[tuple[str, str]] = field(default_factory=list)


def judge_past(
    workspaces: Iterable[tuple[str, str]],
    roles: Sequence[Role],
    held: Sequence[HeldRole],
    ours: frozenset[str],
    people: Mapping[str, str] | None = None,
) -> list[Judged]:
    """Who can change what in workspaces, by id and stage, without the portal; the strictest stage comes first.

    `ours` are the portal's identities; `people` says who somebody is, by object id.
    """
    grants = {role.id: Grant(role.name, role.actions, role.not_actions) for role in roles}
    ways: dict[tuple[str, HeldRole], _Way] = {}
    for workspace, stage in workspaces:
        for one in held:
            if one.principal in ours or one.role not in grants or not _covers(one.scope, workspace):
                continue
            can = [
                what for what in PAST_BY_STAGE.get(stage, PAST_BY_STAGE["prod"]) if allows(grants[one.role], PAST[what])
            ]
            if can:
                way = ways.setdefault((stage, one), _Way())
                way.whats |= set(can)
                way.places.append((workspace, stage))
    order = {stage: number for number, stage in enumerate(_STRICTEST_FIRST)}
    judged = []
    for (stage, one), way in sorted(ways.items(), key=lambda pair: (order.get(pair[0][0], 0), -len(pair[1].places))):
        who = (people or {}).get(one.principal) or f"{one.kind or 'principal'} {one.principal}"
        whats = [what for what in PAST if what in way.whats]
        where = _some([_name(workspace) for workspace, _ in way.places])
        detail = f"{who} can {_and(whats)} in {where}: holds {grants[one.role].role} at {_short(one.scope)}"
        todo = "take that assignment away, or give a narrower role; whoever needs this asks for it here"
        judged.append(Judged(f"past the portal, {stage}", False, detail, todo))
    return judged or [Judged("past the portal", True, "nobody but the portal can do what has to come through it")]


def _covers(scope: str, resource: str) -> bool:
    return reaches(scope, resource) or scope.lower().startswith(_ABOVE)


def _beyond(these: Sequence[str], those: Sequence[str]) -> list[str]:
    """The actions of one list that the other does not have under the same spelling, whatever its case."""
    known = {one.lower() for one in those}
    return sorted(one for one in these if one.lower() not in known)


def _some(words: Sequence[str]) -> str:
    more = f" and {len(words) - 3} more" if len(words) > 3 else ""
    return ", ".join(words[:3]) + more


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _short(scope: str) -> str:
    """A scope as people speak of it: its subscription, and what lies in it by name."""
    parts = scope.strip("/").split("/")
    if len(parts) < 2:
        return "everything"
    return f"subscription {parts[1]}" if len(parts) == 2 else f"{parts[-1]}"


def _name(resource: str) -> str:
    return resource.rsplit("/", 1)[-1]
