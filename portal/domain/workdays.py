"""Business days: what people are given to decide in does not run while nobody works. Pure."""

from collections.abc import Collection
from datetime import date, datetime, timedelta, tzinfo

SATURDAY = 5


def after_business_days(begin: datetime, days: int, zone: tzinfo, holidays: Collection[date]) -> datetime:
    """The same time of day, in `zone`, after so many days that are neither at a weekend nor a holiday."""
    here = begin.astimezone(zone)
    day, left = here.date(), days
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY and day not in holidays
    return datetime.combine(day, here.time(), zone).astimezone(begin.tzinfo)
