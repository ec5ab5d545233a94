"""One write through an SDK: sent once, answered once, told apart from lost and refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ServiceRequestError,
    ServiceResponseError,
)

from portal.azure.cloud import Azure
from portal.azure.faults import AzureFault, fault_of
from portal.azure.sdk.one_write import NothingSent, OneWriteTransport, WriteAnswer, WriteAnswered, WriteLost

INTENT_TAG = "portal-intent"
"""The tag that every resource we make carries; its value names the ledger's intent."""


@dataclass(frozen=True)
class Sent:
    """A write that Azure accepted. `operation_url` is where to wait; None means it is already done."""

    resource_id: str
    operation_url: str | None
    status: int
    correlation_id: str


def send(azure: Azure, resource_id: str, call: Callable[[OneWriteTransport], object]) -> Sent:
    """Makes one SDK call that writes once. Raises AzureFault.

    `call` builds its client on the transport it is given; what it returns is not looked at.
    """
    transport = OneWriteTransport(azure, stop_at_write=True)
    try:
        with translated():
            call(transport)
    except WriteAnswered:
        return _sent(resource_id, transport.answer)
    except AzureFault:
        if transport.answer is None:
            raise
        return _sent(resource_id, transport.answer)
    finally:
        transport.close()
    if transport.answer is None:
        raise AzureFault("failed", f"the SDK put nothing on the wire for {resource_id}")
    return _sent(resource_id, transport.answer)


@contextmanager
def translated() -> Iterator[None]:
    """Turns what the SDKs raise into AzureFault; WriteAnswered passes."""
    try:
        yield
    except (WriteAnswered, AzureFault):
        raise
    except NothingSent as unsent:
        raise AzureFault("unreachable", f"Azure cannot be reached: {unsent}") from unsent
    except WriteLost as lost:
        raise AzureFault("unknown_outcome", f"no answer came to the request: {lost}") from lost
    except ClientAuthenticationError as refused:
        raise AzureFault("unauthenticated", str(refused.message), status=401) from refused
    except HttpResponseError as refused:
        raise _answered(refused) from refused
    except AzureError as failed:
        if isinstance(failed, ServiceRequestError | ServiceResponseError):
            raise AzureFault("unreachable", str(failed.message)) from failed
        raise AzureFault("failed", _shortened(str(failed.message))) from failed
    except Exception as failed:
        # The SDKs stumble over nulls in answers, with whatever exception that happens to raise.
        raise AzureFault("failed", f"the SDK cannot do this: {type(failed).__name__}: {failed}") from failed


def _shortened(message: str) -> str:
    """What went wrong, without the advice on editors and debug flags that azure-ai-ml adds."""
    return " ".join(message.partition("Resolutions:")[0].split())


def _answered(refused: HttpResponseError) -> AzureFault:
    answer: Any = refused.response
    if answer is None:
        return AzureFault("failed", str(refused.message))
    try:
        body = answer.json() if hasattr(answer, "json") else None
    except ValueError:
        body = None
    fault = fault_of(int(answer.status_code), body or str(refused.message), dict(answer.headers))
    # Whatever answered here was a read before the write: nothing has been sent yet.
    return AzureFault(
        "unreachable" if fault.kind == "unknown_outcome" else fault.kind, fault.message, code=fault.code,
        status=fault.status, correlation_id=fault.correlation_id, retry_after=fault.retry_after,
    )  # fmt: skip


def _sent(resource_id: str, answer: WriteAnswer | None) -> Sent:
    assert answer is not None
    if answer.status >= 400 or answer.status == 0:
        raise fault_of(answer.status, answer.body, answer.headers)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    operation = headers.get("azure-asyncoperation") or headers.get("operation-location")
    if operation is None and (answer.status == 202 or headers.get("location")):
        operation = headers.get("location")
    return Sent(resource_id, operation, answer.status, headers.get("x-ms-correlation-request-id", ""))
