"""What can go wrong with a call to Azure, in one shape; classified by HTTP status first, by text after."""

import json
import re
from collections.abc import Mapping
from typing import Any, Literal

FaultKind = Literal[
    "quota", "forbidden", "unauthenticated", "name", "missing", "conflict", "throttled", "unreachable",
    "unknown_outcome", "failed",
]  # fmt: skip
"""`unreachable`: nothing was sent. `unknown_outcome`: it was sent, and no answer came or only one that does not say
whether it was done (408, 5xx): read before doing it again."""

_QUOTA = re.compile(r"quota|OutOfQuota|ClusterCoreQuotaReached|exceeding .*limits", re.IGNORECASE)
_NAME = re.compile(r"(name|character).{0,80}(invalid|not valid|must|can only)|already (taken|in use)", re.I | re.S)
_NAME_CODES = ("VaultAlreadyExists", "StorageAccountAlreadyTaken", "AlreadyInUse")
_PERMISSION = re.compile(r"perform action '(?P<action>[^']+)' over scope '(?P<scope>[^']+)'")


class AzureFault(Exception):
    """A call to Azure that did not do what was asked."""

    def __init__(
        self,
        kind: FaultKind,
        message: str,
        *,
        code: str = "",
        status: int = 0,
        correlation_id: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.code = code
        self.status = status
        self.correlation_id = correlation_id
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (
            self.kind, self.message, self.code, self.status, self.correlation_id, self.retry_after,
        )  # fmt: skip

    def __str__(self) -> str:
        told = f"{self.code}: {self.message}" if self.code else self.message
        return f"{told} (correlation {self.correlation_id})" if self.correlation_id else told


def _rebuilt(
    kind: FaultKind, message: str, code: str, status: int, correlation_id: str, retry_after: float | None
) -> AzureFault:
    return AzureFault(kind, message, code=code, status=status, correlation_id=correlation_id, retry_after=retry_after)


def fault_of(status: int, body: Any, headers: Mapping[str, str]) -> AzureFault:
    """The fault that an answer of 400 or more stands for. Never carries `additionalInfo`: it holds stack traces."""
    code, message = innermost(body)
    correlation = headers.get("x-ms-correlation-request-id") or headers.get("x-ms-request-id") or ""
    return AzureFault(
        _kind(status, code, message),
        message or f"Azure answered {status} without saying why",
        code=code,
        status=status,
        correlation_id=correlation,
        retry_after=retry_after_seconds(headers),
    )


def operation_fault(error: Any, correlation_id: str = "") -> AzureFault:
    """The fault that a failed long-running operation ended with."""
    code, message = innermost({"error": error})
    kind = _kind(0, code, message)
    return AzureFault(kind, message or "the operation failed", code=code, correlation_id=correlation_id)


def innermost(body: Any) -> tuple[str, str]:
    """Code and message of the deepest error: deployments nest the true one in `details` as a string of JSON."""
    error = body.get("error", body) if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return "", str(body)[:500] if isinstance(body, str) else ""
    code, message = str(error.get("code") or ""), str(error.get("message") or "")
    listed = error.get("details")
    for detail in listed if isinstance(listed, list) else ():
        if not isinstance(detail, dict):
            continue
        try:
            nested = json.loads(detail.get("message") or "")
        except (TypeError, ValueError, RecursionError):
            nested = {"error": detail}
        if isinstance(nested, dict):
            inner_code, inner_message = innermost(nested)
            if inner_message:
                return inner_code, inner_message
    return code, message


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """What Retry-After asks for: `retry-after-ms`, seconds, or an HTTP date (then 5 s, as the clocks may differ)."""
    lower = {name.lower(): value for name, value in headers.items()}
    for name, scale in (("retry-after-ms", 0.001), ("x-ms-retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = lower.get(name, "")
        if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value):
            return float(value) * scale
        if value:
            return 5.0
    return None


def missing_permission(fault: AzureFault) -> tuple[str, str] | None:
    """Action and scope that a refusal for lack of rights names."""
    found = _PERMISSION.search(fault.message)
    return (found["action"], found["scope"]) if found else None


def _kind(status: int, code: str, message: str) -> FaultKind:
    if status == 401:
        return "unauthenticated"
    if status == 403:
        return "forbidden"
    if status == 404:
        return "missing"
    if status == 429:
        return "throttled"
    if status == 408 or status >= 500:
        return "unknown_outcome"
    if _QUOTA.search(f"{code} {message}"):
        return "quota"
    if code in _NAME_CODES or _NAME.search(message):
        return "name"
    if status == 409 or code == "Conflict":
        return "conflict"
    return "failed"
