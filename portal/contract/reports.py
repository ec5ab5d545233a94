"""What is counted over many requests."""

from dataclasses import dataclass

from portal.contract.values import Stamp


@dataclass(frozen=True)
class DenialCount:
    """How often requests were denied for one reason; code "" stands for words of one's own."""

    code: str
    title: str
    teaches: str
    times: int
    percent: int
    kinds: dict[str, int]
    """How often by kind of request."""
    asked_again: int
    """How many of them were asked for again."""
    last_at: Stamp | None


@dataclass(frozen=True)
class DenialReport:
    """Why requests were denied since a day, the commonest reason first; reasons never used stand last."""

    since: Stamp
    total: int
    items: tuple[DenialCount, ...]
