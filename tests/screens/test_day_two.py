"""What one does with what is there: more time in one key, hand it over, be told when there is room."""

from dataclasses import replace
from pathlib import Path

from portal.contract.plan import Effect
from portal.contract.problem import Problem
from portal.contract.requests import Form
from tests.screens import made
from tests.screens.fake import FakePortal
from tests.screens.scene import busy_portal
from tests.screens.story import SMALL, WIDE, at_portal


def transferring(server: FakePortal) -> FakePortal:
    """A portal whose forms ask for a project."""
    fields = {"project": {"type": "string", "title": "Project"}}
    server.forms = lambda kind, spec: Form(kind, kind.capitalize(), "", {"properties": fields})
    return server


async def test_an_ending_lease_on_home_is_extended_by_one_key_and_the_result_is_told(tmp_path: Path) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.sees("gpu-churn").presses("x").toasts("this line is no lease")
        await portal.presses("/").types("gpu-churn").presses("enter", "x").toasts("R-77")
        assert server.done == [("submit", "extension")]
        assert server.details["R-77"].spec == {"resource": "gpu-churn"}
        await portal.presses("z").toasts("2 hours more")
        assert server.done[-1] == ("postpone", "res-1", "2")


async def test_a_refused_extension_says_why(tmp_path: Path) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.sees("gpu-churn").presses("/").types("gpu-churn").presses("enter")
        server.problem = Problem(403, "the budget of churn is spent", "", "ask for a budget")
        await portal.presses("x").toasts("the budget of churn is spent")
        assert server.done == []


async def test_on_a_project_one_chooses_which_of_its_resources_stays(tmp_path: Path) -> None:
    server = busy_portal("maya")
    project = server.project_cards["churn"]
    one = replace(project.resources[0], id="a", name="gpu-a", state="live", lease_until=made.after(hours=3))
    two = replace(one, id="b", name="gpu-b", lease_until=made.after(days=4))
    gone = replace(one, id="c", name="gpu-c", state="retired")
    server.project_cards["churn"] = replace(project, resources=(two, one, gone))
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("6").sees("churn").presses("enter").sees("Projects ▸ churn").presses("x")
        await portal.sees("Which one shall stay longer?", "ends in 3 h", "gpu-b").sees_not("ends in 3 h gpu-c")
        await portal.presses("enter").toasts("R-77")
        assert server.details["R-77"].spec == {"resource": "gpu-a"}


async def test_a_project_is_handed_over_and_taken_over_when_its_owner_left(tmp_path: Path) -> None:
    server = transferring(busy_portal("ana"))
    project = server.project_cards["churn"]
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("6").sees("churn").presses("enter").sees("t hand over").presses("t")
        await portal.sees("New: Transfer", "churn").presses("escape").sees("Projects ▸ churn")
        server.project_cards["churn"] = replace(project, orphan="its owner left")
        await portal.presses("ctrl+r").sees("t take over")


async def test_what_a_ready_request_made_stays_longer_from_its_page(tmp_path: Path) -> None:
    server = busy_portal("maya")
    plan = made.plan(effects=(Effect("compute", "compute", "Cluster", "gpu-x", "dev"),))
    ready = made.request(102, kind="compute", state="ready", plan=plan, waiting_on=None)
    server.details["R-102"] = ready
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("3").types("/R-102").presses("enter", "enter").sees("x extend").presses("x").toasts("R-77")
        assert server.details["R-77"].spec == {"resource": "gpu-x"}
        server.details["R-102"] = replace(ready, state="running")
        await portal.presses("ctrl+r").sees("running").presses("x").toasts("made nothing with a lease")


async def test_somebody_who_waits_for_a_full_family_is_told_who_holds_it(tmp_path: Path) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("2").types("/d4s").presses("enter", "w")
        await portal.toasts("Home tells you when 4 vCPUs are free for d4s-v5 in westeurope")
        assert server.done == [("watch", "d4s-v5", "")]
        await portal.toasts("held by gpu-fraud until 2026-11-25")
        await portal.presses("escape", "g", "w").toasts("only a compute type has a quota")


async def test_home_counts_as_looked_at_only_where_it_is_shown(tmp_path: Path) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.sees("gpu-churn").presses("6").sees("churn")
        seen = server.looked
        server.inbox = []
        server.happens("request.approved")
        await portal.sees_not("4 Approvals 14")
        assert server.looked == seen
        await portal.presses("1").waits_for(lambda: server.looked > seen)
