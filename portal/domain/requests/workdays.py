"""Time in which people may be expected to act: hours by the clock, hours of work, business days. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from catalog.model import Organisation

SATURDAY = 5
_SPAN = re.compile(r"([1-9][0-9]{0,3})(h|bh|bd)")
_WORDS = {"h": "hour", "bh": "working hour", "bd": "business day"}


@dataclass(frozen=True)
class Calendar:
    """When people of an organisation work: neither at weekends nor on holidays, from `opens` until `closes`."""

    zone: tzinfo
    holidays: frozenset[date]
    opens: time = time(9)
    closes: time = time(17)

    def works_on(self, day: date) -> bool:
        """Whether anybody works on that day."""
        return day.weekday() < SATURDAY and day not in self.holidays


def calendar_of(organisation: Organisation) -> Calendar:
    """When people of the organisation work."""
    hours = organisation.working_hours
    opens, closes = time.fromisoformat(hours.opens), time.fromisoformat(hours.closes)
    return Calendar(ZoneInfo(organisation.time_zone), frozenset(organisation.holidays), opens, closes)


@dataclass(frozen=True)
class Span:
    """So many hours by the clock (`h`), hours of work (`bh`) or business days (`bd`)."""

    count: int
    unit: str

    @property
    def words(self) -> str:
        """As people say it: "4 working hours"."""
        return f"{self.count} {_WORDS[self.unit]}{'' if self.count == 1 else 's'}"


def read_span(text: str) -> Span:
    """The span that `4h`, `4bh` or `2bd` means. Raises ValueError for anything else."""
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"'{text[:20]}' is no span of time; write 4h, 4bh or 2bd")
    return Span(int(found[1]), found[2])


def after(begin: datetime, span: Span, calendar: Calendar) -> datetime:
    """The moment at which a span that began then is over; days end at their time of day in the calendar's zone."""
    if span.unit == "h":
        return begin + timedelta(hours=span.count)
    here = begin.astimezone(calendar.zone)
    end = (_days if span.unit == "bd" else _hours)(here, span.count, calendar)
    return end.replace(tzinfo=calendar.zone).astimezone(begin.tzinfo)


def _days(here: datetime, days: int, calendar: Calendar) -> datetime:
    day, left = here.date(), days
    while left > 0:
        day += timedelta(days=1)
        left -= calendar.works_on(day)
    return datetime.combine(day, here.time())


def _hours(here: datetime, hours: int, calendar: Calendar) -> datetime:
    day, from_, left = here.date(), here.time(), timedelta(hours=hours)
    while True:
        begins = datetime.combine(day, max(from_, calendar.opens))
        room = datetime.combine(day, calendar.closes) - begins
        if calendar.works_on(day) and room > timedelta():
            if left <= room:
                return begins + left
            left -= room
        day, from_ = day + timedelta(days=1), time()
