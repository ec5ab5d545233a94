"""Without a connection: what is known stays, with its age; nothing can be done, and what was missed is read after."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from portal.contract.audit import AuditRow
from portal.contract.problem import Problem
from portal.contract.resources import ResourcePage
from screens.connection import link
from screens.frame import PortalScreen
from screens.keys import KEYS
from screens.places import PAGES, PLACES
from tests.screens import made, scene_advice
from tests.screens.fake import FakePortal
from tests.screens.scene import busy_portal
from tests.screens.scene_models import version_row
from tests.screens.story import SMALL, Story, at_portal
from tests.screens.test_deputies import deputy
from tests.screens.test_found import thing

HEADS = (
    "request", "operation", "model", "lease", "resource", "person", "observations", "quota", "notices", "demo",
)  # fmt: skip
"""What a kind of event begins with, before its dot."""


async def test_a_screen_that_looks_at_requests_alone_reads_what_it_missed(tmp_path: Path) -> None:
    server = FakePortal("ana")
    server.rows = [made.row(1)]
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("3").sees("R-1")
        server.queue.put_nowait(None)
        await portal.sees("no connection", "R-1")
        server.rows.insert(0, made.row(2))
        server.happens("connection.restored")
        await portal.sees("R-2").sees_not("no connection")


async def test_a_page_that_was_never_read_says_so_and_comes_by_itself(tmp_path: Path) -> None:
    server = busy_portal()
    server.rows = [made.row(7)]
    async with at_portal(tmp_path, server) as portal:
        server.queue.put_nowait(None)
        await portal.sees("no connection", "R-200")
        await portal.presses("3").sees("this was not read before").sees_not("R-7")
        server.happens("connection.restored")
        await portal.sees("R-7").sees_not("no connection")


async def test_no_act_is_kept_for_later(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("4").sees("R-200")
        server.queue.put_nowait(None)
        await portal.sees("no connection").presses("A").toasts("no connection")
        server.happens("connection.restored")
        await portal.sees_not("▲ no connection")
        assert server.votes == []


ABOUT: dict[str, tuple[object, ...]] = {
    "request": ("R-200",),
    "decision": (["R-200", "R-201"],),
    "project": ("churn",),
    "found": (),
    "model": ("churn-model",),
    "past_board": ("2026-11-20",),
    "versions": ("churn-model", "churn", (version_row("14"), version_row("13"), version_row("12"))),
    "act": (AuditRow(7, made.before(), "li", "approved", "request", "R-12", "churn", "d", "demo"),),
    "catalogue": ("d4s-v5",),
    "deputies": (),
    "told": (),
    "advice": ("compute", {}, lambda kind, answers: None),
    "who": (),
    "form": ("project", {"name": "typed"}),
}
"""What each page of the registry is opened with here."""
STANDS_STILL = {"past_board", "act", "advice", "form"}
"""Pages of what never changes, or of what somebody is typing: nothing is read anew under their hands."""


COMPOSED = {"advice", "form"}
"""Pages beside which what was typed is worked out a moment later."""


def screen_of(portal: Story) -> PortalScreen[Any]:
    """The uppermost screen."""
    return portal.app.portal_screens()[-1]


def acting(screen: PortalScreen[Any]) -> list[str]:
    """The acts that would change something."""
    return [act for act in screen.acts() if KEYS[act].acting]


async def test_every_screen_stays_readable_with_its_age_and_comes_back(tmp_path: Path) -> None:
    server = busy_portal()
    server.advice_forms["compute"], server.advice["compute"] = scene_advice.form(), scene_advice.compute()
    server.things = ResourcePage((thing("cpu-found"),), None, 1, 1, 0, made.before(minutes=1))
    server.deputies = [deputy(1, "ana", "li")]
    async with at_portal(tmp_path, server, SMALL) as portal:
        for name in (*PLACES, *PAGES):
            if name in PLACES:
                portal.app.go(name)
            else:
                portal.app.climb(1)
                portal.app.open_page(name, *ABOUT[name])
            await portal.waits_for(lambda: screen_of(portal).data is not None and not screen_of(portal).reading)
            await is_cut(portal, server, name)
            await comes_back(portal, server, name)


async def settled(portal: Story) -> list[str]:
    """What is painted once nothing more is."""
    portal.app.clear_notifications()
    seen = [""]
    while len(seen) < 4 or len(set(seen[-4:])) > 1 or "◌ reading…" in seen[-1]:
        await portal.pilot.pause()
        seen.append(portal.screen_text())
    return seen[-1].splitlines()


async def is_cut(portal: Story, server: FakePortal, name: str) -> None:
    """The connection goes: what was read stays, says how old it is, and nothing can be done."""
    screen, before = screen_of(portal), await settled(portal)
    acts = acting(screen)
    server.queue.put_nowait(None)
    await portal.sees("▲ no connection")
    assert "seen" in portal.screen_text().splitlines()[0], f"{name} says how old it is"
    assert screen.query_one("#body").display, f"{name} keeps what was read"
    same = sum(one == other for one, other in zip(before, portal.screen_text().splitlines(), strict=True))
    assert same >= len(before) - 4 or name in COMPOSED, f"{name} paints more anew than bars and what one may do"
    assert [act for act in acts if not screen.why_not(act)] == [], name
    done, votes = list(server.done), list(server.votes)
    for act in acts:
        await screen.action_act(act)
    await portal.pilot.pause()
    assert (server.done, server.votes, screen_of(portal)) == (done, votes, screen), f"{name} sends or keeps something"


async def comes_back(portal: Story, server: FakePortal, name: str) -> None:
    """The connection is there again: what can have changed is read anew, and everything works."""
    screen, read = screen_of(portal), list[str]()
    fetch = screen.fetch

    async def fetched(api: Any) -> Any:
        read.append(name)
        return await fetch(api)

    setattr(screen, "fetch", fetched)  # noqa: B010 - a method of this one screen is wrapped, which mypy forbids
    portal.app.clear_notifications()  # what the acts were refused with says the same
    server.happens("connection.restored")
    await portal.sees_not("no connection")
    await portal.waits_for(lambda: (read or name in STANDS_STILL) and not screen.stale and not screen.reading)
    assert not read or name not in STANDS_STILL, name
    assert [act for act in acting(screen) if "connection" in screen.why_not(act)] == [], name


def test_every_page_of_the_registry_is_tried() -> None:
    assert set(ABOUT) == set(PAGES)


def test_every_screen_watches_for_what_really_happens() -> None:
    for where, name in [*((one[2], one[3]) for one in PLACES.values()), *PAGES.values()]:
        watches = getattr(import_module(where), name).WATCHES
        assert [start for start in watches if start and start.removesuffix(".") not in HEADS] == [], name


def first_id(portal: Story) -> str:
    """The id of the first request that was read."""
    data: Any = screen_of(portal).data
    return str(data.items[0].id)


async def test_after_a_sleep_nothing_is_taken_for_live_before_the_server_has_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "FIRST_PAUSE_SECONDS", 0.01)
    server = busy_portal()
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("3").sees("R-200")
        server.rows.insert(0, made.row(7))
        server.problem = Problem(0, "the network is away")
        portal.app.session.clock = lambda: made.NOW + timedelta(hours=8)
        portal.app.link.tick()
        await portal.sees("▲ no connection · seen 8 h ago", "R-200").presses("n").toasts("no connection")
        server.problem = None
        await portal.sees_not("no connection").waits_for(lambda: first_id(portal) == "R-7")
        portal.app.link.tick()
        await portal.pilot.pause()
        assert portal.app.session.live, "it slept once"
