"""What was found: marks, one request each, what came of each; and the way from an orphan to a takeover."""

from dataclasses import replace
from pathlib import Path

from portal.contract.problem import ProblemBody
from portal.contract.requests import Form
from portal.contract.resources import AskedOne, AskedSeveral, ResourcePage, ResourceRow
from tests.screens import made
from tests.screens.fake import FakePortal
from tests.screens.scene import busy_portal
from tests.screens.scene_board import project
from tests.screens.story import SMALL, WIDE, at_portal


def thing(name: str, **more: object) -> ResourceRow:
    """A cluster that somebody made by hand."""
    usual = ResourceRow(
        id=f"/subscriptions/s/computes/{name}", label=name, kind="compute", name=name, project="", guess="churn",
        guessed_by="its tag", unit="retail", stage="dev", workspace="mlw-retail-dev", size="Standard_D4s_v5", owner="",
        state="foreign", origin="found", monthly_cents=12_300, lease_until=None, used_at=made.before(hours=3),
        observed_at=made.before(minutes=1), request=None, extension="it has no lease that could be extended",
    )  # fmt: skip
    return replace(usual, **more)  # type: ignore[arg-type]


def portal_with(*rows: ResourceRow) -> FakePortal:
    """A portal that has found these."""
    server = busy_portal()
    server.things = ResourcePage(rows, None, len(rows), 12_300 * len(rows), 1, made.before(minutes=1))
    return server


async def test_marked_rows_are_asked_for_in_one_go_and_each_outcome_is_told(tmp_path: Path) -> None:
    server = portal_with(thing("gpu-1"), thing("gpu-2", adopt="it is managed already, by R-3"), thing("gpu-3"))
    refusal = ProblemBody("this cannot become a request", 422, "it is managed already, by R-3")
    server.asked = AskedSeveral(
        (
            AskedOne("gpu-1", "R-41", "in_review", "gpu-1 is to be managed", "one of the platform team"),
            AskedOne("gpu-2", "", "", "", "", refusal),
        )
    )
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("6").sees("Projects").presses("F").sees("What is there: found, not made here", "gpu-3")
        await portal.sees("churn?", "▲ nobody", "1 of unknown cost")
        await portal.presses("space", "space", "t").sees("Ask for adopt of these 2?", "will be refused")
        await portal.presses("y").sees("adopt: 1 asked for, 1 refused", "R-41 gpu-1", "✗ gpu-2", "managed already")
        assert [wish["resource"] for wish in server.several[0].specs] == ["gpu-1", "gpu-2"]
        assert server.several[0].kind == "adopt"


async def test_an_end_of_several_is_typed_and_a_key_that_cannot_work_says_why(tmp_path: Path) -> None:
    server = portal_with(thing("gpu-1"), thing("gpu-2"))
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("6").sees("Projects").presses("F").sees("gpu-2")
        await portal.presses("x").toasts("it has no lease that could be extended")
        await portal.presses("space", "space", "X").sees("Ask for decommission of these 2?", "end 2")
        await portal.presses("escape")
        assert server.several == []


async def test_one_row_opens_its_form(tmp_path: Path) -> None:
    server = portal_with(thing("gpu-1"))
    asked: list[tuple[str, object]] = []

    def form(kind: str, spec: dict[str, object]) -> Form:
        asked.append((kind, spec.get("resource")))
        return Form(kind, "Adopt", "", {"properties": {}})

    server.forms = form
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("6").sees("Projects").presses("F").sees("gpu-1").presses("t").waits_for(lambda: asked)
        assert asked[0] == ("adopt", "gpu-1")


async def test_before_azure_was_looked_at_nothing_is_claimed(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal()) as portal:
        await portal.presses("6").sees("Projects").presses("F").sees("Azure was not looked at yet")


async def test_a_project_that_was_found_is_adopted_from_its_page_and_one_that_was_made_is_not(tmp_path: Path) -> None:
    server = portal_with()
    asked: list[tuple[str, object]] = []

    def form(kind: str, spec: dict[str, object]) -> Form:
        asked.append((kind, spec.get("name")))
        return Form(kind, "Adopt", "", {"properties": {}})

    server.forms = form
    server.project_cards = {"churn": project("churn", origin="made"), "basket": project("basket", origin="found")}
    async with at_portal(tmp_path, server) as portal:
        portal.app.open_page("project", "churn")
        await portal.sees("Stages").presses("M").toasts("it is managed already").presses("escape")
        portal.app.open_page("project", "basket")
        await portal.sees("M makes it managed").presses("M").waits_for(lambda: asked)
        assert asked[0] == ("adopt", "basket")
