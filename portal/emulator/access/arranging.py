"""Making the portal's roles in an emulated Azure, and holding its identities to them from then on."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from portal.clock import Clock
from portal.emulator.access.rights import ASSIGNMENT, DEFINITION, principal_of
from portal.emulator.scene import Scene
from portal.emulator.state import transaction_in
from portal.emulator.tuning import read_tuning, tune
from portal.emulator.wire import Json, WireRequest


@dataclass(frozen=True)
class IdentityHere:
    """An identity with its role, where it holds it, and the condition of that."""

    name: str
    role_id: str
    role_name: str
    actions: tuple[str, ...]
    scopes: tuple[str, ...]
    condition: str = ""


def hold_to_roles(state: Path, clock: Clock, identities: Iterable[IdentityHere]) -> None:
    """Defines and assigns the named roles in the emulator's state file; a second call changes nothing."""
    with transaction_in(state) as connection:
        request = WireRequest("PUT", "management.azure.com", "/", {}, {})
        scene = Scene(connection, request, clock().timestamp(), read_tuning(connection), correlation="roles")
        for one in identities:
            _make(scene, one)
    tune(state, enforce_roles=1)


def let_go(state: Path) -> None:
    """Nobody is held to any role any more; what was assigned stays."""
    tune(state, enforce_roles=0)


def _make(scene: Scene, one: IdentityHere) -> None:
    permissions = [{"actions": list(one.actions), "notActions": []}]
    definition: Json = {"roleName": one.role_name, "type": "CustomRole", "permissions": permissions}
    scene.save(f"/providers/{DEFINITION}/{one.role_id}", DEFINITION, {"properties": definition})
    for scope in one.scopes:
        name = str(uuid.uuid5(uuid.UUID(one.role_id), scope.lower()))
        properties: Json = {
            "roleDefinitionId": f"/providers/{DEFINITION}/{one.role_id}", "principalId": principal_of(one.name),
            "principalType": "ServicePrincipal", "scope": scope, "condition": one.condition or None,
            "conditionVersion": "2.0" if one.condition else None, "description": "An identity of ML Portal",
            "createdOn": scene.stamp(), "updatedOn": scene.stamp(),
        }  # fmt: skip
        scene.save(f"{scope}/providers/{ASSIGNMENT}/{name}", ASSIGNMENT, {"properties": properties})
