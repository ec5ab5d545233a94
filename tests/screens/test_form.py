"""One form for every kind: it asks what the server asks, shows what becomes of it, sends only what fits."""

from pathlib import Path

from portal.contract.problem import Complaint, Problem, bad_input
from portal.contract.requests import Draft
from screens.requests.fields import read_schema
from tests.screens import made
from tests.screens.scene import busy_portal
from tests.screens.story import SMALL, WIDE, at_portal


async def test_a_project_is_asked_for(tmp_path: Path) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("n").sees("A project with all it needs").types("project").presses("enter")
        await portal.sees("Name *", "Before it can be asked for").types("churn").sees("template is missing")
        await portal.presses("f2").toasts("template is missing")
        await portal.presses("tab", "enter").sees("blocked: use tabular-classic").types("tab").presses("enter")
        await portal.sees("Target column", "rg-churn-dev", "2 steps", "One of the platform team decides")
        await portal.presses("f2").sees("R-77", "Timeline")
        assert server.done == [("submit", "project")]


async def test_every_change_is_kept_as_a_draft_and_found_again(tmp_path: Path) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("n").types("project").sees("A project with").presses("enter").sees("Name *").types("churn")
        await portal.waits_for(lambda: [draft.spec for draft in server.saved] == [{"name": "churn"}])
        await portal.presses("escape").toasts("kept as a draft")
        await portal.presses("n").sees("Go on with a draft").types("churn").presses("enter").sees("churn", "Name *")
        await portal.presses("f8").toasts("thrown away")
        assert server.saved == []


async def test_a_refusal_is_said_and_the_answers_stay(tmp_path: Path) -> None:
    server = busy_portal("maya")
    server.saved = [Draft("D-1", "project", {"name": "churn", "template": "tabular-classic"}, made.before(hours=1))]
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("n").sees("Go on with a draft").types("churn").presses("enter").sees("2 steps")
        server.problem = bad_input("the name is taken", Complaint("name", "is taken"))
        await portal.presses("f2").toasts("the name is taken")
        server.problem = None
        await portal.sees("churn", "Ask for it")
        assert server.done == []


async def test_the_files_are_shown_before_anything_is_made(tmp_path: Path) -> None:
    server = busy_portal("maya")
    server.saved = [Draft("D-1", "project", {"name": "churn", "template": "tabular-classic"}, made.before(hours=1))]
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("n").sees("Go on with a draft").types("churn").presses("enter").sees("2 steps")
        await portal.presses("f3").sees("train.py", "# churn").presses("down").sees("x = [1]")


async def test_without_a_connection_the_choice_of_a_kind_says_so(tmp_path: Path) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server, WIDE) as portal:
        portal.app.session.portal = None
        portal.app.session.problem = Problem(0, "gone")
        await portal.presses("n").toasts("connecting")


def test_fields_of_one_section_stand_together_and_hold_their_choices() -> None:
    fields = read_schema(
        {
            "properties": {
                "a": {"type": "string", "x-section": "One"},
                "b": {"type": "integer", "x-section": "Two", "x-assumed": 3},
                "c": {"type": "boolean", "x-section": "One"},
                "d": "no object",
            },
            "required": ["a"],
        }
    )
    assert [(field.name, field.required) for field in fields] == [("a", True), ("c", False), ("b", False)]
    assert [choice.value for choice in fields[1].choices] == ["yes", "no"]
    assert fields[2].value("12") == 12
    assert fields[2].value("twelve") == "twelve"
    assert fields[1].value("yes") is True


def test_a_schema_that_is_none_has_no_fields() -> None:
    assert read_schema({}) == ()
    assert read_schema({"properties": []}) == ()


async def test_what_was_asked_for_from_the_catalogue_opens_among_the_requests(tmp_path: Path) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server, WIDE) as portal:
        await (
            portal.presses("2")
            .sees("tabular-classic")
            .presses("n")
            .sees("Ask for")
            .presses("enter")
            .sees("Name *")
            .types("churn")
            .sees("2 steps")
        )
        await portal.presses("f2").sees("Requests ▸ R-77").presses("escape").sees("Requests ▸ mine")
        await portal.presses("2").sees_not("R-77", "Name *").sees("tabular-classic")
