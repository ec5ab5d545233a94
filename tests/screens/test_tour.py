"""The tour: it says what is next, follows what one really does, and stands in nobody's way."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from portal.contract.requests import RequestRow, WaitingOn
from screens.home.tour_steps import END, STEPS, TourState, progress, said
from screens.keys import KEYS, shown
from tests.screens import made
from tests.screens.fake import FakePortal
from tests.screens.scene import busy_portal
from tests.screens.story import NARROW, SMALL, Story, at_portal

CLONE = "git clone https://git/churn-229 churn-229"


def asked(state: str = "in_review", **more: object) -> RequestRow:
    """The project that somebody asks for during the tour."""
    waiting = WaitingOn(("li", "ana"), "approve", made.before(), 3.0) if state == "in_review" else None
    return made.row(229, **{"state": state, "submitted_at": made.before(), "waiting_on": waiting, **more})


def becomes(server: FakePortal, state: str, **more: object) -> Callable[[], bool]:
    """Let the request of the tour be in a state, and tell the app; a step of a story."""

    def happens() -> bool:
        server.rows = [asked(state, **more), *(row for row in server.rows if row.id != "R-229")]
        server.details["R-229"] = made.request(229, state=state)
        server.happens(f"request.{state}", "R-229")
        return True

    return happens


def where(seen: TourState, past: frozenset[str] = frozenset()) -> str:
    """The step that is next."""
    number = progress(seen, past)[0]
    return STEPS[number].id if number < len(STEPS) else "end"


def test_each_step_is_next_when_what_the_app_knows_says_so() -> None:
    deciders = ("ana", "li")
    assert where(TourState("maya")) == "ask"
    assert where(TourState("maya", "requests", asked(), deciders)) == "decider"
    assert where(TourState("ana", "home", asked(), deciders)) == "approve"
    assert where(TourState("ana", "home", asked("approved"))) == "watch"
    assert where(TourState("maya", "promotions", asked("running"))) == "watch"
    assert where(TourState("maya", "requests", asked("ready"))) == "clone"
    assert (
        where(TourState("maya", "requests", asked("ready"), clipboard="git clone https://git/other other")) == "clone"
    )
    assert where(TourState("maya", "requests", asked("ready"), clipboard=CLONE)) == "board"
    assert where(TourState("maya", "promotions", asked("ready_with_differences"), clipboard=CLONE)) == "end"


def test_the_second_of_two_approvals_is_somebody_elses() -> None:
    assert where(TourState("ana", "home", asked(), ("li",))) == "decider"


def test_what_was_copied_stays_done_until_another_request_is_needed() -> None:
    seen = TourState("maya", "requests", asked("ready"), clipboard=CLONE)
    _, past = progress(seen)
    assert where(replace(seen, clipboard="R-1"), past) == "board"
    assert progress(TourState("maya"), past) == (0, frozenset())


@pytest.mark.parametrize("number", range(len(STEPS) + 1))
def test_every_sentence_fits_two_lines_of_80(number: int) -> None:
    seen = TourState("maya", "home", replace(asked(), id="R-1229"), ("ana",))
    text = said(number, seen, shown, {"ana": "Ana"}, "ready, with differences")
    assert len(f"Tour {number + 1} of 6: {text} ctrl+t ends the tour") < 2 * 76
    assert "{" not in text


def test_every_step_names_keys_of_the_table() -> None:
    assert [act for step in STEPS for act in step.keys if act not in KEYS] == []
    assert "ctrl+y" in said(2, TourState("ana", "home", asked()), lambda act: "ctrl+y", {})


async def test_the_tour_follows_a_request_to_the_board_through_two_people(tmp_path: Path) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("colon").types("tour").presses("enter").sees("Tour 1 of 6", "Ask for a project")
        await portal.waits_for(becomes(server, "in_review")).sees("Tour 2 of 6", "R-229 waits for Ana", "type ana")
        await portal.presses("a").types("ana").presses("enter").sees("Tour 3 of 6", "Enter on R-229")
        await portal.waits_for(becomes(server, "approved")).sees("Tour 4 of 6", "R-229 is approved", ":229")
        await portal.waits_for(becomes(server, "running")).sees("R-229 is running")
        await portal.presses("3").sees("Tour 4 of 6").waits_for(becomes(server, "ready")).sees("Tour 5 of 6")
        portal.app.copy(CLONE, "what to do now")
        await portal.sees("Tour 6 of 6", "5 is the board").presses("5").sees(END.split(",")[0], "ctrl+t closes")
        await portal.presses("ctrl+t").sees_not("Tour", "ctrl+t")


async def test_a_denied_request_takes_the_tour_back_to_its_beginning(tmp_path: Path) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("ctrl+t").waits_for(becomes(server, "in_review")).sees("Tour 2 of 6")
        await portal.waits_for(becomes(server, "denied")).sees("Tour 1 of 6")


@pytest.mark.parametrize(
    "other", [{"requester": "tom"}, {"kind": "compute"}, {"submitted_at": made.before(minutes=1)}], ids=str
)
async def test_what_is_not_of_the_tour_does_not_move_it(tmp_path: Path, other: dict[str, str]) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("ctrl+t").sees("Tour 1 of 6")
        becomes(server, "in_review", **other)()
        tour = portal.app.tour
        assert tour is not None
        tour.read()
        await portal.app.workers.wait_for_complete([worker for worker in portal.app.workers if worker.group == "tour"])
        await portal.presses("3").sees("R-229", "Tour 1 of 6")


async def test_the_strip_is_on_every_screen_and_leaves_every_key(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal("maya"), SMALL) as portal:
        await portal.presses("ctrl+t").sees("Tour 1 of 6")
        for key in "2345681":
            await portal.presses(key).sees("Tour 1 of 6", "? help")
        await portal.presses("3").sees("R-213").presses("enter").sees("Timeline", "Tour 1 of 6")
        await portal.presses("escape").sees("Requests ▸ mine", "Tour 1 of 6").presses("n").sees("A project with")
        await portal.presses("enter").sees("Name *")
        await portal.types("t").sees("template is missing", "Tour 1 of 6").presses("ctrl+t")
        await portal.sees_not("Tour 1 of 6").presses("1").sees("1 Home").sees_not("Tour 1 of 6")
        assert strips(portal) == 0


def strips(portal: Story) -> int:
    """How many strips there are on all screens."""
    return sum(len(screen.query("TourStrip")) for screen in portal.app.all_portal_screens())


async def test_in_a_narrow_terminal_the_strip_leaves_room(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal("maya"), NARROW) as portal:
        await portal.presses("ctrl+t").sees("Tour 1 of 6", "ctrl+t", "⏎ open")
        assert strips(portal) == 1


async def test_the_palette_knows_it_and_only_the_demo_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_portal(tmp_path, busy_portal("maya"), SMALL) as portal:
        await portal.presses("ctrl+p").types("be led").presses("enter").sees("Tour 1 of 6")
    monkeypatch.setattr(FakePortal, "me", lambda self: _solo())
    async with at_portal(tmp_path, busy_portal("maya"), SMALL, mode="solo") as portal:
        await portal.presses("ctrl+t").toasts("only in the demo").presses("colon").types("tour").sees_not("be led")
        assert portal.app.tour is None


async def _solo() -> object:
    return made.me("maya", mode="solo")
