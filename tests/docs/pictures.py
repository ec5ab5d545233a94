"""The pictures of the documents: short walks through the demo, whose clock stands still."""

import asyncio
import os
import re
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from rich.cells import cell_len

from portal.server.app import create_app
from portal.server.assembly import RunningPortal
from portal.server.portal import Portal
from portal.settings import Settings
from screens.app import PortalApp
from screens.start import open_server
from tests.client.serving import serving
from tests.screens import made
from tests.screens.story import Story

SIZE = (118, 34)
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Fonts that a picture would fetch from elsewhere; a reader's own fixed-width font does."""
_RUN = re.compile(r'<text class="([^"]+)" x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)" ([^>]+)>([^<]*)</text>')
_WORDS = re.compile(r"[^\xa0\n]+(?:\xa0[^\xa0\n]+)*")
"""Words with one space between them."""


class Scene(NamedTuple):
    """A picture: its file, who looks, what they press, and what has to be on the screen before it is taken."""

    name: str
    person: str
    keys: tuple[str, ...]
    seen: tuple[str, ...]


SCENES = (
    Scene("home", "maya", (), ("Waiting on you", "Worth a look")),
    Scene("approvals", "ana", ("4",), ("Needs thought", "One look each")),
    Scene("decision", "ana", ("4", "end", "enter"), ("What will happen", "Who decides")),
    Scene("promotions", "maya", ("5",), ("need attention", "churn-model", "fraud-net")),
    Scene("projects", "lena", ("6",), ("25 projects",)),
)


async def pictures() -> dict[str, str]:
    """Every picture as SVG, by the name of its file; two runs make the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        homes = [Path(folder) / name for name in ("server", "terminal")]
        for home in homes:
            home.mkdir()
        app = create_app(Settings(homes[0]), made.clock)
        with _still(), serving(app) as url, patch.dict(os.environ, {"PORTAL_TOKEN": app.state.token}):
            os.environ.pop("NO_COLOR", None)
            await asyncio.to_thread(_observe, app.state.portal)
            settings = Settings(homes[1], server=url)
            return {f"{scene.name}.svg": await _take(settings, scene) for scene in SCENES}


def _still() -> AbstractContextManager[object]:
    """A portal in which nothing runs beside the application, so that nothing happens while pictures are taken."""
    return patch.object(RunningPortal, "begin", lambda running: running.listening.start())


def _observe(portal: Portal) -> None:
    """Look at the emulated Azure until every run was read that is behind what was seen."""
    portal.observer.refresh()
    while portal.observer.deepen().lists:
        pass


async def _take(settings: Settings, scene: Scene) -> str:
    app = PortalApp(settings, open_server, scene.person, made.clock)
    async with app.run_test(size=SIZE, notifications=True, tooltips=True) as pilot:
        story = Story(app, pilot)
        await story.waits_for(lambda: app.session.live)
        await story.presses(*scene.keys).sees(*scene.seen).waits_for(lambda: not app.portal_screens()[-1].stale)
        return drawn(app.export_screenshot(title="portal", simplify=True))


def drawn(svg: str) -> str:
    """A picture without fonts from elsewhere, and with every word where its cell is.

    Rich writes a line as few long runs and gives each the length it should take. Some viewers ignore that length, and a
    font of another width would then move all columns behind the first; so each group of words gets its own place.
    """
    svg = _FONTS.sub("", svg).replace("Fira Code", "DejaVu Sans Mono")
    return _RUN.sub(_in_place, svg)


def _in_place(run: re.Match[str]) -> str:
    style, x, y, length, more, text = run.groups()
    text = text.replace("&#160;", "\xa0")
    cells = cell_len(_plain(text))
    cell = float(length) / cells if cells else 0.0
    return "".join(
        f'<text class="{style}" x="{float(x) + cell * cell_len(_plain(text[: words.start()])):.1f}" y="{y}" '
        f'textLength="{cell * cell_len(_plain(words[0])):.1f}" {more}>{words[0].replace(chr(160), "&#160;")}</text>'
        for words in _WORDS.finditer(text)
    )


def _plain(text: str) -> str:
    return re.sub(r"&[#\w]+;", "&", text)
