"""Sign-in in a browser: whoever opens the page says who they are, and is sent back with a code.

Shape: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow.
"""

import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from portal.emulator.identity.grants import registered, scope_of, wanted
from portal.emulator.identity.oauth_errors import OAuthError
from portal.emulator.identity.state import account_named
from portal.emulator.identity.tokens import Issuing

CODE_SECONDS = 600
ASKED = (
    "client_id", "redirect_uri", "scope", "state", "nonce", "response_type", "response_mode", "code_challenge",
    "code_challenge_method",
)  # fmt: skip
"""What the page hands on from the address it was opened with to the form in which a person answers."""


def check(issuing: Issuing, asked: Mapping[str, str]) -> None:
    """Whether a sign-in may begin like this. Raises OAuthError."""
    registered(issuing, asked)
    scope_of(issuing, asked)
    where = urlsplit(wanted(asked, "redirect_uri"))
    if where.scheme != "http" or where.hostname not in ("localhost", "127.0.0.1"):
        raise OAuthError("invalid_request", 50011, "The redirect URI is none of those of a program on this machine.")
    if wanted(asked, "response_type") != "code":
        raise OAuthError("unsupported_response_type", 700054, "The response_type is not enabled for the application.")
    if wanted(asked, "code_challenge_method") != "S256" or not asked.get("code_challenge"):
        raise OAuthError("invalid_request", 9002325, "Proof Key for Code Exchange is required.")


def confirmed(issuing: Issuing, asked: Mapping[str, str], named: str) -> dict[str, str]:
    """What goes back to the program when a person signed in, or refused to (no name). Raises OAuthError."""
    check(issuing, asked)
    back = {"state": asked.get("state", "")}
    account = account_named(issuing.connection, named)
    if account is None:
        return {**back, "error": "access_denied", "error_description": "AADSTS65004: User declined to consent."}
    code = secrets.token_urlsafe(48)
    values = (
        code, asked["client_id"].lower(), asked["scope"], asked["redirect_uri"], asked["code_challenge"],
        asked.get("nonce", ""), account.object_id, issuing.now + CODE_SECONDS,
    )  # fmt: skip
    issuing.connection.execute("INSERT INTO code VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    return {**back, "code": code}
