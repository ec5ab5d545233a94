"""Ratios of medians with a bootstrap interval: what can be said of speed on a machine that is not quiet."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

DRAWS = 1000


@dataclass(frozen=True)
class Ratio:
    """How many times the base's median ours is, and the 95 % interval of that."""

    value: float
    low: float
    high: float
    ours: float
    """Median of ours, in the unit that was measured."""
    base: float
    """Median of the base, in the same unit."""
    rounds: int


def ratio_of_medians(ours: Sequence[float], base: Sequence[float], seed: int = 1) -> Ratio | None:
    """The ratio, or None when either side was not measured."""
    if not ours or not base or median(base) <= 0:
        return None
    rng = random.Random(seed)
    draws = sorted(
        median(rng.choices(ours, k=len(ours))) / median(rng.choices(base, k=len(base))) for _ in range(DRAWS)
    )
    return Ratio(
        value=median(ours) / median(base),
        low=draws[int(DRAWS * 0.025)],
        high=draws[int(DRAWS * 0.975) - 1],
        ours=median(ours),
        base=median(base),
        rounds=min(len(ours), len(base)),
    )
