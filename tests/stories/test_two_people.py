"""Maya asks and Ana decides, each at her own terminal, over one real server: what they see, which keys they press."""

from pathlib import Path

import pytest

from tests.screens.story import SMALL, WIDE
from tests.stories.people import Person, at_terminal, server


async def test_a_project_and_then_a_machine_for_it_from_the_catalogue_to_their_ready_cards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(tmp_path, 0) as served:
        async with (
            at_terminal("ana", served, tmp_path, monkeypatch, SMALL) as ana,
            at_terminal("maya", served, tmp_path, monkeypatch, WIDE) as maya,
        ):
            await ana.presses("4").sees("4 Approvals 14", "One look each")
            await maya_asks_for_a_project(maya)
            await ana_decides(ana, "R-19", "4 Approvals 15", "Repository churn", "Maya Lindqvist")
            await maya_sees_it_come_to_be(maya)
            await maya_asks_for_a_machine(maya)
            await ana_decides(ana, "R-20", "nc4as-t4-v3", "churn")
            await maya.sees("R-20", "is ready", "azureml:churn-nc4as-t4-v3")
        async with (
            at_terminal("ana", served, tmp_path, monkeypatch, SMALL) as ana,
            at_terminal("tom", served, tmp_path, monkeypatch, WIDE) as tom,
        ):
            await tom_asks_to_be_added(tom)
            await ana.presses("4").sees("One look each")
            await ana_decides(ana, "R-21", "Tom Okafor", "AzureML Data Scientist")
            await tom_sees_what_he_may_do(tom)


async def maya_asks_for_a_project(maya: Person) -> None:
    """She finds a template by a word, names the project, sees what it would become, and sends it."""
    await maya.presses("2").sees("Templates").presses("slash").types("classic").sees("tabular-classic")
    await (
        maya.presses("enter").sees("tables").presses("n").sees("Ask for").presses("enter").sees("New: Project", "Name")
    )
    await maya.types("churn").sees("Repository churn", "one of ML platform team: Ana, Li")
    await maya.presses("f2").sees("R-19", "in review", "waiting on Ana")


async def ana_decides(ana: Person, id: str, *sees: str) -> None:
    """It arrives while she looks; she opens it, reads what would happen, and says yes."""
    await ana.sees(id).presses("slash").types(id).presses("enter", "enter")
    await ana.sees(id, "What will happen", *sees).presses("A").toasts(f"{id}: approve, done")
    await ana.sees("no row has these words", "shows all 14").presses("escape").sees("R-12")


async def maya_sees_it_come_to_be(maya: Person) -> None:
    """Her page follows the steps by itself and ends with what to do now, which one key copies."""
    await maya.sees("running", "Operation running", "░", "waiting")
    await maya.sees("churn is ready", "git clone", "cd churn").sees_not("running").presses("y")
    await maya.toasts("copied what to do now")
    assert maya.app.clipboard.startswith("git clone file://")
    await maya.presses("6").sees("churn ", "building")


async def maya_asks_for_a_machine(maya: Person) -> None:
    """The catalogue is as she left it. From the card of a size, for the new project."""
    await maya.presses("2").sees("/classic").presses("escape").sees_not("/classic").sees("exploration")
    await maya.presses("slash").types("nc4as").sees("nc4as-t4-v3")
    await (
        maya.presses("enter", "enter")
        .sees("Who decides")
        .presses("n")
        .sees("Ask for")
        .presses("enter")
        .sees("New: Compute", "Project")
    )
    await maya.presses("enter").sees("A project that you belong to").types("churn").presses("enter")
    await maya.sees("churn-nc4as-t4-v3", "T1: one of ML platform team").presses("f2").sees("R-20", "in review")


async def tom_asks_to_be_added(tom: Person) -> None:
    """Add me to churn: the kind, the project, and it is sent; what he will be able to do is shown before."""
    await tom.presses("n").sees("Ask for").types("access").presses("enter").sees("New: Access", "Project")
    await tom.presses("enter").sees("The project to join").types("churn").presses("enter")
    await tom.sees("Rights in dev", "submit a job").presses("f2").sees("R-21", "in review", "waiting on Ana")


async def tom_sees_what_he_may_do(tom: Person) -> None:
    """The ready card says what he has and until when; the project lists him."""
    await tom.sees("do now", "ends")
    await tom.presses("6").sees("churn ").presses("slash").types("churn").presses("enter", "enter")
    await tom.sees("Projects ▸ churn", "members", "Tom Okafor")


async def test_fourteen_waiting_requests_are_decided_with_at_most_45_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(tmp_path, 3600) as served:
        async with at_terminal("ana", served, tmp_path, monkeypatch, SMALL) as ana:
            await ana.presses("4").sees("4 Approvals 14", "One look each")
            portal = ana.app.session.portal
            assert portal is not None
            waiting = (await portal.requests.listing("inbox", limit=200)).items
            await ana.presses("enter")
            for number in range(1, 15):
                await ana.sees(f"{number} of 14").waits_for(lambda: ana.app.portal_screens()[-1].data is not None)
                if number in (5, 9):
                    await ana.presses("D").sees("Deny it").presses("down", "enter")
                else:
                    await ana.presses("A")
            await ana.sees("Nothing waits for your decision")
            assert ana.pressed <= 45
            requests = [await portal.requests.show(row.id) for row in waiting]
            own = [one.verdict for request in requests for one in request.reviews if one.person == "ana" and one.counts]
            assert sorted(own) == ["approve"] * 12 + ["deny"] * 2
