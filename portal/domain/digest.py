"""The digest that decisions bind to: SHA-256 over canonical JSON, the same for every order of keys and Unicode form."""

import hashlib
import unicodedata
from collections.abc import Mapping
from typing import Any

import rfc8785

from portal.contract.plan import Plan


def normal(value: Any) -> Any:
    """A JSON value with every text in Unicode's composed form (NFC), keys included."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {unicodedata.normalize("NFC", str(key)): normal(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [normal(item) for item in value]
    return value


def content_hash(value: Any) -> str:
    """SHA-256 of a JSON value in canonical form (RFC 8785). Raises ValueError for what JSON cannot carry exactly."""
    return hashlib.sha256(rfc8785.dumps(normal(value))).hexdigest()


def effects_document(plan: Plan) -> dict[str, Any]:
    """The part of a plan that one approves: its effects, its lease and what it commits. Facts are not in it."""
    moments = {"starts_at": plan.starts_at, "lease_until": plan.lease_until}
    return {
        # What is not asked for is left out, so that it makes no difference to what was decided before it could be.
        **{name: value for name, value in moments.items() if value is not None},
        "effects": [
            {
                "step": effect.step,
                "kind": effect.kind,
                "name": effect.name,
                "stage": effect.stage,
                "payload": effect.payload,
            }
            for effect in plan.effects
        ],
        "lease_days": plan.lease_days,
        "committed_cents": plan.cost.committed_cents,
    }


def revision_digest(
    spec: Mapping[str, Any],
    origins: Mapping[str, str],
    items: Mapping[str, str],
    policy_digest: str,
    plan: Plan,
) -> str:
    """The digest of a revision: spec with origins, digests of the catalogue items used, policy's digest, effects."""
    return content_hash(
        {
            "spec": dict(spec),
            "origins": dict(origins),
            "items": dict(items),
            "policy": policy_digest,
            **effects_document(plan),
        }
    )
