"""Long-running operations: one look at a time. Sleeping in between, durably, is the engine's affair."""

from dataclasses import dataclass
from typing import Literal

import httpx

from portal.azure.answers import json_of
from portal.azure.arm import TIMEOUT
from portal.azure.cloud import Azure
from portal.azure.entry import EntryReader
from portal.azure.faults import AzureFault, fault_of, operation_fault, retry_after_seconds
from portal.azure.identities import READ


@dataclass(frozen=True)
class Poll:
    """One look at a long-running operation. `fault` is set when it failed."""

    state: Literal["pending", "succeeded", "failed"]
    retry_after: float | None = None
    fault: AzureFault | None = None
    percent: float | None = None


def poll_blocking(azure: Azure, operation_url: str) -> Poll:
    """Looks once at the address that a `Sent` carries. Raises AzureFault when it cannot look."""
    token = azure.acting(READ).get_token(azure.scope).token
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    with httpx.Client(transport=azure.carrier.blocking(), timeout=TIMEOUT, trust_env=False) as client:
        try:
            answer = client.get(operation_url, headers=headers)
        except httpx.TransportError as lost:
            raise AzureFault("unreachable", f"Azure cannot be reached: {lost or type(lost).__name__}") from lost
    if answer.status_code >= 400:
        return _ended_badly(fault_of(answer.status_code, json_of(answer), answer.headers))
    return _read(answer)


def _read(answer: httpx.Response) -> Poll:
    """A status document (Azure-AsyncOperation), a resource with its provisioningState, or a bare Location (202)."""
    body = json_of(answer)
    entry = EntryReader(body)
    status = (entry.text("status") or entry.text("properties", "provisioningState")).lower()
    percent = body.get("percentComplete")
    percent = float(percent) if isinstance(percent, int | float) else None
    if status in ("failed", "canceled", "cancelled"):
        correlation = answer.headers.get("x-ms-correlation-request-id", "")
        return Poll(
            "failed", fault=operation_fault(body.get("error") or entry.object("properties").get("error"), correlation)
        )
    if answer.status_code == 202 or status not in ("", "succeeded", "ready"):
        return Poll("pending", retry_after_seconds(answer.headers), percent=percent)
    return Poll("succeeded", percent=percent)


def _ended_badly(fault: AzureFault) -> Poll:
    """An address that answers with a client's error tells how the operation ended; anything else says nothing of it."""
    if fault.status in (400, 409, 410, 412, 422):
        return Poll("failed", fault=fault)
    raise fault
