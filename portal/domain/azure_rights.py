"""Whether rights in Azure are as the portal needs them: its identities exactly, and nobody past it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.domain.rights import Grant, allows

_ML = "Microsoft.MachineLearningServices/workspaces"
PAST = {
    "computes": f"{_ML}/computes/write",
    "models": f"{_ML}/models/versions/write",
    "endpoints": f"{_ML}/onlineEndpoints/deployments/write",
    "rights": "Microsoft.Authorization/roleAssignments/write",
}
"""What somebody could change past the portal, and the action that it takes."""
PAST_BY_STAGE: Mapping[str, tuple[str, ...]] = {
    "dev": ("computes", "rights"),
    "test": ("computes", "endpoints", "rights"),
    "prod": ("computes", "models", "endpoints", "rights"),
}
"""What has to come through the portal in each stage; models are registered by hand in dev, and may be."""


@dataclass(frozen=True)
class Role:
    """A role definition as it stands in Azure, or as a file of the catalogue wants it."""

    id: str
    name: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Held:
    """A role that a principal holds at a scope."""

    principal: str
    kind: str
    role: str
    scope: str


@dataclass(frozen=True)
class Judged:
    """One thing that was looked at: its name, whether it is well, what was found, and what to do."""

    name: str
    ok: bool
    detail: str
    todo: str = ""


def judge_identity(wanted: Role, roles: Sequence[Role], held: Sequence[Held]) -> list[Judged]:
    """What one of the portal's roles misses, has too much of, and what its holders hold beside it."""
    found = next((role for role in roles if role.name == wanted.name), None)
    if found is None:
        todo = "create it from the catalogue's infrastructure/roles, or let the portal use one identity for all"
        return [Judged(wanted.name, False, "this role is not defined", todo)]
    missing = _beyond(wanted.actions, found.actions)
    extra = _beyond(found.actions, wanted.actions)
    judged = []
    if missing:
        judged.append(Judged(wanted.name, False, f"misses {_some(missing)}", "update the role from its file"))
    if extra:
        judged.append(Judged(wanted.name, False, f"has too much: {_some(extra)}", "update the role from its file"))
    holders = {one.principal for one in held if one.role == found.id}
    if not holders:
        judged.append(Judged(wanted.name, False, "nobody holds this role", "assign it to the portal's identity"))
    names = {role.id: role.name for role in roles}
    beside = sorted(
        {(h.principal, names.get(h.role, h.role)) for h in held if h.principal in holders and h.role != found.id}
    )
    for principal, name in beside:
        told = f"{principal} also holds {name}"
        judged.append(Judged(wanted.name, False, told, "give each identity one role, and take the other away"))
    return judged or [Judged(wanted.name, True, f"as its file says, held by {len(holders)}")]


def judge_past(
    workspaces: Iterable[tuple[str, str]], roles: Sequence[Role], held: Sequence[Held], ours: frozenset[str]
) -> list[Judged]:
    """Who can change what in workspaces, by id and stage, without the portal; `ours` are the portal's identities."""
    grants = {role.id: Grant(role.name, role.actions, role.not_actions) for role in roles}
    judged = []
    for workspace, stage in workspaces:
        lines = []
        for what in PAST_BY_STAGE.get(stage, PAST_BY_STAGE["prod"]):
            able = sorted(
                {
                    f"{one.kind or 'principal'} {one.principal} ({grants[one.role].role})"
                    for one in held
                    if one.principal not in ours
                    and one.role in grants
                    and _covers(one.scope, workspace)
                    and allows(grants[one.role], PAST[what])
                }
            )
            if able:
                lines.append(f"{what} by {_some(able)}")
        if lines:
            todo = "take the role away, or narrow it; Azure Policy that denies what lacks the tag managed_by also helps"
            judged.append(Judged(f"past the portal, {stage}: {_name(workspace)}", False, "; ".join(lines), todo))
    return judged or [Judged("past the portal", True, "nobody but the portal can change what has to come through it")]


def _covers(scope: str, resource: str) -> bool:
    outer, inner = scope.rstrip("/").lower(), resource.lower()
    return inner == outer or inner.startswith(f"{outer}/")


def _beyond(these: Sequence[str], those: Sequence[str]) -> list[str]:
    """The actions of one list that the other does not have under the same spelling, whatever its case."""
    known = {one.lower() for one in those}
    return sorted(one for one in these if one.lower() not in known)


def _some(words: Sequence[str]) -> str:
    more = f" and {len(words) - 3} more" if len(words) > 3 else ""
    return ", ".join(words[:3]) + more


def _name(resource: str) -> str:
    return resource.rsplit("/", 1)[-1]
