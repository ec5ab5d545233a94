"""What must never be granted, tried over the wire: each is refused, written down, and starts nothing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from portal.contract.problem import ProblemBody
from portal.server.app import create_app
from portal.settings import Settings
from tests.client.serving import serving
from tests.kinds.made import changed
from tests.server.served_portal import ServedPortal, problem

ONE, TWO = "nc4as-t4-v3", "nc24ads-a100-v4"
"""A compute type that one of the platform team decides on, and one that takes two of them."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedPortal]:
    """A demo server of its own, as time passes here by weeks."""
    home: Path = tmp_path_factory.mktemp("counter") / "home"
    home.mkdir()
    app = create_app(Settings(home, operation_seconds=0.0, poll_seconds=0.1, observe_seconds=0.0))
    with serving(app) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield ServedPortal(client, app)


def asked(server: ServedPortal, type_: str = ONE, **answers: Any) -> Any:
    """A request of maya's in review."""
    spec = {"type": type_, "project": "basket", "days": 1, **answers}
    return server.send("POST", "/requests", {"kind": "compute", "spec": spec})


def votes(
    server: ServedPortal, request: Any, by: str, verdict: str = "approve", key: str = "", reason: str = ""
) -> httpx.Response:
    """Somebody's vote on the request as they were shown it."""
    body = {"verdict": verdict, "digest": request["digest"], "reason": reason}
    return server.call("POST", f"/requests/{request['id']}/votes", by, key, json=body)


def refused(server: ServedPortal, request: Any, by: str, status: int, **more: Any) -> ProblemBody:
    """The refusal of a vote."""
    return problem(votes(server, request, by, **more), status)


def attempts(server: ServedPortal, request: Any, act: str = "vote-refused") -> list[tuple[str, str]]:
    """Who tried what they may not on a request, as the audit says: the person and the code, the oldest first."""
    rows = server.get("/audit", "ana", subject=request["id"])["items"]
    found = [(row["actor"], row["data"]["code"]) for row in rows if row["act"] == act]
    return found[::-1]


def acts(server: ServedPortal, request: Any) -> list[str]:
    """What happened to a request, as the audit says, the oldest first."""
    return [row["act"] for row in server.get("/audit", "ana", subject=request["id"])["items"]][::-1]


def people(server: ServedPortal, monkeypatch: pytest.MonkeyPatch, **one: dict[str, Any]) -> None:
    """From now on these people are so, as when the organisation's file was changed."""
    portal = server.app.state.portal
    known = portal.world.catalogue()
    listed = tuple(changed(person, **one.get(person.id, {})) for person in known.organisation.people)
    other = changed(known, organisation=changed(known.organisation, people=listed))
    monkeypatch.setattr(
        server.app.state, "portal", replace(portal, world=replace(portal.world, catalogue=lambda: other))
    )


def state(server: ServedPortal, request: Any) -> tuple[str, bool]:
    """A request's state, and whether anything of it was ever started."""
    shown = server.get(f"/requests/{request['id']}")
    return shown["state"], shown["operation"] is not None


def test_the_platform_team_does_not_decide_on_its_own_wish(server: ServedPortal) -> None:
    spec = {"name": "own-wish", "template": "tabular-classic", "topology": "own", "topology_reason": "To try it."}
    request = server.send("POST", "/requests", {"kind": "project", "spec": spec}, "ana")
    for verdict in ("approve", "deny"):
        assert refused(server, request, "ana", 403, verdict=verdict, reason="Mine.").code == "own-request"
    assert attempts(server, request) == [("ana", "own-request")] * 2
    assert state(server, request) == ("in_review", False)


def test_nobody_decides_under_another_name_of_theirs(server: ServedPortal, monkeypatch: pytest.MonkeyPatch) -> None:
    people(server, monkeypatch, maya={"employee_id": "1"}, ana={"employee_id": "1"})
    request = asked(server)
    assert refused(server, request, "ana", 403).code == "own-request"
    assert attempts(server, request) == [("ana", "own-request")]
    assert votes(server, request, "li").json()["state"] == "approved"


def test_two_names_of_one_human_on_the_platform_team_are_one_vote(
    server: ServedPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(server, monkeypatch, ana={"employee_id": "1"}, li={"employee_id": "1"})
    request = asked(server, TWO)
    assert votes(server, request, "ana").json()["state"] == "in_review"
    assert refused(server, request, "li", 403).code == "not-eligible"
    assert attempts(server, request) == [("li", "not-eligible")]
    assert state(server, request) == ("in_review", False)


def test_an_approval_by_who_lost_the_role_before_the_start_starts_nothing(
    server: ServedPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = asked(server, TWO)
    assert [votes(server, request, by).json()["state"] for by in ("ana", "li")] == ["in_review", "approved"]
    starter = server.app.state.running.starter
    people(server, monkeypatch, li={"active": False})
    monkeypatch.setattr(starter, "_world", server.app.state.portal.world)
    server.send("POST", "/demo/clock", {"by": "+1h"})
    found = server.until_it_waits(request["id"])
    assert (found["state"], found["reason"]) == ("approved", "somebody who approved may not any more")
    assert found["operation"] is None
    assert acts(server, request)[-1] == "start-delayed"


def test_a_vote_on_what_was_edited_since_does_not_count(server: ServedPortal) -> None:
    old = asked(server)
    edit = {"spec": {**old["spec"], "days": 2}}
    new = server.send("PUT", f"/requests/{old['id']}", edit)
    assert refused(server, old, "ana", 409).code == "stale-digest"
    assert refused(server, old, "ana", 409, verdict="deny", reason="No.").code == "stale-digest"
    assert attempts(server, old) == [("ana", "stale-digest")] * 2
    assert state(server, old) == ("in_review", False)
    assert votes(server, new, "ana").json()["state"] == "approved"


def test_one_person_who_approves_twice_is_one_and_what_expired_is_not_started(server: ServedPortal) -> None:
    request = asked(server, TWO)
    for key in ("first", "second"):
        assert votes(server, request, "ana", key=key).json()["state"] == "in_review"
    server.send("POST", "/demo/clock", {"by": "+2w"})
    assert refused(server, request, "li", 409).code in ("expired", "finished")
    server.until(request["id"], "expired")
    assert state(server, request) == ("expired", False)
    assert acts(server, request) == ["submitted", "approved", "approved", "expired"]


def test_what_is_approved_by_two_and_expires_before_it_starts_is_not_started(server: ServedPortal) -> None:
    request = asked(server, TWO)
    assert [votes(server, request, by).json()["state"] for by in ("ana", "li")] == ["in_review", "approved"]
    server.send("POST", "/demo/clock", {"by": "+2w"})
    server.until(request["id"], "expired")
    assert state(server, request) == ("expired", False)
    assert acts(server, request)[-1] == "expired"


def test_a_denial_after_the_last_approval_stops_it_for_good(server: ServedPortal) -> None:
    request = asked(server)
    assert votes(server, request, "ana").json()["state"] == "approved"
    assert votes(server, request, "li", "deny", reason="Not this week.").json()["state"] == "denied"
    server.send("POST", "/demo/clock", {"by": "+1h"})
    assert refused(server, request, "ana", 409).code == "finished"
    assert state(server, request) == ("denied", False)
    assert acts(server, request) == ["submitted", "approved", "denied"]


def test_a_vote_that_is_sent_again_is_one_vote_and_its_key_serves_for_nothing_else(server: ServedPortal) -> None:
    request = asked(server, TWO)
    sent = [votes(server, request, "ana", key="replayed").json() for _ in range(2)]
    assert [len(shown["reviews"]) for shown in sent] == [1, 1]
    assert refused(server, request, "ana", 409, verdict="deny", key="replayed", reason="No.").code == "key-reused"
    assert refused(server, asked(server, TWO), "ana", 409, key="replayed").code == "key-reused"
    assert votes(server, request, "li", key="replayed").json()["state"] == "approved", "another's key is their own"
    assert attempts(server, request) == []
    assert attempts(server, request, "replay-refused") == [("ana", "key-reused")], "once, however often it is tried"
