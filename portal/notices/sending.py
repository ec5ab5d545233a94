"""The one way out: a POST over TLS to the address that was checked; no redirect is followed, no proxy asked."""

import contextlib
import hashlib
import hmac
import http.client
import socket
import ssl
import threading
from dataclasses import dataclass

from portal.notices.address import CheckedAddress, Guard, Unsafe

SECONDS = 5.0
"""How long connecting, and each wait for the receiver, may take."""
LONGEST = 15.0
"""Seconds that a sending may take together; a receiver that answers drop by drop is cut off."""
LATER = (429, 503)


@dataclass(frozen=True)
class DeliveryOutcome:
    """How a sending ended: `ok`, or why not; `wait_seconds` is what the receiver asked for."""

    ok: bool
    detail: str = ""
    wait_seconds: int = 0


class _Pinned(http.client.HTTPSConnection):
    """A TLS connection to the checked address that demands the certificate of the name."""

    def __init__(self, place: CheckedAddress, trust: ssl.SSLContext) -> None:
        super().__init__(place.host, place.port, timeout=SECONDS, context=trust)
        self._place, self._trust = place, trust

    def connect(self) -> None:
        """Connects to the address, without asking for the name again."""
        plain = socket.create_connection((self._place.address, self._place.port), timeout=SECONDS)
        try:
            self.sock = self._trust.wrap_socket(plain, server_hostname=self._place.host)
        except BaseException:
            plain.close()
            raise

    def cut(self) -> None:
        """Ends the talk from outside; whoever waits for it gets an error."""
        with contextlib.suppress(OSError):
            if self.sock is not None:
                self.sock.shutdown(socket.SHUT_RDWR)


def signature(secret: str, at: str, body: bytes) -> str:
    """`v1=` and the HMAC-SHA256, in hex, of the moment, a dot and the body: what a receiver computes anew."""
    return "v1=" + hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()


def send(
    guard: Guard, url: str, body: bytes, id: str, at: str, secret: str = "", trust: ssl.SSLContext | None = None
) -> DeliveryOutcome:
    """Sends a notice once. It never raises: what went wrong is the answer, without the URL's query or the secret."""
    headers = {
        "Content-Type": "application/json",
        "Portal-Notice-Id": id,
        "Portal-Timestamp": at,
        "User-Agent": "ml-portal",
    }
    if secret:
        headers["Portal-Signature"] = signature(secret, at, body)
    try:
        place = guard.check(url)
        connection = _Pinned(place, trust or ssl.create_default_context())
        ends = threading.Timer(LONGEST, connection.cut)
        ends.start()
        try:
            connection.request("POST", place.target, body, headers)
            return _judged(connection.getresponse())
        finally:
            ends.cancel()
            connection.close()
    except Unsafe as why:
        return DeliveryOutcome(False, f"not sent: {why}")
    except ssl.SSLCertVerificationError as fault:
        return DeliveryOutcome(False, f"the receiver's certificate is not trusted: {fault.verify_message}")
    except (OSError, http.client.HTTPException) as fault:
        return DeliveryOutcome(
            False, f"the receiver cannot be reached: {getattr(fault, 'strerror', None) or type(fault).__name__}"
        )


def _judged(response: http.client.HTTPResponse) -> DeliveryOutcome:
    if 200 <= response.status < 300:
        return DeliveryOutcome(True)
    if 300 <= response.status < 400:
        return DeliveryOutcome(False, f"the receiver answered {response.status}; redirects are not followed")
    asked = response.getheader("Retry-After", "") if response.status in LATER else ""
    wait = min(int(asked), 86_400) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 0
    return DeliveryOutcome(False, f"the receiver answered {response.status}", wait)
