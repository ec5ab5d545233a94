"""Asking one deployment of an online endpoint as its callers would, past the division of the traffic."""

import asyncio
import math
from collections.abc import Mapping
from typing import Any

import httpx

from portal.azure.arm import Arm
from portal.azure.cloud import Azure
from portal.azure.faults import AzureFault
from portal.azure.identities import PROVISION
from portal.azure.metrics import DeploymentMetrics, is_error
from portal.clock import Clock

SCORING_SCOPE = "https://ml.azure.com/.default"
TIMEOUT = httpx.Timeout(60.0, connect=10.0)
DEPLOYMENT = "azureml-model-deployment"
_TOOK = "x-ms-run-fn-exec-ms"
"""How long the model took by the inference server's own watch, in milliseconds."""


def ask(
    azure: Azure, clock: Clock, endpoint: Mapping[str, Any], deployment: str, sample: Any, times: int
) -> DeploymentMetrics:  # fmt: skip
    """Asks a deployment several times, one after the other; `endpoint` is the endpoint as Azure shows it.

    With a sample the model answers it; without one only the description of what it understands is asked for. Raises
    AzureFault when the endpoint cannot be reached at all, or lets us not in.
    """
    properties = endpoint.get("properties") or {}
    address = str(properties.get("scoringUri") or "")
    if not address:
        raise AzureFault("failed", "the endpoint has no address to be asked at")
    headers = {"Authorization": f"Bearer {secret_of(azure, clock, endpoint)}", DEPLOYMENT: deployment}
    method = "GET" if sample is None else "POST"
    url = address if sample is not None else address.rsplit("/", 1)[0] + "/swagger.json"
    took, errors, lost = [], 0, ""
    with httpx.Client(transport=azure.carrier.blocking(), timeout=TIMEOUT, trust_env=False) as client:
        for _ in range(times):
            began = clock()
            try:
                answer = client.request(method, url, headers=headers, json=sample)
            except httpx.TransportError as broken:
                errors, lost = errors + 1, str(broken) or type(broken).__name__
                continue
            if answer.status_code in (401, 403, 404):
                raise AzureFault("failed", f"{url} answered {answer.status_code}", status=answer.status_code)
            errors += is_error(answer.status_code)
            took.append(max(1000 * (clock() - began).total_seconds(), _by_itself(answer)))
    if not took:
        raise AzureFault("unreachable", f"{url} cannot be reached: {lost}")
    return DeploymentMetrics(times, errors, sorted(took)[math.ceil(0.95 * len(took)) - 1])


def _by_itself(answer: httpx.Response) -> float:
    try:
        return float(answer.headers.get(_TOOK, 0))
    except ValueError:
        return 0.0


def secret_of(azure: Azure, clock: Clock, endpoint: Mapping[str, Any]) -> str:
    """A token of ours, or the endpoint's key where it takes only that. Raises AzureFault."""
    if str((endpoint.get("properties") or {}).get("authMode")).lower() != "key":
        return str(azure.acting(PROVISION, str(endpoint["id"])).get_token(SCORING_SCOPE).token)

    async def keys() -> Mapping[str, Any]:
        async with Arm(azure, clock) as arm:
            return await arm.post(f"{endpoint['id']}/listKeys")

    return str(asyncio.run(keys()).get("primaryKey") or "")
