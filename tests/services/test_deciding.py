"""Deciding: who may, what counts, what is void and why, and on whom it waits meanwhile."""

from typing import Any

import pytest

from portal.contract.problem import Problem
from portal.services import home
from portal.services.requests import lists
from portal.store.tables import audit
from tests.kinds.made import changed
from tests.services.office import T1, T2, T3, Office, status

AUDITED = ("own-request", "not-eligible", "stale-digest", "refused")
"""Who is refused like this tried to decide on what they may not, or have not seen."""


def refused(office: Office, request: str, by: str, verdict: str = "approve", **more: Any) -> tuple[int, str]:
    """How a vote is refused: status and code. Nothing is kept of it but, if it was an attempt, a line in the audit."""
    before = office.counts()
    with pytest.raises(Problem) as fault:
        office.vote(request, by, verdict, **more)
    assert fault.value.line()
    new = {name: count - before[name] for name, count in office.counts().items() if count != before[name]}
    if fault.value.body.code in AUDITED:
        assert new == {"audit": 1, "events": 1}
        body, last = fault.value.body, office.rows(audit)[-1]
        assert (last["actor"], last["act"], last["subject"]) == (by, "vote-refused", request)
        assert last["data"] == {"refused": body.title, "because": body.detail, "code": body.code}
    else:
        assert new == {}
    return status(fault.value)


def test_the_requester_and_strangers_are_refused_and_one_who_may_approves(office: Office) -> None:
    request = office.ask(T1)
    assert refused(office, request, "maya") == (403, "own-request")
    assert refused(office, request, "tom") == (403, "not-eligible")
    assert refused(office, request, "gwen") == (403, "refused"), "a guest decides on nothing"
    assert office.may(request, "maya") == {"ask", "edit", "withdraw"}
    assert office.may(request, "tom") == {"ask"}
    assert office.may(request, "ana") == {"approve", "deny", "ask", "propose"}
    shown = office.vote(request, "ana")
    assert (shown.state, shown.missing) == ("approved", ())
    assert shown.hold_until == "2026-11-23T09:00:10.000Z"
    assert office.may(request, "ana") == {"approve", "deny", "undo", "ask"}
    assert office.acts(request) == ["submitted", *["vote-refused"] * 3, "approved"] and office.chain_holds()


def test_two_of_the_team_and_the_cost_owner(office: Office) -> None:
    request = office.ask(T3, days=1)
    assert office.vote(request, "ana").state == "in_review"
    again = office.vote(request, "ana")
    assert [review.counts for review in again.reviews] == [False, True]
    assert [(need.title, need.missing) for need in again.missing] == [("ML platform team", 1), ("cost owner", 1)]
    assert again.waiting_on is not None and again.waiting_on.people == ("li", "omar")
    assert office.vote(request, "omar").state == "in_review"
    assert office.vote(request, "li").state == "approved"


def test_a_denial_needs_a_reason_and_is_the_end(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T2)
    assert refused(sqlite_office, request, "ana", "deny") == (422, "bad-input")
    assert refused(sqlite_office, request, "ana", "deny", reason="  ") == (422, "bad-input")
    assert refused(sqlite_office, request, "tom", "deny", reason="no") == (403, "not-eligible")
    sqlite_office.approve(request, "ana")
    shown = sqlite_office.vote(request, "li", "deny", "No capacity.")
    assert (shown.state, shown.reason, shown.waiting_on) == ("denied", "No capacity.", None)
    assert refused(sqlite_office, request, "ana") == (409, "finished")
    assert sqlite_office.may(request, "maya") == {"again"}


def test_a_denial_stops_what_is_approved_and_held(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1)
    sqlite_office.approve(request, "ana")
    assert sqlite_office.vote(request, "li", "deny", "Wait.").state == "denied"
    sqlite_office.forward(minutes=1)
    assert sqlite_office.turn() == {}


def test_a_slip_can_be_undone_while_it_is_held(office: Office) -> None:
    request = office.ask(T1)
    assert refused(office, request, "ana", "undo") == (403, "no-vote")
    office.approve(request, "ana")
    office.forward(seconds=9)
    assert office.turn() == {}
    shown = office.vote(request, "ana", "undo")
    assert (shown.state, shown.hold_until) == ("in_review", None)
    assert [(one.verdict, one.counts, one.why_not) for one in shown.reviews] == [
        ("approve", False, "it was taken back"), ("undo", False, ""),
    ]  # fmt: skip
    office.forward(minutes=1)
    assert office.turn() == {}
    office.approve(request, "ana")
    assert office.show(request).hold_until == "2026-11-23T09:01:19.000Z"


def test_a_vote_is_on_what_was_shown(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1)
    digest = sqlite_office.show(request).digest
    assert refused(sqlite_office, request, "ana", digest="f" * 64) == (409, "stale-digest")
    assert refused(sqlite_office, request, "ana", digest=digest[:7]) == (409, "stale-digest")
    assert refused(sqlite_office, request, "ana", "deny", reason="no", digest="") == (409, "stale-digest")
    sqlite_office.edit(request, type=T1, nodes=2)
    assert refused(sqlite_office, request, "ana", digest=digest) == (409, "stale-digest")
    assert sqlite_office.vote(request, "ana", digest=sqlite_office.show(request).digest[:8]).state == "approved"


def test_an_edit_voids_every_vote_and_says_so(office: Office) -> None:
    request = office.ask(T2)
    office.approve(request, "ana")
    office.edit(request, type=T2, days=3)
    shown = office.show(request)
    assert (shown.state, shown.revision) == ("in_review", 2)
    assert [(review.person, review.counts, review.why_not) for review in shown.reviews] == [
        ("ana", False, "it was for revision 1, this is 2")
    ]
    assert shown.missing[0].missing == 2
    assert [revision.number for revision in shown.revisions] == [1, 2]
    assert shown.revisions[0].digest != shown.revisions[1].digest
    office.approve(request, "ana", "li")
    assert office.state(request) == "approved"


def test_only_the_requester_edits_and_only_what_is_not_started(sqlite_office: Office) -> None:
    request = sqlite_office.approved(T1)
    with pytest.raises(Problem) as fault:
        sqlite_office.edit(request, by="ana", type=T1)
    assert status(fault.value) == (403, "not-yours")
    assert sqlite_office.turn()[request].word == "started"
    with pytest.raises(Problem) as fault:
        sqlite_office.edit(request, type=T1, days=2)
    assert status(fault.value) == (409, "not-editable")


def test_an_edit_into_what_needs_nobody_is_approved_at_once(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T2)
    sqlite_office.edit(request, type="d4s-v5")
    shown = sqlite_office.show(request)
    assert (shown.state, shown.tier) == ("approved", "T0")
    assert [(review.person, review.counts) for review in shown.reviews] == [("policy", True)]
    sqlite_office.edit(request, type=T1)
    assert sqlite_office.state(request) == "in_review"


def test_a_bad_edit_changes_nothing(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1)
    sqlite_office.approve(request, "ana")
    before = sqlite_office.show(request)
    with pytest.raises(Problem):
        sqlite_office.edit(request, type="nc6")
    assert sqlite_office.show(request) == before


def test_a_question_waits_on_the_requester_until_it_is_answered(office: Office) -> None:
    request = office.ask(T2)
    office.forward(minutes=5)
    asked = office.vote(request, "ana", "question", "Why so large?")
    assert asked.waiting_on is not None
    assert (asked.waiting_on.people, asked.waiting_on.what) == (("maya",), "answer the question of ana")
    assert asked.waiting_on.since == "2026-11-23T09:05:00.000Z"
    office.forward(minutes=5)
    office.vote(request, "tom", "comment", "I wonder, too.")
    still = office.show(request).waiting_on
    assert still == asked.waiting_on
    office.forward(minutes=5)
    answered = office.vote(request, "maya", "comment", "The matrix needs it.")
    assert answered.waiting_on is not None
    assert (answered.waiting_on.people, answered.waiting_on.since) == (("ana", "li"), "2026-11-23T09:15:00.000Z")
    assert answered.state == "in_review"


def test_an_edit_answers_a_question_too(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T2)
    sqlite_office.vote(request, "ana", "question", "Why so large?")
    sqlite_office.edit(request, type=T1)
    waiting = sqlite_office.show(request).waiting_on
    assert waiting is not None and waiting.people == ("ana", "li")


def test_words_need_words_and_stay_plain(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1)
    for verdict in ("question", "comment"):
        assert refused(sqlite_office, request, "ana", verdict) == (422, "bad-input")
    assert refused(sqlite_office, request, "ana", "maybe") == (422, "bad-input")
    for reason in ("\x1b[2J", "\u202eevil", "a\x00b", "\ud800", "x" * 5000):
        for verdict in ("approve", "deny", "question", "comment"):
            assert refused(sqlite_office, request, "ana", verdict, reason=reason) == (422, "bad-input")
        with pytest.raises(Problem) as fault:
            sqlite_office.withdraw(request, reason=reason)
        assert fault.value.body.status == 422


def test_nobody_is_asked_about_what_is_over(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1)
    sqlite_office.withdraw(request)
    assert refused(sqlite_office, request, "ana", "question", reason="Why?") == (409, "finished")
    assert sqlite_office.vote(request, "ana", "comment", "A pity.").waiting_on is None


def test_words_about_a_request_belong_to_its_current_revision_whatever_was_shown(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1)
    shown = sqlite_office.vote(request, "tom", "comment", "Nice.", digest="x" * 300)
    assert shown.reviews[-1].digest == shown.digest


def test_the_requester_withdraws_until_it_is_started(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1)
    with pytest.raises(Problem) as fault:
        sqlite_office.withdraw(request, by="ana")
    assert status(fault.value) == (403, "not-yours")
    sqlite_office.approve(request, "ana")
    sqlite_office.withdraw(request, reason="Not needed any more.")
    shown = sqlite_office.show(request)
    assert (shown.state, shown.reason, shown.waiting_on) == ("withdrawn", "Not needed any more.", None)
    sqlite_office.forward(hours=1)
    assert sqlite_office.turn() == {}
    other = sqlite_office.approved(T1)
    sqlite_office.turn()
    with pytest.raises(Problem) as fault:
        sqlite_office.withdraw(other)
    assert status(fault.value) == (409, "too-late")


def test_what_nobody_decides_expires(office: Office) -> None:
    request = office.ask(T1)
    office.forward(days=7, seconds=-1)
    office.turn()
    assert office.state(request) == "in_review"
    office.forward(seconds=1)
    assert refused(office, request, "ana") == (409, "expired")
    office.turn()
    shown = office.show(request)
    assert (shown.state, shown.reason, shown.waiting_on) == ("expired", "nobody decided in time", None)
    assert office.acts(request)[-1] == "expired"


def test_a_request_is_named_in_any_spelling_and_audited_in_one(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T2)
    sqlite_office.vote("r-1", "ana")
    sqlite_office.vote("1", "li", "comment", "ok")
    sqlite_office.edit("r-01", type=T1)
    sqlite_office.withdraw("r-1")
    assert sqlite_office.acts(request) == ["submitted", "approved", "commented", "edited", "withdrawn"]
    for wrong in ("R-²", "R-٣", "R-", "", "R-1.5", "R-9999999999999", "R--1", "R-999"):
        with pytest.raises(Problem) as fault:
            sqlite_office.show(wrong)
        assert fault.value.body.status == 404


def test_an_approver_who_left_does_not_count_and_others_are_asked(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1)
    sqlite_office.approve(request, "ana")
    sqlite_office.forward(minutes=1)
    leave(sqlite_office, "ana")
    assert sqlite_office.turn()[request].word == "waits"
    shown = sqlite_office.show(request, "li")
    assert shown.state == "approved" and shown.missing[0].missing == 1
    assert shown.waiting_on is not None and shown.waiting_on.people == ("li",)
    assert "may not any more" in shown.reason
    sqlite_office.approve(request, "li")
    assert sqlite_office.turn()[request].word == "started"


def test_an_approver_who_left_the_group_does_not_count(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T2)
    sqlite_office.approve(request, "ana", "li")
    sqlite_office.forward(minutes=1)
    organisation = sqlite_office.catalogue.organisation
    groups = tuple(
        changed(one, members=("ana", "sam")) if one.id == "ml-platform" else one for one in organisation.groups
    )
    sqlite_office.catalogue = changed(sqlite_office.catalogue, organisation=changed(organisation, groups=groups))
    assert sqlite_office.turn()[request].word == "waits"
    assert sqlite_office.vote(request, "sam").missing == ()
    assert sqlite_office.turn()[request].word == "started"


def leave(office: Office, name: str) -> None:
    """Somebody leaves the organisation."""
    organisation = office.catalogue.organisation
    people = tuple(changed(one, active=one.id != name and one.active) for one in organisation.people)
    office.catalogue = changed(office.catalogue, organisation=changed(organisation, people=people))


def test_what_waits_for_somebody_is_on_their_page(sqlite_office: Office) -> None:
    first, second = sqlite_office.ask(T1), sqlite_office.ask(T1, by="priya")
    sqlite_office.vote(second, "ana", "question", "Why?")
    ana, priya = sqlite_office.world.person("ana"), sqlite_office.world.person("priya")
    assert [row.id for row in home.show(sqlite_office.world, ana).waiting] == [first]
    assert [row.id for row in home.show(sqlite_office.world, priya).waiting] == [second]
    assert [row.id for row in lists.listing(sqlite_office.world, ana, "inbox").items] == [first]
