"""The keys with which the provider signs: it publishes them before it uses them, and takes old ones back.

Shape: https://learn.microsoft.com/entra/identity-platform/signing-key-rollover; as the true one, it names no algorithm.
"""

import json
import secrets
import sqlite3
from typing import Any

BITS = 2048


def rotate(connection: sqlite3.Connection, forget: bool = False) -> str:
    """Signs with a new key from now on and returns its id; `forget` takes the old ones back at once, as after a theft.

    Otherwise the old ones stay published, so that what they signed holds until it expires.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()
    if forget:
        connection.execute("UPDATE signing_key SET published = 0")
    kid = secrets.token_urlsafe(20)
    connection.execute("INSERT INTO signing_key (kid, pem) VALUES (?, ?)", (kid, pem))
    return kid


def published(connection: sqlite3.Connection, issuer: str) -> dict[str, Any]:
    """The key set (RFC 7517), the newest first."""
    import jwt

    rows = connection.execute("SELECT kid, pem FROM signing_key WHERE published ORDER BY number DESC")
    shown = []
    for row in rows:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(_private(row["pem"]).public_key()))
        named = {"kty": "RSA", "use": "sig", "kid": row["kid"], "n": public["n"], "e": public["e"]}
        shown.append({**named, "issuer": issuer, "cloud_instance_name": "microsoftonline.com"})
    return {"keys": shown}


def signed(connection: sqlite3.Connection, claims: dict[str, Any]) -> str:
    """A token of these claims, signed with the newest key."""
    import jwt

    row = connection.execute("SELECT kid, pem FROM signing_key ORDER BY number DESC LIMIT 1").fetchone()
    return jwt.encode(claims, row["pem"], algorithm="RS256", headers={"kid": row["kid"]})


def _private(pem: str) -> Any:
    from cryptography.hazmat.primitives import serialization

    return serialization.load_pem_private_key(pem.encode(), password=None)
