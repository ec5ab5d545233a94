"""Cores that somebody waits for: a full family of sizes, watched until there is room."""

from dataclasses import dataclass

from portal.contract.catalogue import QuotaHolder
from portal.contract.values import Stamp


@dataclass(frozen=True)
class WatchWish:
    """What comes in: the compute type, how many nodes of it, and where. What is "" is derived."""

    type: str
    nodes: int = 1
    project: str = ""
    stage: str = "dev"
    region: str = ""
    """Only without a project, whose stage lies in one region; "" is the organisation's default."""
    priority: str = "dedicated"


@dataclass(frozen=True)
class Watch:
    """One thing that somebody is told of, with what was last seen of it."""

    id: str
    type: str
    nodes: int
    project: str
    stage: str
    region: str
    family: str
    priority: str
    cores: int
    """vCPUs that have to be free."""
    used: int | None
    limit: int | None
    """None: never observed."""
    observed_at: Stamp | None
    free_at: Stamp | None
    """Since when there are enough; None while there are not."""
    made_at: Stamp
    holders: tuple[QuotaHolder, ...] = ()
    """Who holds the family's cores, the largest first, and until when."""
    wish: dict[str, str | int] | None = None
    """The answers of the compute request that fits now; None while there is no room, or without a project."""
