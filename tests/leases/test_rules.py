"""The end of a lease: what is done about it, when, and what never happens."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.leases import (
    GRACE,
    HALF,
    LONG_PAUSE,
    STAGES,
    TENTH,
    UNKNOWN_COUNTS,
    Lease,
    Reminder,
    SeenWork,
    decide,
)
from tests.leases.life import ENDS, HOUR, Life, always, at, never

DAY = timedelta(days=1)


def test_a_lease_whose_owner_looks_goes_through_all_of_its_stages() -> None:
    life = Life().live(-10, 10)
    assert life.done == [
        ("half", at(-5)), ("tenth", at(-1)), ("ended", at(0)), ("stop", at(0)), ("stopped", at(0)), ("delete", at(3))
    ]  # fmt: skip


def test_what_nobody_was_shown_is_stopped_and_never_deleted() -> None:
    life = Life(owner_looks=never).live(-10, 400)
    assert life.when("stop") == ENDS
    assert life.when("delete") is None


def test_a_look_long_after_the_stop_begins_the_grace() -> None:
    life = Life(owner_looks=lambda now: now >= at(40)).live(-10, 60)
    assert life.when("delete") == at(43)


def test_an_owner_who_saw_an_early_reminder_and_then_stays_away_has_the_grace_from_the_stop() -> None:
    life = Life(owner_looks=lambda now: now < at(-2)).live(-10, 60)
    assert [stage for stage, _ in life.shown] == ["half"]
    assert life.when("delete") == at(3)


@pytest.mark.parametrize("back", range(-9, 31))
@pytest.mark.parametrize("knew", [True, False])
def test_a_server_off_from_ten_days_before_takes_nothing_away_before_it_could_say_so(back: int, knew: bool) -> None:
    """Off from day -10 until `back`, with a first reminder shown before or not, then there every hour."""
    lease = Lease("compute", "live", at(-30), ENDS, reminders=(Reminder(HALF, at(-12)),) if knew else ())
    life = Life(lease, server_is_up=lambda now: not at(-10) < now < at(back)).live(-11, 40)
    stopped, deleted = life.when("stop"), life.when("delete")
    assert stopped == max(ENDS, at(back))
    assert deleted == stopped + GRACE
    away = Life(lease, server_is_up=life.server_is_up, owner_looks=never).live(-11, 40)
    assert away.when("delete") == (deleted if knew else None)


@pytest.mark.parametrize("gone_for", [1, 2, 4, 10, 30])
def test_a_long_pause_after_the_stop_begins_the_grace_anew(gone_for: int) -> None:
    off, back = at(0.5), at(0.5 + gone_for)
    life = Life(owner_looks=lambda now: now < at(-0.5), server_is_up=lambda now: not off < now < back).live(-10, 60)
    assert life.when("stop") == ENDS
    expected = back + GRACE if back - off > LONG_PAUSE else max(ENDS + GRACE, back)
    assert life.when("delete") == expected


def test_a_server_that_is_there_for_an_hour_every_four_days_gets_there_too() -> None:
    life = Life(server_is_up=lambda now: (now - ENDS) % timedelta(days=4) < HOUR).live(-40, 60)
    assert life.when("stop") == ENDS
    assert life.when("delete") == at(4)


@pytest.mark.parametrize("hours", [0, 1, 5, 30, 200])
def test_a_running_job_postpones_the_stop_until_it_has_ended(hours: int) -> None:
    life = Life(activity=lambda now: "working" if now < ENDS + hours * HOUR else "idle").live(-10, 20)
    assert life.when("stop") == ENDS + hours * HOUR


def test_what_cannot_be_seen_counts_as_running_for_a_day() -> None:
    life = Life(activity=lambda _now: "unknown").live(-10, 20)
    assert life.when("stop") == ENDS + UNKNOWN_COUNTS


def test_what_was_started_again_after_its_stop_is_not_deleted_while_a_job_runs_on_it() -> None:
    life = Life(activity=lambda now: "working" if at(1) < now < at(8) else "idle").live(-10, 20)
    assert life.when("stop") == ENDS
    assert life.when("delete") == at(8)


def test_a_right_is_taken_back_at_the_end_without_a_grace() -> None:
    life = Life(Lease("role_assignment", "live", at(-10), ENDS), owner_looks=never)
    assert decide(life.lease, ENDS, at(-10)).act == "remind"
    ended = replace(life.lease, reminders=(Reminder("ended"),))
    assert decide(ended, ENDS, at(-10)).act == "stop"


@pytest.mark.parametrize("knew", [True, False])
def test_a_projects_lease_is_never_stopped_and_ends_after_a_grace_that_was_shown(knew: bool) -> None:
    life = Life(Lease("repository", "live", at(-10), ENDS), owner_looks=lambda now: knew or now > at(20)).live(-10, 40)
    assert [what for what, _ in life.done] == ["half", "tenth", "ended", "delete"]
    assert life.when("delete") == (at(3) if knew else at(23) + HOUR)
    assert Life(life.lease, owner_looks=never).live(-10, 40).when("delete") is None
    unseen = Life(Lease("repository", "live", at(-10), ENDS), owner_looks=never).live(-10, 400)
    assert unseen.when("delete") is None


@pytest.mark.parametrize("kind", ["workspace", "environment", "resource_group", "online_endpoint"])
def test_what_cannot_be_stopped_is_only_reminded_of(kind: str) -> None:
    life = Life(Lease(kind, "live", at(-10), ENDS)).live(-10, 20)
    assert [what for what, _ in life.done] == ["half", "tenth", "ended"]


def test_what_was_found_is_only_reminded_of() -> None:
    life = Life(Lease("compute", "live", at(-10), ENDS, managed=False)).live(-10, 20)
    assert [what for what, _ in life.done] == ["half", "tenth", "ended"]


def test_what_has_vanished_is_retired_when_its_lease_has_ended() -> None:
    life = Life(Lease("compute", "missing", at(-10), ENDS)).live(-10, 5)
    assert life.done == [("retire", ENDS)]


@pytest.mark.parametrize("state", ["creating", "retired", "foreign"])
def test_what_is_not_ours_to_end_is_left_alone(state: str) -> None:
    assert decide(Lease("compute", state, at(-10), ENDS), at(100), at(-10)).act == "nothing"


def test_while_its_end_is_under_way_nothing_is_begun_twice() -> None:
    lease = Lease("compute", "live", at(-10), ENDS, reminders=(Reminder("ended"),), under_way=True)
    assert decide(lease, at(1), at(-10), SeenWork("idle")).act == "nothing"


def test_a_reminder_that_was_missed_is_not_made_up_for() -> None:
    assert decide(Lease("compute", "live", at(-10), ENDS), at(-0.5), at(-10)).stage == TENTH


def test_a_lease_that_ended_before_it_began_has_ended() -> None:
    assert decide(Lease("compute", "live", at(5), ENDS), at(1), at(-10)).stage == "ended"


spans = st.lists(st.tuples(st.integers(-20, 60), st.integers(0, 40)), max_size=4)


def inside(listed: list[tuple[int, int]], now: datetime) -> bool:
    """Whether a moment lies in one of the spans, each a first day and a length in days."""
    return any(at(first) <= now < at(first + length) for first, length in listed)


@settings(max_examples=25)
@given(off=spans, looks=spans, works=spans, unseen=spans, length=st.integers(1, 90))
def test_whatever_happens_nothing_is_taken_away_unsaid(
    off: list[tuple[int, int]],
    looks: list[tuple[int, int]],
    works: list[tuple[int, int]],
    unseen: list[tuple[int, int]],
    length: int,
) -> None:
    life = Life(
        Lease("compute", "live", at(-length), ENDS),
        server_is_up=lambda now: not inside(off, now),
        owner_looks=lambda now: inside(looks, now),
        activity=lambda now: "working" if inside(works, now) else "unknown" if inside(unseen, now) else "idle",
    ).live(-20, 110)
    stopped, deleted = life.when("stop"), life.when("delete")
    reminders = [what for what, _ in life.done if what in STAGES]
    assert reminders == sorted(set(reminders), key=STAGES.index), "each at most once, and in order"
    assert stopped is not None, "in the end the portal is there and nothing works on it any more"
    assert stopped >= ENDS and not inside(works, stopped)
    if deleted is not None:
        assert deleted >= stopped + GRACE and not inside(works, deleted)
        first_shown = min(moment for _, moment in life.shown)
        assert deleted >= first_shown + GRACE


@settings(max_examples=30)
@given(looks_at=st.integers(-10, 60), unseen=st.booleans())
def test_what_was_shown_is_deleted_in_the_end(looks_at: int, unseen: bool) -> None:
    life = Life(
        owner_looks=lambda now: at(looks_at) <= now < at(looks_at) + DAY,
        activity=lambda _now: "unknown" if unseen else "idle",
    ).live(-10, 80)
    shown = min((moment for _, moment in life.shown), default=None)
    if shown is None:
        assert life.when("delete") is None
    else:
        latest = max(shown, ENDS + UNKNOWN_COUNTS) + GRACE + UNKNOWN_COUNTS
        assert life.when("delete") is not None and life.when("delete") <= latest  # type: ignore[operator]


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(-10, 30), st.integers(1, 30)), max_size=4))
def test_an_extension_at_any_time_moves_everything(extensions: list[tuple[int, int]]) -> None:
    """Each extension is given on a day and lasts so many days from then; nothing is stopped before the last ends."""
    life = Life(owner_looks=always)
    for day, length in sorted(extensions):
        life.live(-10 if not life.done else day - 1, day - 1 / 24)
        if life.lease.state == "retired":
            return
        until = max(life.lease.until, at(day + length))
        life.lease = Lease("compute", "live", at(day), until)
        life.done.clear()
        life.live(day, (until - ENDS) / DAY - 1 / 24)
        assert {what for what, _ in life.done} <= {"half", "tenth"}
