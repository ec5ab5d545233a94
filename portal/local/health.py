"""Asks whoever listens at an address whether it is a portal server, without telling it a token."""

import http.client
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

SECONDS = 5.0


@dataclass(frozen=True)
class Health:
    """What a portal server says to anybody."""

    contract: int
    version: str
    fingerprint: str


def ask(url: str, seconds: float = SECONDS) -> Health | None:
    """What the server at `url` says, or None when nobody answers there or somebody else does."""
    try:
        where = urlsplit(url)
        kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
        connection = kind(where.hostname or "", where.port, timeout=seconds)
        try:
            connection.request("GET", "/health")
            known = json.loads(connection.getresponse().read(10_000))
        finally:
            connection.close()
        return Health(int(known["contract"]), str(known["version"]), str(known["fingerprint"]))
    except (OSError, http.client.HTTPException, ValueError, TypeError, KeyError):
        return None
