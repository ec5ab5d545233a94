"""The durable run of a plan."""

from dataclasses import dataclass

from portal.contract.values import Stamp


@dataclass(frozen=True)
class Step:
    """One effect as it is being carried out; `state` is the ledger's word."""

    step: str
    title: str
    kind: str
    state: str
    """`waiting`, `intended`, `sent`, `done`, `failed`, `undone`, `left`."""
    started_at: Stamp | None
    ended_at: Stamp | None
    typical_seconds: float | None
    resource: str = ""
    correlation: str = ""
    detail: str = ""


@dataclass(frozen=True)
class JournalRow:
    """One line of an operation's append-only record."""

    number: int
    at: Stamp
    step: str
    level: str
    text: str
    correlation: str = ""


@dataclass(frozen=True)
class Operation:
    """The run of one started revision."""

    id: str
    request: str
    state: str
    """`queued`, `running`, `waiting`, `stuck`, `undoing`, `done`."""
    steps: tuple[Step, ...]
    progress: float
    started_at: Stamp
    ended_at: Stamp | None
    attempt: int
    reason: str = ""
    deadline: Stamp | None = None
    journal: tuple[JournalRow, ...] = ()


@dataclass(frozen=True)
class ReadyCard:
    """What to do now, what will end when, and what will be lost."""

    headline: str
    do_now: tuple[str, ...]
    """Lines one can run or open: a clone line, a job snippet, a link."""
    ends: tuple[str, ...]
    lost: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()
