"""The pages of `docs/` that are made from the code."""

from collections.abc import Callable
from pathlib import Path

from tests.docs.commands import commands_page
from tests.docs.keys import keys_page
from tests.docs.settings import settings_page
from tests.house.tracked import ROOT

FOLDER = ROOT / "docs"

PAGES: dict[str, Callable[[], str]] = {
    "keys.md": keys_page,
    "settings.md": settings_page,
    "commands.md": commands_page,
}


def stale(made: dict[str, str], folder: Path = FOLDER) -> list[str]:
    """The names of files whose text is not, byte for byte, what would be made now."""
    return [name for name, text in made.items() if not _is(folder / name, text.encode())]


def write(made: dict[str, str], folder: Path = FOLDER) -> None:
    """Write each file that is not so already."""
    for name in stale(made, folder):
        (folder / name).write_bytes(made[name].encode())


def _is(path: Path, made: bytes) -> bool:
    return path.is_file() and path.read_bytes() == made
