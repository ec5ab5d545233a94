"""Moments in words, in the organisation's time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import stamp
from portal.domain.requests.moments import read_moment

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # a Monday, half past ten in Amsterdam


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("until Friday 18:00", "2026-11-27T17:00:00.000Z"),
        ("friday", "2026-11-27T23:00:00.000Z"),
        ("next fri 6pm", "2026-11-27T17:00:00.000Z"),
        ("monday 10:00", "2026-11-30T09:00:00.000Z"),
        ("monday 11", "2026-11-23T10:00:00.000Z"),
        ("today 18h", "2026-11-23T17:00:00.000Z"),
        ("tomorrow noon", "2026-11-24T11:00:00.000Z"),
        ("by tomorrow", "2026-11-24T23:00:00.000Z"),
        ("2026-11-27", "2026-11-27T23:00:00.000Z"),
        ("2026-07-01 at 12:30 am", "2026-06-30T22:30:00.000Z"),
        ("2026-11-27T18:00:00Z", "2026-11-27T18:00:00.000Z"),
        ("2026-11-27T18:00:00+02:00", "2026-11-27T16:00:00.000Z"),
        ("7 days", "2026-11-30T09:30:00.000Z"),
        ("in 36h", "2026-11-24T21:30:00.000Z"),
        ("2 weeks", "2026-12-07T09:30:00.000Z"),
        ("now", "2026-11-23T09:30:00.000Z"),
    ],
)
def test_it_means_what_people_mean(said: str, meant: str) -> None:
    assert stamp(read_moment(said, NOW, ZONE)) == meant


def test_a_start_without_a_time_is_at_the_begin_of_its_day() -> None:
    assert stamp(read_moment("wednesday", NOW, ZONE, "begin")) == "2026-11-24T23:00:00.000Z"


def test_a_clock_change_between_is_seen() -> None:
    before = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
    assert stamp(read_moment("monday 9:00", before, ZONE)) == "2026-03-30T07:00:00.000Z"


@pytest.mark.parametrize(
    "said",
    ["", "soon", "friday 25:00", "friday 6:75pm", "13pm", "2026-02-30", "2026-11-27T18:00", "mo", "7 years", "until"],
)
def test_what_is_no_moment_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="is no "):
        read_moment(said, NOW, ZONE)


@given(st.text(max_size=30))
def test_no_text_does_anything_but_mean_a_moment_or_be_refused(said: str) -> None:
    try:
        found = read_moment(said, NOW, ZONE)
    except ValueError:
        return
    assert found.tzinfo is not None


@given(st.datetimes(NOW.replace(tzinfo=None), NOW.replace(tzinfo=None) + timedelta(days=400)))
def test_what_was_understood_once_is_understood_alike_for_ever(moment: datetime) -> None:
    said = stamp(moment.replace(tzinfo=UTC))
    assert stamp(read_moment(said, NOW + timedelta(days=9), ZONE)) == said
