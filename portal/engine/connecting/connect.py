"""Reads what an organisation has in Azure and draws up a catalogue for it; changes nothing there."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from catalog.load import SHIPPED, load
from catalog.start import FolderNotEmpty, init
from portal.azure.connection import connect as connect_azure
from portal.clock import Clock
from portal.contract.problem import bad_input
from portal.engine.connecting.discovery import Discovery, discover
from portal.engine.connecting.draft import Drafted, draft
from portal.engine.connecting.draft_text import organisation_text
from portal.settings import Settings


@dataclass(frozen=True)
class Connected:
    """What was found, and the organisation that was drawn up of it."""

    found: Discovery
    drafted: Drafted
    text: str
    folder: Path | None


def connect(
    settings: Settings, clock: Clock, folder: Path | None, say: Callable[[str], None] = lambda text: None
) -> Connected:
    """Reads Azure and, if a folder is named, writes a catalogue into it, which must be new or empty.

    Raises Problem, before Azure is asked for a folder that holds something.
    """
    if folder is not None and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise bad_input(f"{folder} is not empty", todo="name a folder that does not exist yet; nothing is overwritten")
    say("reading Azure")
    found = discover(connect_azure(settings, clock), clock)
    drafted = draft(found, load())
    text = organisation_text(drafted, (SHIPPED / "organisation.yaml").read_text(encoding="utf-8"))
    if folder is not None:
        say(f"writing {folder}")
        try:
            init(folder)
        except FolderNotEmpty as taken:
            raise bad_input(str(taken)) from None
        (folder / "organisation.yaml").write_text(text, encoding="utf-8")
        load(folder)
    return Connected(found, drafted, text, folder)
