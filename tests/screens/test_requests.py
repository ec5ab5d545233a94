"""One request: what to do now when it is ready, how far it is while it runs, who is missing while it waits."""

from dataclasses import replace
from pathlib import Path

from portal.contract.operations import ReadyCard
from portal.contract.requests import Review
from portal.contract.reviews import ReviewPace
from tests.screens import made, scene
from tests.screens.fake import FakePortal
from tests.screens.story import SMALL, WIDE, at_portal


def portal_with(**more: object) -> FakePortal:
    """A portal with one request of the person."""
    server = FakePortal("maya")
    server.rows = [made.row(12)]
    server.details = {"R-12": made.request(12, **more)}
    return server


CARD = ReadyCard(
    "churn is ready",
    ("git clone https://git.example.org/churn.git churn",),
    ("the project ends in 30 days",),
    ("what is only in the workspace",),
    (("studio", "https://ml.azure.com/churn"),),
)


async def test_a_ready_request_says_first_what_to_do_now(tmp_path: Path) -> None:
    server = portal_with(state="ready", card=CARD, waiting_on=None, missing=())
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("3").sees("R-12").presses("enter").sees("churn is ready", "git clone", "ends", "lost")
        text = portal.screen_text()
        assert text.index("git clone") < text.index("What will happen")
        await portal.presses("y").toasts("copied what to do now")
        assert portal.app.clipboard.startswith("git clone https://git.example.org/churn.git")


async def test_a_waiting_request_says_who_is_missing_and_who_can_give_it(tmp_path: Path) -> None:
    async with at_portal(tmp_path, portal_with(), WIDE) as portal:
        await portal.presses("3").sees("R-12").presses("enter")
        await portal.sees("1 of 1 missing", "can give it: Ana, Li", "waiting on Ana, Li")


async def test_a_waiting_request_says_who_is_asked_next_and_when(tmp_path: Path) -> None:
    pace = ReviewPace(reminds_at=made.after(hours=2), escalates_at=made.after(hours=5), escalates_to="a lead")
    server = portal_with(pace=pace)
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("3").sees("R-12").presses("enter")
        await portal.sees("a lead may decide too in 5 h", "a reminder goes out in 2 h")
        late = replace(pace, escalated_at=made.before(hours=1), escalates_at=None, reminded_at=made.before(hours=3))
        server.details["R-12"] = replace(server.details["R-12"], pace=late)
        server.happens("request.escalated", "R-12")
        await portal.sees("a lead may decide too since 2026-11-23 08:00", "reminded 3 h ago")


async def test_what_came_to_nothing_is_asked_for_again_with_one_key(tmp_path: Path) -> None:
    server = portal_with(state="expired", missing=(), waiting_on=None, actions=made.actions("again"))
    server.rows = [made.row(12, state="expired")]
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("3").sees("R-12").presses("R").toasts("R-79 asks for it again")
        await portal.sees("R-79", "asks again for R-12")
        assert server.done == [("again", "R-12", "as it was")]
        await portal.presses("escape").sees("R-12").presses("enter").sees("asked for again as R-79")
        await portal.presses("R").sees("asks again for R-12")
        assert len(server.done) == 1


async def test_what_was_denied_opens_its_form_as_something_has_to_change(tmp_path: Path) -> None:
    server = portal_with(state="denied", missing=(), waiting_on=None, actions=made.actions("again"))
    server.forms, server.previews = scene.form, scene.preview
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("3").sees("R-12").presses("R").toasts("only what was denied")
        await (
            portal.presses("enter")
            .sees("ask again")
            .presses("R")
            .sees("R-12 again", "Tabular, classic", "Make the compute cluster")
        )
        assert server.done == []
        await portal.presses("f2").toasts("R-79 is asked for")
        assert server.done == [("again", "R-12", "changed")]


async def test_a_running_request_shows_its_steps_and_moves_on_by_itself(tmp_path: Path) -> None:
    server = portal_with(state="running", operation=made.operation())
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("3").sees("R-12").presses("enter").sees("50%", "Make cluster", "usually 30 s")
        done = made.operation(state="done", progress=1.0, steps=(made.step(), made.step("cluster")))
        server.details["R-12"] = replace(server.details["R-12"], state="ready", operation=done, card=CARD)
        server.happens("operation.done", "R-12")
        await portal.sees("churn is ready")


async def test_a_stuck_operation_can_be_given_up_only_by_typing_its_name(tmp_path: Path) -> None:
    stuck = made.operation(state="stuck", reason="quota is full", deadline=made.after(hours=20))
    server = portal_with(state="running", operation=stuck, actions=made.actions("retry", "give_up"))
    async with at_portal(tmp_path, server, WIDE) as portal:
        await (
            portal.presses("3").sees("R-12").presses("enter").sees("quota is full", "it is undone in 20 h", "try again")
        )
        await portal.presses("X").sees("Type R-12 to go on").presses("enter").sees_not("Type R-12")
        assert server.done == []
        await (
            portal.presses("X")
            .sees("Type R-12")
            .presses("shift+tab")
            .types("R-13")
            .presses("enter")
            .sees("is not 'R-12'")
        )
        await portal.presses("backspace").types("2").presses("enter").toasts("give up, done")
        assert server.done == [("give_up", "R-12")]


async def test_a_vote_that_does_not_count_says_why(tmp_path: Path) -> None:
    review = Review(1, "ana", "approve", "fine", 1, "old", made.before(hours=1), False, "the request was edited")
    async with at_portal(tmp_path, portal_with(reviews=(review,)), WIDE) as portal:
        await (
            portal.presses("3")
            .sees("R-12")
            .presses("enter")
            .sees("does not count: the", "request was edited", "“fine”")
        )


async def test_an_edited_request_shows_what_was_and_what_is(tmp_path: Path) -> None:
    request = made.request(12)
    old = replace(request.revisions[0], spec={"nodes": 2})
    new = replace(old, number=2, spec={"nodes": 4})
    async with at_portal(tmp_path, portal_with(revision=2, revisions=(old, new)), WIDE) as portal:
        await portal.presses("3").sees("R-12").presses("enter").sees("Changed since revision 1", "was  2", "is  4")


async def test_one_that_is_not_there_has_a_face(tmp_path: Path) -> None:
    server = FakePortal("maya")
    server.rows = [made.row(12)]
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("3").sees("R-12").presses("enter").sees("no request 'R-12'", "try again")
        await portal.presses("escape").sees("Requests ▸ mine")


async def test_a_long_list_is_read_page_by_page_and_filtered_at_the_server(tmp_path: Path) -> None:
    server = FakePortal("maya")
    server.rows = [made.row(number) for number in range(2_500, 0, -1)]
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("3").sees("R-2500").presses("slash").types("churn-7 ").sees("project churn-7")
        screen = portal.app.portal_screens()[-1]
        await portal.presses("escape").waits_for(lambda: len(screen.data.items) >= 1_000)  # type: ignore[union-attr]
        await portal.presses("G").waits_for(lambda: len(screen.data.items) > 1_000)  # type: ignore[union-attr]
        await portal.presses("s").toasts("too many rows to sort")
