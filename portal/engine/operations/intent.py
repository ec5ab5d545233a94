"""An intent: one effect of one started revision, with the key that marks what comes of it."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.contract.plan import Effect
from portal.contract.values import Json
from portal.domain.digest import content_hash
from portal.records.operations.fence import OperationRow

NAMES = uuid.UUID("4f1c2f5e-7c1b-5d0e-9a55-0c6a7d1f3b21")
"""The namespace of the ids that are derived from what they mean."""
STEP_LENGTH = 40


@dataclass(frozen=True)
class Intent:
    """What is to come to be. `key` is the value of the tag `portal-intent` on whatever this intent makes."""

    operation: str
    request: int
    effect: Effect
    key: str
    payload_hash: str
    outcome: Mapping[str, Json] = field(default_factory=dict)
    """What earlier parts of this step found out; an effect may add to it."""
    fence: int = 0
    """The token of the run that carries it out, for what is written into the portal's own store."""

    @property
    def payload(self) -> Mapping[str, Json]:
        """Exactly what was approved for this effect."""
        return self.effect.payload

    @property
    def guid(self) -> str:
        """An id that is the same however often this intent is carried out."""
        return str(uuid.uuid5(NAMES, self.key))


def intent_of(
    operation: OperationRow, effect: Effect, outcome: Mapping[str, Json] | None = None, fence: int = 0
) -> Intent:
    """The intent of one effect; its key says for people which request and step it is, and covers the payload.

    It covers the moment of the start too, as every portal has a request R-1 and several may share one Azure.
    """
    payload_hash = content_hash(effect.payload)
    covered = f"{operation.id}/{operation.started_at}/{effect.step}/{payload_hash}"
    mark = hashlib.sha256(covered.encode()).hexdigest()[:16]
    key = f"R-{operation.request}/{effect.step[:STEP_LENGTH]}/{mark}"
    return Intent(operation.id, operation.request, effect, key, payload_hash, dict(outcome or {}), fence)
