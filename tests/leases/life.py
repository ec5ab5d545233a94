"""A lease lived through hour by hour on the pure rules: a server that comes and goes, an owner who looks or not."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from portal.domain.leases import LONG_PAUSE, Activity, Lease, Reminder, SeenWork, decide

ENDS = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""When the lease of these tests ends; hours count from here."""
HOUR = timedelta(hours=1)


def at(days: float) -> datetime:
    """A moment so many days after the lease's end; negative is before."""
    return ENDS + timedelta(days=days)


def always(_now: datetime) -> bool:
    """At every moment."""
    return True


def never(_now: datetime) -> bool:
    """At no moment."""
    return False


@dataclass
class Life:
    """What happens around a lease, and what came of it."""

    lease: Lease = field(default_factory=lambda: Lease("compute", "live", at(-10), ENDS))
    server_is_up: Callable[[datetime], bool] = always
    owner_looks: Callable[[datetime], bool] = always
    activity: Callable[[datetime], Activity] = lambda _now: "idle"
    done: list[tuple[str, datetime]] = field(default_factory=list)
    shown: list[tuple[str, datetime]] = field(default_factory=list)
    _present_since: datetime | None = None
    _present_last: datetime | None = None
    _unknown_since: datetime | None = None

    def live(self, first: float, last: float) -> "Life":
        """Goes from day to day; each hour the portal acts if it is there, then the owner looks if they do."""
        now = at(first)
        while now <= at(last):
            if self.server_is_up(now):
                self._turn(now)
            now += HOUR
        return self

    def when(self, what: str) -> datetime | None:
        """When something was done first, or None."""
        return next((moment for word, moment in self.done if word == what), None)

    def _turn(self, now: datetime) -> None:
        if self._present_last is None or now - self._present_last > LONG_PAUSE:
            self._present_since = now
        self._present_last = now
        assert self._present_since is not None
        for _ in range(6):
            found = decide(self.lease, now, self._present_since)
            if found.act == "look":
                found = decide(self.lease, now, self._present_since, self._look(now))
            if found.act == "nothing":
                assert found.next_at is None or found.next_at > now
                break
            self._do(found.act, found.stage, now)
        else:
            raise AssertionError("it never comes to rest")
        if self.owner_looks(now):
            self._show(now)

    def _look(self, now: datetime) -> SeenWork:
        activity = self.activity(now)
        self._unknown_since = (self._unknown_since or now) if activity == "unknown" else None
        return SeenWork(activity, self._unknown_since)

    def _do(self, act: str, stage: str, now: datetime) -> None:
        self.done.append((stage if act == "remind" else act, now))
        if act == "remind":
            self.lease = replace(self.lease, reminders=(*self.lease.reminders, Reminder(stage)))
        elif act == "stop":
            self.lease = replace(self.lease, state="stopped", stopped_at=now)
        else:
            self.lease = replace(self.lease, state="retired")

    def _show(self, now: datetime) -> None:
        self.shown += [(one.stage, now) for one in self.lease.reminders if one.shown_at is None]
        seen = (one if one.shown_at else replace(one, shown_at=now) for one in self.lease.reminders)
        self.lease = replace(self.lease, reminders=tuple(seen))
