"""One call from the command line: the standard library's HTTP, which loads in a fifth of the time of httpx.

Its methods are coroutines that never wait, so that the topics' functions serve both connections; `finish` runs one.
"""

import http.client
import secrets
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from portal.client import wire
from portal.client.caller import with_query

Answer = TypeVar("Answer")


def finish(call: Coroutine[Any, Any, Answer]) -> Answer:
    """The result of a coroutine that never waits. Raises whatever it raises."""
    try:
        call.send(None)
    except StopIteration as end:
        result: Answer = end.value
        return result
    call.close()
    raise RuntimeError("a call over a blocking connection may not wait")


class BlockingConnection:
    """Calls on one server as one person, one at a time; `find_again` is asked once when nobody listens."""

    def __init__(
        self, url: str, token: str, person: str | None = None, find_again: Callable[[], tuple[str, str]] | None = None
    ) -> None:
        self.url = url.rstrip("/")
        self.token = token
        self.person = person
        self._find_again = find_again
        self._http: http.client.HTTPConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def get(self, path: str, answer: type[Answer], **query: object) -> Answer:
        """Read something. Raises Problem."""
        status, content = self._call("GET", with_query(path, query))
        return wire.decode(status, content, answer)

    async def text(self, path: str, **query: object) -> str:
        """Read something that is not JSON, as text. Raises Problem."""
        status, content = self._call("GET", with_query(path, query))
        if not 200 <= status < 300:
            raise wire.refusal(status, content)
        return content.decode("utf-8", "replace")

    async def send(self, method: str, path: str, body: Any, answer: type[Answer], key: str | None = None) -> Answer:
        """Change something. Raises Problem."""
        content = b"" if body is None else wire.encode(body)
        status, answered = self._call(method, path, content, key or secrets.token_hex(16))
        return wire.decode(status, answered, answer)

    def close(self) -> None:
        """Close the connection; the next call opens it again."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def _call(self, method: str, path: str, content: bytes = b"", key: str | None = None) -> tuple[int, bytes]:
        headers = wire.headers(self.token, self.person, key)
        if content:
            headers["Content-Type"] = "application/json"
        try:
            connection = self._connected()
            connection.request(method, urlsplit(self.url).path + path, content, headers)
            response = connection.getresponse()
            return response.status, response.read()
        except ConnectionError as fault:
            self.close()
            if self._find_again is None:
                raise wire.unreachable(self.url, fault.strerror or str(fault)) from None
            find_again, self._find_again = self._find_again, None  # once; the same key asks for the same outcome
            url, self.token = find_again()
            self.url = url.rstrip("/")
            return self._call(method, path, content, key)
        except TimeoutError:
            self.close()
            raise wire.unreachable(self.url, f"no answer within {wire.ANSWER_SECONDS:.0f} s") from None
        except (OSError, ValueError, http.client.HTTPException) as fault:
            self.close()
            raise wire.unreachable(self.url, str(fault) or type(fault).__name__) from None

    def _connected(self) -> http.client.HTTPConnection:
        if self._http is not None:
            return self._http
        where = wire.checked(self.url)
        kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
        connection = kind(where.hostname or "", where.port, timeout=wire.CONNECT_SECONDS)
        connection.connect()
        connection.sock.settimeout(wire.ANSWER_SECONDS)
        self._http = connection
        return connection
