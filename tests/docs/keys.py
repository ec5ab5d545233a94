"""The sheet of keys: what each key does, everywhere and on each screen."""

import sys
from collections.abc import Iterable

from textual.binding import Binding
from textual.dom import DOMNode

from screens.acts import ActingScreen
from screens.keys import EVERYWHERE, GO, KEYS, LIST, PAGE, all_shown
from screens.lines import Lines
from screens.people.sign_in import SignInDialog
from screens.places import PLACES
from screens.tables.lists import ListScreen
from tests.docs.markdown import code, note, page, table
from tests.screens.every import SCREENS, acts_of

SAID = """Every act has one key, the same on every screen that knows the act. `?` shows on any screen the keys that work
there, `ctrl+p` finds every act and every thing by name, `ctrl+q` quits. Where text is typed, letters are text first.

`keys.toml` in the portal's home sets other keys, by the name of the act: `approve = "ctrl+y"`."""

LINES = """Enter goes on to what comes next, in a dialog it sends; a paste keeps its lines. On a choice, letters open
the choices that have them. Letters that come in one burst are a paste: where nothing takes text they do nothing."""
DIALOGS = """A dialog starts on Cancel. Tab and the arrows move, Enter presses, Esc cancels; where only yes or no is
asked, `y` and `n` answer. What cannot be taken back asks for a name to be typed."""


def keys_page() -> str:
    """The whole sheet."""
    of_lists, signing_in = _bound(ListScreen), _bound(SignInDialog)
    blocks = [note("`screens/keys.py` and the screens' own bindings"), "# Keys", SAID]
    for title, ids in (
        ("Go to", GO),
        ("Everywhere", EVERYWHERE),
        ("In a list", (*LIST, *of_lists)),
        ("On a page", PAGE),
    ):
        blocks += [f"## {title}", _table(ids)]
    blocks += ["## In a field of several lines", LINES, _table(_bound(Lines))]
    blocks += ["## In a dialog", DIALOGS, "## While one signs in", _table(signing_in), "## Screen by screen"]
    for name, screen in SCREENS.items():
        listed = of_lists if issubclass(screen, ListScreen) else []
        own = [act for act in acts_of(screen) if act not in {*GO, *EVERYWHERE, *LIST, *PAGE, *listed}]
        blocks += [f"### {_title(name)}", _about(screen), _table(own)] if own else []
    return page(*blocks)


def _bound(widget: type[DOMNode]) -> list[str]:
    return [one.id for one in widget.BINDINGS if isinstance(one, Binding) and one.id]


def _table(ids: Iterable[str]) -> str:
    listed = [id for id in KEYS if id in set(ids)]
    rows = ([" ".join(code(key) for key in all_shown(id).split()), KEYS[id].sentence, code(id)] for id in listed)
    return table(("key", "what it does", "act"), rows)


def _title(name: str) -> str:
    return f"`{PLACES[name][0]}` {PLACES[name][1]}" if name in PLACES else f"Page: {name.replace('_', ' ')}"


def _about(screen: type[ActingScreen]) -> str:
    return (sys.modules[screen.__module__].__doc__ or "").splitlines()[0]
