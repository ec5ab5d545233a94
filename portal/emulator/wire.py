"""What comes in and what goes out: one request, one answer, and the refusals Azure words as errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
NULL: Any = object()
"""A body that is the JSON word null, which is not the same as no body."""


@dataclass(frozen=True)
class WireRequest:
    """One HTTP request as the emulator sees it, with the host name the caller meant."""

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any = None

    @property
    def url(self) -> str:
        """Scheme, host and path, without the query."""
        return f"https://{self.host}{self.path}"


@dataclass(frozen=True)
class WireAnswer:
    """One HTTP answer; a body of None is sent as no bytes at all."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_seconds: float = 0.0
    """How long it is held back."""


@dataclass(frozen=True)
class Lost:
    """No answer: the connection breaks, or stays silent; `done` says whether the request was carried out."""

    done: bool
    silent: bool = False
    delay_seconds: float = 0.0


class AzureRefusal(Exception):
    """A refusal in Azure's own shape: status, code, message; details nest the true cause."""

    def __init__(
        self, status: int, code: str, message: str, details: list[Json] | None = None, target: str | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details or []
        self.target = target

    def error(self) -> Json:
        """The `error` object of the body."""
        found: Json = {"code": self.code, "message": self.message}
        if self.target is not None:
            found["target"] = self.target
        if self.details:
            found["details"] = self.details
        return found

    def answer(self) -> WireAnswer:
        """The whole answer."""
        return WireAnswer(self.status, {"error": self.error()})


def bad_request(message: str) -> AzureRefusal:
    """400 with Azure's commonest code."""
    return AzureRefusal(400, "BadRequest", message)


def conflict(message: str) -> AzureRefusal:
    """409 for what cannot be done now, or beside what is there."""
    return AzureRefusal(409, "Conflict", message)


def resource_group_missing(group: str) -> AzureRefusal:
    """404 for a resource group that does not exist."""
    return AzureRefusal(404, "ResourceGroupNotFound", f"Resource group '{group}' could not be found.")


def resource_missing(type_: str, name: str, group: str) -> AzureRefusal:
    """404 for a resource, in the words of the resource manager."""
    return AzureRefusal(
        404,
        "ResourceNotFound",
        f"The Resource '{type_}/{name}' under resource group '{group}' was not found. "
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    )
