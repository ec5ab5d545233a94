"""A counter-proposal on screen: made with the form's own key, accepted with one."""

from dataclasses import replace
from pathlib import Path

from portal.contract.requests import CounterProposal
from tests.screens import made
from tests.screens.scene import busy_portal
from tests.screens.story import SMALL, at_portal

WISH = {"name": "churn", "template": "tabular-classic", "target": "left"}


async def test_whoever_decides_edits_what_is_asked_for_and_says_why(tmp_path: Path) -> None:
    server = busy_portal()
    may = made.actions("approve", "propose", edit="only the requester edits a request")
    server.details["R-202"] = replace(server.details["R-202"], kind="project", spec=WISH, actions=may)
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("4").sees("R-202").presses("enter").sees("What will happen")
        await portal.presses("e").sees("Counter-proposal to R-202", "Name *", "2 steps")
        await portal.presses("f2").sees("Propose this instead").presses("enter").sees("needs a reason")
        await portal.types("less is enough").presses("enter").toasts("proposed; R-202 waits for its requester")
        assert server.done == [("propose", "R-202", "None", "less is enough")]
        assert server.saved == [], "what one proposes to somebody else is no draft of one's own"


async def test_the_requester_accepts_with_one_key_what_is_shown(tmp_path: Path) -> None:
    server = busy_portal("maya")
    changes = ({"name": "nodes", "was": 4, "is": 2},)
    proposal = CounterProposal(7, "ana", "two are enough", made.before(hours=1), 1, "open", changes)
    server.details["R-12"] = made.request(12, proposals=(proposal,), actions=made.actions("accept", "decline", "edit"))
    async with at_portal(tmp_path, server) as portal:
        portal.app.open_at("requests", "request", "R-12")
        await portal.sees("Counter-proposals", "nodes", "was 4", "is 2", "two are enough", "accepts it as a new")
        await portal.presses("C").waits_for(lambda: server.done == [("accept", "R-12", "7")])
        await portal.presses("N").waits_for(lambda: ("decline", "R-12", "7", "") in server.done)
