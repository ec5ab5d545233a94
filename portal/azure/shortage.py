"""Missing quota, in the shapes in which Azure tells of it: refused at once, a failed operation, a failed deployment."""

import re
from dataclasses import dataclass

_QUOTA = re.compile(r"quota|exceeding .*limits", re.IGNORECASE)
_SHAPES = (
    # 400 at once: not even one node fits into the limit.
    re.compile(r"vCPU quota of (?P<limit>\d+)\b.*?maps to (?P<wanted>\d+) vCPUs", re.S),
    # The operation of a cluster or an instance fails, sometimes long after it was accepted.
    re.compile(
        r"Maximum allowed: (?P<limit>\d+), Current in use: (?P<used>\d+), Additional requested: (?P<wanted>\d+)", re.S
    ),
    # An online deployment fails, without a code.
    re.compile(r"usage/limit: (?P<used>\d+)/(?P<limit>\d+)\. Additional needed: (?P<wanted>\d+)", re.S),
)


@dataclass(frozen=True)
class Shortage:
    """So many vCPUs are allowed and used, and so many more are wanted; None where Azure does not say."""

    limit: int | None = None
    used: int | None = None
    wanted: int | None = None

    @property
    def needed_limit(self) -> int | None:
        """The limit with which it would fit, as far as it is known; more than there is in any case."""
        if self.wanted is None:
            return None
        return max((self.used or 0) + self.wanted, (self.limit or 0) + 1)


def shortage(said: str) -> Shortage | None:
    """What Azure says is missing of a quota; None when it speaks of something else."""
    for shape in _SHAPES:
        found = shape.search(said)
        if found:
            return Shortage(**{name: int(value) for name, value in found.groupdict().items()})
    return Shortage() if _QUOTA.search(said) else None
