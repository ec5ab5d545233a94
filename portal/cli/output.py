"""What a command answers: JSON for scripts, text for people; in both, nothing that speaks to a terminal."""

import sys
from collections.abc import Callable
from typing import Any

from portal.cli.options import CallerOptions
from portal.contract.plaintext import is_plain, plain


def answer(asked: CallerOptions, value: Any, text: Callable[[], str]) -> None:
    """Write `value` as JSON if that was asked for, or else its text.

    Texts are built of harmless characters already; taking out what is none is the last net.
    """
    sys.stdout.write((document(value) if asked.json else plain(text())) + "\n")


def document(value: Any) -> str:
    """One JSON document; a bare list becomes `{"items", "next"}` as every list is."""
    import msgspec

    whole = {"items": value, "next": None} if isinstance(value, tuple | list) else value
    return visible_json(msgspec.json.format(msgspec.json.encode(whole), indent=2).decode())


def raw(text: str) -> None:
    """Write a file's text: as it is into a file or pipe, harmless on a terminal."""
    sys.stdout.write(plain(text) if sys.stdout.isatty() else text)


def visible_json(text: str) -> str:
    """JSON of the same meaning in which no character can speak to a terminal, or get lost on the way there."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    if is_plain(text) and (utf8 or text.isascii()):
        return text
    return "".join(c if is_plain(c) and (utf8 or c.isascii()) else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
