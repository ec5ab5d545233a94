"""Business days: no weekend and no holiday counts, and the hour stays the hour when the clocks change."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.domain.workdays import after_business_days

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("begin", "days", "ends"),
    [
        ("2026-11-23T09:00", 1, "2026-11-24T09:00"),
        ("2026-11-26T09:00", 2, "2026-11-30T09:00"),
        ("2026-11-28T09:00", 1, "2026-11-30T09:00"),
        ("2026-12-23T09:00", 2, "2026-12-28T09:00"),
        ("2026-10-23T09:00", 1, "2026-10-26T10:00"),
        ("2026-11-23T23:30", 1, "2026-11-24T23:30"),
    ],
)
def test_so_many_days_on_which_somebody_works(begin: str, days: int, ends: str) -> None:
    holidays = {date(2026, 12, 25), date(2026, 11, 24)} if begin != "2026-11-23T09:00" else set()
    found = after_business_days(datetime.fromisoformat(begin).replace(tzinfo=UTC), days, BERLIN, holidays)
    assert found == datetime.fromisoformat(ends).replace(tzinfo=UTC)
