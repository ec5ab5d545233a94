"""Asking a batch endpoint for one run of one deployment, past its default."""

from collections.abc import Mapping
from typing import Any

import httpx

from portal.azure.arm import json_of
from portal.azure.cloud import Azure
from portal.azure.faults import AzureFault, fault_of
from portal.azure.scoring import DEPLOYMENT, TIMEOUT, secret_of
from portal.clock import Clock


def begin_run(
    azure: Azure, clock: Clock, endpoint: Mapping[str, Any], deployment: str, inputs: Mapping[str, Any]
) -> str:
    """Begins a run and returns the name of its job; `endpoint` is as Azure shows it, `inputs` as a schedule has them.

    Raises AzureFault.
    """
    address = str((endpoint.get("properties") or {}).get("scoringUri") or "")
    if not address:
        raise AzureFault("failed", "the endpoint has no address to be asked at")
    headers = {"Authorization": f"Bearer {secret_of(azure, clock, endpoint)}", DEPLOYMENT: deployment}
    with httpx.Client(transport=azure.carrier.blocking(), timeout=TIMEOUT, trust_env=False) as client:
        try:
            answer = client.post(address, headers=headers, json={"properties": dict(inputs)})
        except (httpx.ConnectError, httpx.ConnectTimeout) as refused:
            raise AzureFault("unreachable", f"{address} cannot be reached: {refused}") from refused
        except httpx.TransportError as lost:
            raise AzureFault("unknown_outcome", f"no answer came from {address}: {lost}") from lost
    body = json_of(answer)
    if answer.status_code >= 400:
        raise fault_of(answer.status_code, body, answer.headers)
    return str(body.get("name") or str(body.get("id") or "").rstrip("/").rsplit("/", 1)[-1])
