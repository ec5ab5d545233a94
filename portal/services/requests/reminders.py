"""Time that passes while people decide: reminding them, and letting more of them decide.

Each act is one transaction in which everything is looked at again, so that it happens once whoever tries it, and a
portal that was off for days says one thing and not ten.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from catalog.model import Catalogue, Organisation, Policy
from portal.clock import moment, stamp
from portal.contract.reviews import ReviewPace
from portal.domain.requests.escalation import named, title_of, widened
from portal.domain.requests.lifecycle import SYSTEM
from portal.domain.requests.reminding import Act as Due
from portal.domain.requests.reminding import Rhythm, Wait, due, escalates_at, reminds_at
from portal.domain.requests.workdays import Calendar, calendar_of, read_span
from portal.records.requests.cases import load, load_rows
from portal.records.requests.loaded import Loaded
from portal.services.one_by_one import each
from portal.services.requests.acts import write_act
from portal.services.requests.waiting import missing, waiting_on
from portal.services.world import World
from portal.store.tables import requests

_DECIDABLE = ("in_review", "approved")
_LEAST = {"h": timedelta(hours=1), "bh": timedelta(hours=1), "bd": timedelta(hours=23)}
"""What one of each span takes at least by the clock; a day on which the clocks change has 23 hours."""


@dataclass(frozen=True)
class Pace:
    """How time passes for one request: since when it waits, and what is to come if nobody acts."""

    wait: Wait
    rhythm: Rhythm
    calendar: Calendar
    to: str
    """Whom it would go to beside the others, as it is kept: `role:lead`."""
    to_title: str
    """The same in words."""
    added: tuple[str, ...]
    """Who could decide then and cannot now."""

    def due(self, now: datetime) -> Due:
        """What is to be done now."""
        return due(self.wait, self.rhythm, self.calendar, now)

    @property
    def told(self) -> ReviewPace:
        """As people see it."""
        wait = self.wait
        to_come = escalates_at(wait, self.rhythm, self.calendar)
        return ReviewPace(
            reminded_at=_stamp(wait.reminded_at),
            reminds_at=_stamp(reminds_at(wait, self.rhythm, self.calendar)),
            escalated_at=_stamp(wait.escalated_at),
            escalates_at=_stamp(to_come),
            escalates_to=self.to_title if to_come or wait.escalated_at else "",
        )


def _stamp(moment_: datetime | None) -> str | None:
    return None if moment_ is None else stamp(moment_)


def pace_of(held: Loaded, catalogue: Catalogue, now: datetime) -> Pace | None:
    """How time passes for a request; None while nobody has to decide on it."""
    row, organisation = held.row, catalogue.organisation
    if row["state"] not in _DECIDABLE or not missing(held.case, now):
        return None
    waits = waiting_on(held, organisation, now)
    people = waits.people if waits is not None else ()
    timing = catalogue.policy.tier(row["tier"]).timing
    kept = row["escalated_to"] or ""
    to = kept or (named(timing.escalate_to) if timing.escalate_to is not None else "")
    added = () if kept else _added(held, organisation, to, now)
    wait = Wait(
        since=moment(row["waiting_since"]),
        somebody=bool(people),
        widens=bool(added) and people != (row["requester"],),
        reminded_at=moment(row["reminded_at"]) if row["reminded_at"] else None,
        escalated_at=moment(row["escalated_at"]) if row["escalated_at"] else None,
    )
    rhythm = Rhythm(read_span(timing.remind) if timing.remind else None,
                    read_span(timing.escalate) if timing.escalate else None)  # fmt: skip
    return Pace(wait, rhythm, calendar_of(organisation), to, title_of(organisation, to) if to else "", added)


def _added(held: Loaded, organisation: Organisation, to: str, now: datetime) -> tuple[str, ...]:
    wider = replace(held.case, seats=widened(organisation, held.case.seats, to))
    could, can = ({one for need in missing(case, now) for one in need.can_give} for case in (wider, held.case))
    return tuple(sorted(could - can))


def call_due(world: World) -> int:
    """Reminds, or asks more people about, what has waited as long as policy lets it; says how many it were."""
    catalogue, now = world.catalogue(), world.clock()
    with world.database.read() as connection:
        rows = connection.execute(sa.select(requests).where(_may_be_due(catalogue.policy, now))).mappings().all()
        paces = [(held.row["number"], pace_of(held, catalogue, now)) for held in load_rows(connection, rows, catalogue)]
    late = [number for number, pace in paces if pace is not None and pace.due(now)]
    return sum(each(late, "reminding of a request", lambda number: _call(world, number)))


def _may_be_due(policy: Policy, now: datetime) -> sa.ColumnElement[bool]:
    """Leaves out what has not waited for the shortest span of any tier; the rest is counted by the calendar."""
    remind = _before(now, (tier.timing.remind for tier in policy.tiers))
    escalate = _before(now, (tier.timing.escalate for tier in policy.tiers))
    quiet = requests.c.reminded_at.is_(None) | (requests.c.reminded_at <= remind)
    reminding = (requests.c.waiting_since <= remind) & quiet
    escalating = (requests.c.waiting_since <= escalate) & requests.c.escalated_at.is_(None)
    return requests.c.state.in_(_DECIDABLE) & (reminding | escalating)


def _before(now: datetime, spans: Iterable[str | None]) -> str:
    """The latest moment from which one of these spans can have passed by now; "" where there is none."""
    known = [read_span(one) for one in spans if one is not None]
    return stamp(now - min(_LEAST[span.unit] * span.count for span in known)) if known else ""


def _call(world: World, number: int) -> bool:
    catalogue = world.catalogue()
    with world.database.write() as connection:
        held = load(connection, number, catalogue, lock=True)
        now = world.now()
        pace = pace_of(held, catalogue, moment(now))
        act = pace.due(moment(now)) if pace is not None else ""
        if pace is None or act == "":
            return False
        told: dict[str, object] = {"since": held.row["waiting_since"]}
        if act == "escalate":
            values = {"escalated_at": now, "escalated_to": pace.to}
            told |= {"reason": f"{pace.to_title} may decide too", "people": list(pace.added)}
        else:
            values = {"reminded_at": now}
            waits = waiting_on(held, catalogue.organisation, moment(now))
            told |= {"people": list(waits.people) if waits is not None else []}
        connection.execute(requests.update().where(requests.c.number == number).values(**values))
        word = "escalated" if act == "escalate" else "reminded"
        write_act(connection, world, SYSTEM, word, held, held.case, now, told)
    return True
