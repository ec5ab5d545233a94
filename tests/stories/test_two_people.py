"""Maya asks and Ana decides, each at her own terminal, over one real server: what they see, which keys they press."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from portal.settings import Settings
from screens.app import PortalApp
from screens.start import open_server
from tests.client.serving import serving
from tests.screens.story import SMALL, WIDE, Story
from tests.stories.catalogues import OwnCatalogue

LOOKS = 600
"""How often somebody looks before they say that something never came."""


class Server(NamedTuple):
    """Where a server of the test listens, and the token that it takes."""

    url: str
    token: str


class Person(Story):
    """Somebody at a terminal, who looks twenty times a second, so that the server beside them gets to work as well."""

    async def _until(self, holds: Callable[[], Any], what: str) -> None:
        for _ in range(LOOKS):
            await self.pilot.pause()
            if holds():
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"never {what}; the screen shows:\n{self.screen_text()}\nmessages: {self.notes()}")


@contextmanager
def server(folder: Path, hold_seconds: int) -> Iterator[Server]:
    """A real server in a thread, whose approved requests are held so long; each step takes a moment, to be seen."""
    from portal.server.app import create_app

    catalogue = OwnCatalogue(folder / "catalogue")
    catalogue.hold(hold_seconds)
    home = folder / "server"
    home.mkdir()
    told = Settings(home, catalogue=str(catalogue.folder), operation_seconds=0.0, step_pause_seconds=0.05)
    app = create_app(replace(told, poll_seconds=0.02, observe_seconds=0.0))
    with serving(app) as url:
        yield Server(url, app.state.token)


@asynccontextmanager
async def at_terminal(
    person: str, served: Server, folder: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int] = WIDE
) -> AsyncIterator[Person]:
    """Somebody at a terminal of that size, connected over HTTP."""
    monkeypatch.setenv("PORTAL_TOKEN", served.token)
    app = PortalApp(Settings(folder / person, server=served.url, person=person), open_server, person)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        story = Person(app, pilot)
        await story.waits_for(lambda: app.session.live and not app.portal_screens()[-1].stale)
        yield story


async def test_a_project_and_then_a_machine_for_it_from_the_catalogue_to_their_ready_cards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(tmp_path, 0) as served:
        async with (
            at_terminal("ana", served, tmp_path, monkeypatch, SMALL) as ana,
            at_terminal("maya", served, tmp_path, monkeypatch, WIDE) as maya,
        ):
            await ana.presses("4").sees("4 Approvals 14", "One key each")
            await maya_asks_for_a_project(maya)
            await ana_decides(ana, "R-19", "4 Approvals 15", "Repository churn", "Maya Lindqvist")
            await maya_sees_it_come_to_be(maya)
            await maya_asks_for_a_machine(maya)
            await ana_decides(ana, "R-20", "nc4as-t4-v3", "churn")
            await maya.sees("R-20", "is ready", "azureml:churn-nc4as-t4-v3")


async def maya_asks_for_a_project(maya: Person) -> None:
    """She finds a template by a word, names the project, sees what it would become, and sends it."""
    await maya.presses("2").sees("Templates").presses("slash").types("classic").sees("tabular-classic")
    await maya.presses("enter").sees("tables").presses("n").sees("New: Project", "Name")
    await maya.types("churn").sees("Repository churn", "one of ML platform team: Ana, Li")
    await maya.presses("f2").sees("R-19", "in review", "waiting on Ana")


async def ana_decides(ana: Person, id: str, *sees: str) -> None:
    """It arrives while she looks; she opens it, reads what would happen, and says yes."""
    await ana.sees(id).presses("slash").types(id).presses("enter", "enter")
    await ana.sees(id, "What will happen", *sees).presses("A").toasts(f"{id}: approve, done")
    await ana.sees("0 of 14").presses("escape").sees("R-12")


async def maya_sees_it_come_to_be(maya: Person) -> None:
    """Her page follows the steps by itself and ends with what to do now, which one key copies."""
    await maya.sees("running", "Operation running", "░", "waiting")
    await maya.sees("churn is ready", "git clone", "cd churn").sees_not("running").presses("y")
    await maya.toasts("copied what to do now")
    assert maya.app.clipboard.startswith("git clone file://")
    await maya.presses("6").sees("churn ", "building")


async def maya_asks_for_a_machine(maya: Person) -> None:
    """The tab still shows her request; its key once more is the list. From the card of a size, for the new project."""
    await (
        maya.presses("2")
        .sees("R-19")
        .presses("2")
        .sees("/classic")
        .presses("escape")
        .sees_not("/classic")
        .sees("exploration")
    )
    await maya.presses("slash").types("nc4as").sees("nc4as-t4-v3")
    await maya.presses("enter", "enter").sees("Who decides").presses("n").sees("New: Compute", "Project")
    await maya.presses("enter").sees("A project that you belong to").types("churn").presses("enter")
    await maya.sees("churn-nc4as-t4-v3", "T1: one of ML platform team").presses("f2").sees("R-20", "in review")


async def test_fourteen_waiting_requests_are_decided_with_at_most_45_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(tmp_path, 3600) as served:
        async with at_terminal("ana", served, tmp_path, monkeypatch, SMALL) as ana:
            await ana.presses("4").sees("4 Approvals 14", "One key each")
            api = ana.app.session.api
            assert api is not None
            waiting = (await api.requests("inbox")).items
            await ana.presses("enter")
            for number in range(1, 15):
                await ana.sees(f"{number} of 14").waits_for(lambda: ana.app.portal_screens()[-1].data is not None)
                if number in (5, 9):
                    await ana.presses("D").sees("Deny it").presses("down", "enter")
                else:
                    await ana.presses("A")
            await ana.sees("Nothing waits for your decision")
            assert ana.pressed <= 45
            requests = [await api.request(row.id) for row in waiting]
            own = [one.verdict for request in requests for one in request.reviews if one.person == "ana" and one.counts]
            assert sorted(own) == ["approve"] * 12 + ["deny"] * 2
