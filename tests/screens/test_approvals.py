"""The inbox and the decision page: few keys, and never a decision on what was not shown."""

from dataclasses import replace
from pathlib import Path

from portal.contract.problem import Problem
from tests.screens import made
from tests.screens.fake import FakePortal
from tests.screens.scene import busy_portal
from tests.screens.story import SMALL, WIDE, at_portal


async def test_easy_ones_come_first_and_the_rest_says_why_it_needs_thought(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal()) as portal:
        await portal.presses("4").sees("One look each (3)", "Needs thought (11)", "over budget", "R-213")
        text = portal.screen_text()
        assert text.index("One look each") < text.index("R-200") < text.index("Needs thought") < text.index("R-213")


async def test_fourteen_requests_are_decided_with_at_most_45_keys(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("4").sees("R-202").presses("enter").sees("1 of 14")
        while server.inbox:
            decided = len(server.votes)
            shown = portal.app.portal_screens()[-1]
            await portal.waits_for(lambda shown=shown: shown.data is not None)  # type: ignore[misc]
            await portal.presses("A").waits_for(lambda decided=decided: len(server.votes) > decided)  # type: ignore[misc]
        await portal.sees("Nothing waits for your decision")
        assert len(server.votes) == 14
        assert portal.pressed <= 45


async def test_a_vote_carries_the_digest_that_was_shown(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("4").sees("R-202").presses("enter").sees("What will happen")
        server.details["R-202"] = replace(server.details["R-202"], digest="another", title="something else")
        await portal.presses("A").toasts("has changed since you looked").sees("something else")
        assert server.votes == []


async def test_keys_that_come_before_the_next_one_is_shown_decide_nothing(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("4").sees("R-202").presses("enter").sees("What will happen")
        screen = portal.app.portal_screens()[-1]
        screen.data = None
        await portal.presses("A").toasts("wait, it is being read")
        assert server.votes == []


async def test_a_denial_needs_a_reason(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("4").sees("R-202").presses("enter").sees("What will happen")
        await portal.presses("D").sees("Deny it").presses("enter").sees("A denial needs a reason")
        await portal.presses("down").sees("Over the budget", "The form says what is left of it.")
        await portal.presses("end").types(" by half").presses("enter").sees("2 of 14")
        id, vote = server.votes[0]
        assert (id, vote.verdict, vote.code, vote.reason) == ("R-202", "deny", "over-budget", "by half")


async def test_a_question_leaves_the_request_open(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("4").sees("R-202").presses("enter").sees("What will happen")
        await portal.presses("m").sees("Ask a question").types("why").presses("enter").toasts("done")
        assert [vote.verdict for _, vote in server.votes] == ["question"]
        assert "1 of 14" in portal.screen_text()


async def test_the_last_decision_can_be_taken_back_from_the_next_page(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("4").sees("R-202").presses("enter").sees("What will happen")
        await portal.presses("A").sees("2 of 14", "What will happen").presses("u").toasts("undo my vote, done")
        assert ("undo", "R-202") in server.done


async def test_one_that_needs_thought_is_not_approved_from_the_list(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("4").sees("R-202").presses("G", "A").toasts("needs thought: open it first")
        assert server.votes == []


async def test_several_alike_are_approved_at_once_and_only_after_yes(tmp_path: Path) -> None:
    server = FakePortal("ana")
    server.inbox = [made.row(number, kind="access", easy=True) for number in (1, 2, 3)]
    server.details = {row.id: made.request(int(row.id[2:])) for row in server.inbox}
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("4").sees("R-3").presses("space", "space", "A").sees("Approve these 2 requests?")
        await portal.presses("enter").sees_not("Approve these 2")
        assert server.votes == []
        await portal.presses("A").sees("Approve these 2 requests?").presses("y").toasts("2 requests approved")
        assert len(server.votes) == 2


async def test_one_is_approved_from_the_list_only_after_yes(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("4").sees("R-202", "One look each").presses("A").sees("Approve R-202?")
        await portal.presses("enter").sees_not("Approve R-202?")
        assert server.votes == []
        await portal.presses("A").sees("Approve R-202?").presses("y").toasts("R-202 approved")
        assert [id for id, _ in server.votes] == ["R-202"]


async def test_marked_ones_that_are_not_alike_are_refused_with_the_reason(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("4").sees("R-202").presses("space", "space", "A").toasts("not alike")
        assert server.votes == []


async def test_what_one_may_not_do_says_why(tmp_path: Path) -> None:
    server = busy_portal()
    server.details["R-202"] = replace(
        server.details["R-202"], actions=made.actions("deny", approve="needs the role approver in ml-platform")
    )
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("4").sees("R-202").presses("enter").sees("needs the role approver")
        await portal.presses("A").toasts("needs the role approver in ml-platform")
        assert server.votes == []


async def test_a_server_that_refuses_is_heard(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("4").sees("R-202").presses("enter").sees("What will happen")
        server.problem = Problem(403, "the kill switch is on", "", "ask ana")
        await portal.presses("A").toasts("the kill switch is on")
        assert portal.app.is_running


async def test_an_empty_inbox_teaches(tmp_path: Path) -> None:
    async with at_portal(tmp_path, FakePortal("ana")) as portal:
        await portal.presses("4").sees("Nothing waits for your decision", "see all requests")


async def test_while_the_next_one_is_read_nothing_of_the_one_before_stands_below_its_id(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("4").sees("R-202").presses("enter").sees("What will happen")
        server.held.clear()
        await portal.presses("l").sees("reading R-").sees_not("What will happen")
        server.held.set()
        await portal.sees("What will happen", "2 of 14")
