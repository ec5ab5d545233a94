"""How long to wait between two looks and between two tries."""

from dataclasses import dataclass

GROWTH = 1.4
TRIES = 5
"""How often one call is made again after its outcome was unknown and a read showed that nothing had happened."""
BEGINNINGS = 40
"""How often a part of a step may be begun, crashes included."""
REFUSED_FOR_NOW = 12
"""How often Azure may say "not now" to one call before a human has to look."""
ABSENT = 6
"""How often a thing that Azure accepted may be absent when it is read, as reads lag behind writes."""

BUSY = 120
"""How many looks at something that Azure is still working on, before it is removed all the same."""


@dataclass(frozen=True)
class Patience:
    """`first` and `longest` pause, in seconds. An emulator is not asked to be as slow as what it stands for."""

    first: float
    longest: float

    def pause(self, looks: int, asked: float | None = None) -> float:
        """The pause after so many looks: growing, never shorter than Azure asked for within the longest."""
        grown = min(self.first * GROWTH ** max(looks - 1, 0), self.longest)
        return grown if asked is None else min(max(grown, asked), self.longest)
