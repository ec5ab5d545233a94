"""Reads that find what an organisation has in Azure before the portal knows anything of it; none of them writes."""

from dataclasses import dataclass

from portal.azure import views
from portal.azure.arm import Arm, ReadResult
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
            SubscriptionSeen(_text(one, "subscriptionId").lower(), _text(one, "displayName"), _text(one, "tenantId"))
            for one in items
            if one.get("subscriptionId") and one.get("state", "Enabled") in ("Enabled", "Warned", "PastDue")
        ]

    return await arm.read("/subscriptions", work())


async def group_tags(arm: Arm, subscription: str) -> ReadResult[dict[str, dict[str, str]]]:
    """The tags of every resource group of a subscription, by its name in small letters."""
    path = f"/subscriptions/{subscription}/resourceGroups"

    async def work() -> dict[str, dict[str, str]]:
        items = await arm.get_all(path, RESOURCES_VERSION)
        return {
            _text(one, "name").lower(): {str(name): str(value) for name, value in (one.get("tags") or {}).items()}
            for one in items
        }

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
    return await arm.read_all(f"{workspace}/onlineEndpoints", lambda item: _text(item, "name"), source=workspace)


def _role(item: views.Json) -> RoleSeen:
    properties = item.get("properties") or {}
    permissions = [one for one in properties.get("permissions") or [] if isinstance(one, dict)]
    return RoleSeen(
        _text(item, "name").lower(),
        _text(properties, "roleName"),
        tuple(str(action) for one in permissions for action in one.get("actions") or ()),
        tuple(str(action) for one in permissions for action in one.get("notActions") or ()),
    )


def _text(item: views.Json, name: str) -> str:
    found = item.get(name)
    return found if isinstance(found, str) else ""
