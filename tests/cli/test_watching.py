"""Following a request: each step once, to its end, whatever happens to the connection."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from portal.cli.requests import watch as request_watch
from portal.client import events
from tests.cli.conftest import Run
from tests.cli.test_deciding import request
from tests.client.samples import sample
from tests.client.serving import Call, Scripted


def row(number: int, text: str) -> dict[str, Any]:
    """A line of the journal."""
    return {"number": number, "at": "2026-11-23T07:00:01.000Z", "step": "workspace", "level": "info", "text": text}


@pytest.fixture
def story(scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Play a request that is in another state at each look; an event announces each."""
    monkeypatch.setattr(request_watch, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(events, "FIRST_PAUSE_SECONDS", 0.0)

    def play(states: list[dict[str, Any]], journal: list[dict[str, Any]]) -> None:
        left = list(states)

        def show(call: Call) -> Any:
            from starlette.responses import JSONResponse

            return JSONResponse(left.pop(0) if len(left) > 1 else left[0])

        def lines(call: Call) -> Any:
            from starlette.responses import JSONResponse

            known = journal[: 2 * (len(states) - len(left) - 1)]
            return JSONResponse([one for one in known if one["number"] > int(call.query["after"])])

        def changes(call: Call) -> Iterator[str]:
            yield ": here\n\n"

        scripted.answers[("GET", "/requests/R-7")] = show
        scripted.answers[("GET", "/requests/R-7/journal")] = lines
        scripted.stream("/events", changes)

    return play


def operation(state: str, reason: str = "") -> dict[str, Any]:
    """A running operation."""
    return {**sample(request_type())["operation"], "state": state, "reason": reason}


def request_type() -> Any:
    """The contract's request."""
    from portal.contract.requests import Request

    return Request


def test_each_step_is_told_once_and_the_end_with_what_to_do_now(story: Any, portal: Run) -> None:
    running = request(state="running", operation=operation("running"), waiting_on=None)
    card = {"headline": "churn is ready", "do_now": ["git clone x"], "ends": [], "lost": [], "links": []}
    ready = request(state="ready", operation=operation("done"), waiting_on=None, card=card)
    story([request(), running, running, running, ready], [row(n, f"step {n}") for n in range(1, 5)])
    ran = portal("request", "watch", "R-7")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "R-7 is in review; waiting on ana, li: approve (since 2026-11-23 07:00)",
        "07:00:01 workspace: step 1",
        "07:00:01 workspace: step 2",
        "R-7 is running",
        "07:00:01 workspace: step 3",
        "07:00:01 workspace: step 4",
        "R-7 is ready",
        "churn is ready",
        "git clone x",
    ]


def test_json_is_the_request_at_its_end_and_nothing_else(story: Any, portal: Run) -> None:
    ready = request(state="ready_with_differences", operation=None, waiting_on=None)
    story([request(), ready], [])
    ran = portal("request", "watch", "R-7", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out) == ready


@pytest.mark.parametrize("state", ["denied", "withdrawn", "expired", "failed_clean", "failed_leftovers", "superseded"])
def test_any_other_end_is_exit_1(story: Any, portal: Run, state: str) -> None:
    story([request(state=state, waiting_on=None)], [])
    assert portal("request", "watch", "R-7").code == 1


def test_a_stuck_operation_says_what_can_be_done(story: Any, portal: Run) -> None:
    stuck = request(state="running", operation=operation("stuck", "quota is full"), waiting_on=None)
    story([stuck, stuck, request(state="failed_clean", waiting_on=None)], [])
    out = portal("request", "watch", "R-7").out
    assert out.count("R-7 is stuck: quota is full; `portal request retry R-7` or `portal request give-up R-7`") == 1


def test_one_may_stop_watching_after_a_while(story: Any, portal: Run) -> None:
    story([request()], [])
    ran = portal("request", "watch", "R-7", "--timeout", "0")
    assert ran.code == 1
    assert "R-7 has not ended within 0 s - it goes on: portal request show R-7" in ran.err


def test_ctrl_c_ends_the_watching_and_not_the_request(story: Any, portal: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_line: str) -> None:
        raise KeyboardInterrupt

    story([request()], [])
    monkeypatch.setattr(request_watch, "_tell", interrupted)
    ran = portal("request", "watch", "R-7")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "portal: stopped watching R-7 - it goes on: portal request show R-7\n"


def test_a_request_that_does_not_exist_is_not_found(scripted: Scripted, portal: Run) -> None:
    scripted.answer("GET", "/requests/R-9", {"title": "no request 'R-9'", "status": 404}, 404)
    assert portal("request", "watch", "R-9").code == 4


def test_without_events_it_looks_by_itself(story: Any, scripted: Scripted, portal: Run) -> None:
    story([request(), request(), request(state="ready", waiting_on=None)], [])
    scripted.answer("GET", "/events", {"title": "no events here", "status": 403}, 403)
    assert portal("request", "watch", "R-7").code == 0
