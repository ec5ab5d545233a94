"""Business time: no weekend and no holiday counts, nor the night; the hour stays the hour when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.requests.workdays import Calendar, Span, after, read_span

BERLIN = ZoneInfo("Europe/Berlin")
HOLIDAYS = frozenset({date(2026, 12, 25), date(2026, 11, 24)})
CALENDAR = Calendar(BERLIN, HOLIDAYS)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda one: one.replace(tzinfo=UTC))
calendars = st.builds(
    lambda hours, holidays: Calendar(BERLIN, frozenset(holidays), time(min(hours)), time(max(hours))),
    st.lists(st.integers(0, 23), min_size=2, max_size=2, unique=True),
    st.sets(st.dates(date(2026, 1, 1), date(2028, 1, 31)), max_size=20),
)
spans = st.builds(Span, st.integers(1, 40), st.sampled_from(("h", "bh", "bd")))


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("begin", "span", "ends"),
    [
        ("2026-11-26T09:00", "2bd", "2026-11-30T09:00"),
        ("2026-11-28T09:00", "1bd", "2026-11-30T09:00"),
        ("2026-12-23T09:00", "2bd", "2026-12-28T09:00"),
        ("2026-10-23T09:00", "1bd", "2026-10-26T10:00"),
        ("2026-11-23T23:30", "1bd", "2026-11-24T23:30"),
        ("2026-11-23T09:00", "4h", "2026-11-23T13:00"),
        ("2026-11-23T09:00", "4bh", "2026-11-23T13:00"),
        ("2026-11-23T15:00", "4bh", "2026-11-25T11:00"),
        ("2026-11-27T20:00", "8bh", "2026-11-30T16:00"),
        ("2026-11-28T12:00", "9bh", "2026-12-01T09:00"),
        ("2026-11-25T03:00", "1bh", "2026-11-25T09:00"),
    ],
)
def test_so_much_time_in_which_somebody_works(begin: str, span: str, ends: str) -> None:
    assert after(at(begin), read_span(span), CALENDAR) == at(ends)


@given(moments, spans, calendars, st.timedeltas(timedelta(), timedelta(days=9)))
def test_who_begins_later_is_never_ready_sooner_and_nothing_ends_before_its_hours(
    begin: datetime, span: Span, calendar: Calendar, later: timedelta
) -> None:
    end = after(begin, span, calendar)
    assert end <= after(begin + later, span, calendar) or span.unit == "bd"  # two days of a weekend end as one
    least = timedelta(hours=span.count) if span.unit != "bd" else timedelta(hours=23) * span.count
    assert end - begin >= least


@given(moments, st.integers(1, 30), st.integers(1, 30), calendars)
def test_working_hours_add_up_and_end_while_people_work(
    begin: datetime, one: int, more: int, calendar: Calendar
) -> None:
    end = after(begin, Span(one, "bh"), calendar).astimezone(BERLIN)
    assert calendar.works_on(end.date()) and calendar.opens < end.time() <= calendar.closes
    assert after(end, Span(more, "bh"), calendar) == after(begin, Span(one + more, "bh"), calendar)


@pytest.mark.parametrize("text", ["", "4", "h", "0h", "-1h", "4 h", "4bx", "12345h", "4h4h", "1.5h", "٤h"])
def test_what_is_no_span_says_how_it_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="write 4h, 4bh or 2bd"):
        read_span(text)
    assert read_span("1bd").words == "1 business day" and read_span("4bh").words == "4 working hours"
