"""When those who have to act are reminded, and when a request goes to more of them. Pure: moments come in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from portal.domain.requests.workdays import Calendar, Span, after

Act = Literal["", "remind", "escalate"]


@dataclass(frozen=True)
class Rhythm:
    """What policy says of a tier: after which time people are reminded, again and again, and when more are asked."""

    remind: Span | None
    escalate: Span | None


@dataclass(frozen=True)
class Wait:
    """A request that waits for people."""

    since: datetime
    somebody: bool
    """Whether there is anybody to remind."""
    widens: bool
    """Whether an escalation would bring somebody who can decide; never while it is the requester's turn."""
    reminded_at: datetime | None = None
    escalated_at: datetime | None = None

    @property
    def called_at(self) -> datetime:
        """When people were called to it last."""
        return max(moment for moment in (self.since, self.reminded_at, self.escalated_at) if moment is not None)


def reminds_at(wait: Wait, rhythm: Rhythm, calendar: Calendar) -> datetime | None:
    """When people are reminded next: counted from the last call, so that time nobody counted is made up for once."""
    if rhythm.remind is None or not wait.somebody:
        return None
    return after(wait.called_at, rhythm.remind, calendar)


def escalates_at(wait: Wait, rhythm: Rhythm, calendar: Calendar) -> datetime | None:
    """When more people are asked; None once they are."""
    if rhythm.escalate is None or not wait.widens or wait.escalated_at is not None:
        return None
    return after(wait.since, rhythm.escalate, calendar)


def due(wait: Wait, rhythm: Rhythm, calendar: Calendar, now: datetime) -> Act:
    """The one thing to do now. An escalation calls everybody, so nobody is reminded beside it."""
    escalation, reminder = escalates_at(wait, rhythm, calendar), reminds_at(wait, rhythm, calendar)
    if escalation is not None and escalation <= now:
        return "escalate"
    return "remind" if reminder is not None and reminder <= now else ""
