"""What a bearer token has to be: signed by the provider's key, for this portal, by this tenant, now, and clear.

The signature is PyJWT's work. The claims are judged here, because a JSON library keeps the last of two equal keys, and
because time is the server's injected clock.
Claims: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.clock import Clock
from portal.contract.problem import Problem
from portal.server.keys import Keys

LONGEST = 16_000
LEEWAY_SECONDS = 60
"""How far the clocks of the provider and of this server may be apart."""
LONGEST_LIFE_SECONDS = 24 * 3600 + 2 * LEEWAY_SECONDS
"""No access token of the provider lives longer than a day."""

SCOPE = "access_as_user"
"""The permission that people give a program so that it may act for them here."""
APP_ROLE = "Portal.Submit"
"""The permission that a program needs to act for itself: it hands in requests and evidence, and never decides."""
AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
"""The program id of the Azure command line, through which most people are signed in already."""

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class InvalidToken(Exception):
    """A token that proves nothing; the text says why, for the log and for whoever sent it."""


@dataclass(frozen=True)
class Expected:
    """What this server takes: tokens of `tenant` for the registered program `client`, issued by `issuer`."""

    tenant: str
    client: str
    issuer: str


@dataclass(frozen=True)
class Account:
    """A sign-in of somebody: the pair (tenant, object id) is their identity; names and addresses never are."""

    tenant: str
    object_id: str
    app: bool
    guest: bool
    expires_at: int
    """Seconds since 1970."""
    issued_at: int = 0
    """The same."""
    roles: tuple[str, ...] = ()
    """App roles that were assigned to the account. Groups are the directory's to say, never a token's."""


def read(token: str, expected: Expected, keys: Keys, clock: Clock) -> Account:
    """The account that a token proves. Raises Problem: 401 for a token that proves nothing, 503 without any keys."""
    try:
        return judged(_claims(token, keys), expected, clock())
    except InvalidToken as why:
        raise Problem(401, "this sign-in is not accepted", str(why), "sign in again", "token") from None


def _claims(token: str, keys: Keys) -> dict[str, Any]:
    """The claims of a token whose signature holds. Raises InvalidToken."""
    import jwt

    parts = token.split(".")
    if len(token) > LONGEST or len(parts) != 3 or not token.isascii():
        raise InvalidToken("it is no signed token")
    header = _object(_decoded(parts[0]))
    if header.get("alg") != "RS256":
        raise InvalidToken("it is not signed with RS256")
    if header.get("typ", "JWT") not in ("JWT", "at+jwt") or "crit" in header:
        raise InvalidToken("its header is not understood")
    kid = header.get("kid")
    if not isinstance(kid, str) or (key := keys.key(kid)) is None:
        raise InvalidToken("it is signed with a key that the identity provider does not publish")
    try:
        signed = jwt.PyJWS(algorithms=["RS256"]).decode_complete(token, key=key, algorithms=["RS256"])
    except jwt.PyJWTError:
        raise InvalidToken("its signature does not hold") from None
    return _object(signed["payload"])


def _decoded(part: str) -> bytes:
    import jwt.utils

    try:
        return jwt.utils.base64url_decode(part)
    except ValueError:
        raise InvalidToken("it is no signed token") from None


def _object(content: bytes) -> dict[str, Any]:
    """A JSON object in which no key stands twice. Raises InvalidToken."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise InvalidToken("it says something twice")
        return found

    try:
        value = json.loads(content, object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise InvalidToken("it is no signed token") from None
    if not isinstance(value, dict):
        raise InvalidToken("it is no signed token")
    return value


def judged(claims: dict[str, Any], expected: Expected, now: datetime) -> Account:
    """The account of claims whose signature holds. Raises InvalidToken for any that is not as it must be."""
    _same(claims, "iss", (expected.issuer,), "it was issued by somebody else")
    _same(claims, "aud", (expected.client, f"api://{expected.client}"), "it is meant for another service")
    _same(claims, "tid", (expected.tenant,), "it is of another tenant")
    _same(claims, "ver", ("2.0",), "it is not of version 2.0")
    seconds = now.timestamp()
    issued, begins, ends = (_moment(claims, name) for name in ("iat", "nbf", "exp"))
    if has_ended(ends, now):
        raise InvalidToken("it has expired")
    if max(begins, issued) - LEEWAY_SECONDS > seconds:
        raise InvalidToken("it is not valid yet")
    if ends <= begins or ends - issued > LONGEST_LIFE_SECONDS:
        raise InvalidToken("it lives longer than any token may")
    object_id = _guid(claims, "oid")
    if not _text(claims, "sub"):
        raise InvalidToken("it does not say about whom it is (sub)")
    app = _is_app(claims, expected, object_id)
    return Account(expected.tenant, object_id, app, _is_guest(claims), ends, issued, _roles(claims))


def _roles(claims: dict[str, Any]) -> tuple[str, ...]:
    """The app roles. Raises InvalidToken where they are not said here, for then nobody knows which were taken back."""
    elsewhere = claims.get("_claim_names", {})
    if not isinstance(elsewhere, dict) or "roles" in elsewhere:
        raise InvalidToken("it does not say which app roles it holds (_claim_names)")
    roles = claims.get("roles", [])
    if not isinstance(roles, list) or not all(isinstance(one, str) for one in roles):
        raise InvalidToken("what it says of roles is none")
    return tuple(dict.fromkeys(roles))


def has_ended(expires_at: int, now: datetime) -> bool:
    """Whether a token that expires at that second (since 1970) is over for good."""
    return expires_at + LEEWAY_SECONDS <= now.timestamp()


def _is_app(claims: dict[str, Any], expected: Expected, object_id: str) -> bool:
    """Whether a program acts for itself; else it acts for a person, who let it. Raises InvalidToken for neither."""
    program = _guid(claims, "azp")
    kind = claims.get("idtyp", "user")
    if kind == "user" and "scp" in claims:
        if SCOPE not in _text(claims, "scp").split(" "):
            raise InvalidToken(f"it does not allow to act for somebody here (scp {SCOPE})")
        if program not in (expected.client, AZURE_CLI):
            raise InvalidToken("it was asked for by a program that this portal does not know (azp)")
        return False
    if kind == "app" and "scp" not in claims:
        roles = claims.get("roles")
        if not isinstance(roles, list) or not all(isinstance(one, str) for one in roles) or APP_ROLE not in roles:
            raise InvalidToken(f"this program may not hand in anything here (roles {APP_ROLE})")
        if claims["sub"] != object_id:
            raise InvalidToken("it does not say about which program it is (sub)")
        return True
    raise InvalidToken("it says neither that a person nor that a program acts (scp, idtyp)")


def _is_guest(claims: dict[str, Any]) -> bool:
    account = claims.get("acct", 0)
    if isinstance(account, bool) or account not in (0, 1):
        raise InvalidToken("it does not say clearly whether it is a guest's (acct)")
    return bool(account)


def _same(claims: dict[str, Any], name: str, wanted: Sequence[str], wrong: str) -> None:
    if _text(claims, name) not in wanted:
        raise InvalidToken(f"{wrong} ({name})")


def _text(claims: dict[str, Any], name: str) -> str:
    return _typed(claims, name, lambda value: isinstance(value, str))  # type: ignore[no-any-return]


def _moment(claims: dict[str, Any], name: str) -> int:
    return _typed(claims, name, lambda value: type(value) is int and 0 < value < 10**11)  # type: ignore[no-any-return]


def _guid(claims: dict[str, Any], name: str) -> str:
    return _typed(claims, name, lambda value: isinstance(value, str) and bool(_GUID.fullmatch(value)))  # type: ignore[no-any-return]


def _typed(claims: dict[str, Any], name: str, fits: Callable[[Any], bool]) -> Any:
    if name not in claims:
        raise InvalidToken(f"it does not say {name}")
    if not fits(claims[name]):
        raise InvalidToken(f"what it says of {name} is none")
    return claims[name]
