"""The tokens of a sign-in: what an access token of version 2.0 says of an account or of a program.

Claims: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference.
"""

import base64
import hashlib
import json
import secrets
import sqlite3
from dataclasses import dataclass
from typing import Any

from portal.emulator.identity.keys import signed
from portal.emulator.identity.state import EmulatedAccount, Program

LIFE_SECONDS = 3600
REFRESH_SECONDS = 90 * 24 * 3600
MOST_GROUPS = 200
"""With more of them a token says only where to ask: the group overage."""
SCOPE = "access_as_user"


@dataclass(frozen=True)
class Issuing:
    """What all tokens of one answer share."""

    connection: sqlite3.Connection
    issuer: str
    tenant: str
    portal: str
    """The client id of the portal's registration, for which tokens are issued."""
    now: int
    """Seconds since 1970."""


def for_person(issuing: Issuing, account: EmulatedAccount, program: str, scope: str, nonce: str = "") -> dict[str, Any]:
    """The answer of a sign-in by a person: an access token, and what else the scope asks for."""
    wanted = scope.split()
    named = [one for one in wanted if one.endswith("/.default")]  # libraries look for a kept token by what they asked
    granted = dict.fromkeys((f"api://{issuing.portal}/{SCOPE}", *named))
    of_person = {
        "name": account.name,
        "oid": account.object_id,
        "preferred_username": account.username,
        "sub": _pairwise(account.object_id, issuing.portal),
        "acct": int(account.guest),
        **_assigned(account),
    }
    known = {**_common(issuing), "aud": issuing.portal, "azp": program, "azpacr": "0", "scp": SCOPE, **of_person}
    answer: dict[str, Any] = {
        "token_type": "Bearer",
        "scope": " ".join(granted),
        "expires_in": LIFE_SECONDS,
        "ext_expires_in": LIFE_SECONDS,
        "access_token": signed(issuing.connection, known),
    }
    if "openid" in wanted:
        identity = {**_common(issuing), "aud": program, **of_person, **({"nonce": nonce} if nonce else {})}
        answer["id_token"] = signed(issuing.connection, identity)
        who = {"uid": account.object_id, "utid": issuing.tenant}
        answer["client_info"] = base64.urlsafe_b64encode(json.dumps(who).encode()).rstrip(b"=").decode()
    if "offline_access" in wanted:
        answer["refresh_token"] = _refresh(issuing, account, program, scope)
    return answer


def for_program(issuing: Issuing, program: Program) -> dict[str, Any]:
    """The answer of a sign-in by a program for itself."""
    claims = {
        **_common(issuing),
        "aud": issuing.portal,
        "azp": program.client_id,
        "azpacr": "1",
        "idtyp": "app",
        "oid": program.object_id,
        "sub": program.object_id,
        **({"roles": list(program.app_roles)} if program.app_roles else {}),
    }
    token = signed(issuing.connection, claims)
    return {"token_type": "Bearer", "expires_in": LIFE_SECONDS, "ext_expires_in": LIFE_SECONDS, "access_token": token}


def _common(issuing: Issuing) -> dict[str, Any]:
    begins = issuing.now
    return {
        "iss": issuing.issuer,
        "iat": begins,
        "nbf": begins,
        "exp": begins + LIFE_SECONDS,
        "tid": issuing.tenant,
        "uti": secrets.token_urlsafe(16),
        "ver": "2.0",
    }


def _assigned(account: EmulatedAccount) -> dict[str, Any]:
    """App roles and groups; too many groups are told by a pointer instead."""
    told: dict[str, Any] = {"roles": list(account.app_roles)} if account.app_roles else {}
    if len(account.groups) > MOST_GROUPS:
        where = f"https://graph.microsoft.com/v1.0/users/{account.object_id}/getMemberObjects"
        return {**told, "_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": where}}}
    return {**told, "groups": list(account.groups)} if account.groups else told


def _pairwise(object_id: str, client: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(f"{object_id}/{client}".encode()).digest()).rstrip(b"=").decode()


def _refresh(issuing: Issuing, account: EmulatedAccount, program: str, scope: str) -> str:
    token = secrets.token_urlsafe(48)
    values = (token, program, account.object_id, scope, issuing.now + REFRESH_SECONDS)
    issuing.connection.execute("INSERT INTO refresh VALUES (?, ?, ?, ?, ?)", values)
    return token
