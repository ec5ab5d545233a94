"""The only builder of visible text from data: plain characters, never markup, cut to a width in cells.

Whatever comes from outside goes through `line` or `lines` before it is shown, so that brackets stay brackets and
control characters never reach the terminal.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content

from portal.clock import moment
from portal.contract.plaintext import one_line, plain

Part = str | tuple[str, str] | Content
"""A piece of text, the same with a style of Textual (`"b"`, `"$success"`), or content that is already safe."""

MINUTE, HOUR, DAY = 60, 3600, 86_400


def line(text: object) -> str:
    """Anything as one safe line."""
    return one_line(str(text))


def lines(text: object) -> str:
    """Anything as safe lines; tabs become blanks."""
    return plain(str(text)).replace("\t", "    ")


def content(*parts: Part) -> Content:
    """Safe content from parts; a style is ours, never data."""
    pieces: list[Content] = []
    for part in parts:
        if isinstance(part, Content):
            pieces.append(part)
        elif isinstance(part, tuple):
            pieces.append(Content.styled(lines(part[0]), part[1]) if part[1] else Content(lines(part[0])))
        else:
            pieces.append(Content(lines(part)))
    return Content("").join(pieces)


def stack(rows: Iterable[Part]) -> Content:
    """Parts below each other."""
    return Content("\n").join([content(row) for row in rows])


def width(text: str) -> int:
    """How many cells `text` takes."""
    return len(text) if text.isascii() else cell_len(text)


def cut(text: str, cells: int) -> str:
    """`text` in at most `cells` cells, with an ellipsis where something was left out."""
    if cells <= 0:
        return ""
    if width(text) <= cells:
        return text
    if text.isascii():
        return text[: cells - 1] + "…"
    kept, room = [], cells - 1
    for character in text:
        room -= cell_len(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept) + "…"


def fit(text: str, cells: int, align: str = "left") -> str:
    """`text` in exactly `cells` cells: cut, or padded on the side that `align` leaves."""
    text = cut(text, cells)
    blanks = " " * (cells - width(text))
    return blanks + text if align == "right" else text + blanks


def columns(rows: Sequence[Sequence[Part]], gap: int = 2, indent: int = 0) -> Content:
    """Rows of parts below each other, each column as wide as its widest part."""
    cells = [[content(part) for part in row] for row in rows]
    count = max((len(row) for row in cells), default=0)
    widths = [max((row[at].cell_length for row in cells if at < len(row)), default=0) for at in range(count)]
    drawn = []
    for row in cells:
        padded = [part.pad_right(widths[at] - part.cell_length + gap) for at, part in enumerate(row[:-1])]
        drawn.append(Content("").join([Content(" " * indent), *padded, *row[-1:]]))
    return Content("\n").join(drawn)


def money(cents: int | None, currency: str = "EUR") -> str:
    """Cents as whole money: `310 €`, `4 120 €`; small amounts keep their cents, nothing known is a dash."""
    if cents is None:
        return "–"
    sign = "€" if currency == "EUR" else line(currency)
    if cents and abs(cents) < 1000:
        return f"{cents / 100:.2f} {sign}"
    return f"{grouped(round(cents / 100))} {sign}"


def grouped(number: int) -> str:
    """A number with a blank between thousands."""
    return f"{number:,}".replace(",", " ")


def span(seconds: float) -> str:
    """A length of time in its largest fitting unit: `5 s`, `12 m`, `3 h`, `4 d`."""
    seconds = max(0.0, seconds)
    if seconds < MINUTE:
        return f"{int(seconds)} s"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} m"
    if seconds < 2 * DAY:
        return f"{int(seconds // HOUR)} h"
    return f"{int(seconds // DAY)} d"


def age(stamp: str | None, now: datetime) -> str:
    """How long ago a stamp was: `2 s`, `3 d`; `–` for never, `?` for a stamp that is none."""
    if not stamp:
        return "–"
    try:
        return span((now - moment(stamp)).total_seconds())
    except ValueError:
        return "?"


def ago(stamp: str | None, now: datetime) -> str:
    """`3 d ago`, `now` within five seconds, `–` for never."""
    if stamp and (short := age(stamp, now)) != "?":
        return "now" if short in ("0 s", "1 s", "2 s", "3 s", "4 s") else f"{short} ago"
    return "–" if not stamp else "?"


def until(stamp: str | None, now: datetime) -> str:
    """How long it is to a stamp: `in 3 h`, or `3 h ago` once it has passed."""
    if not stamp:
        return "–"
    try:
        seconds = (moment(stamp) - now).total_seconds()
    except ValueError:
        return "?"
    return f"in {span(seconds)}" if seconds >= 0 else f"{span(-seconds)} ago"


def day(stamp: str | None) -> str:
    """The date of a stamp, or a dash."""
    return line(stamp[:10]) if stamp else "–"


def at(stamp: str | None) -> str:
    """A stamp as date and time to the minute, in UTC."""
    return line(f"{stamp[:10]} {stamp[11:16]}") if stamp else "–"


def bar(share: float, cells: int) -> str:
    """A progress bar of `cells` cells for a share between 0 and 1."""
    full = round(min(1.0, max(0.0, share)) * cells)
    return "█" * full + "░" * (cells - full)


def count(number: int, one: str, many: str = "") -> str:
    """`1 request`, `3 requests`."""
    return f"{grouped(number)} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str], most: int = 3) -> str:
    """`Ana, Li and 2 more`."""
    shown = ", ".join(line(word) for word in words[:most])
    return f"{shown} and {len(words) - most} more" if len(words) > most else shown
