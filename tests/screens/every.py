"""Every screen of the terminal app by the name one calls it, and the acts that keys run on it."""

from importlib import import_module

from textual.binding import Binding

from screens.acts import ActingScreen
from screens.keys import LIST, PAGE
from screens.places import PAGES, PLACES
from screens.requests.files import FilesScreen
from screens.tables.lists import ListScreen

OFFER = "offer"
"""The page of one thing of the catalogue; the table of pages calls it as the tab is called."""


def _screen(module: str, name: str) -> type[ActingScreen]:
    screen: type[ActingScreen] = getattr(import_module(module), name)
    return screen


SCREENS: dict[str, type[ActingScreen]] = {
    **{name: _screen(module, screen) for name, (_, _, module, screen) in PLACES.items()},
    **{OFFER if name in PLACES else name: _screen(*where) for name, where in PAGES.items()},
    "files": FilesScreen,
}


def acts_of(screen: type[ActingScreen]) -> list[str]:
    """The ids of every binding of a screen and of the widget that has its focus."""
    found = [
        binding.id
        for parent in screen.__mro__
        for binding in parent.__dict__.get("BINDINGS", ())
        if isinstance(binding, Binding) and binding.id is not None
    ]
    return [*dict.fromkeys(found), *(LIST if issubclass(screen, ListScreen) else PAGE)]
