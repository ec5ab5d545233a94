"""Registering a model version, which the portal never does itself: people and their jobs do, through the same SDK."""

from collections.abc import Mapping

from portal.azure.cloud import Azure
from portal.azure.resource_ids import place_of
from portal.azure.sdk import Sent
from portal.azure.sdk.clients import load_ml, ml_client
from portal.azure.sdk.one_write import OneWriteTransport
from portal.azure.sdk.sending import send


def put_model_version(
    azure: Azure,
    workspace: str,
    name: str,
    version: str,
    *,
    path: str,
    kind: str = "mlflow_model",
    tags: Mapping[str, str],
    properties: Mapping[str, str] | None = None,
) -> Sent:
    """Registers a model version from a path that Azure already has, as a job at the end of its training does."""

    def call(transport: OneWriteTransport) -> object:
        model = load_ml().Model(
            name=name, version=version, path=path, type=kind, tags=dict(tags), properties=dict(properties or {}),
        )  # fmt: skip
        return ml_client(azure, place_of(workspace), transport).models.create_or_update(model)

    return send(azure, f"{workspace}/models/{name}/versions/{version}", call)
