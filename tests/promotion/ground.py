"""A workspace of production with a registry and an endpoint that serves version 12, and effects that bring 13 there."""

from typing import Any

import httpx

from portal.azure import sdk
from portal.azure.cloud import Azure
from portal.azure.resource_ids import ML, group_id, workspace_id
from portal.contract.plan import Effect
from portal.engine.operations.operate import operate
from tests.azure.registering import put_model_version
from tests.engine.plain import PlainSteps
from tests.engine.plans import TEMPLATE
from tests.engine.workbench import SUBSCRIPTION, Workbench, plan_of

GROUP = "rg-retail"
DEV = workspace_id(SUBSCRIPTION, GROUP, "mlw-retail-dev")
PROD = workspace_id(SUBSCRIPTION, GROUP, "mlw-retail-prod")
REGISTRY = f"{group_id(SUBSCRIPTION, GROUP)}/providers/{ML}/registries/mlr-meridian"
ENDPOINT = f"{PROD}/onlineEndpoints/oep-churn"
MODEL = "churn-model"
SIZE = "Standard_F4s_v2"
TWELVE, THIRTEEN, OTHER = (f"sha256:{digit * 64}" for digit in "cde")
TAGS = {"project_id": "churn", "managed_by": "ml-portal"}
NAMED = {"model": MODEL, "version": "13", "registry": REGISTRY, "artefact": THIRTEEN}


def share(**changes: Any) -> Effect:
    """Version 13 goes to the registry."""
    payload = {"source": DEV, **NAMED, **changes}
    return Effect("share", "share_model", "Share churn-model 13", MODEL, "prod", payload)


def deploy(**changes: Any) -> Effect:
    """Version 13 is deployed in production, without traffic."""
    payload = {
        "workspace": PROD, "endpoint": "oep-churn", "deployment": "v13", **NAMED, "instance_type": SIZE,
        "instance_count": 1, "tags": TAGS, **changes,
    }  # fmt: skip
    return Effect("deploy", "online_deployment", "Deploy churn-model 13", "v13", "prod", payload)


def lead(**changes: Any) -> Effect:
    """Traffic goes to version 13 in three steps."""
    payload = {
        "workspace": PROD, "endpoint": "oep-churn", "to": "v13", "steps": [10, 50, 100], "watch_seconds": 0,
        "abort": {"error_percent": 5, "p95_ms": 500}, "before": {"v12": 100}, **changes,
    }  # fmt: skip
    return Effect("traffic", "traffic", "Traffic to v13", "v13", "prod", payload)


def put(azure: Azure, path: str, body: dict[str, Any]) -> None:
    """Something that no SDK function of ours makes."""
    with httpx.Client(transport=azure.carrier.blocking(), headers={"authorization": "Bearer test"}) as client:
        url = f"https://management.azure.com{path}?api-version=2025-12-01"
        assert client.put(url, json=body).status_code < 300


def register(azure: Azure, owner: str, version: str, manifest: str | None) -> None:
    """A version of the model in a workspace."""
    path = f"azureml://jobs/train_{version}/outputs/artifacts/paths/model"
    proof = {"manifest_digest": manifest} if manifest else {}
    put_model_version(azure, owner, MODEL, version, path=path, tags=TAGS, properties=proof)


def register_in_registry(azure: Azure, version: str, manifest: str | None) -> None:
    """A version that somebody else put into the registry."""
    proof = {"manifest_digest": manifest} if manifest else {}
    body = {"modelUri": "https://elsewhere.blob.core.windows.net/x", "modelType": "mlflow_model", "properties": proof}
    put(azure, f"{REGISTRY}/models/{MODEL}/versions/{version}", {"properties": body})


def prepare_azure(azure: Azure) -> None:
    """Versions 12 and 13 in dev, 12 in the registry and serving everybody in production."""
    sdk.put_resource_group(azure, SUBSCRIPTION, GROUP, "westeurope", {})
    for stage in ("dev", "prod"):
        given = {
            "workspace": f"mlw-retail-{stage}", "storage": f"stretail{stage}", "location": "westeurope", "tags": TAGS,
        }  # fmt: skip
        sdk.put_deployment(azure, SUBSCRIPTION, GROUP, f"first-{stage}", TEMPLATE, given, {})
    put(azure, REGISTRY, {"location": "westeurope"})
    register(azure, DEV, "12", TWELVE)
    register(azure, DEV, "13", THIRTEEN)
    sdk.share_model(azure, DEV, MODEL, "12", REGISTRY)
    sdk.put_online_endpoint(azure, PROD, "oep-churn", tags=TAGS)
    model = sdk.registry_model_uri(REGISTRY, MODEL, "12")
    sdk.put_online_deployment(azure, ENDPOINT, "v12", model=model, instance_type=SIZE, tags=TAGS)
    sdk.put_traffic(azure, ENDPOINT, {"v12": 100})


def carry_out(bench: Workbench, *effects: Effect, number: int = 1) -> str:
    """Carries a plan out in one run and says how it ended."""
    return run(bench, bench.ask(plan_of(*effects, lease_days=None), number=number))


def run(bench: Workbench, operation: str, fence: int = 1) -> str:
    """One run of an operation, without a durable engine."""
    return operate(bench.world, bench.effects, PlainSteps(), operation, fence)


def shown(bench: Workbench, resource: str) -> dict[str, Any]:
    """A resource as Azure shows it."""
    found = sdk.read(bench.azure, resource)
    assert isinstance(found, sdk.FoundResource), f"{resource} is not there"
    return dict(found.payload)


def traffic(bench: Workbench) -> dict[str, int]:
    """Who gets how much of the endpoint's traffic; those with none are left out."""
    divided = shown(bench, ENDPOINT)["properties"]["traffic"]
    return {name: share for name, share in divided.items() if share}
