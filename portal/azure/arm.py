"""Our own small client for fast reads: concurrent, patient with throttling, and honest about what could not be seen.

azure-ai-ml takes five to nine times as long for the same lists and cannot read them side by side. What differs from a
plain HTTP client: one gate for all requests; a 429 holds back every request of this principal until the time it
names; `nextLink` is used as it came; only GETs are tried again, with growing, jittered pauses.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Generic, Literal, TypeVar

import httpx

from portal.azure.cloud import Azure
from portal.azure.credentials import EARLY_SECONDS, Token
from portal.azure.faults import AzureFault, fault_of
from portal.azure.identities import READ
from portal.azure.resource_ids import api_version as version_of
from portal.clock import Clock

Json = dict[str, Any]
Value = TypeVar("Value")
ErrorKind = Literal["forbidden", "unreachable", "missing", "throttled", "failed"]
Sleep = Callable[[float], Awaitable[None]]

CONCURRENT = 16
ATTEMPTS = 3
THROTTLED_ATTEMPTS = 8
"""A throttled request was not looked at, and many wait for the same bucket: it gets more chances."""
FIRST_PAUSE_SECONDS = 0.4
LONGEST_PAUSE_SECONDS = 30.0
LEFT_HEADER = "x-ms-ratelimit-remaining-subscription-reads"
RESERVE = 40
"""Reads of a subscription's bucket that we leave to others; more than are ever under way at once."""
REFILL_PER_SECOND = 25
"""How fast the resource manager fills a bucket of reads, by its published limits."""
TIMEOUT = httpx.Timeout(30.0, connect=5.0)
FILE_HOSTS = (".blob.core.windows.net", ".dfs.core.windows.net")
"""Where the storage accounts of workspaces answer."""


@dataclass(frozen=True)
class ReadResult(Generic[Value]):
    """What one read found, or why it found nothing. Exactly one of `value` and `error` is set."""

    source: str
    """The resource id or path that was read."""
    at: datetime
    value: Value | None = None
    error: ErrorKind | None = None
    message: str = ""
    correlation_id: str = ""

    @property
    def seen(self) -> bool:
        """Whether there is a value."""
        return self.error is None


class Arm:
    """Reads from one Azure. Use as an async context manager; safe for many tasks of one event loop."""

    def __init__(
        self,
        azure: Azure,
        clock: Clock,
        *,
        sleep: Sleep = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._azure = azure
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter
        self._gate = asyncio.Semaphore(CONCURRENT)
        self._open = asyncio.Event()
        self._open.set()
        self._holders = 0
        self._kept: Token | None = None
        self._left: dict[str, int] = {}
        self._client = httpx.AsyncClient(transport=azure.carrier.concurrent(), timeout=TIMEOUT, trust_env=False)

    async def __aenter__(self) -> "Arm":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Lets the connections go."""
        await self._client.aclose()

    async def get(self, path: str, api_version: str | None = None, query: Mapping[str, str] | None = None) -> Json:
        """The JSON of one resource or one page, by id or absolute address. Raises AzureFault."""
        return json_of(await self.answer("GET", self._address(path, api_version, query)))

    async def get_all(
        self, path: str, api_version: str | None = None, query: Mapping[str, str] | None = None
    ) -> list[Json]:
        """Every item of a list, page after page. Raises AzureFault."""
        address = self._address(path, api_version, query)
        found: list[Json] = []
        while address:
            page = json_of(await self.answer("GET", address))
            found += [item for item in page.get("value") or [] if isinstance(item, dict)]
            address = str(page.get("nextLink") or "")
        return found

    async def post(self, path: str, body: Json | None = None) -> Json:
        """The answer of a POST that only reads, such as `listNodes`; tried once. Raises AzureFault."""
        return json_of(await self.answer("POST", self._address(path, None, None), body))

    async def content(self, address: str, most: int) -> bytes:
        """The bytes of a file by an address that carries its own signature; our token is not sent there.

        Raises AzureFault, also for a file of more than `most` bytes and for an address outside Azure's storage.
        """
        host = httpx.URL(address).host
        if not address.startswith("https://") or not host.endswith(FILE_HOSTS):
            raise AzureFault("failed", f"'{host}' is no storage of Azure's")
        found = bytearray()
        try:
            async with self._gate, self._client.stream("GET", address) as answer:
                if answer.status_code >= 400:
                    await answer.aread()
                    raise fault_of(answer.status_code, json_of(answer), answer.headers)
                async for piece in answer.aiter_bytes():
                    found += piece
                    if len(found) > most:
                        raise AzureFault("failed", f"the file has more than {most} bytes")
        except httpx.TransportError as lost:
            raise AzureFault("unreachable", f"Azure cannot be reached: {lost or type(lost).__name__}") from lost
        return bytes(found)

    async def read(self, source: str, work: Awaitable[Value]) -> ReadResult[Value]:
        """Waits for a read and keeps what went wrong as a result, so that one failure leaves the rest usable."""
        try:
            value = await work
        except AzureFault as fault:
            return ReadResult(
                source, self._clock(), None, _error_kind(fault), fault.message, correlation_id=fault.correlation_id
            )
        return ReadResult(source, self._clock(), value)

    async def read_all(
        self,
        path: str,
        shape: Callable[[Json], Value],
        api_version: str | None = None,
        query: Mapping[str, str] | None = None,
        source: str = "",
    ) -> ReadResult[list[Value]]:
        """Every item of a list in its shape, or why it cannot be read; `source` names what was read, else its path."""

        async def work() -> list[Value]:
            return [shape(item) for item in await self.get_all(path, api_version, query)]

        return await self.read(source or path, work())

    async def answer(self, method: str, address: str, body: Json | None = None) -> httpx.Response:
        """One answer below 400, after waiting out throttling and, for a GET, transient failures. Raises AzureFault."""
        attempt = 0
        while True:
            attempt += 1
            fault = await self._attempt(method, address, body)
            if isinstance(fault, httpx.Response):
                return fault
            most = {"throttled": THROTTLED_ATTEMPTS, "unreachable": ATTEMPTS, "unknown_outcome": ATTEMPTS}
            if method != "GET" or attempt >= most.get(fault.kind, 1):
                raise fault
            await self._pause(fault, attempt)

    async def _attempt(self, method: str, address: str, body: Json | None) -> httpx.Response | AzureFault:
        await self._open.wait()
        async with self._gate:
            await self._open.wait()
            bucket = _bucket_of(address)
            await self._ease(bucket)
            token = await self._token()
            headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
            try:
                answer = await self._client.request(method, address, headers=headers, json=body)
            except httpx.TransportError as lost:
                return AzureFault("unreachable", f"Azure cannot be reached: {lost or type(lost).__name__}")
        if (left := answer.headers.get(LEFT_HEADER, "")).isdecimal():
            self._left[bucket] = int(left)
        if answer.status_code < 400:
            return answer
        return fault_of(answer.status_code, json_of(answer), answer.headers)

    async def _ease(self, bucket: str) -> None:
        """Waits for a bucket that is nearly empty to fill a little, so that nobody is ever turned away for us."""
        left = self._left.get(bucket, RESERVE)
        if left < RESERVE:
            await self._sleep((RESERVE - left) / REFILL_PER_SECOND)

    async def _pause(self, fault: AzureFault, attempt: int) -> None:
        backoff = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
        pause = backoff * (0.5 + self._jitter() / 2)
        if fault.kind != "throttled":
            await self._sleep(fault.retry_after or pause)
            return
        self._holders += 1
        self._open.clear()
        try:
            await self._sleep((fault.retry_after or 0) + pause)
        finally:
            self._holders -= 1
            if self._holders == 0:
                self._open.set()

    async def _token(self) -> str:
        if self._kept is None or self._kept.expires_on - EARLY_SECONDS < self._clock().timestamp():
            self._kept = await asyncio.to_thread(self._fresh_token)
        return self._kept.token

    def _fresh_token(self) -> Token:
        try:
            token = self._azure.acting(READ).get_token(self._azure.scope)
        except AzureFault:
            raise
        except Exception as refused:
            raise AzureFault("unauthenticated", f"no sign-in to Azure: {refused}", status=401) from refused
        return Token(token.token, token.expires_on)

    def _address(self, path: str, api_version: str | None, query: Mapping[str, str] | None) -> str:
        if path.startswith("https://"):
            return path
        parameters = {"api-version": api_version or version_of(path), **(query or {})}
        return str(httpx.URL(self._azure.base_url + path, params=parameters))


def _bucket_of(address: str) -> str:
    """The subscription that an address counts for; its host where it names none."""
    head, _, tail = address.partition("/subscriptions/")
    return tail.partition("/")[0].partition("?")[0].lower() if head.count("/") == 2 else head


def _error_kind(fault: AzureFault) -> ErrorKind:
    match fault.kind:
        case "forbidden" | "unauthenticated":
            return "forbidden"
        case "missing" | "throttled":
            return fault.kind
        case "unreachable" | "unknown_outcome":
            return "unreachable"
        case _:
            return "failed"


def json_of(answer: httpx.Response) -> Json:
    """The JSON object of an answer; an empty one for no body, for null, and for what is not JSON."""
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
