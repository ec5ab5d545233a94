"""An identity provider of a test: one key pair, and tokens that say whatever the test wants."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from portal.server.tokens import APP_ROLE, SCOPE, Expected

TENANT = "5f3d2c1b-0a9e-4d8c-b7a6-958473625140"
CLIENT = "1b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9"
ISSUER = f"https://login.microsoftonline.com/{TENANT}/v2.0"
EXPECTED = Expected(TENANT, CLIENT, ISSUER)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KID = "the-key"
MAYA = "9779ca10-b5cc-50ce-b062-beca08c295ab"
CI = "e3fe9758-1be1-5c2f-8303-d83b48be21f3"
GWEN = "bc9f298c-2d01-5ab1-8c78-d6ca0bf9a92f"


@cache
def pair(name: str = "ours") -> rsa.RSAPrivateKey:
    """A key pair, made once for all tests of a process."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_bytes() -> bytes:
    """The public key as PEM: what a forger has."""
    public = pair().public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def key_set(kid: str = KID, name: str = "ours", **more: Any) -> dict[str, Any]:
    """The published keys."""
    key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(pair(name).public_key()))
    return {"keys": [{**key, "kid": kid, "use": "sig", **more}]}


def delegated(object_id: str = MAYA, now: datetime = NOW, **more: Any) -> dict[str, Any]:
    """The claims of a person's token."""
    at = int(now.timestamp())
    return {
        "iss": ISSUER, "aud": CLIENT, "tid": TENANT, "ver": "2.0", "iat": at, "nbf": at, "exp": at + 3600,
        "oid": object_id, "sub": "AAAA-pairwise", "azp": CLIENT, "scp": f"{SCOPE} profile", **more,
    }  # fmt: skip


def app_only(object_id: str = CI, now: datetime = NOW, **more: Any) -> dict[str, Any]:
    """The claims of a program's own token."""
    claims = delegated(object_id, now, sub=object_id, azp="7c6b5a49-3827-4615-a4f3-e2d1c0b9a897")
    del claims["scp"]
    return {**claims, "idtyp": "app", "roles": [APP_ROLE], **more}


def part(content: bytes) -> str:
    """One part of a token."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def signed(
    payload: bytes | Mapping[str, Any], header: bytes | Mapping[str, Any] | None = None, by: str = "ours"
) -> str:
    """A token of these very bytes, signed as RS256 signs."""
    chosen = header if header is not None else {"alg": "RS256", "typ": "JWT", "kid": KID}
    first = part(chosen if isinstance(chosen, bytes) else json.dumps(dict(chosen)).encode())
    second = part(payload if isinstance(payload, bytes) else json.dumps(dict(payload)).encode())
    algorithm = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256)
    return f"{first}.{second}.{part(algorithm.sign(f'{first}.{second}'.encode(), pair(by)))}"
