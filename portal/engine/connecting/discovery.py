"""What an organisation has in Azure, read once and side by side; what could not be read is told."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from portal.azure import discovery, reads, views
from portal.azure.arm import Arm, ReadResult
from portal.azure.cloud import Azure
from portal.azure.credentials import Holder, holder_of
from portal.azure.discovery import SubscriptionSeen
from portal.azure.resource_ids import place_of
from portal.clock import Clock
from portal.contract.problem import Problem, refused
from portal.domain.projects.guessing import Sighting

LONGEST_REASON = 300
USER, GROUP = "User", "Group"


@dataclass(frozen=True)
class Discovered:
    """A workspace or a registry. Its group's tags count where it has none of that name."""

    subscription: SubscriptionSeen
    group: str
    name: str
    region: str
    tags: dict[str, str]
    endpoints: tuple[str, ...] = ()

    @property
    def sighting(self) -> Sighting:
        """What a guess goes by."""
        return Sighting(self.name, self.group, self.subscription.title, self.region, self.tags, len(self.endpoints))


@dataclass(frozen=True)
class Discovery:
    """Everything that was found; `unread` says what could not be read, and why."""

    holder: Holder
    subscriptions: tuple[SubscriptionSeen, ...]
    workspaces: tuple[Discovered, ...]
    registries: tuple[Discovered, ...]
    principals: dict[str, dict[str, int]]
    """By type (`User`, `Group`, …), each principal's id with how many roles it holds."""
    unread: tuple[str, ...]


def discover(azure: Azure, clock: Clock) -> Discovery:
    """Reads everything that the signed-in account may see. Raises Problem when it may see no subscription."""
    return asyncio.run(_discover(azure, clock))


async def _discover(azure: Azure, clock: Clock) -> Discovery:
    async with Arm(azure, clock) as arm:
        listed = await discovery.subscriptions(arm)
        if listed.value is None:
            raise Problem(502, "Azure cannot be read", listed.message, "sign in with `az login` and try again", "azure")
        if not listed.value:
            raise refused(
                "this account sees no subscription", todo="ask for the role Reader on those that hold Azure ML"
            )
        subscriptions = sorted(listed.value, key=lambda one: (one.title, one.id))
        parts = await asyncio.gather(*(_subscription(arm, one) for one in subscriptions))
    token = await asyncio.to_thread(azure.credential.get_token, azure.scope)
    unread = [told for part in parts for told in part.unread]
    return Discovery(
        holder=holder_of(token.token),
        subscriptions=tuple(subscriptions),
        workspaces=tuple(one for part in parts for one in part.workspaces),
        registries=tuple(one for part in parts for one in part.registries),
        principals=_principals([one for part in parts for one in part.assignments]),
        unread=tuple(unread),
    )


@dataclass(frozen=True)
class _Part:
    """What one subscription holds."""

    workspaces: list[Discovered]
    registries: list[Discovered]
    assignments: list[views.RoleAssignment]
    unread: list[str]


async def _subscription(arm: Arm, one: SubscriptionSeen) -> _Part:
    workspaces, registries, tags, assignments = await asyncio.gather(
        reads.workspaces(arm, one.id), reads.registries(arm, one.id),
        discovery.group_tags(arm, one.id), discovery.assignments_below(arm, one.id),
    )  # fmt: skip
    listed = sorted(filter(_is_whole, workspaces.value or ()), key=lambda found: found.id.lower())
    lists: tuple[tuple[str, Sequence[views.View]], ...] = (
        ("workspace", workspaces.value or ()), ("registry", registries.value or ()),
        ("role assignment", assignments.value or ()),
    )  # fmt: skip
    endpoints = await asyncio.gather(*(discovery.online_endpoints(arm, found.id) for found in listed))
    unread = [
        *(_why(f"{what} of {one.title or one.id}", result) for what, result in (
            ("workspaces", workspaces), ("registries", registries), ("resource groups", tags),
            ("role assignments", assignments),
        )),
        *(_why(f"online endpoints of {found.name}", result) for found, result in zip(listed, endpoints, strict=True)),
        *(told for what, seen in lists for told in _odd(what, seen)),
    ]  # fmt: skip
    return _Part(
        [
            _found(one, place, tags.value or {}, tuple(result.value or ()))
            for place, result in zip(listed, endpoints, strict=True)
        ],
        [_found(one, place, tags.value or {}) for place in filter(_is_whole, registries.value or ())],
        assignments.value or [],
        [told for told in unread if told],
    )


def _is_whole(found: views.Workspace) -> bool:
    """Whether it says where it lies and what it is called."""
    return found.id.count("/") > 7 and bool(found.name)


def _odd(what: str, seen: Sequence[views.View]) -> Iterator[str]:
    """Each entry in which something could not be read, by its name as far as it has one."""
    for one in seen:
        name = getattr(one, "name", "") or str(getattr(one, "id", "")).rsplit("/", 1)[-1]
        if one.fault or one.note:
            yield f"{what} {name[:80] or 'without a name'}: {one.fault or one.note}"[:LONGEST_REASON]
        elif isinstance(one, views.Workspace) and not _is_whole(one):
            yield f"{what} {name[:80] or 'without a name'}: it does not say where it lies"


def _why(what: str, result: ReadResult[Any]) -> str:
    """Why a list could not be read, short enough for a line; "" when it was read."""
    return "" if result.seen else f"{what}: {result.error}, {result.message[:140]}"


def _found(
    one: SubscriptionSeen, seen: views.Workspace, groups: dict[str, dict[str, str]], endpoints: tuple[str, ...] = ()
) -> Discovered:
    group = place_of(seen.id).group
    tags = {**groups.get(group.lower(), {}), **seen.tags}
    return Discovered(one, group, seen.name, seen.location, tags, endpoints)


def _principals(assignments: list[views.RoleAssignment]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for one in {one.id: one for one in assignments}.values():
        if one.principal:
            found.setdefault(one.principal_type or "Unknown", Counter())[one.principal] += 1
    return {kind: dict(counts.most_common()) for kind, counts in sorted(found.items())}
