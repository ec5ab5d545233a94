"""Reads that find what an organisation has in Azure before the portal knows anything of it; none of them writes."""

from dataclasses import dataclass

from portal.azure import views
from portal.azure.arm import Arm, ReadResult
from portal.azure.entry import EntryReader
from portal.azure.reads import AUTHORIZATION_VERSION

RESOURCES_VERSION = "2025-04-01"


@dataclass(frozen=True)
class SubscriptionSeen:
    """A subscription that we may see."""

    id: str
    title: str
    tenant: str


@dataclass(frozen=True)
class RoleSeen:
    """A role definition that exists at a scope."""

    guid: str
    name: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...]


async def subscriptions(arm: Arm) -> ReadResult[list[SubscriptionSeen]]:
    """The subscriptions that we may see and that are in use."""

    async def work() -> list[SubscriptionSeen]:
        items = await arm.get_all("/subscriptions", RESOURCES_VERSION)
        return [
            SubscriptionSeen(one.text("subscriptionId").lower(), one.text("displayName"), one.text("tenantId"))
            for one in map(EntryReader, items)
            if one.text("subscriptionId") and one.text("state") in ("", "Enabled", "Warned", "PastDue")
        ]

    return await arm.read("/subscriptions", work())


async def group_tags(arm: Arm, subscription: str) -> ReadResult[dict[str, dict[str, str]]]:
    """The tags of every resource group of a subscription, by its name in small letters."""
    path = f"/subscriptions/{subscription}/resourceGroups"

    async def work() -> dict[str, dict[str, str]]:
        items = await arm.get_all(path, RESOURCES_VERSION)
        return {one.text("name").lower(): dict(one.texts("tags")) for one in map(EntryReader, items)}

    return await arm.read(path, work())


async def assignments_below(arm: Arm, subscription: str) -> ReadResult[list[views.RoleAssignment]]:
    """Every role assignment at a subscription and at what lies in it."""
    path = f"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleAssignments"
    return await arm.read_all(path, views.assignment, AUTHORIZATION_VERSION)


async def roles(arm: Arm, subscription: str) -> ReadResult[list[RoleSeen]]:
    """The role definitions, built in and custom, that can be assigned in a subscription."""
    path = f"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions"
    return await arm.read_all(path, _role, AUTHORIZATION_VERSION)


async def online_endpoints(arm: Arm, workspace: str) -> ReadResult[list[str]]:
    """The names of the online endpoints of a workspace, by its resource id."""
    return await arm.read_all(
        f"{workspace}/onlineEndpoints", lambda item: EntryReader(item).text("name"), source=workspace
    )


def _role(item: views.Json) -> RoleSeen:
    entry = EntryReader(item)
    permissions = [EntryReader(one) for one in entry.objects("properties", "permissions")]
    return RoleSeen(
        entry.text("name").lower(),
        entry.text("properties", "roleName"),
        tuple(action for one in permissions for action in one.listed("actions")),
        tuple(action for one in permissions for action in one.listed("notActions")),
    )
