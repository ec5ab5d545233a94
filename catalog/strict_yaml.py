"""Reading YAML strictly: YAML 1.2 core values only, each with the line it stands on.

ruamel.yaml parses, and nothing of what makes YAML surprising is let through: no anchors, aliases, tags, directives or
second documents, no duplicate keys, no keys that are not text, no dates, no yes and no, no infinity. What libyaml takes
(in a fifteenth of the time) is not parsed again, unless something stands in it that the two read in different ways.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from catalog.fault import CatalogueFault

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16
MAX_NUMBER_LENGTH = 30
REMEMBERED = 256
"""How many files are remembered as they were read: a catalogue is loaded again whenever one of its files changes."""

NULL = re.compile(r"(?:~|null|Null|NULL|)\Z")
TRUE = re.compile(r"(?:true|True|TRUE)\Z")
FALSE = re.compile(r"(?:false|False|FALSE)\Z")
INTEGER = re.compile(r"[-+]?[0-9]+\Z")
OTHER_BASE = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)\Z")
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
NOT_FINITE = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
# What could speak to a terminal or hide from a reader: control, bidirectional and invisible characters, surrogates.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)

MAPPINGS, SEQUENCES = MappingStartEvent | yaml.MappingStartEvent, SequenceStartEvent | yaml.SequenceStartEvent
ENDS = MappingEndEvent | SequenceEndEvent | yaml.MappingEndEvent | yaml.SequenceEndEvent
AROUND = (
    StreamStartEvent | StreamEndEvent | DocumentEndEvent
    | yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent
)  # fmt: skip
QUICK = getattr(yaml, "CSafeLoader", None)
UNLIKE = re.compile(r"[\t\r]|[|>][-+0-9]*(?:\s*#| *\n *\n)")
"""What libyaml reads in a way of its own: tabs, bare returns, a block that begins with a comment or an empty line."""

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class SourcePlace:
    """Where a value stands, and how a plain scalar was spelled there."""

    line: int
    spelling: str | None = None


@dataclass
class StrictDocument:
    """One file: its plain value (None when it could not be read), the place of every value, and its faults."""

    file: str
    value: Any = None
    places: dict[Path, SourcePlace] = field(default_factory=dict)
    faults: list[CatalogueFault] = field(default_factory=list)

    def place(self, path: Path) -> SourcePlace:
        """The place of a value, or of the nearest thing around it that has one."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return SourcePlace(1)

    def fault(self, path: Path, wrong: str, right: str) -> None:
        """Note a fault at a value."""
        self.faults.append(CatalogueFault(self.file, self.place(path).line, wrong, right))


class _Refused(Exception):
    """Something that makes the rest of the file unreadable."""

    def __init__(self, line: int, wrong: str, right: str) -> None:
        super().__init__(wrong)
        self.line, self.wrong, self.right = line, wrong, right


@dataclass
class _Open:
    """A mapping or sequence that has begun and not ended yet."""

    path: Path
    value: dict[str, Any] | list[Any]
    key: str | None = None
    key_line: int = 0


def read(content: bytes, file: str) -> StrictDocument:
    """Read one file; what is wrong with it is noted in the document, never raised.

    The parser is slow, so what it made of the same bytes before is copied: whoever gets a document may change it.
    """
    once = _read(content, file)
    return StrictDocument(file, _copied(once.value), dict(once.places), list(once.faults))


@lru_cache(REMEMBERED)
def _read(content: bytes, file: str) -> StrictDocument:
    document = StrictDocument(file)
    try:
        text = _decoded(content)
        quick = _quickly(text, file)
        if quick is not None:
            return quick
        _build(_events(text), document)
    except _Refused as refused:
        document.value = None
        document.faults.append(CatalogueFault(file, refused.line, refused.wrong, refused.right))
    return document


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value


def _decoded(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise _Refused(1, f"the file has {len(content)} bytes", f"at most {MAX_BYTES} are allowed; split it")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _Refused(line, "the file is not UTF-8", "save it as UTF-8") from None
    text = text.removeprefix("\ufeff")
    if found := UNPRINTABLE.search(text.replace("\r\n", "\n")):
        line = text.replace("\r\n", "\n").count("\n", 0, found.start()) + 1
        raise _Refused(line, f"the character U+{ord(found.group()):04X} is not printable", "remove it")
    return text


def _events(text: str) -> Iterator[Event]:
    """The parser's events; whatever it raises on broken text becomes a refusal."""
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        wrong = f"this is not YAML: {error.problem or error.context}"
        raise _Refused(line, wrong, "check quotes, colons and indentation here") from None
    except YAMLError as error:
        raise _Refused(1, f"this is not YAML: {str(error).splitlines()[0]}", "check the file") from None


def _quickly(text: str, file: str) -> StrictDocument | None:
    """What libyaml makes of a text; None where it refuses it, or might read it in a way of its own."""
    if QUICK is None or UNLIKE.search(text):
        return None
    document = StrictDocument(file)
    try:
        _build(yaml.parse(text, QUICK), document)
    except (yaml.YAMLError, _Refused):
        return None  # the other parser says why
    return document if isinstance(document.value, dict) else None  # where an empty value stands, they do not agree


def _build(events: Iterable[Any], document: StrictDocument) -> None:
    """Turn events into plain values and places; stop at the first thing that YAML has and a catalogue may not."""
    stack: list[_Open] = []
    documents = 0
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, DocumentStartEvent | yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _Refused(line, "a second document begins here", "one file holds one document; remove ---")
            if event.version is not None or event.tags is not None:
                raise _Refused(line, "a % directive stands above", "remove it; files are YAML 1.2")
        elif isinstance(event, ENDS):
            _put(stack, document, stack.pop().value)
        elif isinstance(event, ScalarEvent | yaml.ScalarEvent):
            _refuse_marks(event, line)
            _scalar(stack, document, event, line)
        elif isinstance(event, MAPPINGS | SEQUENCES):
            _refuse_marks(event, line)
            if len(stack) >= MAX_DEPTH:
                raise _Refused(line, f"nested deeper than {MAX_DEPTH} levels", "make it flatter")
            path = _next_path(stack, line)
            document.places[path] = SourcePlace(_value_line(stack, line))
            stack.append(_Open(path, {} if isinstance(event, MAPPINGS) else []))
        elif isinstance(event, AliasEvent | yaml.AliasEvent):
            raise _Refused(line, f"the alias *{event.anchor} is not allowed", "write the value out")
        elif not isinstance(event, AROUND):
            raise _Refused(line, f"{type(event).__name__} is not allowed", "write plain YAML")
    if documents == 0:
        raise _Refused(1, "the file is empty", "write a mapping of fields")


def _refuse_marks(event: Any, line: int) -> None:
    if event.anchor is not None:
        raise _Refused(line, f"the anchor &{event.anchor} is not allowed", "write the value out where it is needed")
    if event.tag is not None:
        raise _Refused(line, f"the tag {event.tag} is not allowed", "remove it; the field decides the type")


def _next_path(stack: list[_Open], line: int) -> Path:
    """The path of the value that comes next; a collection cannot be a key."""
    if not stack:
        return ()
    parent = stack[-1]
    if isinstance(parent.value, list):
        return (*parent.path, len(parent.value))
    if parent.key is None:
        raise _Refused(line, "a key is not plain text", "keys are names of fields")
    return (*parent.path, parent.key)


def _value_line(stack: list[_Open], line: int) -> int:
    """The line of a value: that of its key if it has one, since an absent value has no line of its own."""
    return stack[-1].key_line if stack and stack[-1].key is not None else line


def _put(stack: list[_Open], document: StrictDocument, value: Any) -> None:
    if not stack:
        document.value = value
        return
    parent = stack[-1]
    if isinstance(parent.value, list):
        parent.value.append(value)
    elif parent.key is not None:
        parent.value[parent.key] = value
        parent.key = None


def _scalar(stack: list[_Open], document: StrictDocument, event: Any, line: int) -> None:
    """Take a scalar as the next key or as the next value."""
    text: str = event.value
    if found := UNPRINTABLE.search(text):
        raise _Refused(line, f"the escape of U+{ord(found.group()):04X} is not printable", "remove it")
    plain = event.style is None or event.style == ""
    if stack and isinstance(stack[-1].value, dict) and stack[-1].key is None:
        if text in stack[-1].value:
            raise _Refused(line, f"the key {text} stands here a second time", "keep one of the two")
        if plain and not isinstance(_resolved(text, line), str):
            raise _Refused(line, f"the key {text or '(nothing)'} is not text", f'put it in quotes: "{text}"')
        stack[-1].key, stack[-1].key_line = text, line
        return
    document.places[_next_path(stack, line)] = SourcePlace(_value_line(stack, line), text if plain else None)
    _put(stack, document, _resolved(text, line) if plain else text)


def _resolved(text: str, line: int) -> str | int | float | bool | None:
    """The value of a plain scalar by YAML 1.2's core schema, which has no dates and no yes or no."""
    if NULL.match(text):
        return None
    if TRUE.match(text) or FALSE.match(text):
        return text[0] in "tT"
    is_integer = INTEGER.match(text)
    if is_integer or FLOAT.match(text):
        if len(text) > MAX_NUMBER_LENGTH:
            raise _Refused(line, f"the number {text[:12]}… has {len(text)} digits", "put it in quotes if it is text")
        return int(text) if is_integer else _finite(text, line)
    if OTHER_BASE.match(text):
        raise _Refused(line, f"{text[:20]} is a number in another base", "write it in base ten, or in quotes")
    if NOT_FINITE.match(text):
        raise _Refused(line, f"{text} is not a finite number", "write a number, or put it in quotes")
    return text


def _finite(text: str, line: int) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise _Refused(line, f"{text} is too large for a number", "put it in quotes if it is text")
    return number
