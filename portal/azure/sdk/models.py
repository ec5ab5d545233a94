"""Models of a workspace, and sharing one to a registry."""

from collections.abc import Mapping

from portal.azure.cloud import Azure
from portal.azure.faults import AzureFault
from portal.azure.identities import PROMOTE, PROVISION
from portal.azure.resource_ids import AzurePlace, place_of
from portal.azure.sdk.clients import load_ml, registry_client
from portal.azure.sdk.groups import put_by_id, require
from portal.azure.sdk.one_write import OneWriteTransport
from portal.azure.sdk.sending import Sent, send

_WRITABLE = ("modelUri", "modelType", "jobName", "flavors", "properties", "isArchived", "isAnonymous", "stage")
"""What a version is put with; the rest of what Azure shows is its own."""


def merge_version_tags(azure: Azure, version_id: str, tags: Mapping[str, str], description: str) -> Sent:
    """Adds tags to a version of a workspace or a registry, by its resource id, and describes it. Raises AzureFault.

    Goes through the resource manager's client, which knows registries and workspaces alike: the version is read and
    put again with everything that it is made of.
    """
    found = require(azure, version_id, f"there is no model version {version_id}")
    shown = found.payload.get("properties") or {}
    kept = {name: shown[name] for name in _WRITABLE if shown.get(name) is not None}
    properties = {**kept, "tags": {**(shown.get("tags") or {}), **tags}, "description": description}
    identity = PROMOTE if "/registries/" in version_id else PROVISION
    return put_by_id(azure, version_id, {"properties": properties}, identity)


def share_model(azure: Azure, workspace: str, name: str, version: str, registry: str) -> Sent:
    """Copies a model version of a workspace to a registry, under the same name and version. Raises AzureFault.

    `registry` is the registry's resource id. A version that is already there is a conflict; read it before sharing.
    Written with `WorkspaceAssetReference`, because `models.share` drops the transport it was given.
    """
    registry_name = registry.rsplit("/", 1)[1]
    place = place_of(workspace)
    source = _source(azure, place, name, version)

    def call(transport: OneWriteTransport) -> object:
        load_ml()  # first, as it is what keeps the library's own warnings away
        from azure.ai.ml.entities._assets import WorkspaceAssetReference

        copy = WorkspaceAssetReference(name=name, version=version, asset_id=source)
        return registry_client(azure, registry_name, transport).models.create_or_update(copy)

    try:
        return send(azure, f"{registry}/models/{name}/versions/{version}", call)
    except AzureFault as fault:
        if "already exists" in fault.message:
            raise AzureFault("conflict", fault.message, code=fault.code, status=409) from fault
        raise


def registry_model_uri(registry: str, name: str, version: str) -> str:
    """The address by which a deployment in any workspace serves a registry's model; `registry` is its resource id."""
    return f"azureml://registries/{registry.rsplit('/', 1)[1]}/models/{name}/versions/{version}"


def _source(azure: Azure, place: AzurePlace, name: str, version: str) -> str:
    found = require(azure, place.id, f"the workspace '{place.workspace}' does not exist")
    location, guid = found.payload["location"], found.payload["properties"]["workspaceId"]
    return f"azureml://locations/{location}/workspaces/{guid}/models/{name}/versions/{version}"
