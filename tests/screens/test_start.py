"""The start: what was last seen is painted first, and nothing that speaks HTTP is imported before."""

import json
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.contract.home import Home
from portal.contract.problem import Problem
from portal.settings import Settings
from screens import start
from screens.app import PortalApp
from screens.connection.snapshot import MOST_ROWS, Snapshot, wipe
from screens.start import keys_of, person_chosen
from tests.screens import made
from tests.screens.fake import FakePortal
from tests.screens.scene import busy_portal
from tests.screens.story import at_portal

FIRST_PAINT = """
import asyncio, sys
from pathlib import Path
from typing import Any
from portal.settings import Settings
from screens import start
from screens.app import PortalApp

async def never(settings, person, say):
    await asyncio.Event().wait()

async def main():
    app = PortalApp(Settings(Path(sys.argv[1])), never, "ana")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))

asyncio.run(main())
"""


def test_the_first_paint_imports_nothing_that_is_not_shown(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", FIRST_PAINT, str(tmp_path)], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert loaded & {"httpx", "msgspec", "pydantic", "sqlalchemy", "azure", "catalog", "dbos"} == set()
    assert "textual" in loaded


async def test_the_next_start_paints_what_was_seen_before_it_is_connected(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal()) as portal:
        await portal.sees("R-200").waits_for(lambda: list((tmp_path / "snapshots").glob("*.json")))
    silent = busy_portal()
    silent.problem = Problem(0, "no server", "nobody listens")
    async with at_portal(tmp_path, silent, live=False) as portal:
        await portal.sees("R-200", "no connection", "Ana")
        await portal.presses("n").toasts("no connection")


async def test_an_acting_key_waits_until_the_row_is_live(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal()) as portal:
        await portal.presses("4").sees("R-200").waits_for(lambda: "approvals" in _kept(tmp_path))
    server = busy_portal()
    server.problem = Problem(0, "no server")
    async with at_portal(tmp_path, server, live=False) as portal:
        await portal.presses("4").sees("R-200").presses("A").toasts("no connection")
        assert server.votes == []


def _kept(home: Path) -> dict[str, object]:
    files = list((home / "snapshots").glob("*.json"))
    screens: dict[str, object] = json.loads(files[0].read_text())["screens"] if files else {}
    return screens


def test_a_snapshot_is_for_its_owner_and_keeps_few_rows(tmp_path: Path) -> None:
    snapshot = Snapshot(Settings(tmp_path), "ana", made.clock)
    snapshot.put("home", Home(tuple(made.row(number) for number in range(500)), (), (), (), (), {}))
    assert stat.S_IMODE(snapshot.path.stat().st_mode) == 0o600
    found = Snapshot(Settings(tmp_path), "ana", made.clock).get("home", Home)
    assert found is not None
    assert len(found[0].waiting) == MOST_ROWS
    assert found[0].waiting[0] == made.row(0)


def test_a_snapshot_of_somebody_else_or_of_another_server_is_not_shown(tmp_path: Path) -> None:
    Snapshot(Settings(tmp_path), "ana", made.clock).put("home", busy_portal().home_page)
    assert Snapshot(Settings(tmp_path), "li", made.clock).get("home", Home) is None
    assert Snapshot(Settings(tmp_path, server="https://other"), "ana", made.clock).get("home", Home) is None


def test_a_snapshot_is_shown_for_a_week(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    Snapshot(settings, "ana", made.clock).put("home", busy_portal().home_page)
    assert Snapshot(settings, "ana", lambda: made.NOW + timedelta(days=6)).get("home", Home) is not None
    assert Snapshot(settings, "ana", lambda: made.NOW + timedelta(days=8)).get("home", Home) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1, "screens": {"home": {"at": 1}}}', '{"version": 9}'])
def test_a_broken_snapshot_is_none(tmp_path: Path, text: str) -> None:
    snapshot = Snapshot(Settings(tmp_path), "ana", made.clock)
    snapshot.path.parent.mkdir(parents=True)
    snapshot.path.write_text(text)
    assert snapshot.get("home", Home) is None


def test_signing_out_wipes_what_was_seen(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    Snapshot(settings, "ana", made.clock).put("home", busy_portal().home_page)
    wipe(settings)
    assert Snapshot(settings, "ana", made.clock).get("home", Home) is None


async def test_a_server_that_cannot_be_started_has_a_face_and_can_be_tried_again(tmp_path: Path) -> None:
    server = FakePortal("ana")
    server.problem = Problem(500, "the home is read-only", "cannot write", "set PORTAL_HOME")
    async with at_portal(tmp_path, server, live=False) as portal:
        await portal.sees("the home is read-only", "set PORTAL_HOME", "try again")
        server.problem = None
        await portal.presses("ctrl+r").sees("Nothing waits for you")


async def test_a_lost_connection_is_said_and_comes_back(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server) as portal:
        server.queue.put_nowait(None)
        await portal.sees("no connection", "R-200")
        server.happens("connection.restored")
        await portal.sees_not("no connection")


async def test_an_event_brings_new_rows_and_leaves_the_cursor(tmp_path: Path) -> None:
    server = FakePortal("ana")
    server.rows = [made.row(number) for number in (3, 2, 1)]
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("3").sees("R-3").presses("down").waits_for(lambda: "R-2" in _cursor(portal.app))
        server.rows.insert(0, made.row(4))
        server.happens("request.submitted", "R-4")
        await portal.sees("R-4")
        assert _cursor(portal.app) == "R-2"


def _cursor(app: PortalApp) -> str:
    screen = app.portal_screens()[-1]
    return str(getattr(screen, "table").cursor_key)  # noqa: B009


async def test_the_first_start_asks_whom_to_be_and_remembers(tmp_path: Path) -> None:
    server = busy_portal("")
    async with at_portal(tmp_path, server, live=False) as portal:
        await portal.sees("Welcome to the portal", "a lead (lena)").presses("down", "enter")
        await portal.waits_for(lambda: server.person == "ana").sees("Ana", "R-200")
    assert person_chosen(Settings(tmp_path)) == "ana"


def test_keys_can_be_set_otherwise_and_a_slip_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys.toml").write_text('approve = "ctrl+y"\n')
    assert keys_of(Settings(tmp_path)) == {"approve": "ctrl+y"}
    (tmp_path / "keys.toml").write_text('aprove = "ctrl+y"\n')
    with pytest.raises(Problem, match=r"sets what does not exist"):
        keys_of(Settings(tmp_path))


class BrokenApp(PortalApp):
    """The app with a fault of ours in it, without a terminal."""

    def on_ready(self) -> None:
        """Fail."""
        raise RuntimeError("a fault of ours")

    def run(self, **more: Any) -> None:
        """Run where nobody looks."""
        super().run(headless=True)


def test_a_fault_of_ours_is_one_line_and_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "PortalApp", BrokenApp)
    with pytest.raises(Problem) as caught:
        start.main(Settings(tmp_path))
    assert caught.value.exit_code == 1
    assert "a fault of ours" in caught.value.line()
    assert "Traceback" in (tmp_path / "log" / "screens.log").read_text(encoding="utf-8")
    written = capsys.readouterr()
    assert "Traceback" not in written.out + written.err
