"""What a part of a step says about how to go on; it is kept by the durable engine, so it is plain."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Next = Literal["on", "again", "more", "stop", "abort", "park", "superseded"]
Why = Literal["", "fault", "absent"]


@dataclass(frozen=True)
class NextStep:
    """How to go on.

    `on`: the next part. `again`: this part, after a pause. `more`: this step has another write. `stop`: stuck.
    `abort`: undo everything. `park`: wait for something outside.
    """

    next: Next
    reason: str = ""
    after: float | None = None
    """How long Azure asked to wait, in seconds."""
    why: Why = ""
    """What kept it from going on: a fault, or a thing not yet to be seen or not yet gone; "" is the ordinary wait."""

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "NextStep":
        """From JSON."""
        return cls(kept["next"], kept["reason"], kept["after"], kept.get("why", ""))


@dataclass(frozen=True)
class Tried:
    """Which try of a part this is, from 1, and how often in a row the ones just before it ended for the same `why`."""

    number: int = 1
    why: Why = ""
    times: int = 0

    def next_after(self, step: NextStep) -> "Tried":
        """The next try."""
        return Tried(self.number + 1, step.why, self.times + 1 if step.why == self.why else 1)

    def in_a_row(self, why: Why) -> int:
        """How many of the tries just before this one ended for that reason."""
        return self.times if self.why == why else 0


ON = NextStep("on")
MORE = NextStep("more")
SUPERSEDED = NextStep("superseded")
