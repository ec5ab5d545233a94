"""The settings of a command, and its connection to the server."""

import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from portal.cli.output import answer
from portal.client import PortalClient
from portal.client.blocking import BlockingConnection, finish
from portal.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.cli.options import CallerOptions

Answer = TypeVar("Answer")


def settings_of(asked: "CallerOptions", **more: object) -> Settings:
    """The settings in force for a command. Raises Problem."""
    return load_settings({**asked.flags, **more})[0]


def call(asked: "CallerOptions", ask: "Callable[[PortalClient], Coroutine[Any, Any, Answer]]") -> Answer:
    """Ask the server one thing, or several in a row, and start it if it does not run. Raises Problem."""
    from portal.local import find_or_start

    settings = settings_of(asked)

    def find_again() -> tuple[str, str]:
        return find_or_start(settings, say)

    with BlockingConnection(*find_or_start(settings, say), settings.person or None, find_again) as connection:
        return finish(ask(PortalClient(connection)))


def relay(
    asked: "CallerOptions",
    ask: "Callable[[PortalClient], Coroutine[Any, Any, Answer]]",
    text: "Callable[[Answer], str]",
) -> Answer:
    """Ask the server, and answer with what it says: as JSON, or as its text. Raises Problem."""
    found = call(asked, ask)
    answer(asked, found, lambda: text(found))
    return found


def say(text: str) -> None:
    """Tell a person at a terminal what is being waited for; a script hears nothing."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{text} …\n")
