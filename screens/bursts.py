"""Text that comes in one burst is a paste, also where the terminal sets no marks around it.

What a terminal hands over in one read is one batch. A paste without brackets is such a batch of letters: taken as keys
it would approve, deny and open whatever the letters stand for. It becomes an `events.Paste`, as with brackets.
"""

import re
import sys
from collections.abc import Iterable
from time import monotonic

from textual import events
from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.message import Message

SHORTEST = 4
"""So many letters in one batch are text. Fewer are keys of a fast hand, such as `g g` or `4 A`."""
LONG = 64
GOES_ON_SECONDS = 0.05
"""A paste this long may come in pieces, and what follows this soon is one of them, however short."""
MOVES = frozenset("hjklgG ")
_ENDS = "\r\n\t"
_KEYS = {"\r": "enter", "\t": "tab"}
_REPORT = re.compile(r"\x1b\[(?:[IO]|<[\d;-]+[Mm])")
"""What terminals send beside keys: the window has the focus or lost it, the mouse."""
_PROMPT = re.compile(rf"[1-8]?[:/][^{_ENDS}]*")
_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"


class Burst(events.Paste, bubble=True):
    """Text that came in one batch without marks; the app makes a paste of it, and maybe the key at its end."""

    def parts(self) -> tuple[str, str]:
        """The text, and the key after it where that ends the only line, as when a word and Enter come at once."""
        text, end = self.text[:-1], _KEYS.get(self.text[-1:], "")
        return (text, end) if end and not set(text) & set(_ENDS) else (self.text, "")


def only_letters(batch: str) -> bool:
    """Whether nothing in a batch is a key that no text holds."""
    return bool(batch) and all((one >= " " and one != "\x7f") or one in _ENDS for one in batch)


def is_text(batch: str) -> bool:
    """Whether a batch is text: enough letters that are not one key held down, nor moves, nor words for a prompt."""
    if not only_letters(batch):
        return False
    prompt = _PROMPT.match(batch)
    letters = [one for one in batch[prompt.end() if prompt else 0 :] if one not in _ENDS]
    return len(letters) >= SHORTEST and len(set(letters)) > 1 and not MOVES.issuperset(letters)


class BurstParser(XTermParser):
    """Reads what the terminal sends; a batch of text comes out as one piece."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._tail = ""
        self._in_paste = False
        self._goes_on_until = 0.0

    def feed(self, data: str) -> Iterable[Message]:
        """The messages in a batch."""
        in_paste = self._in_paste
        self._follow_marks(data)
        text = _REPORT.sub("", data)
        goes_on = monotonic() < self._goes_on_until and only_letters(text)
        if in_paste or not (goes_on or is_text(text)):
            yield from super().feed(data)
            return
        for report in _REPORT.findall(data):
            yield from super().feed(report)
        self._goes_on_until = monotonic() + GOES_ON_SECONDS if goes_on or len(text) >= LONG else 0.0
        yield Burst(text)

    def _follow_marks(self, data: str) -> None:
        seen = self._tail + data
        self._tail = seen[1 - len(_PASTE_ENDS) :]
        begins, ends = seen.rfind(_PASTE_BEGINS), seen.rfind(_PASTE_ENDS)
        if begins >= 0 or ends >= 0:
            self._in_paste = begins > ends


def read_bursts(driver: type[Driver]) -> None:
    """Let a driver read bursts. It names its parser in its module, and offers no other way to give it one."""
    for name in (driver.__module__, "textual.drivers.win32"):
        module = sys.modules.get(name)
        if module is not None and hasattr(module, "XTermParser"):
            module.XTermParser = BurstParser  # type: ignore[attr-defined]
