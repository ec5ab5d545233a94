"""Effect `compute`: a cluster or an instance in a workspace, with idle shutdown set on Azure's side too."""

from typing import Any

from portal.azure import sdk
from portal.engine.effects.azure.azure_effect import AzureEffect, accepted, workspace_of
from portal.engine.effects.azure.standing import differing
from portal.engine.effects.effect import Call, EffectRefused
from portal.engine.looking import tenant_of
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory.made import Making


class ComputeEffect(AzureEffect):
    """Makes a compute."""

    def subject(self, intent: Intent) -> str:
        """Which compute, and where."""
        return f"Compute {intent.payload['name']} in {intent.payload['workspace']}"

    def resource(self, intent: Intent) -> str:
        """The compute's id."""
        return f"{workspace_of(intent)}/computes/{intent.payload['name']}"

    def making(self, intent: Intent) -> Making | None:
        """The compute in the inventory."""
        payload = intent.payload
        return Making(
            self.resource(intent), "compute", payload["name"], "", "", workspace=payload["workspace"],
            tags=payload["tags"],
        )  # fmt: skip

    def compared(self, intent: Intent, found: sdk.FoundResource) -> Reading:
        """Its size, its scale or owner, and whether its nodes come up."""
        payload = intent.payload
        inner = (found.payload.get("properties") or {}).get("properties") or {}
        wanted: dict[str, object] = {"size": str(payload["size"]).lower()}
        there: dict[str, object] = {"size": str(inner.get("vmSize", "")).lower()}
        if payload["type"] == "cluster":
            scale = inner.get("scaleSettings") or {}
            wanted |= {"min_nodes": payload["min_nodes"], "max_nodes": payload["max_nodes"]}
            there |= {"min_nodes": scale.get("minNodeCount", 0), "max_nodes": scale.get("maxNodeCount")}
            if inner.get("errors") and int(inner.get("currentNodeCount") or 0) < payload["min_nodes"]:
                return Reading("failed", f"its nodes do not come up: {_first_error(inner['errors'])}")
        else:
            assigned = (inner.get("personalComputeInstanceSettings") or {}).get("assignedUser") or {}
            wanted |= {"owner": payload["owner"]}
            there |= {"owner": assigned.get("objectId")}
        return Reading("ready", differences=differing(wanted, there))

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Makes it."""
        payload = intent.payload
        tags = {**payload["tags"], sdk.INTENT_TAG: intent.key}
        what = world.azure, workspace_of(intent), payload["name"], payload["size"]
        if payload["type"] == "cluster":
            return lambda: accepted(
                sdk.put_cluster(
                    *what, tags=tags, location=payload["location"], min_nodes=payload["min_nodes"],
                    max_nodes=payload["max_nodes"], idle_seconds=payload["idle_seconds"],
                    low_priority=payload["priority"] == "low",
                )
            )  # fmt: skip
        owner, idle = _owner(world, intent), max(int(payload["idle_seconds"]) // 60, 1)
        return lambda: accepted(sdk.put_instance(*what, tags=tags, owner=owner, idle_minutes=idle))


def _first_error(errors: Any) -> str:
    """What Azure says of a cluster that was made and cannot scale; quota is counted only then."""
    error = errors[0].get("error", errors[0]) if isinstance(errors, list) and isinstance(errors[0], dict) else {}
    return ": ".join(str(error[name]) for name in ("code", "message") if error.get(name)) or str(errors)


def _owner(world: Surroundings, intent: Intent) -> tuple[str, str] | None:
    """Tenant and object id of the person whom an instance is for."""
    payload = intent.payload
    if not payload["owner"]:
        return None
    tenant = world.settings.tenant or tenant_of(world, payload["subscription"])
    if not tenant:
        raise EffectRefused(
            f"the tenant of subscription {payload['subscription']} is not known, so nobody can be its owner"
        )
    return tenant, payload["owner"]
