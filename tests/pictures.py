"""Takes the pictures of README by walking a short story through the demo: `python -m tests.pictures`."""

import asyncio
import re
import tempfile
from pathlib import Path

from portal.client import PortalClient
from portal.client.connection import Connection
from portal.local import find_or_start
from portal.settings import Settings
from screens.app import PortalApp
from screens.start import open_server
from tests.screens.story import Story

FOLDER = Path(__file__).resolve().parents[1] / "docs"
SIZE = (118, 34)
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Fonts that a picture would fetch from elsewhere; a reader's own fixed-width font does."""

SCENES = (
    ("promotions", "maya", ("5",), ("need attention", "churn-model", "fraud-net")),
    ("approvals", "ana", ("4",), ("Needs thought", "One look each")),
    ("projects", "lena", ("6",), ("25 projects",)),
)
"""File, person, keys, and what has to be on the screen before the picture is taken."""


async def take(settings: Settings, name: str, person: str, keys: tuple[str, ...], seen: tuple[str, ...]) -> Path:
    """One picture of one screen, as SVG."""
    app = PortalApp(settings, open_server, person)
    async with app.run_test(size=SIZE, notifications=True, tooltips=True) as pilot:
        story = Story(app, pilot)
        await story.waits_for(lambda: app.session.live)
        await story.presses(*keys).sees(*seen)
        path = FOLDER / f"{name}.svg"
        drawn = app.export_screenshot(title="portal", simplify=True)
        path.write_text(_FONTS.sub("", drawn).replace("Fira Code", "DejaVu Sans Mono"), encoding="utf-8")
        return path


async def main() -> None:
    """Every picture, against a demo of its own."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(Path(home))
        address = await asyncio.to_thread(find_or_start, settings)
        for name, person, keys, seen in SCENES:
            print(await take(settings, name, person, keys, seen))
        async with Connection(address.url, address.token) as connection:
            await PortalClient(connection).server.stop()


if __name__ == "__main__":
    asyncio.run(main())
