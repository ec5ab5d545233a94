"""An emulated Azure for each test: empty, in this process, with a clock that is turned by hand."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from portal.azure import sdk
from portal.azure.cloud import Azure
from portal.azure.resource_ids import group_id, workspace_id
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_in_process
from portal.emulator.ledger import Call, ledger
from portal.emulator.seed.document import bare_seed
from portal.emulator.tuning import tune
from tests.azure.clockwork import HandClock
from tests.azure.registering import put_model_version

SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"
GROUP = group_id(SUBSCRIPTION, "rg-churn-dev")
WORKSPACE = workspace_id(SUBSCRIPTION, "rg-churn-dev", "mlw-churn-dev")
REGISTRY = GROUP + "/providers/Microsoft.MachineLearningServices/registries/mlr-meridian"
ONLINE = WORKSPACE + "/onlineEndpoints/oep-churn-dev"
BATCH = WORKSPACE + "/batchEndpoints/bep-churn-dev"
LOCATION = "westeurope"

TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {
        "project": {"type": "string"},
        "stage": {"type": "string", "allowedValues": ["dev", "test", "prod"]},
    },
    "variables": {"storage": "[toLower(concat('st', parameters('project'), parameters('stage')))]"},
    "resources": [
        {
            "type": "Microsoft.MachineLearningServices/workspaces",
            "apiVersion": "2025-12-01",
            "name": "[format('mlw-{0}-{1}', parameters('project'), parameters('stage'))]",
            "location": "[resourceGroup().location]",
            "tags": {"project_id": "[parameters('project')]"},
            "dependsOn": ["[resourceId('Microsoft.Storage/storageAccounts', variables('storage'))]"],
            "properties": {"storageAccount": "[resourceId('Microsoft.Storage/storageAccounts', variables('storage'))]"},
        },
        {
            "type": "Microsoft.Storage/storageAccounts",
            "apiVersion": "2023-05-01",
            "name": "[variables('storage')]",
            "location": "[resourceGroup().location]",
            "sku": {"name": "Standard_LRS"},
            "kind": "StorageV2",
        },
    ],
    "outputs": {"storage": {"type": "string", "value": "[variables('storage')]"}},
}


@dataclass
class Cloud:
    """One emulated Azure and what a test does with it."""

    azure: Azure
    state: Path
    clock: HandClock

    def tune(self, **changes: float) -> None:
        """Changes the emulator's settings."""
        tune(self.state, **changes)

    def calls(self, method: str | None = None, below: str = "") -> list[Call]:
        """What the emulator was asked."""
        return ledger(self.state, method, below)

    def with_group(self) -> "Cloud":
        """Makes the resource group."""
        sdk.put_resource_group(self.azure, SUBSCRIPTION, "rg-churn-dev", LOCATION, {})
        return self

    def with_workspace(self) -> "Cloud":
        """Makes the resource group and, by a deployment, the workspace."""
        self.with_group()
        parameters = {"project": "churn", "stage": "dev"}
        sdk.put_deployment(self.azure, SUBSCRIPTION, "rg-churn-dev", "first", TEMPLATE, parameters, {})
        return self

    def with_registry(self) -> "Cloud":
        """Makes the registry beside the workspace."""
        client = httpx.Client(transport=self.azure.carrier.blocking(), headers={"authorization": "Bearer test"})
        with client:
            url = f"https://management.azure.com{REGISTRY}?api-version=2025-12-01"
            assert client.put(url, json={"location": LOCATION}).status_code == 202
        return self

    def with_endpoints(self) -> "Cloud":
        """Makes a model, shares it, and makes an endpoint of each kind with two deployments."""
        self.with_workspace().with_registry()
        azure, tags = self.azure, dict[str, str]()
        path = "azureml://jobs/red_sun_1/outputs/artifacts/paths/model"
        put_model_version(azure, WORKSPACE, "churn-model", "1", path=path, tags=tags)
        sdk.put_cluster(azure, WORKSPACE, "cpu-batch", "Standard_D4s_v5", tags=tags)
        sdk.share_model(azure, WORKSPACE, "churn-model", "1", REGISTRY)
        sdk.put_online_endpoint(azure, WORKSPACE, "oep-churn-dev", tags=tags)
        sdk.put_batch_endpoint(azure, WORKSPACE, "bep-churn-dev", tags=tags)
        shared = sdk.registry_model_uri(REGISTRY, "churn-model", "1")
        for name, model in (("blue", shared), ("green", WORKSPACE + "/models/churn-model/versions/1")):
            sdk.put_online_deployment(azure, ONLINE, name, model=model, instance_type="Standard_F4s_v2", tags=tags)
            compute = WORKSPACE + "/computes/cpu-batch"
            sdk.put_batch_deployment(azure, BATCH, name, model=model, compute=compute, tags=tags)
        return self


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    """An empty Azure with one subscription."""
    clock = HandClock()
    state = tmp_path / "azure.db"
    app = create_app(state, clock, bare_seed(SUBSCRIPTION))
    return Cloud(emulated_in_process(app), state, clock)


@dataclass
class OwnProcess:
    """An emulator in a process of its own."""

    state: Path
    url: str
    process: subprocess.Popen[str]

    def kill(self) -> None:
        """Ends it at once, as a crash would."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


def begin_process(state: Path, *more: str) -> OwnProcess:
    """Starts an empty emulator over a state file and waits until it says where it listens."""
    command = [sys.executable, "-m", "portal.emulator", "--state", str(state), "--port", "0", "--empty", *more]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return OwnProcess(state, json.loads(process.stdout.readline())["url"], process)


@pytest.fixture
def own_process(tmp_path: Path) -> Iterator[OwnProcess]:
    """An empty emulator that outlives its caller."""
    emulator = begin_process(tmp_path / "own.db")
    yield emulator
    emulator.kill()
