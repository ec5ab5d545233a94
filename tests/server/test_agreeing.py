"""Who proposes another wish, who stands in for somebody, and who is told of what: each as it goes over the wire."""

from typing import Any

from portal.contract.people.delegations import Delegation
from portal.contract.people.notices import NoticeWish
from portal.contract.requests import Request
from tests.server.served_portal import ServedPortal, as_told, problem

WISH = {"type": "nc4as-t4-v3", "project": "basket", "days": 5}


def asked(server: ServedPortal, **answers: Any) -> Request:
    """A request of maya's in review."""
    return as_told(server.send("POST", "/requests", {"kind": "compute", "spec": WISH | answers}), Request)


def proposed(server: ServedPortal, request: str, days: int, key: str = "") -> Request:
    """The request, after ana proposed to have it for so many days."""
    wish = {"spec": {**WISH, "days": days}, "reason": "It is cheaper."}
    return as_told(server.send("POST", f"/requests/{request}/proposals", wish, "ana", key), Request)


def test_a_counter_proposal_is_made_once_and_becomes_the_wish_when_it_is_accepted(server: ServedPortal) -> None:
    request = asked(server)
    made = [proposed(server, request.id, 2, f"counter-{request.id}") for _ in range(2)]
    assert [[(one.person, one.state) for one in shown.proposals] for shown in made] == [[("ana", "open")]] * 2
    assert (made[0].revision, made[0].digest) == (1, request.digest), "nothing is changed by a proposal alone"
    accept = f"/requests/{request.id}/proposals/accept"
    which = {"number": made[0].proposals[0].number}
    problem(server.call("POST", accept, "ana", json=which), 403)
    key = f"accept-{request.id}"
    shown = [as_told(server.send("POST", accept, which, "maya", key), Request) for _ in range(2)][-1]
    assert (shown.revision, shown.spec["days"], shown.proposals[0].state) == (2, 2, "accepted")
    assert problem(server.call("POST", accept, "maya", key, json={"number": None}), 409).code == "key-reused"


def test_a_counter_proposal_that_is_declined_leaves_the_wish_as_it_was(server: ServedPortal) -> None:
    request = asked(server)
    number = proposed(server, request.id, 3).proposals[0].number
    decline = f"/requests/{request.id}/proposals/decline"
    answer = {"number": number, "reason": "It needs all five."}
    shown = as_told(server.send("POST", decline, answer), Request)
    assert (shown.digest, shown.state, shown.proposals[0].state) == (request.digest, "in_review", "declined")
    problem(server.call("POST", decline, json=answer), 404)


def test_somebody_stands_in_from_when_it_is_said_to_when_it_is_ended_by_who_was_away(server: ServedPortal) -> None:
    wish = {"delegate": "li", "since": "30 days", "until": "40 days", "reason": "On leave.", "kinds": ["compute"]}
    made = [as_told(server.send("POST", "/delegations", wish, "theo", "theo-away"), Delegation) for _ in range(2)]
    assert made[0] == made[1] and (made[0].delegate, made[0].kinds, made[0].active) == ("li", ("compute",), False)
    path = f"/delegations/{made[0].number}"
    assert made[0] in as_told(server.get("/delegations", "maya"), list[Delegation])
    assert problem(server.call("DELETE", path, "li"), 403).code == "not-yours"
    assert [server.call("DELETE", path, "theo").status_code for _ in range(2)] == [204, 204]
    assert made[0] not in as_told(server.get("/delegations", "maya"), list[Delegation])
    wrong = problem(server.call("POST", "/delegations", "theo", json={**wish, "delegate": "theo", "reason": ""}), 422)
    assert {one.where for one in wrong.complaints} == {"delegate", "reason"}


def test_each_chooses_for_themselves_where_they_are_told(server: ServedPortal) -> None:
    before = as_told(server.get("/notices/wishes", "sam"), list[NoticeWish])
    wish = {"topic": "said", "channel": "portal", "wanted": False}
    answer = [as_told(server.send("PUT", "/notices/wishes", wish, "paul"), list[NoticeWish]) for _ in range(2)][-1]
    (chosen,) = (one for one in answer if one.chosen)
    assert (chosen.topic, chosen.channel, chosen.wanted) == ("said", "portal", False)
    assert as_told(server.get("/notices/wishes", "paul"), list[NoticeWish]) == answer
    assert as_told(server.get("/notices/wishes", "sam"), list[NoticeWish]) == before
    wrong = problem(server.call("PUT", "/notices/wishes", json={**wish, "topic": "gossip", "channel": "pigeon"}), 422)
    assert {one.where for one in wrong.complaints} == {"topic", "channel"}
