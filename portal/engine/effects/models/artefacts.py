"""The model version that a promotion is about: where it lies, how a deployment names it, whether it still is the one.

A payload names it by `model`, `version`, `registry` (an ARM id, or "" when it lies in the workspace) and `artefact`:
"sha256:…" is the digest of its manifest, "registry:NAME/MODEL/VERSION" its shared asset, "" is unproven.
"""

import asyncio

from portal.azure import sdk, views
from portal.azure.arm import Arm
from portal.azure.reads import registry_id
from portal.domain.models.evidence import as_digest, reference
from portal.engine.effects.effect import EffectRefused
from portal.engine.observing.values import manifest_of
from portal.engine.operations.intent import Intent
from portal.engine.surroundings import Surroundings

_ASSET = "registry:"


def asset_of(owner: str, intent: Intent) -> str:
    """The resource id of the version in a workspace or a registry, by the id of that."""
    return f"{owner}/models/{intent.payload['model']}/versions/{intent.payload['version']}"


def served_as(workspace: str, intent: Intent) -> str:
    """How a deployment in a workspace names the version: by its registry's address, or by its id there."""
    payload = intent.payload
    if payload["registry"]:
        return sdk.registry_model_uri(payload["registry"], payload["model"], payload["version"])
    return asset_of(workspace, intent)


def named(intent: Intent) -> str:
    """The version as people say it."""
    return f"{intent.payload['model']} {intent.payload['version']}"


def same_model(one: str, other: str) -> bool:
    """Whether two addresses of a deployment mean the same version in the same place."""
    first, second = reference(one), reference(other)
    if first is None or second is None or (first.name, first.version) != (second.name, second.version):
        return False
    return first.registry == second.registry


def another_artefact(found: sdk.FoundResource, intent: Intent) -> str | None:
    """Why what stands there is proven to be, or may be, another artefact than the approved one; None when it is it."""
    approved = str(intent.payload["artefact"])
    if not approved:
        return None
    if approved.startswith(_ASSET):
        if _asset(found) == approved.lower():
            return None
        return f"{named(intent)} in {_owner(found)} is not the shared version that was approved ({approved})"
    manifest = _manifest(found)
    if manifest == approved:
        return None
    shown = short(manifest) if manifest else "no manifest"
    return f"{named(intent)} in {_owner(found)} is another artefact: {shown}, approved was {short(approved)}"


def require_artefact(world: Surroundings, intent: Intent, owner: str) -> None:
    """Looks whether the version at the source still is what was approved. Raises EffectRefused or AzureFault."""
    found = sdk.read(world.azure, asset_of(owner, intent))
    if isinstance(found, sdk.Missing):
        raise EffectRefused(f"{named(intent)} is not in {owner.rsplit('/', 1)[1]} any more")
    approved = str(intent.payload["artefact"])
    if approved.startswith(_ASSET) and "/registries/" not in owner.lower():
        return  # the version in the workspace itself proves nothing; the shared one is looked at where it is served
    if wrong := another_artefact(found, intent):
        raise EffectRefused(f"the artefact was changed after it was approved: {wrong}")


def served_version(world: Surroundings, workspace: str, address: str) -> sdk.FoundResource | sdk.Missing:
    """The model version that a deployment in a workspace names. Raises AzureFault."""
    meant = reference(address)
    if meant is None:
        return sdk.Missing(address)
    owner = workspace
    if meant.registry:
        owner = registry_of(world, meant.registry)
    return sdk.read(world.azure, f"{owner}/models/{meant.name}/versions/{meant.version}")


def digest_of(found: sdk.FoundResource) -> str:
    """What evidence about a version binds to: the digest of its manifest, else the shared version, else ""."""
    return _manifest(found) or (_asset(found) if "/registries/" in found.resource_id.lower() else "")


def registry_of(world: Surroundings, name: str) -> str:
    """The resource id of a registry, wherever it lies. Raises AzureFault."""

    async def ask() -> str:
        async with Arm(world.azure, world.clock) as arm:
            return await registry_id(arm, name)

    return asyncio.run(ask())


def short(digest: str) -> str:
    """A digest that a sentence can hold."""
    return digest[:19] + "…" if len(digest) > 20 else digest


def _manifest(found: sdk.FoundResource) -> str:
    return as_digest(manifest_of(views.model_version(dict(found.payload))))


def _asset(found: sdk.FoundResource) -> str:
    parts = found.resource_id.strip("/").split("/")
    return f"{_ASSET}{parts[-5]}/{parts[-3]}/{parts[-1]}".lower()


def _owner(found: sdk.FoundResource) -> str:
    return found.resource_id.strip("/").split("/")[-5]
