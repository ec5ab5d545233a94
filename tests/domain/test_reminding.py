"""Reminders and escalation as laws: once each, one thing at a time, and never anybody who may not decide."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from catalog.load import load
from portal.domain.requests.duties import Seat
from portal.domain.requests.escalation import named, timing_in_words, widened
from portal.domain.requests.lifecycle import LifecycleCase, Refusal, Voted, transition
from portal.domain.requests.reminding import Rhythm, Wait, due
from portal.domain.requests.workdays import Calendar, Span
from tests.kinds.made import changed

CALENDAR = Calendar(ZoneInfo("Europe/Amsterdam"), frozenset())
BEGIN = datetime(2026, 11, 23, 9, tzinfo=UTC)
STARTER = load(None).organisation
IDS = [one.id for one in STARTER.people]
spans = st.none() | st.builds(Span, st.integers(1, 9), st.sampled_from(("h", "bh", "bd")))
rhythms = st.builds(Rhythm, spans, spans)
pauses = st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=12)), min_size=1, max_size=25)
people = st.sets(st.sampled_from(IDS)).map(frozenset)
chairs = st.lists(st.tuples(st.integers(1, 2), people), min_size=1, max_size=3).map(
    lambda rows: tuple(Seat(str(number), "x", count, members) for number, (count, members) in enumerate(rows))
)
targets = st.sampled_from(
    [*(f"role:{one}" for one in sorted(STARTER.roles())), *(f"group:{one.id}" for one in STARTER.groups), "group:none"]
)


@given(rhythms, pauses, st.booleans(), st.booleans())
def test_whenever_somebody_looks_there_is_one_thing_to_do_at_most_and_afterwards_nothing(
    rhythm: Rhythm, looks: list[timedelta], somebody: bool, widens: bool
) -> None:
    wait, now, done = Wait(BEGIN, somebody, widens), BEGIN, []
    for pause in looks:
        now += pause
        if act := due(wait, rhythm, CALENDAR, now):
            done.append(act)
            wait = replace(wait, escalated_at=now) if act == "escalate" else replace(wait, reminded_at=now)
        assert due(wait, rhythm, CALENDAR, now) == ""
    assert done.count("escalate") <= 1 and len(done) <= len(looks)
    assert widens or "escalate" not in done
    assert somebody or "remind" not in done


@given(rhythms, st.timedeltas(timedelta(), timedelta(days=30)), st.timedeltas(timedelta(), timedelta(days=30)))
def test_what_is_due_stays_due_until_it_is_done(rhythm: Rhythm, first: timedelta, later: timedelta) -> None:
    wait = Wait(BEGIN, True, True)
    if due(wait, rhythm, CALENDAR, BEGIN + first):
        assert due(wait, rhythm, CALENDAR, BEGIN + first + later)


@given(chairs, targets)
def test_an_escalation_takes_nobodys_right_and_asks_for_no_more_votes(seats: tuple[Seat, ...], to: str) -> None:
    wider = widened(STARTER, seats, to)
    assert [(one.id, one.count) for one in wider] == [(one.id, one.count) for one in seats]
    assert all(was.members <= now.members for was, now in zip(seats, wider, strict=True))
    added = frozenset().union(*(one.members for one in wider)) - frozenset().union(*(one.members for one in seats))
    can = {one.id for one in STARTER.people if one.active and one.kind == "human"}
    assert added <= can and widened(STARTER, seats, "") == seats


@given(chairs, targets, people.filter(bool), st.sampled_from(("approve", "deny")))
def test_who_asked_edited_or_profits_decides_on_nothing_however_far_it_is_escalated(
    seats: tuple[Seat, ...], to: str, barred: frozenset[str], verdict: str
) -> None:
    case = LifecycleCase(
        "in_review", 1, "d", min(barred), barred, widened(STARTER, seats, to), timedelta(), BEGIN + timedelta(1)
    )
    for person in barred:
        answer = transition(case, Voted(person, verdict, "d"), BEGIN)
        assert isinstance(answer, Refusal) and answer.code == "own-request"


def test_a_human_who_stands_there_twice_is_added_once() -> None:
    ana, li = (one for one in STARTER.people if one.id in ("ana", "li"))
    twice = changed(STARTER, people=(changed(ana, employee_id="1"), changed(li, employee_id="1")), groups=())
    seat = Seat("s", "the team", 1, frozenset({"omar"}))
    assert widened(twice, (seat,), "role:platform")[0].members == {"omar", "ana"}


def test_whom_it_goes_to_is_kept_by_role_or_group() -> None:
    timing = load(None).policy.tier("T1").timing
    assert timing.escalate_to is not None and named(timing.escalate_to) == "role:lead"
    told = "reminded after 4 working hours; a lead may decide too after 1 business day; over after 5 business days"
    assert timing_in_words(STARTER, timing) == told
