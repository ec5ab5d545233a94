"""A moment as people say it: "friday 18:00", "7 days", "2026-11-27". Pure: what is meant depends on now and a zone."""

import re
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

Edge = Literal["begin", "end"]
"""Which end of a day is meant where no time is said: a start is at its begin, "until friday" includes the friday."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EXAMPLES = 'write it as "friday 18:00", "tomorrow", "7 days" or "2026-11-27 18:00"'
_BEFORE = re.compile(r"^(?:until|till|by|from|on|in|at|starting)\s+")
_SPAN = re.compile(r"([0-9]{1,4})\s*(h|hours?|d|days?|w|weeks?)")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?\s*(am|pm|h)?")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def read_moment(text: str, now: datetime, zone: tzinfo, edge: Edge = "end") -> datetime:
    """The moment that a text means at `now`, in `zone` where it names none. Raises ValueError saying what is wrong.

    A weekday is the next one to come, today's only while its time is still ahead.
    """
    said = " ".join(text.strip().lower().split())
    while (shorter := _BEFORE.sub("", said)) != said:
        said = shorter
    if span := _SPAN.fullmatch(said):
        return now + timedelta(**{_UNITS[span[2][0]]: int(span[1])})
    if (exact := _exact(text.strip())) is not None:
        return exact
    first, _, rest = said.removeprefix("next ").partition(" ")
    at = _time(rest.removeprefix("at ")) if rest else None
    if (rest and at is None) or not first:
        raise ValueError(f"'{text[:60]}' is no moment")
    here = now.astimezone(zone)
    if first in ("now", "today", "tomorrow"):
        if first == "now":
            return now
        return _placed(here.date() + timedelta(days=first == "tomorrow"), at, zone, edge)
    names = [name for name in WEEKDAYS if len(first) >= 3 and name.startswith(first)]
    if names:
        ahead = (WEEKDAYS.index(names[0]) - here.weekday()) % 7
        found = _placed(here.date() + timedelta(days=ahead), at, zone, edge)
        return found if found > now else _placed(here.date() + timedelta(days=ahead + 7), at, zone, edge)
    if day := _DAY.fullmatch(first):
        try:
            return _placed(date(*(int(part) for part in day.groups())), at, zone, edge)
        except ValueError as wrong:
            raise ValueError(f"'{text[:60]}' is no day of the calendar") from wrong
    raise ValueError(f"'{text[:60]}' is no moment")


def _exact(text: str) -> datetime | None:
    """A stamp with its zone, as it goes over the wire."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _time(text: str) -> time | None:
    found = _TIME.fullmatch({"noon": "12:00"}.get(text, text))
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _placed(day: date, at: time | None, zone: tzinfo, edge: Edge) -> datetime:
    if at is None:
        day += timedelta(days=edge == "end")
        at = time()
    return datetime.combine(day, at, zone)
