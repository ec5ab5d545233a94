"""What the end of a lease brings about, and when: remind, stop, delete. Pure.

A lease keeps its word in both directions. What it granted stays until it ends; then it is stopped, and only after a
grace it is deleted. Nothing is deleted that nobody was reminded of, and a reminder counts when it was shown, not when
it was due: a private server may have been off for weeks, and then nobody could see anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from portal.contract.states import LEASE_STAGES

GRACE = timedelta(days=3)
"""How long a stopped thing stays before it is deleted."""

UNKNOWN_COUNTS = timedelta(days=1)
"""How long a thing of which nobody can say whether it works counts as working; after that it is stopped."""

LONG_PAUSE = GRACE
"""A server that was away for longer could show nothing; the grace begins anew when it is back."""

STAGES = LEASE_STAGES
HALF, TENTH, ENDED, STOPPED = STAGES
"""The reminders of one lease, in their order: half of it is left, a tenth, nothing, and it has been stopped."""

STOPPABLE = frozenset({"compute"})
"""Kinds of resource that are stopped first and deleted later."""
REVOKED = frozenset({"role_assignment"})
"""Kinds that hold nothing which could be lost: they go when their lease ends."""
PROJECT = "repository"
"""The kind whose lease is its project's: all that was made for the project goes after the grace, but not it itself."""

Activity = Literal["idle", "working", "unknown"]
Act = Literal["nothing", "remind", "look", "stop", "delete", "retire"]


@dataclass(frozen=True)
class Reminder:
    """One reminder of the present lease, and when it was really shown to whom it is for."""

    stage: str
    shown_at: datetime | None = None


@dataclass(frozen=True)
class Lease:
    """A resource with the end of its lease, and what has been done about it."""

    kind: str
    state: str
    """The resource's state."""
    since: datetime
    """When the present lease began: when it was made, or last extended."""
    until: datetime
    managed: bool = True
    """Whether the portal made it. What was only found is reminded of and otherwise left alone."""
    reminders: tuple[Reminder, ...] = ()
    stopped_at: datetime | None = None
    under_way: bool = False
    """Whether its end is already being carried out, or waits for somebody's decision."""


@dataclass(frozen=True)
class SeenWork:
    """What a look at a resource said about work on it; `unknown_since` is when it first could not be said."""

    activity: Activity
    unknown_since: datetime | None = None


@dataclass(frozen=True)
class Decision:
    """What to do now. `stage` is the reminder that is due; `next_at` is when to look again, None is soon."""

    act: Act
    stage: str = ""
    reason: str = ""
    next_at: datetime | None = None
    quiet: bool = False
    """Whether nobody has to be told why nothing is done."""


def decide(lease: Lease, now: datetime, present_since: datetime, seen: SeenWork | None = None) -> Decision:
    """What the lease asks for at `now`.

    `present_since` is since when this portal has been there without a long pause. `look` means that it has to be
    known first whether work goes on; the answer is passed as `seen`.
    """
    if lease.state in ("creating", "retired", "foreign"):
        return Decision("nothing", reason=f"it is {lease.state}", quiet=True)
    if lease.state == "missing":
        return _vanished(lease, now)
    stage = due_stage(lease, now)
    if stage and not _reminded(lease.reminders, stage):
        return Decision("remind", stage)
    if now < lease.until:
        return Decision("nothing", reason="its lease goes on", next_at=_next_threshold(lease, now), quiet=True)
    if not lease.managed:
        return Decision("nothing", reason="it was found and not made here: nobody agreed that it may be stopped")
    if lease.under_way:
        return Decision("nothing", reason="its end is under way", quiet=True)
    if lease.kind in REVOKED:
        return Decision("stop", reason="its lease has ended")
    if lease.kind not in STOPPABLE and lease.kind != PROJECT:
        return Decision("nothing", reason=f"a {lease.kind.replace('_', ' ')} goes with its project")
    if lease.kind in STOPPABLE and lease.stopped_at is None:
        return _working(now, seen) or Decision("stop", reason="its lease has ended")
    gone_at = deleted_from(lease, present_since)
    if gone_at is None:
        return Decision("nothing", reason="no reminder of its end has been shown yet")
    if now < gone_at:
        return Decision("nothing", reason="its grace goes on", next_at=gone_at, quiet=True)
    over = Decision("delete", reason="its lease has ended, and the grace has passed")
    return over if lease.kind == PROJECT else _working(now, seen) or over


def due_stage(lease: Lease, now: datetime) -> str:
    """The latest reminder that is due, or "". Those before it that were missed are not made up for."""
    if lease.stopped_at is not None:
        return STOPPED
    for stage in (ENDED, TENTH, HALF):
        if now >= threshold(lease, stage):
            return stage
    return ""


def threshold(lease: Lease, stage: str) -> datetime:
    """When the reminder `half`, `tenth` or `ended` becomes due."""
    left = {HALF: 0.5, TENTH: 0.1, ENDED: 0.0}[stage]
    return lease.until - max(lease.until - lease.since, timedelta()) * left


def deleted_from(lease: Lease, present_since: datetime) -> datetime | None:
    """From when on a stopped thing may be deleted; None as long as no reminder was shown.

    Once it was shown that it has been stopped, the grace counts from there. Where only an earlier reminder was shown,
    it counts from the stop, or from when the portal was back after a long pause. A project is never stopped: what
    counts there is the end of its lease.
    """
    over_since = lease.until if lease.kind == PROJECT else lease.stopped_at
    shown = {one.stage: one.shown_at for one in lease.reminders if one.shown_at is not None}
    if over_since is None or not shown:
        return None
    told = shown.get(ENDED if lease.kind == PROJECT else STOPPED)
    begins = told if told is not None else max(over_since, present_since, *shown.values())
    return max(begins, over_since) + GRACE


def _vanished(lease: Lease, now: datetime) -> Decision:
    if now < lease.until:
        return Decision("nothing", reason="it is not there any more", next_at=lease.until, quiet=True)
    return Decision("retire", reason="it is not there any more, and its lease has ended")


def _reminded(reminders: Sequence[Reminder], stage: str) -> bool:
    return any(STAGES.index(one.stage) >= STAGES.index(stage) for one in reminders)


def _next_threshold(lease: Lease, now: datetime) -> datetime:
    return min(at for stage in (HALF, TENTH, ENDED) if (at := threshold(lease, stage)) > now)


def _working(now: datetime, seen: SeenWork | None) -> Decision | None:
    """Why nothing may be taken away now, or None."""
    if seen is None:
        return Decision("look")
    if seen.activity == "working":
        return Decision("nothing", reason="a job is running on it")
    if seen.activity == "unknown" and now - (seen.unknown_since or now) < UNKNOWN_COUNTS:
        until = (seen.unknown_since or now) + UNKNOWN_COUNTS
        return Decision(
            "nothing", reason="whether a job runs on it cannot be seen; it counts as running", next_at=until
        )
    return None
