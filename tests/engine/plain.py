"""Steps without a durable engine, for tests of the walk itself."""

from collections.abc import Callable
from typing import Any

from portal.engine.durable import Steps
from portal.records.operations.fence import Fenced


def nothing(_name: str) -> None:
    """Does nothing between two steps."""


class PlainSteps(Steps):
    """Steps that are not kept: what happens is what happens now. `between` is told the name of each step."""

    def __init__(self, between: Callable[[str], None] = nothing) -> None:
        super().__init__()
        self._between = between

    def kept(self, name: str, function: Callable[[], Any], fenced: Any) -> dict[str, Any]:
        """Does the step."""
        self._between(name)
        try:
            return dict(function())
        except Fenced:
            return dict(fenced)

    def pause(self, name: str, seconds: float) -> None:
        """Takes no time."""
