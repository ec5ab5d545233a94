"""The terminal app's connection to a portal server: asynchronous, with httpx, which is imported when it is opened."""

import secrets
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from portal.client import wire
from portal.client.caller import with_query
from portal.contract.problem import Problem

if TYPE_CHECKING:
    import httpx

Answer = TypeVar("Answer")
UNKNOWN = 401
"""The status of a server that does not know who asks."""


class Connection:
    """Calls on one server as one person; use it as an async context manager.

    `find_again` gives the address and token anew when nobody listens any more at the known one; it may start a server
    and runs in a thread.
    """

    def __init__(
        self, url: str, token: str, person: str | None = None, find_again: Callable[[], tuple[str, str]] | None = None
    ) -> None:
        self.url = url.rstrip("/")
        self.token = token
        self.person = person
        self._find_again = find_again
        self._http: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        import httpx  # 50 ms or more: not before the first paint

        local = self.url.startswith(("http://127.", "http://localhost", "http://[::1]"))
        timeout = httpx.Timeout(wire.ANSWER_SECONDS, connect=wire.CONNECT_SECONDS)
        # Plain HTTP to this machine has nothing to verify, and reading the certificates takes 30 ms.
        self._http = httpx.AsyncClient(timeout=timeout, trust_env=not local, follow_redirects=False, verify=not local)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    @property
    def http(self) -> "httpx.AsyncClient":
        """The open httpx client. Raises Problem outside the context."""
        if self._http is None:
            raise Problem(0, "the connection is closed", self.url, code="unreachable")
        return self._http

    async def get(self, path: str, answer: type[Answer], **query: object) -> Answer:
        """Read something. Raises Problem."""
        response = await self._call("GET", with_query(path, query))
        return wire.decode(response.status_code, response.content, answer)

    async def text(self, path: str, **query: object) -> str:
        """Read something that is not JSON, as text. Raises Problem."""
        response = await self._call("GET", with_query(path, query))
        if not response.is_success:
            raise wire.refusal(response.status_code, response.content)
        return response.content.decode("utf-8", "replace")

    async def send(self, method: str, path: str, body: Any, answer: type[Answer], key: str | None = None) -> Answer:
        """Change something. Raises Problem; after a lost answer the same `key` asks for the same outcome."""
        content = b"" if body is None else wire.encode(body)
        response = await self._call(method, path, content, key or secrets.token_hex(16))
        return wire.decode(response.status_code, response.content, answer)

    async def look_again(self, refused: bool = False) -> bool:
        """Find the server's address anew; False when there is no way to. Raises Problem when there is no server.

        `refused` is said when the server answers, but takes the token no more.
        """
        if self._find_again is None:
            return False
        from asyncio import to_thread

        url, self.token = await to_thread(self._find_again)
        self.url = url.rstrip("/")
        return True

    async def _call(self, method: str, path: str, content: bytes = b"", key: str | None = None) -> "httpx.Response":
        import httpx

        try:
            try:
                answer = await self._once(method, path, content, key)
                # the token has ended: once more with another
                if answer.status_code == UNKNOWN and await self.look_again(refused=True):
                    answer = await self._once(method, path, content, key)
                return answer
            except (httpx.NetworkError, httpx.RemoteProtocolError):  # the same key asks for the same outcome
                if not await self.look_again():
                    raise
                return await self._once(method, path, content, key)
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise wire.unreachable(self.url, plain_reason(fault)) from None

    async def _once(self, method: str, path: str, content: bytes, key: str | None) -> "httpx.Response":
        headers = wire.headers(self.token, self.person, key)
        if content:
            headers["Content-Type"] = "application/json"
        wire.checked(self.url)
        return await self.http.request(method, self.url + path, content=content, headers=headers)


def plain_reason(fault: Exception) -> str:
    """An httpx error in words."""
    import httpx

    if isinstance(fault, httpx.ConnectTimeout):
        return f"no connection within {wire.CONNECT_SECONDS:.0f} s"
    if isinstance(fault, httpx.TimeoutException):
        return f"no answer within {wire.ANSWER_SECONDS:.0f} s"
    return str(fault) or type(fault).__name__
