"""How requests reach an emulated Azure: in another process of this machine, or in this process.

Everybody addresses https://management.azure.com; a carrier to an emulator redirects every host there, so that requests,
links and operation addresses look the same as with the true service.
"""

import asyncio
import time

import httpx

from portal.emulator.app import ORIGINAL_HOST, content_of, headers_of, read_request
from portal.emulator.core import Emulator
from portal.emulator.wire import Lost


class Loopback:
    """An emulator that listens on this machine; plain HTTP, so nothing is verified."""

    def __init__(self, url: str) -> None:
        self._url = httpx.URL(url)

    def blocking(self) -> httpx.BaseTransport:
        """Plain HTTP to the emulator, whatever host the request names."""
        return _BlockingRedirect(self._url)

    def concurrent(self) -> httpx.AsyncBaseTransport:
        """The same for an event loop."""
        return _ConcurrentRedirect(self._url)


class InProcess(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """An emulator in this process: no socket, and each call is finished before its answer is seen.

    It has nothing to let go of, so that one transport serves every client.
    """

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def blocking(self) -> httpx.BaseTransport:
        """Calls the emulator in the caller's thread."""
        return self

    def concurrent(self) -> httpx.AsyncBaseTransport:
        """Calls the emulator in another thread, so that the loop goes on."""
        return self

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One call, after the latency that is set."""
        content = request.read()
        if latency := self._emulator.tuning().latency_seconds:
            time.sleep(latency)
        return _called(self._emulator, request, content)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One call, after the latency that is set."""
        content = await request.aread()
        if latency := self._emulator.tuning().latency_seconds:
            await asyncio.sleep(latency)
        return await asyncio.to_thread(_called, self._emulator, request, content)


class _BlockingRedirect(httpx.BaseTransport):
    def __init__(self, url: httpx.URL) -> None:
        self._url, self._inner = url, httpx.HTTPTransport(verify=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._inner.handle_request(_redirected(request, self._url, request.read()))

    def close(self) -> None:
        self._inner.close()


class _ConcurrentRedirect(httpx.AsyncBaseTransport):
    def __init__(self, url: httpx.URL) -> None:
        self._url = url
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=32)
        self._inner = httpx.AsyncHTTPTransport(verify=False, limits=limits)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._inner.handle_async_request(_redirected(request, self._url, await request.aread()))

    async def aclose(self) -> None:
        await self._inner.aclose()


def _called(emulator: Emulator, request: httpx.Request, content: bytes) -> httpx.Response:
    asked = read_request(
        request.method, request.url.host, request.url.path, request.url.query.decode(), dict(request.headers), content
    )
    answer = emulator.handle(asked)
    if answer.delay_seconds:
        time.sleep(answer.delay_seconds)
    if isinstance(answer, Lost):
        if answer.silent:
            raise httpx.ReadTimeout("no answer came in time", request=request)
        raise httpx.RemoteProtocolError("the connection broke before an answer came", request=request)
    return httpx.Response(answer.status, headers=headers_of(answer), content=content_of(answer), request=request)


def _redirected(request: httpx.Request, url: httpx.URL, content: bytes) -> httpx.Request:
    target = request.url.copy_with(scheme=url.scheme, host=url.host, port=url.port)
    headers = [(name, value) for name, value in request.headers.multi_items() if name.lower() != "host"]
    headers.append((ORIGINAL_HOST, request.url.host))
    moved = httpx.Request(request.method, target, headers=headers, content=content)
    moved.extensions = dict(request.extensions)
    return moved
