"""Writing what is shown to a file, in a folder that the person sees."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from portal.client import PortalClient
from portal.contract.problem import Problem
from screens.choosing.chooser import ChooserItem, choose
from screens.frame import PortalScreen

FORMATS = {
    "csv": ("comma-separated, for a spreadsheet", "csv"),
    "json": ("the contract's own words", "json"),
    "markdown": ("a table to paste", "md"),
    "catalog-info": ("Backstage entities", "yaml"),
}


def export_projects(screen: PortalScreen[Any]) -> None:
    """Ask for a format, then write the inventory."""
    rows = [ChooserItem(name, name, said) for name, (said, _) in FORMATS.items()]

    def then(choice: ChooserItem) -> None:
        ending = FORMATS[choice.id][1]
        write(screen, f"projects.{ending}", lambda portal: portal.projects.export(choice.id))

    choose(screen.app, "Export the projects as", rows, then)


def write(screen: PortalScreen[Any], name: str, ask: Callable[[PortalClient], Awaitable[str]]) -> None:
    """Ask the server for text and write it into the working folder under a name that is not taken."""

    async def run() -> None:
        portal = screen.session.portal
        try:
            if portal is None:
                raise Problem(0, "there is no connection", todo="try again in a moment")
            path = unused(Path.cwd(), name)
            save(path, await ask(portal))
        except Problem as problem:
            screen.say(problem.line(), "error")
        except OSError as fault:
            screen.say(f"{name} could not be written: {fault.strerror or fault}", "error")
        else:
            screen.say(f"written: {path}")

    screen.run_worker(run(), group="export", exit_on_error=False)


def unused(folder: Path, name: str) -> Path:
    """A path in the folder that does not exist yet: nothing is written over."""
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    return path


def save(path: Path, text: str) -> None:
    """Write a new file for its owner's eyes. Raises OSError."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
