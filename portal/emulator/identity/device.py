"""Sign-in by a code: a program shows it, a person enters it elsewhere, and the program asks until that has happened.

Shape: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code, RFC 8628.
"""

import secrets
import sqlite3
from typing import Any

from portal.emulator.identity.oauth_errors import OAuthError
from portal.emulator.identity.state import EmulatedAccount, account_named

CODE_SECONDS = 900
CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXYZ23456789"
CODE_LENGTH = 9

VERDICTS = ("confirm", "refuse", "expire")
"""What the person with the code may do; the last is what time does otherwise."""


def begin(
    connection: sqlite3.Connection, client: str, scope: str, address: str, interval: int, now: float
) -> dict[str, Any]:
    """A new pair of codes; `address` is where the person enters theirs."""
    device, user = secrets.token_urlsafe(48), "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    connection.execute(
        "INSERT INTO device (device_code, user_code, client, scope, ends) VALUES (?, ?, ?, ?, ?)",
        (device, user, client, scope, now + CODE_SECONDS),
    )
    told = f"To sign in, use a web browser to open the page {address} and enter the code {user} to authenticate."
    return {
        "user_code": user,
        "device_code": device,
        "verification_uri": address,
        "expires_in": CODE_SECONDS,
        "interval": interval,
        "message": told,
    }


def decide(
    connection: sqlite3.Connection, user_code: str, named: str, verdict: str, now: float
) -> EmulatedAccount | None:
    """What a person does with a code, and the account that they are. Raises ValueError for what cannot be."""
    code = user_code.strip().upper()
    row = connection.execute("SELECT * FROM device WHERE user_code = ?", (code,)).fetchone()
    if row is None or row["verdict"] or row["ends"] <= now:
        raise ValueError(f"the code '{code[:20]}' is not open: it was never given out, was used, or has expired")
    if verdict not in VERDICTS:
        raise ValueError(f"'{verdict[:20]}' is none of {', '.join(VERDICTS)}")
    account = account_named(connection, named)
    if verdict == "confirm" and account is None:
        raise ValueError(f"nobody here is called '{named[:60]}'")
    chosen = account.object_id if account else None
    if verdict == "expire":
        connection.execute("UPDATE device SET ends = ? WHERE user_code = ?", (now, code))
    else:
        connection.execute("UPDATE device SET verdict = ?, account = ? WHERE user_code = ?", (verdict, chosen, code))
    return account


def redeem(connection: sqlite3.Connection, device_code: str, client: str, now: float) -> tuple[str, str]:
    """The account's object id and the scope, once; raises OAuthError as long as nobody confirmed, or for good."""
    row = connection.execute("SELECT * FROM device WHERE device_code = ?", (device_code,)).fetchone()
    if row is None or row["client"] != client or row["verdict"] == "redeemed":
        raise OAuthError("bad_verification_code", 70000, "The device_code provided is not valid.")
    if row["verdict"] == "refuse":
        raise OAuthError("authorization_declined", 70017, "The end user denied the authorization request.")
    if row["ends"] <= now:
        text = "The provided value for the input parameter 'device_code' is not valid. This device code has expired."
        raise OAuthError("expired_token", 70020, text)
    if row["verdict"] != "confirm":
        text = "OAuth 2.0 device flow error. Authorization is pending. Continue polling."
        raise OAuthError("authorization_pending", 70016, text)
    connection.execute("UPDATE device SET verdict = 'redeemed' WHERE device_code = ?", (device_code,))
    return row["account"], row["scope"]
