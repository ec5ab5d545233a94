"""Who we are to Azure: a cached token of a real identity."""

import base64
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from portal.azure.faults import AzureFault

EARLY_SECONDS = 300
SCOPE = "https://management.azure.com/.default"


class Token(NamedTuple):
    """A bearer token and the second (since 1970) at which it expires."""

    token: str
    expires_on: int


class Credential(Protocol):
    """What the SDKs and our own client ask for tokens."""

    def get_token(self, *scopes: str, **options: Any) -> Any:
        """A token with `token` and `expires_on`."""


@dataclass(frozen=True)
class Holder:
    """Whom a token speaks of, by its own claims; empty where it has none."""

    object_id: str = ""
    name: str = ""
    account: str = ""
    application: str = ""
    """The client id of an application or a managed identity."""


def holder_of(token: str) -> Holder:
    """The account of a token of ours. Nothing is verified: it says who we are, and grants nobody anything."""
    parts = token.split(".")
    if len(parts) != 3:
        return Holder()
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return Holder()
    told = claims if isinstance(claims, dict) else {}
    account = told.get("upn") or told.get("preferred_username") or told.get("unique_name") or ""
    application = str(told.get("appid") or told.get("azp") or "").lower()
    return Holder(str(told.get("oid") or "").lower(), str(told.get("name") or ""), str(account), application)


class OnlyOf:
    """Passes on the tokens of one identity, and refuses those of another that its surroundings may give instead."""

    def __init__(self, client_id: str, inner: Credential) -> None:
        self._client_id = client_id
        self._inner = inner

    def get_token(self, *scopes: str, **options: Any) -> Any:
        """A token of this identity. Raises AzureFault for one that says it is another's."""
        found = self._inner.get_token(*scopes, **options)
        given = holder_of(found.token).application
        if given and given != self._client_id.lower():
            raise AzureFault(
                "unauthenticated",
                f"the identity {self._client_id} was asked for, and a token of {given} came; nothing was sent. Assign "
                "the identity to the machine or the pod that this runs on",
                status=401,
            )
        return found


class CachedCredential:
    """Asks the true credential once per scope and again shortly before expiry.

    The SDKs ask for a token on almost every client they make, and the command line's credential starts a process each
    time it is asked.
    """

    def __init__(self, make: Callable[[], Credential]) -> None:
        self._make = make
        self._inner: Credential | None = None
        self._tokens: dict[tuple[str, ...], Token] = {}
        self._lock = threading.Lock()

    def get_token(self, *scopes: str, **options: Any) -> Token:
        """A cached token; the true credential is made at the first call, one caller at a time."""
        with self._lock:
            kept = self._tokens.get(scopes)
            if kept is not None and kept.expires_on - EARLY_SECONDS > time.time() and not options.get("claims"):
                return kept
            if self._inner is None:
                self._inner = self._make()
            fresh = self._inner.get_token(*scopes, **options)
            self._tokens[scopes] = Token(fresh.token, fresh.expires_on)
            return self._tokens[scopes]


def signed_in_user(tenant: str = "") -> Credential:
    """The account that `az login` signed in. Its `get_token` raises what azure-identity raises when there is none."""

    def make() -> Credential:
        from azure.identity import AzureCliCredential  # loads cryptography and msal: 0.3 s

        return AzureCliCredential(tenant_id=tenant, process_timeout=10)

    return CachedCredential(make)


def workload() -> Credential:
    """The identity of a server in Azure, in Kubernetes or in CI, as its surroundings name it."""

    def make() -> Credential:
        from azure.identity import DefaultAzureCredential

        return DefaultAzureCredential(exclude_interactive_browser_credential=True)

    return CachedCredential(make)


def managed_identity(client_id: str) -> Credential:
    """A user-assigned managed identity of the machine that this runs on."""

    def make() -> Credential:
        from azure.identity import ManagedIdentityCredential

        return OnlyOf(client_id, ManagedIdentityCredential(client_id=client_id))

    return CachedCredential(make)
