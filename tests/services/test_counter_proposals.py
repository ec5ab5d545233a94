"""A counter-proposal: an approver's edited wish, which the requester makes theirs in one act."""

import pytest
import sqlalchemy as sa

from portal.contract.problem import Problem
from portal.records.idempotency import Once
from portal.services.requests import counter_proposals as counters
from portal.services.requests import lists
from portal.store.tables import reviews
from tests.kinds.made import changed
from tests.services.office import T1, Office, status


def _propose(office: Office, request: str, by: str = "ana", reason: str = "two are enough", **spec: object) -> None:
    answers = {**office.show(request).spec, "nodes": 2, **spec}
    counters.counter(office.world, office.world.person(by), request, answers, reason)


def _accept(office: Office, request: str, by: str = "maya", once: Once | None = None) -> None:
    counters.accept(office.world, office.world.person(by), request, None, once)


def test_the_requester_accepts_it_in_one_act_and_somebody_else_approves(office: Office) -> None:
    request = office.ask(T1, nodes=4)
    _propose(office, request)
    shown = office.show(request)
    assert shown.waiting_on is not None and shown.waiting_on.people == ("maya",)
    assert shown.waiting_on.what == "accept or decline the counter-proposal of ana"
    (proposal,) = shown.proposals
    assert proposal.changes == ({"name": "nodes", "was": 4, "is": 2},) and proposal.reason == "two are enough"
    assert {"accept", "decline"} <= office.may(request, "maya")
    (row,) = lists.listing(office.world, office.world.person("maya"), "inbox").items
    assert row.id == request
    _accept(office, request)
    shown = office.show(request)
    assert (shown.revision, shown.spec["nodes"], shown.revisions[-1].made_by) == (2, 2, "maya")
    assert shown.proposals[0].state == "accepted" and shown.missing[0].can_give == ("li",)
    with pytest.raises(Problem) as fault:
        office.approve(request, "ana")
    assert status(fault.value) == (403, "own-request")
    office.approve(request, "li")
    office.forward(minutes=1)
    assert office.turn()[request].word == "started"
    assert office.acts(request) == [
        "submitted", "counter-proposed", "counter-proposal-accepted", "vote-refused", "approved", "started"
    ]  # fmt: skip
    assert office.chain_holds()


def test_votes_on_what_was_asked_first_are_void_and_the_database_itself_refuses_the_proposers(office: Office) -> None:
    request = office.ask(T1, nodes=4)
    _propose(office, request)
    _accept(office, request)
    shown = office.show(request)
    row = {"request": int(request[2:]), "revision": 2, "digest": shown.digest, "person": "ana", "account": "ana",
           "verdict": "approve", "reason": "", "at": shown.updated_at}  # fmt: skip
    refusal = pytest.raises(sa.exc.DBAPIError, match="nobody approves what they proposed")
    with refusal, office.database.write() as connection:
        connection.execute(reviews.insert().values(row))


def test_policy_may_let_the_proposer_approve_what_was_accepted(sqlite_office: Office) -> None:
    policy = changed(sqlite_office.catalogue.policy, proposer_may_approve=True)
    sqlite_office.catalogue = changed(sqlite_office.catalogue, policy=policy)
    request = sqlite_office.ask(T1, nodes=4)
    _propose(sqlite_office, request)
    _accept(sqlite_office, request)
    sqlite_office.approve(request, "ana")
    assert sqlite_office.state(request) == "approved"


def test_a_declined_one_leaves_the_wish_as_it_is_and_waits_for_a_decision_again(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1, nodes=4)
    _propose(sqlite_office, request)
    counters.decline(sqlite_office.world, sqlite_office.world.person("maya"), request, None, "four fit the data")
    shown = sqlite_office.show(request)
    assert (shown.revision, shown.proposals[0].state) == (1, "declined")
    assert shown.waiting_on is not None and shown.waiting_on.people == ("ana", "li")
    sqlite_office.approve(request, "ana", "li")
    assert sqlite_office.state(request) == "approved"


def test_an_edit_outdates_it_and_it_cannot_be_accepted_any_more(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1, nodes=4)
    _propose(sqlite_office, request)
    sqlite_office.edit(request, type=T1, nodes=3)
    assert [one.state for one in sqlite_office.show(request).proposals] == ["outdated"]
    with pytest.raises(Problem) as fault:
        _accept(sqlite_office, request)
    assert status(fault.value) == (404, "not-found")


def test_accepting_twice_with_one_key_makes_one_revision(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1, nodes=4)
    _propose(sqlite_office, request)
    once = Once("maya", "k" * 32, "same")
    _accept(sqlite_office, request, once=once)
    _accept(sqlite_office, request, once=once)
    assert sqlite_office.show(request).revision == 2


@pytest.mark.parametrize(
    ("by", "changes", "code"),
    [
        ("tom", {}, (403, "not-eligible")),
        ("maya", {}, (403, "own-request")),
        ("ci-churn", {}, (403, "not-human")),
        ("ana", {"nodes": 4}, (422, "bad-input")),
        ("ana", {"nodes": 0}, (422, "bad-input")),
        ("ana", {"reason": " "}, (422, "bad-input")),
    ],
)
def test_who_may_not_decide_may_not_propose_and_nonsense_is_refused(
    sqlite_office: Office, by: str, changes: dict[str, object], code: tuple[int, str]
) -> None:
    request = sqlite_office.ask(T1, nodes=4)
    reason = str(changes.pop("reason", "because"))
    with pytest.raises(Problem) as fault:
        _propose(sqlite_office, request, by, reason, **changes)
    assert status(fault.value) == code
    assert sqlite_office.show(request).proposals == ()


def test_nobody_answers_for_the_requester(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1, nodes=4)
    _propose(sqlite_office, request)
    with pytest.raises(Problem) as fault:
        _accept(sqlite_office, request, "priya")
    assert status(fault.value) == (403, "not-yours")


@pytest.mark.parametrize("over", ["denied", "started", "withdrawn"])
def test_what_is_over_or_runs_has_no_counter_proposal_to_answer(sqlite_office: Office, over: str) -> None:
    office = sqlite_office
    request = office.ask(T1, nodes=4)
    _propose(office, request)
    if over == "denied":
        office.vote(request, "li", "deny", "no")
    elif over == "withdrawn":
        office.withdraw(request)
    else:
        office.approve(request, "li", "ana")
        office.forward(minutes=1)
        assert office.turn()[request].word == "started"
    was = office.show(request)
    assert was.proposals[0].state == "outdated" and not {"accept", "decline"} & office.may(request, "maya")
    for answer in (counters.decline, counters.accept):
        with pytest.raises(Problem) as fault:
            answer(office.world, office.world.person("maya"), request)
        assert status(fault.value) == (409, "too-late")
    assert office.show(request) == was
