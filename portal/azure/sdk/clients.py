"""The one place that makes SDK clients: no retries, cached credential, our transport, no telemetry.

A fresh client is made for every call: it costs a few milliseconds and shares nothing.
"""

import logging
import sys
import threading
import warnings
from types import ModuleType
from typing import TYPE_CHECKING, Any

from azure.mgmt.resource.resources import ResourceManagementClient

from portal.azure.cloud import Azure
from portal.azure.credentials import Credential
from portal.azure.identities import PROMOTE, PROVISION
from portal.azure.resource_ids import AzurePlace, place_of
from portal.azure.sdk.one_write import OneWriteTransport, requests_transport

if TYPE_CHECKING:
    from azure.ai.ml import MLClient
    from azure.mgmt.resource.deployments import DeploymentsMgmtClient

_LOADING = threading.Lock()
_UNREPEATED = {"retry_total": 0, "retry_connect": 0, "retry_read": 0, "retry_status": 0}


def _common(transport: OneWriteTransport) -> dict[str, Any]:
    return {"transport": requests_transport(transport), "logging_enable": False, **_UNREPEATED}


def _acting(azure: Azure, duty: str, resource: str, transport: OneWriteTransport) -> Credential:
    """The credential for a duty at a resource; the transport holds its holder to its part."""
    transport.acting = azure.identity(duty, resource)
    return azure.acting(duty, resource)


def resources_client(
    azure: Azure, resource: str, transport: OneWriteTransport, duty: str = PROVISION
) -> ResourceManagementClient:
    """Resource groups, tags, and anything by its id; as the identity that has the duty at `resource`."""
    return ResourceManagementClient(
        _acting(azure, duty, resource, transport), place_of(resource).subscription, base_url=azure.base_url,
        credential_scopes=[azure.scope], **_common(transport),
    )  # fmt: skip


def deployments_client(azure: Azure, group: str, transport: OneWriteTransport) -> "DeploymentsMgmtClient":
    """ARM deployments of a resource group, by its id, and what-if."""
    from azure.mgmt.resource.deployments import DeploymentsMgmtClient  # a fifth of a second, for workspaces alone

    return DeploymentsMgmtClient(
        _acting(azure, PROVISION, group, transport), place_of(group).subscription, base_url=azure.base_url,
        credential_scopes=[azure.scope], **_common(transport),
    )  # fmt: skip


def load_ml() -> ModuleType:
    """The entities of azure-ai-ml. The first call in a process imports them: 1 to 3 seconds, 90 MiB.

    Its import warns of what its dependencies deprecate; nobody here can act on that.
    """
    with _LOADING, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from azure.ai.ml import entities
        except BaseException:
            _forget()
            raise
    _hush()
    return entities


def _forget() -> None:
    """Takes back an import that broke off: what was left of it would make every later one fail, as it is circular."""
    for name in [name for name in sys.modules if name == "azure.ai.ml" or name.startswith("azure.ai.ml.")]:
        del sys.modules[name]


def _hush() -> None:
    """Takes the handlers away with which azure-ai-ml writes to the terminal; what matters comes back as a fault."""
    for name, logger in list(logging.root.manager.loggerDict.items()):
        if name.startswith("azure.ai.ml") and isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.addHandler(logging.NullHandler())


def ml_client(azure: Azure, place: AzurePlace, transport: OneWriteTransport) -> "MLClient":
    """Everything inside a workspace."""
    load_ml()
    from azure.ai.ml import MLClient

    return MLClient(
        _acting(azure, PROVISION, place.id, transport), place.subscription, place.group, place.workspace,
        enable_telemetry=False, show_progress=False, **_common(transport),
    )  # fmt: skip


def registry_client(azure: Azure, registry: str, transport: OneWriteTransport) -> "MLClient":
    """Everything inside a registry; making one asks for the registry's address."""
    load_ml()
    from azure.ai.ml import MLClient

    return MLClient(
        _acting(azure, PROMOTE, "", transport), registry_name=registry, enable_telemetry=False, show_progress=False,
        **_common(transport),
    )  # fmt: skip
