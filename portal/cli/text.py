"""Text for people: plain tables and lists of fields that fit the terminal, built of harmless characters only."""

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from portal.contract.plaintext import one_line, plain

GAP = 2
NARROWEST = 6
READABLE = 20
"""Below so many cells a text that was cut says little: columns that matter less go before."""
ELLIPSIS = "…"


class Column(NamedTuple):
    """A column of a table: its title, whether it may be cut, whether it is a number, and when it is left out.

    Where there is no room, columns with a `drop` are left out, the highest number first; 0 always stays.
    """

    title: str
    gives: bool = False
    right: bool = False
    drop: int = 0


def elastic(title: str) -> Column:
    """A column that may be cut where there is no room."""
    return Column(title, gives=True)


def right(title: str) -> Column:
    """A column of numbers."""
    return Column(title, right=True)


def width() -> int | None:
    """How many cells a line may take; None, no limit, when nobody looks at a terminal."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal():
        return max(40, shutil.get_terminal_size().columns)
    return None


def inner() -> int | None:
    """How many cells a line of a section may take, which stands in by two; None, no limit, when nobody looks."""
    limit = width()
    return None if limit is None else limit - 2


def cells(text: str) -> int:
    """How many cells a text takes on a terminal: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in ("W", "F") else 1 for c in text
    )


def cut(text: str, limit: int) -> str:
    """`text` in at most `limit` cells, with an ellipsis where something was left out."""
    if cells(text) <= limit:
        return text
    kept, taken = "", 0
    for character in text:
        taken += cells(character)
        if taken > limit - 1:
            break
        kept += character
    return kept.rstrip() + ELLIPSIS


def table(titled: Sequence[Column | str], rows: Iterable[Sequence[object]], limit: int | None = None) -> str:
    """An aligned table that fits into `limit` cells: some columns are cut, and left out before they say nothing."""
    columns = [Column(one) if isinstance(one, str) else one for one in titled]
    lines = [[one_line(str(value)) for value in row] for row in rows]
    shown = [[column.title.upper() for column in columns], *lines]
    natural = [max(cells(line[i]) for line in shown) for i in range(len(columns))]
    kept = list(range(len(columns)))
    while (widths := _fitted([columns[i] for i in kept], [natural[i] for i in kept], limit)) is None:
        kept.remove(max(kept, key=lambda i: columns[i].drop))
    return "\n".join(_line([columns[i] for i in kept], [line[i] for i in kept], widths, limit) for line in shown)


def _fitted(columns: Sequence[Column], natural: Sequence[int], limit: int | None) -> list[int] | None:
    """The widths within a limit, the widest cut first; None when a column had better be left out."""
    widths = list(natural)
    over = sum(widths) + GAP * (len(columns) - 1) - limit if limit is not None else 0
    while over > 0:
        giving = [i for i, column in enumerate(columns) if column.gives and widths[i] > NARROWEST]
        if not giving:
            break
        widest = max(giving, key=lambda i: widths[i])
        widths[widest] -= 1
        over -= 1
    first = next((i for i, column in enumerate(columns) if column.gives), None)
    tight = over > 0 or (first is not None and widths[first] < min(READABLE, natural[first]))
    return None if tight and any(column.drop for column in columns) else widths


def _line(columns: Sequence[Column], line: Sequence[str], widths: Sequence[int], limit: int | None) -> str:
    parts = []
    for column, value, wide in zip(columns, line, widths, strict=True):
        fitting = cut(value, wide)
        blank = " " * (wide - cells(fitting))
        parts.append(blank + fitting if column.right else fitting + blank)
    whole = (" " * GAP).join(parts).rstrip()
    return whole if limit is None else cut(whole, limit)


def fields(pairs: Iterable[tuple[str, object]], limit: int | None = None) -> str:
    """Names and values below each other; a value that is "" or None is left out, a long one goes on below itself."""
    known = [(name, str(value)) for name, value in pairs if value is not None and str(value).strip()]
    if not known:
        return ""
    wide = max(cells(name) for name, _ in known)
    lines = []
    for name, value in known:
        room = max(20, limit - wide - GAP) if limit is not None else None
        first, *more = [piece for line in plain(value).splitlines() for piece in wrap(line, room)] or [""]
        lines.append(f"{name}{' ' * (wide - cells(name) + GAP)}{first}".rstrip())
        lines.extend(" " * (wide + GAP) + piece for piece in more)
    return "\n".join(lines)


def wrap(text: str, limit: int | None) -> list[str]:
    """A line broken at blanks so that each piece fits."""
    words = one_line(text).split(" ")
    if limit is None or cells(text) <= limit:
        return [" ".join(words)]
    pieces: list[str] = []
    for word in words:
        if pieces and cells(pieces[-1]) + 1 + cells(word) <= limit:
            pieces[-1] += f" {word}"
        else:
            pieces.append(word)
    return pieces


def line(text: str) -> str:
    """A text from outside on one line, so that it cannot pass for lines of ours."""
    return one_line(text)


def section(title: str, body: str) -> str:
    """A titled part of a page, indented; nothing when it is empty."""
    return (
        f"\n{one_line(title)}\n" + "\n".join(f"  {line}".rstrip() for line in body.splitlines()) if body.strip() else ""
    )


def page(*parts: str) -> str:
    """Parts below each other, the empty ones left out."""
    return "\n".join(part for part in parts if part)
