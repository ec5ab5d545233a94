"""Time passes while people decide: they are reminded, more of them may decide, and each of it happens once."""

import threading

import pytest

from catalog.model import Deciders, Timing
from portal.services.notices import notices
from portal.services.requests import counter_proposals as counters
from portal.services.requests import lists
from portal.services.requests.reminders import call_due
from portal.store.tables import audit
from portal.store.tables import requests as table
from tests.kinds.made import changed
from tests.services.office import T1, T2, Office
from tests.services.test_deciding import refused


def told(office: Office, person: str) -> list[str]:
    """What somebody's notices say, the oldest first."""
    while notices.spread(office.world):
        pass
    return [one.text for one in reversed(notices.listing(office.world, office.world.person(person)).items)]


def can_give(office: Office, request: str) -> tuple[str, ...]:
    """Who could decide now."""
    return office.show(request).missing[0].can_give


def test_who_can_act_is_reminded_after_working_hours_and_again_and_it_stands_in_the_audit(office: Office) -> None:
    notices.begin(office.world)
    request = office.ask(T1)  # on Monday at ten
    assert told(office, "ana") == ["waits for you: approve or deny"]
    office.forward(hours=3, minutes=59)
    assert call_due(office.world) == 0
    office.forward(minutes=1)
    assert [call_due(office.world) for _ in range(3)] == [1, 0, 0]
    office.forward(hours=15)  # five in the morning: nobody works
    assert call_due(office.world) == 0
    assert office.acts(request) == ["submitted", "reminded"] and office.chain_holds()
    (row,) = (one for one in office.rows(audit) if one["act"] == "reminded")
    assert (row["actor"], row["data"]["people"]) == ("portal", ["ana", "li"])
    assert told(office, "ana") == [
        "waits for you: approve or deny",
        "waits for you: approve or deny, it has waited since 2026-11-23 09:00 UTC",
    ]
    assert told(office, "maya") == []


def test_a_portal_that_was_off_for_days_says_one_thing_and_not_ten(sqlite_office: Office) -> None:
    policy = sqlite_office.catalogue.policy
    tiers = tuple(
        changed(one, timing=changed(one.timing, escalate=None, escalate_to=None, expire="90bd")) for one in policy.tiers
    )
    sqlite_office.catalogue = changed(sqlite_office.catalogue, policy=changed(policy, tiers=tiers))
    request = sqlite_office.ask(T1)
    sqlite_office.forward(days=30)
    assert [call_due(sqlite_office.world) for _ in range(4)] == [1, 0, 0, 0]
    assert sqlite_office.acts(request) == ["submitted", "reminded"]


def test_after_a_business_day_the_lead_may_decide_too_is_told_and_decides(office: Office) -> None:
    notices.begin(office.world)
    request = office.ask(T1)
    assert refused(office, request, "lena") == (403, "not-eligible")
    pace = office.show(request).pace
    assert pace is not None and (pace.escalates_at, pace.escalates_to) == ("2026-11-24T09:00:00.000Z", "a lead")
    office.forward(days=1)
    assert [call_due(office.world) for _ in range(2)] == [1, 0]
    shown = office.show(request)
    assert shown.missing[0].can_give == ("ana", "lena", "li") and "or a lead" in shown.missing[0].title
    assert shown.waiting_on is not None and "lena" in shown.waiting_on.people
    assert shown.pace is not None and shown.pace.escalated_at == "2026-11-24T09:00:00.000Z"
    (row,) = lists.listing(office.world, office.world.person("lena"), "inbox").items
    assert row.id == request and office.acts(request) == ["submitted", "vote-refused", "escalated"]
    assert told(office, "lena") == ["waits for you: approve or deny, it has waited since 2026-11-23 09:00 UTC"]
    assert told(office, "maya") == ["has waited too long: a lead may decide too"]
    office.approve(request, "lena")
    office.forward(minutes=1)
    assert office.turn()[request].word == "started" and office.chain_holds()


def test_an_escalation_lasts_over_the_start_also_under_a_newer_policy(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1)
    sqlite_office.forward(days=1)
    call_due(sqlite_office.world)
    sqlite_office.approve(request, "lena")
    sqlite_office.catalogue = changed(
        sqlite_office.catalogue, policy=changed(sqlite_office.catalogue.policy, version="2")
    )
    sqlite_office.forward(minutes=1)
    assert sqlite_office.turn()[request].word == "started"


def test_who_asked_decides_on_nothing_of_theirs_though_it_goes_to_them(sqlite_office: Office) -> None:
    policy = sqlite_office.catalogue.policy
    to = Deciders(role="data_scientist")
    tiers = tuple(changed(one, timing=changed(one.timing, escalate="1bd", escalate_to=to)) for one in policy.tiers)
    sqlite_office.catalogue = changed(sqlite_office.catalogue, policy=changed(policy, tiers=tiers))
    request = sqlite_office.ask(T1)
    sqlite_office.forward(days=1)
    assert call_due(sqlite_office.world) == 1
    able = can_give(sqlite_office, request)
    assert {"ana", "li", "tom"} <= set(able) and "maya" not in able
    assert refused(sqlite_office, request, "maya") == (403, "own-request")


def test_a_new_revision_begins_its_own_wait_among_those_whom_policy_names_first(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1)
    sqlite_office.forward(days=1)
    call_due(sqlite_office.world)
    sqlite_office.edit(request, type=T2, days=2)
    assert can_give(sqlite_office, request) == ("ana", "li")
    assert refused(sqlite_office, request, "lena") == (403, "not-eligible")


def test_while_the_requester_has_to_answer_they_are_reminded_and_nothing_is_escalated(sqlite_office: Office) -> None:
    notices.begin(sqlite_office.world)
    request = sqlite_office.ask(T1, nodes=4)
    assert told(sqlite_office, "ana") == ["waits for you: approve or deny"]
    spec = {**sqlite_office.show(request).spec, "nodes": 2}
    counters.counter(sqlite_office.world, sqlite_office.world.person("ana"), request, spec, "two are enough")
    sqlite_office.forward(days=3)
    assert [call_due(sqlite_office.world) for _ in range(2)] == [1, 0]
    assert sqlite_office.acts(request)[-1] == "reminded" and can_give(sqlite_office, request) == ("ana", "li")
    assert "it has waited since" in told(sqlite_office, "maya")[-1]
    assert told(sqlite_office, "ana") == ["waits for you: approve or deny"]


def test_a_reminder_just_before_does_not_put_the_escalation_off(sqlite_office: Office) -> None:
    policy = sqlite_office.catalogue.policy
    timing = Timing(remind="9h", escalate="10h", escalate_to=Deciders(role="lead"), expire="5bd")
    tiers = tuple(changed(one, timing=timing) for one in policy.tiers)
    sqlite_office.catalogue = changed(sqlite_office.catalogue, policy=changed(policy, tiers=tiers))
    request = sqlite_office.ask(T1)
    for hours, told in ((9, "reminded"), (1, "escalated")):
        sqlite_office.forward(hours=hours)
        assert [call_due(sqlite_office.world) for _ in range(2)] == [1, 0]
        assert sqlite_office.acts(request)[-1] == told


def test_what_is_decided_or_over_calls_nobody(sqlite_office: Office) -> None:
    for act in ("approve", "withdraw", "expire"):
        request = sqlite_office.ask(T1, name=f"it-{act}")
        if act == "approve":
            sqlite_office.approve(request, "ana")
        elif act == "withdraw":
            sqlite_office.withdraw(request)
    sqlite_office.forward(days=20)
    sqlite_office.turn()
    assert call_due(sqlite_office.world) == 0


def test_two_portals_that_look_at_once_remind_once(office: Office) -> None:
    request = office.ask(T1)
    office.forward(hours=5)
    done: list[int] = []
    looking = [threading.Thread(target=lambda: done.append(call_due(office.world))) for _ in range(4)]
    for one in looking:
        one.start()
    for one in looking:
        one.join()
    assert sum(done) == 1 and office.acts(request) == ["submitted", "reminded"]


def cut_off(*_: object) -> None:
    """The process ends here."""
    raise KeyboardInterrupt


def test_what_was_cut_off_in_the_middle_happens_whole_at_the_next_look(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.services.requests import reminders

    request = sqlite_office.ask(T1)
    sqlite_office.forward(days=1)
    with monkeypatch.context() as broken:
        broken.setattr(reminders, "write_act", cut_off)
        with pytest.raises(KeyboardInterrupt):
            call_due(sqlite_office.world)
    assert [row["escalated_at"] for row in sqlite_office.rows(table)] == [None]
    assert call_due(sqlite_office.world) == 1
    assert sqlite_office.acts(request) == ["submitted", "escalated"]
