"""What a read of the world says about an intent, and what to do about it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from portal.contract.values import Json


@dataclass(frozen=True)
class Reading:
    """`missing`: not there. `working`, `ready`, `failed`: there, and ours. `other`: there, and not ours.

    `awaited`: it is for somebody outside to bring it about; `detail` says who, and what.
    `onward`: this write has arrived and was good; the step has another one, which `outcome` tells apart from this.
    `aborted`: it has arrived and is bad, as `detail` says; nobody is asked, everything is undone.
    """

    state: Literal["missing", "working", "ready", "failed", "other", "awaited", "onward", "aborted"]
    detail: str = ""
    outcome: Mapping[str, Json] = field(default_factory=dict)
    """What is worth keeping, such as the address of a thing that is ready, or since when one is watched."""
    differences: tuple[str, ...] = ()
    """In what a thing that is ready is not what was approved."""


MISSING = Reading("missing")
WORKING = Reading("working")

Decision = Literal["call", "wait", "stop"]


def decide(reading: Reading, tries: int) -> Decision:
    """Whether to make the call, to wait for what is there, or to stop; `tries` is how often it was made before.

    A call is only ever made when a read has just shown that the one before left nothing behind. What failed is made
    again only when a human has asked for another attempt, which starts counting anew.
    """
    if reading.state == "missing":
        return "call"
    if reading.state == "failed":
        return "call" if tries == 0 else "stop"
    return "stop" if reading.state == "other" else "wait"
