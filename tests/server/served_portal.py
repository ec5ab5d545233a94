"""Calls on a served portal, and what an answer has to be."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
import msgspec
from fastapi import FastAPI

from portal.contract.problem import ProblemBody

Answer = TypeVar("Answer")
WAIT_SECONDS = 30


class Problem(msgspec.Struct, forbid_unknown_fields=True):
    """An RFC 9457 document, and not a word more."""

    type: str
    title: str
    status: int
    detail: str
    todo: str
    code: str
    complaints: list[dict[str, str]]


@dataclass(frozen=True)
class ServedPortal:
    """A served portal, and one connection to it."""

    client: httpx.Client
    app: FastAPI

    def headers(self, by: str = "maya", key: str = "") -> dict[str, str]:
        """The headers of a call that is let in."""
        known = {"Authorization": f"Bearer {self.app.state.token}", "Portal-Contract": "1", "Portal-As": by}
        return {**known, "Idempotency-Key": key} if key else known

    def call(self, method: str, path: str, by: str = "maya", key: str = "", **more: Any) -> httpx.Response:
        """A call by somebody."""
        return self.client.request(method, path, headers=self.headers(by, key) | more.pop("headers", {}), **more)

    def get(self, path: str, by: str = "maya", **query: Any) -> Any:
        """What a look that succeeds answers."""
        return told(self.call("GET", path, by, params=query))

    def send(self, method: str, path: str, body: Any, by: str = "maya", key: str = "") -> Any:
        """What an act that succeeds answers."""
        return told(self.call(method, path, by, key, json=body))

    def raw(self, method: str, path: str, content: bytes, by: str = "maya", **headers: str) -> httpx.Response:
        """A call with these very bytes as its body."""
        given = {"Content-Type": "application/json", **headers}
        return self.client.request(method, path, content=content, headers=self.headers(by) | given)

    def until(self, request: str, *states: str) -> Any:
        """Waits until a request is in one of the states."""
        return self._until(request, lambda found: found["state"] in states)

    def until_it_waits(self, request: str) -> Any:
        """Waits until a request says why it is not carried out."""
        return self._until(request, lambda found: bool(found["reason"]))

    def _until(self, request: str, fits: Callable[[Any], bool]) -> Any:
        ends = time.monotonic() + WAIT_SECONDS
        while not fits(found := self.get(f"/requests/{request}")):
            assert time.monotonic() < ends, f"{request} is still {found['state']}: {found['reason']}"
        return found


def told(response: httpx.Response) -> Any:
    """The JSON of an answer that says that it went well."""
    assert response.is_success, (response.status_code, response.text)
    return response.json() if response.content else None


def as_told(answer: Any, type_: type[Answer]) -> Answer:
    """The answer in the words of the contract. Asserts that nothing was lost on the way."""
    decoded: Answer = msgspec.convert(answer, type_)
    assert msgspec.json.decode(msgspec.json.encode(decoded)) == answer
    return decoded


def problem(response: httpx.Response, *statuses: int) -> ProblemBody:
    """The problem that an answer is. Asserts that it is one of RFC 9457, with one of these statuses."""
    assert response.status_code in statuses, (response.status_code, response.text[:500])
    assert response.headers["content-type"] == "application/problem+json"
    document = msgspec.json.decode(response.content, type=Problem)
    assert document.status == response.status_code
    assert document.type == f"portal:{document.code}" and document.title
    for text in (document.title, document.detail, document.todo):
        assert "Traceback" not in text and "sqlalchemy" not in text.lower()
    for complaint in document.complaints:
        assert set(complaint) == {"where", "what", "todo"} and complaint["where"] and complaint["what"]
    return msgspec.convert(
        {name: value for name, value in msgspec.to_builtins(document).items() if name != "type"}, ProblemBody
    )
