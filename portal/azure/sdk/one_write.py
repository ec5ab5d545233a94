"""The transport under every SDK client: carries requests, and stops the SDK at the answer to its one write.

The SDKs poll a long-running operation, or read the result, as soon as a write was accepted. The engine waits durably
itself, so this transport takes the first answer to a write and unwinds the SDK's call with it. An SDK call can
therefore put no second write on the wire, however it is built.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import httpx
from azure.core.pipeline.transport import RequestsTransport
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ReadTimeout
from urllib3 import HTTPResponse

from portal.azure.cloud import Azure

CONNECT_SECONDS = 10
ANSWER_SECONDS = 120
_DECODED = ("content-encoding", "transfer-encoding", "content-length")
"""Headers that no longer hold once the carrier has unpacked the body."""


@dataclass(frozen=True)
class WriteAnswer:
    """What came back for the write: status, headers, parsed body; status 0 when no answer came."""

    method: str
    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


class WriteAnswered(Exception):
    """Unwinds an SDK call once its write has an answer."""

    def __init__(self, answer: WriteAnswer) -> None:
        super().__init__(f"{answer.method} answered {answer.status}")
        self.answer = answer


class WriteLost(Exception):
    """The write may have arrived; no answer came."""


class NothingSent(Exception):
    """The connection could not be made, so nothing can have happened."""


class OneWriteTransport(HTTPAdapter):
    """A requests adapter over Azure's carrier. With `stop_at_write` the first write ends the SDK's call.

    Every write has to be made by the identity that has the duty for it.
    """

    def __init__(self, azure: Azure, *, stop_at_write: bool) -> None:
        super().__init__()
        self._azure = azure
        timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
        self._transport = azure.carrier.blocking()
        self._timeout = timeout.as_dict()
        self._stop_at_write = stop_at_write
        self.answer: WriteAnswer | None = None
        """The answer to the write, also when the SDK swallows what unwinds it."""
        self.acting = ""
        """The name of the portal's identity that the client acts as; set by whoever makes the client."""

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> Response:
        """Carries one request. Raises WriteAnswered, WriteLost, NothingSent or AzureFault where the SDK has to stop."""
        method = str(request.method)
        if method not in ("GET", "HEAD"):
            self._azure.require_rightful(method, str(request.url), self.acting)
        write = self._stop_at_write and method not in ("GET", "HEAD")
        if self.answer is not None:
            raise WriteAnswered(self.answer)
        found = self._carry(request, method, write)
        if write:
            body = found.json() if _is_json(found) else found.text
            self.answer = WriteAnswer(method, str(request.url), found.status_code, dict(found.headers), body)
            raise WriteAnswered(self.answer)
        raw = HTTPResponse(
            body=BytesIO(found.content),
            headers={name: value for name, value in found.headers.items() if name not in _DECODED},
            status=found.status_code,
            reason=found.reason_phrase,
            preload_content=False,
        )
        return self.build_response(request, raw)

    def _carry(self, request: PreparedRequest, method: str, write: bool) -> httpx.Response:
        headers = {name: str(value) for name, value in request.headers.items()}
        body = request.body.encode() if isinstance(request.body, str) else request.body
        if body is not None and not isinstance(body, bytes):
            raise TypeError("only requests with a whole body are carried")
        asked = httpx.Request(
            method, str(request.url), headers=headers, content=body, extensions={"timeout": self._timeout}
        )
        try:
            found = self._transport.handle_request(asked)
            found.read()
        except (httpx.ConnectError, httpx.ConnectTimeout) as refused:
            raise NothingSent(str(refused)) from refused
        except httpx.TransportError as lost:
            if write:
                raise WriteLost(str(lost)) from lost
            error = ReadTimeout if isinstance(lost, httpx.TimeoutException) else RequestsConnectionError
            raise error(str(lost), request=request) from lost
        found.request = asked
        return found

    def close(self) -> None:
        """Lets the connections go."""
        self._transport.close()


def requests_transport(transport: OneWriteTransport) -> RequestsTransport:
    """An azure-core transport that sends everything through this one."""
    session = Session()
    session.trust_env = False
    session.mount("https://", transport)
    session.mount("http://", transport)
    return RequestsTransport(session=session, session_owner=False)


def _is_json(found: httpx.Response) -> bool:
    return bool(found.content) and "json" in found.headers.get("content-type", "")
