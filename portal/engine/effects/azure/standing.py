"""How a resource of Azure stands towards an intent: by its tag, and by its provisioning state."""

from portal.azure import sdk
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, WORKING, Reading
from portal.engine.surroundings import Surroundings

FAILED = ("failed", "canceled", "cancelled")
"""Provisioning states in which a resource rests, and did not take what it was told last."""


def standing(world: Surroundings, resource: str, intent: Intent) -> tuple[Reading, sdk.FoundResource | None]:
    """Reads one resource; its caller compares the content. Raises AzureFault."""
    found = sdk.read(world.azure, resource)
    if isinstance(found, sdk.Missing):
        return MISSING, None
    if found.intent != intent.key:
        return Reading("other", taken(resource, found.intent)), found
    state = found.provisioning_state.lower()
    if state in FAILED:
        return Reading("failed", f"Azure shows it as {found.provisioning_state}{_why(found)}"), found
    return (Reading("ready") if state == "succeeded" else WORKING), found


def taken(resource: str, intent: str | None) -> str:
    """Why a name cannot be used."""
    name = resource.rstrip("/").rsplit("/", 1)[1]
    if intent is None:
        return f"{name} is there already and was not made by the portal"
    return f"{name} is there already, made by {intent.partition('/')[0]} of a portal"


def differing(wanted: dict[str, object], there: dict[str, object]) -> tuple[str, ...]:
    """In words, which wanted values are not what is there."""
    return tuple(
        f"{name} is {there.get(name)!r}, approved was {value!r}"
        for name, value in wanted.items()
        if value is not None and there.get(name) != value
    )


def missing_tags(wanted: dict[str, str], found: sdk.FoundResource) -> tuple[str, ...]:
    """In words, which wanted tags a resource does not carry; tags that others added are no difference."""
    there = found.payload.get("tags") or {}
    return tuple(
        f"tag {name} is {there.get(name)!r}, approved was {value!r}"
        for name, value in wanted.items()
        if there.get(name) != value
    )


def _why(found: sdk.FoundResource) -> str:
    properties = found.payload.get("properties") or {}
    errors = properties.get("provisioningErrors") or ([properties["error"]] if properties.get("error") else [])
    for error in errors:
        inner = error.get("error", error) if isinstance(error, dict) else {}
        if inner.get("message"):
            return f": {inner['message']}"
    return ""
