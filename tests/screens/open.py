"""Opens one screen of the terminal app on made-up data, with no server and no Azure: `make screen NAME=promotions`.

When a source is saved that the screens are made of, the same screen opens again with it. Textual's own reloading
watches files of styles; the portal's styles stand in the modules beside the widgets they are for.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

from textual.pilot import Pilot
from watchfiles import PythonFilter, awatch

from portal.contract.resources import ResourcePage
from portal.settings import Settings
from screens.app import PortalApp
from screens.frame import PortalScreen
from screens.places import DIALOGS, PLACES, dialog
from screens.requests.files import FilesScreen
from tests.house.tracked import ROOT
from tests.screens import made, scene_advice
from tests.screens.every import OFFER, SCREENS
from tests.screens.fake import FakePortal
from tests.screens.fake_account import Code, FakeAccount
from tests.screens.scene import busy_portal
from tests.screens.scene_models import version_row
from tests.screens.story import Story
from tests.screens.test_deputies import deputy
from tests.screens.test_found import thing

WATCHED = [ROOT / "screens", ROOT / "portal" / "contract", ROOT / "tests" / "screens"]
AGAIN = 75
"""The app's exit code when a source was saved."""

ABOUT: dict[str, tuple[Any, ...]] = {
    "request": ("R-102",),
    "decision": (["R-203", "R-204", "R-205"],),
    "project": ("churn",),
    "model": ("churn-model", "churn"),
    "past_board": (made.before(days=30)[:10],),
    "versions": ("churn-model", "churn", [version_row(number) for number in ("14", "13", "12")]),
    OFFER: ("d4s-v5",),
    "act": busy_portal().audit_page.items[:1],
    "advice": ("compute", {}, lambda *_: None),
    "form": ("project", {"name": "churn", "template": "tabular-classic"}),
    "files": ("project", {"name": "churn"}),
}
"""What a page is opened with; those that are not named need nothing."""

ASKED = {
    "order": ("projects", "order"),
    "deny": ("decision", "deny"),
    "withdraw": ("request", "withdraw"),
    "deputy": ("deputies", "new"),
    "day": ("promotions", "as_of"),
}
"""Dialogs of one screen: that screen, and the act that asks them."""

NAMES = (*SCREENS, *DIALOGS, *ASKED)
CODE = Code("https://login.example.org/device", "ABC123XYZ", int(made.NOW.timestamp()) + 872)


def made_up() -> FakePortal:
    """The busy day, and beside it what only some pages show."""
    portal = busy_portal()
    portal.advice = {"compute": scene_advice.compute(), "topology": scene_advice.topology()}
    portal.advice_forms = {topic: scene_advice.form() for topic in portal.advice}
    portal.deputies = [deputy(1, "li", "ana"), deputy(2, "ana", "li", active=False)]
    rows = (thing("gpu-1"), thing("gpu-2", adopt="it is managed already, by R-3"), thing("cpu-churn", owner="maya"))
    portal.things = ResourcePage(rows, None, len(rows), 12_300 * len(rows), 1, made.before(minutes=1))
    return portal


async def show(story: Story, name: str) -> None:
    """Go to what has that name, as keys would, and wait until it is there."""
    if name in DIALOGS:
        dialog(name)(story.app)
        return
    first, act = ASKED.get(name, (name, ""))
    if first in PLACES:
        story.app.go(first)
    elif first == "files":
        story.app.push_screen(FilesScreen(*ABOUT[first]))
    else:
        story.app.open_page("catalogue" if first == OFFER else first, *ABOUT.get(first, ()))
    shown = await story.waits_for(lambda: type(story.app.screen) is SCREENS[first] and not _top(story).stale)
    if act:
        await _top(shown).run_act(act)


def _top(story: Story) -> PortalScreen[Any]:
    return story.app.portal_screens()[-1]


def somebody_to_sign_in() -> FakeAccount:
    """Whoever is asked for a code."""
    account = FakeAccount()
    account.codes.append(CODE)
    return account


def main(words: Sequence[str]) -> int:
    """Open the screen that was named; without a name, or with one that nobody knows, say which there are."""
    name = words[0] if words else ""
    if name not in NAMES:
        said = f"There is no screen '{name}'." if name else "Which screen?"
        print(f"{said} Say `make screen NAME=…` with one of\n{fill(', '.join(NAMES), 100)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as home:
        code = _run(Path(home), name)
    if code == AGAIN:  # a new process: what was imported before a source was saved is not what is to be looked at
        os.execv(sys.executable, [sys.executable, "-m", __spec__.name, name])
    return code


def _run(home: Path, name: str) -> int:
    portal = made_up()
    account = somebody_to_sign_in() if name == "sign_in" else None
    settings = Settings(home, server="https://portal.example.org" if account else "")
    app = PortalApp(settings, portal.opener, portal.person, made.clock, account=account)

    async def walk(pilot: Pilot[Any]) -> None:
        app.run_worker(_until_saved(app), exit_on_error=False)
        story = Story(app, pilot)
        await show(await story.waits_for(lambda: app.session.live), name)

    app.run(auto_pilot=walk)
    if app.fault is not None:
        raise app.fault
    return app.return_code or 0


async def _until_saved(app: PortalApp) -> None:
    """End the app when sources were saved that can be run; of one that cannot, say where it is broken."""
    try:
        async for changes in awatch(*WATCHED, watch_filter=PythonFilter()):
            if fault := next(filter(None, (broken(Path(path)) for _, path in sorted(changes))), ""):
                app.notify(fault, severity="error", markup=False)
            else:
                app.exit(return_code=AGAIN)
    finally:
        if app.account is not None:
            app.account.stop()  # else leaving the app waits for whoever would enter the code


def broken(path: Path) -> str:
    """Where a source is no Python; "" when it is, or is gone."""
    try:
        compile(path.read_bytes(), path.name, "exec")
    except FileNotFoundError:
        return ""
    except (SyntaxError, ValueError) as fault:
        return f"{path.name} cannot be run: {fault}"
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
