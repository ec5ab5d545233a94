"""JSON that everybody reads alike: no NaN, no number that loses digits, no text that a database or a screen refuses.

Python writes and takes `NaN`, whole numbers of any length and halves of characters; other readers refuse the whole
document for one of them. What comes from outside is read here: strictly, where somebody can be told to send it better,
or entry by entry, where one entry must not cost the others.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

LARGEST = 2**53 - 1
"""The largest whole number that every reader of JSON takes as it is written."""
DEEPEST = 32
LONGEST_TEXT = 32_768
"""Characters of one text in an answer that is read entry by entry; names, tags and messages are far shorter."""
LISTS = ("value", "Items")
"""Under which name an answer of Azure's holds the entries of a list."""
_SHOWN = 24
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_SPOILT = "\ufffd"
"""What stands for bytes that are no text."""


class Unsound(ValueError):
    """What cannot be read or kept; `where` is the way to it, "" for the whole document."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where} {what}" if where else f"it {what}")
        self.where, self.what = where, what


class NotJson(Unsound):
    """What is no JSON at all."""


class Marked(dict[str, Any]):
    """An entry of an answer in which something could not be read.

    Such numbers are None, and such texts hold what could be read of them.
    """

    unread: tuple[str, ...] = ()
    """Values that are missing now, each with the way to it and why."""
    mended: tuple[str, ...] = ()
    """Texts that were shortened or cleaned."""


def loads(content: str | bytes) -> Any:
    """The document in `content`. Raises Unsound, naming the place, for what is no JSON or not sound."""
    found = parts(_text_of(content))
    check(found)
    return found


def parts(text: str) -> Any:
    """A document whose parts are each to be looked at by `check`. Raises Unsound for what is no JSON at all."""
    try:
        return json.loads(text, parse_constant=_Odd, parse_float=_real, parse_int=_whole)
    except json.JSONDecodeError as fault:
        raise NotJson(f"character {fault.pos}", f"is not JSON: {fault.msg.lower()}") from None
    except RecursionError:
        raise _too_deep() from None


def check(value: Any) -> None:
    """Raises Unsound for the first thing in a value that could not be kept, sent on and asked for as it is."""
    for where, what in _unsound(value, "", 0):
        raise Unsound(where, what)


def unsound(value: Any) -> str:
    """What `check` says of a value; "" when it is sound."""
    return next((f"{where} {what}" if where else f"it {what}" for where, what in _unsound(value, "", 0)), "")


def dumps(value: Any) -> str:
    """A value as a database keeps it. Raises Unsound: what is not sound would spoil the whole column for whoever asks.

    How large a whole number may be is for those to say who read it.
    """
    try:
        text = json.dumps(value, allow_nan=False)
    except ValueError:
        check(value)
        raise
    if "\\u0000" in text or "\\ud" in text:  # the second also begins whole characters outside the basic plane
        for where, what in _unsound(value, "", -DEEPEST, largest=math.inf):
            raise Unsound(where, what)
    return text


def entries(content: bytes) -> Any:
    """The document of an answer, for a reader of lists: an entry in which something is odd costs itself alone.

    Bytes that are no text become a sign that says so. Raises Unsound for what is no JSON at all.
    """
    return _mended(parts(content.decode("utf-8", "replace")))


def nameless(value: Any) -> Marked:
    """An entry of a list that is no object, and so has neither a name nor anything in it."""
    marked = Marked()
    marked.unread = (f"an entry is a {type(value).__name__}, no object",)
    return marked


def _mended(document: Any) -> Any:
    """The document, each entry of its list marked where something in it is odd."""
    if isinstance(document, dict):
        for name in LISTS:
            if isinstance(document.get(name), list):
                listed = [_entry(one) for one in document.pop(name)]
                return {**_entry(document), name: listed}
    return _entry(document)


def _entry(value: Any) -> Any:
    unread: list[str] = []
    mended: list[str] = []
    clean = _clean(value, "", 0, unread, mended)
    if not (unread or mended) or not isinstance(clean, dict):
        return clean
    marked = Marked(clean)
    marked.unread, marked.mended = tuple(unread), tuple(mended)
    return marked


def _clean(value: Any, where: str, depth: int, unread: list[str], mended: list[str]) -> Any:
    match value:
        case _Odd():
            unread.append(f"{where} {value.what}".strip())
            return None
        case str():
            return _clean_text(value, where, mended)
        case dict() | list() if depth >= DEEPEST:
            unread.append(f"{where} is nested more than {DEEPEST} deep")
            return None
        case dict():
            return {
                _clean_text(name, where, mended): _clean(part, f"{where}.{name}".lstrip("."), depth + 1, unread, mended)
                for name, part in value.items()
            }
        case list():
            return [_clean(part, where, depth + 1, unread, mended) for part in value]
        case _:
            return value


def _clean_text(text: str, where: str, mended: list[str]) -> str:
    if len(text) > LONGEST_TEXT:
        mended.append(f"{where} has {len(text)} characters")
        text = text[:LONGEST_TEXT]
    text = _NO_TEXT.sub(_SPOILT, text)
    if _SPOILT in text:
        mended.append(f"{where} holds what is no text")
    return text


class _Odd(str):
    """A number as it was written, where no number came of it."""

    @property
    def what(self) -> str:
        """Why it is none that can be kept."""
        shown = self if len(self) <= _SHOWN else f"{self[:_SHOWN]}…"
        if self.lstrip("-").isdecimal():
            return f"is {shown}, which is beyond {LARGEST} and loses digits on the way; write it as text"
        return f"is {shown}, which is no number that JSON can say"


def _real(text: str) -> "float | _Odd":
    number = float(text)
    return number if math.isfinite(number) else _Odd(text)


def _whole(text: str) -> "int | _Odd":
    return int(text) if len(text) <= len(str(LARGEST)) + 1 and abs(int(text)) <= LARGEST else _Odd(text)


def _unsound(value: Any, where: str, depth: int, largest: float = LARGEST) -> Iterator[tuple[str, str]]:
    """Everything unsound in a value, with the way to it."""
    match value:
        case _Odd():
            yield where, value.what
        case str():
            yield from ((where, what) for what in _text_faults(value))
        case bool() | None:
            pass
        case int():
            if abs(value) > largest:
                yield where, _Odd(value if abs(value) < 10**_SHOWN else "9" * (_SHOWN + 1)).what
        case float():
            if not math.isfinite(value):
                yield where, _Odd(value).what
        case Mapping() | list() | tuple() if depth >= DEEPEST:
            yield where, f"is nested more than {DEEPEST} deep"
        case Mapping():
            for name, part in value.items():
                yield from ((where, f"names something that {what}") for what in _text_faults(str(name)))
                yield from _unsound(part, f"{where}.{name}".lstrip("."), depth + 1, largest)
        case list() | tuple():
            for part in value:
                yield from _unsound(part, where, depth + 1, largest)
        case _:
            yield where, f"is a {type(value).__name__}, which JSON does not know"


def _text_faults(text: str) -> Iterator[str]:
    if "\x00" in text:
        yield "holds a NUL character"
    elif _NO_TEXT.search(text):
        yield "holds half of a character"


def _text_of(content: str | bytes) -> str:
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unsound("", "is not text in UTF-8") from None


def _too_deep() -> Unsound:
    return Unsound("", f"is nested more than {DEEPEST} deep")
