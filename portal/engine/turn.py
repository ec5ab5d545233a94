"""What a part of a step says about how to go on; it is kept by the durable engine, so it is plain."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Next = Literal["on", "again", "more", "stop", "abort", "park", "superseded"]


@dataclass(frozen=True)
class Turn:
    """How to go on.

    `on`: the next part. `again`: this part, after a pause. `more`: this step has another write. `stop`: stuck.
    `abort`: undo everything. `park`: wait for something outside.
    """

    next: Next
    reason: str = ""
    after: float | None = None
    """How long Azure asked to wait, in seconds."""

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Turn":
        """From JSON."""
        return cls(kept["next"], kept["reason"], kept["after"])


ON = Turn("on")
MORE = Turn("more")
SUPERSEDED = Turn("superseded")
