"""Asks whoever listens at an address whether it is a portal server, without telling it a token."""

import http.client
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from portal.contract.problem import Problem

SECONDS = 5.0


@dataclass(frozen=True)
class ServerHealth:
    """What a portal server says to anybody."""

    contract: int
    version: str
    fingerprint: str


def ask(url: str, seconds: float = SECONDS) -> ServerHealth | None:
    """What the server at `url` says, or None when nobody answers there or somebody else does.

    Raises Problem for one whose certificate is not trusted.
    """
    try:
        where = urlsplit(url)
        kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
        connection = kind(where.hostname or "", where.port, timeout=seconds)
        try:
            connection.request("GET", "/health")
            known = json.loads(connection.getresponse().read(10_000))
        finally:
            connection.close()
        return ServerHealth(int(known["contract"]), str(known["version"]), str(known["fingerprint"]))
    except OSError as fault:
        if reason := getattr(fault, "verify_message", ""):  # of ssl.SSLCertVerificationError
            raise Problem(
                502, f"the certificate of {url} is not trusted", str(reason),
                "set SSL_CERT_FILE to a PEM file with the certificate of whoever issued it", "certificate",
            ) from None  # fmt: skip
        return None
    except (http.client.HTTPException, ValueError, TypeError, KeyError):
        return None
