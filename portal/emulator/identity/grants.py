"""The token endpoint: what a program has to show for a token, one function a grant."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from portal.emulator.identity import device
from portal.emulator.identity.oauth_errors import OAuthError, missing, unknown_program
from portal.emulator.identity.state import Program, account_named, program_of
from portal.emulator.identity.tokens import Issuing, for_person, for_program

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
STANDARD = frozenset(("openid", "profile", "email", "offline_access"))

Form = Mapping[str, str]


def answer(issuing: Issuing, form: Form) -> dict[str, Any]:
    """A token for what the form shows. Raises OAuthError."""
    grant = wanted(form, "grant_type")
    if grant == "client_credentials":
        return _for_itself(issuing, form)
    program = registered(issuing, form)
    if grant == DEVICE_GRANT:
        code = wanted(form, "device_code")
        account, scope = device.redeem(issuing.connection, code, program.client_id, issuing.now)
        return _person(issuing, account, program, scope)
    if grant == "authorization_code":
        return _by_code(issuing, form, program)
    if grant == "refresh_token":
        return _again(issuing, form, program)
    raise OAuthError("unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{grant[:60]}'.")


def registered(issuing: Issuing, form: Form) -> Program:
    """The program that asks. Raises OAuthError for one that nobody registered."""
    named = wanted(form, "client_id")
    program = program_of(issuing.connection, named)
    if program is None:
        raise unknown_program(named, issuing.tenant)
    return program


def scope_of(issuing: Issuing, form: Form) -> str:
    """The scope that was asked for. Raises OAuthError unless it names the portal, and nothing else beside OpenID."""
    asked = wanted(form, "scope")
    others = [one for one in asked.split() if one not in STANDARD]
    mine = {f"api://{issuing.portal}", issuing.portal}
    for one in others or [""]:
        resource = one.rpartition("/")[0]
        if resource not in mine:
            text = f"The resource principal named {resource[:80]} was not found in the tenant named {issuing.tenant}."
            raise OAuthError("invalid_resource", 500011, text)
    return asked


def wanted(form: Form, name: str) -> str:
    """A parameter of the form. Raises OAuthError without it."""
    if not form.get(name):
        raise missing(name)
    return form[name]


def _person(issuing: Issuing, object_id: str, program: Program, scope: str, nonce: str = "") -> dict[str, Any]:
    account = account_named(issuing.connection, object_id)
    if account is None or not account.enabled:
        raise OAuthError("invalid_grant", 50057, "The user account is disabled.")
    return for_person(issuing, account, program.client_id, scope, nonce)


def _by_code(issuing: Issuing, form: Form, program: Program) -> dict[str, Any]:
    """For the code of a browser, with the proof that whoever brings it began the sign-in (RFC 7636)."""
    code = wanted(form, "code")
    row = issuing.connection.execute("SELECT * FROM code WHERE code = ?", (code,)).fetchone()
    issuing.connection.execute("DELETE FROM code WHERE code = ?", (code,))
    if row is None or row["client"] != program.client_id or row["ends"] <= issuing.now:
        raise OAuthError("invalid_grant", 70008, "The provided authorization code has expired or was redeemed already.")
    if row["redirect"] != form.get("redirect_uri", ""):
        raise OAuthError("invalid_grant", 500112, "The reply address does not match the one of the authorization.")
    proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    if not secrets.compare_digest(base64.urlsafe_b64encode(proof).rstrip(b"=").decode(), row["challenge"]):
        raise OAuthError("invalid_grant", 501481, "The Code_Verifier does not match the code_challenge supplied.")
    return _person(issuing, row["account"], program, row["scope"], row["nonce"])


def _again(issuing: Issuing, form: Form, program: Program) -> dict[str, Any]:
    """For a refresh token, which is good until its own end, however often."""
    given = wanted(form, "refresh_token")
    row = issuing.connection.execute("SELECT * FROM refresh WHERE token = ?", (given,)).fetchone()
    if row is None or row["client"] != program.client_id or row["ends"] <= issuing.now:
        raise OAuthError("invalid_grant", 700082, "The refresh token has expired due to inactivity, or was revoked.")
    return _person(issuing, row["account"], program, form.get("scope") or row["scope"])


def _for_itself(issuing: Issuing, form: Form) -> dict[str, Any]:
    program = registered(issuing, form)
    if not program.secret or not secrets.compare_digest(
        form.get("client_secret", "").encode(), program.secret.encode()
    ):
        text = f"Invalid client secret provided for app '{program.client_id}'."
        raise OAuthError("invalid_client", 7000215, text, status=401)
    scope_of(issuing, form)
    return for_program(issuing, program)
