"""The credentials of azure-identity, one for each way to sign in, and where a sign-in may be kept."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from portal.settings import SIGN_IN_RECORD

LONGEST_SECONDS = 15
"""How long the Azure command line may take."""
CACHE = "ml-portal"
PUBLIC = "https://login.microsoftonline.com"

Prompt = Callable[[str, str, datetime], None]
"""Told the address to open, the code to enter there, and until when."""


@dataclass(frozen=True)
class SignInSettings:
    """Where and how somebody signs in; `home` is where the name of their account may be kept."""

    tenant: str
    client: str
    way: str
    authority: str = PUBLIC
    home: Path | None = None

    @property
    def scope(self) -> str:
        """What a token is asked for: everything that was allowed at the portal's own app."""
        return f"api://{self.client}/.default"


def credential(place: SignInSettings, prompt: Prompt, afresh: bool = False) -> Any:
    """The credential of azure-identity for a place; one that asks somebody does so only in `authenticate`.

    `afresh` is for whoever signs in again, maybe as somebody else: nothing of an earlier sign-in is used.
    """
    from azure import identity

    if place.way == "cli":
        return identity.AzureCliCredential(tenant_id=place.tenant, process_timeout=LONGEST_SECONDS)
    if place.way == "workload":
        return identity.DefaultAzureCredential(exclude_interactive_browser_credential=True, **_provider(place))
    told = {
        **_provider(place),
        "tenant_id": place.tenant,
        "client_id": place.client,
        "disable_automatic_authentication": True,
        "cache_persistence_options": kept_encrypted(),
    }
    if not afresh and (record := _record(place)) is not None:
        told["authentication_record"] = record
        del told["authority"]  # the record names it
    if place.way == "browser":
        return identity.InteractiveBrowserCredential(**told)
    return identity.DeviceCodeCredential(prompt_callback=prompt, **told)


def _provider(place: SignInSettings) -> dict[str, Any]:
    """Another provider than the public one is believed as it is set; its root may be the organisation's own."""
    told: dict[str, Any] = {"authority": place.authority}
    if place.authority != PUBLIC:
        told["disable_instance_discovery"] = True
    if root := os.environ.get("SSL_CERT_FILE"):
        told["connection_verify"] = root
    return told


def kept_encrypted() -> Any:
    """Where a sign-in is kept for the next program, encrypted by the platform; None where nothing encrypts."""
    import msal_extensions
    from azure.identity import TokenCachePersistenceOptions

    try:
        msal_extensions.build_encrypted_persistence(os.path.join(os.path.expanduser("~"), ".IdentityService", CACHE))
    except Exception:  # the library raises what the platform's own store does, of many kinds
        return None
    return TokenCachePersistenceOptions(name=CACHE)


def remember(home: Path | None, record: Any) -> None:
    """Keep whose sign-in is kept; it is no secret. Raises OSError."""
    if home is not None and record is not None:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        (home / SIGN_IN_RECORD).write_text(record.serialize(), encoding="utf-8")


def _record(place: SignInSettings) -> Any:
    """Whose sign-in is kept; None where there is none of this place."""
    from azure.identity import AuthenticationRecord

    if place.home is None:
        return None
    try:
        known = AuthenticationRecord.deserialize((place.home / SIGN_IN_RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError):
        return None
    wanted = (place.client, place.tenant, urlsplit(place.authority).netloc)
    return known if (known.client_id, known.tenant_id, known.authority) == wanted else None


def forget(home: Path | None) -> None:
    """Forget whose sign-in it was, and every token that is kept of it; needs no network."""
    if home is not None:
        (home / SIGN_IN_RECORD).unlink(missing_ok=True)
    if (options := kept_encrypted()) is None:
        return
    from azure.identity._persistent_cache import _load_persistent_cache  # azure-identity has no way to sign out

    kept = _load_persistent_cache(options)
    kinds = kept.CredentialType
    removers = {
        kinds.REFRESH_TOKEN: kept.remove_rt,
        kinds.ACCESS_TOKEN: kept.remove_at,
        kinds.ID_TOKEN: kept.remove_idt,
        kinds.ACCOUNT: kept.remove_account,
    }
    for kind, remove in removers.items():
        for entry in list(kept.search(kind)):
            remove(entry)
