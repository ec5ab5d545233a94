"""What somebody may do where: the union of what each of their role assignments allows. Pure.

Azure takes `not_actions` off the one assignment they stand in, so another assignment gives back what one withholds.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog.model.roles import Activity, AzureRole, Roles, full


@dataclass(frozen=True)
class Grant:
    """One role assignment: its role's actions, and what it withholds of them."""

    role: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...] = ()
    source: str = ""
    """Where it comes from, in words: "R-12", "found in Azure"."""


@dataclass(frozen=True)
class Regrant:
    """An action that one role withholds and another gives all the same."""

    action: str
    withheld_by: str
    given_by: str


def grant_of(role: AzureRole, source: str = "") -> Grant:
    """An assignment of a role of the catalogue."""
    return Grant(role.name, tuple(map(full, role.actions)), tuple(map(full, role.not_actions)), source)


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    parts = (".*".join(map(re.escape, part.split("*"))) for part in text.split("/*/"))
    return re.compile("/(?:.*/)?".join(parts), re.IGNORECASE | re.DOTALL)


def matches(pattern: str, action: str) -> bool:
    """Whether an action is among those a pattern names; `*` stands for anything, also for several segments or none.

    That `computes/*/write` names `computes/write` too is how the documented roles are meant: the built-in data
    scientist is kept from making compute by just that, and has to leave out `workspaces/write` of `workspaces/*/write`.
    """
    return _pattern(pattern).fullmatch(action) is not None


def allows(grant: Grant, action: str) -> bool:
    """Whether one assignment, by itself, allows an action."""
    return any(matches(one, action) for one in grant.actions) and not withholds(grant, action)


def withholds(grant: Grant, action: str) -> bool:
    """Whether one assignment names an action among those it leaves out."""
    return any(matches(one, action) for one in grant.not_actions)


def effective(grants: Iterable[Grant], actions: Iterable[str]) -> frozenset[str]:
    """Which of the actions all assignments together allow: the union of what each allows."""
    held = tuple(grants)
    return frozenset(action for action in actions if any(allows(grant, action) for grant in held))


def regranted(grants: Sequence[Grant], actions: Iterable[str]) -> tuple[Regrant, ...]:
    """Which of the actions one assignment withholds and another gives back, the first of each."""
    found = []
    for action in dict.fromkeys(actions):
        holding_back = next((grant for grant in grants if withholds(grant, action) and _would(grant, action)), None)
        giving = next((grant for grant in grants if allows(grant, action)), None)
        if holding_back is not None and giving is not None and giving.role != holding_back.role:
            found.append(Regrant(action, holding_back.role, giving.role))
    return tuple(found)


def _would(grant: Grant, action: str) -> bool:
    return any(matches(one, action) for one in grant.actions)


def possible(grants: Sequence[Grant], activities: Iterable[Activity]) -> dict[str, bool]:
    """By id, whether each activity can be done: all of the actions it needs are allowed by some assignment each."""
    return {
        activity.id: all(any(allows(grant, full(need)) for grant in grants) for need in activity.needs)
        for activity in activities
    }


def universe(roles: Roles) -> tuple[str, ...]:
    """Every action that the catalogue speaks of; `*` in a role stands for one action there that has no other name."""
    named = [full(need) for activity in roles.activities for need in activity.needs]
    for role in roles.azure_roles:
        named += [full(one).replace("*", "any") for one in (*role.actions, *role.not_actions)]
    return tuple(dict.fromkeys(named))


def reaches(scope: str, resource: str) -> bool:
    """Whether an assignment at a scope counts for a resource: at it, or at something it lies in."""
    outer, inner = scope.rstrip("/").lower(), resource.rstrip("/").lower()
    return outer == inner or inner.startswith(f"{outer}/")


def only_reads(role: AzureRole) -> bool:
    """Whether a role changes nothing: every action of it is a read."""
    return all(action.lower().endswith("/read") for action in role.actions)
