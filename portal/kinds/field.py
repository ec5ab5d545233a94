"""One field of a kind: declared once, it is form, command-line flag, validation and documentation."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from catalog.model.question import Question
from portal.clock import moment, stamp
from portal.contract.limits import LINE_LENGTH
from portal.contract.plaintext import is_plain
from portal.contract.problem import Complaint
from portal.domain.requests.moments import EXAMPLES, Edge, read_moment

_JSON_TYPE = {"string": "string", "text": "string", "choice": "string", "integer": "integer", "number": "number",
              "boolean": "boolean", "moment": "string"}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One allowed value; `disabled` says why it may not be taken, or is empty."""

    value: str
    title: str
    note: str = ""
    disabled: str = ""


@dataclass(frozen=True)
class Field:
    """One thing that is asked. `assumed` is taken when nothing is answered; None makes the field a must."""

    name: str
    title: str
    help: str
    type: str = "string"
    choices: tuple[Choice, ...] = ()
    assumed: Any = None
    origin: str = "assumed"
    """How a value that nobody answered came to be: `assumed`, or `derived` from the others."""
    required: bool = True
    pattern: str = ""
    longest: int = LINE_LENGTH
    minimum: float | None = None
    maximum: float | None = None
    section: str = ""
    zone: str = "UTC"
    """The time zone in which a moment is meant that names none."""
    edge: Edge = "end"
    """Which end of a day a moment is at that names no time."""

    def schema(self) -> dict[str, Any]:
        """The field as a JSON Schema property."""
        made: dict[str, Any] = {"type": _JSON_TYPE[self.type], "title": self.title, "description": self.help}
        if self.choices:
            made["enum"] = [choice.value for choice in self.choices]
            made["x-choices"] = [
                {"value": choice.value, "title": choice.title, "note": choice.note, "disabled": choice.disabled}
                for choice in self.choices
            ]
        if self.type in ("string", "text"):
            made["maxLength"] = self.longest
        if self.pattern:
            made["pattern"] = f"^(?:{self.pattern})$"
        made |= {
            key: value for key, value in (("minimum", self.minimum), ("maximum", self.maximum)) if value is not None
        }
        if self.assumed is not None:
            made["x-assumed"] = self.assumed
            made["x-origin"] = self.origin
        return {**made, "x-section": self.section, "x-long": self.type == "text"}

    def read(self, answer: Any, at: str = "") -> tuple[Any, Complaint | None]:
        """The answer as a value of the field's type, or what is wrong with it. Text from a command line is read.

        `at` is now, for what is said relative to it, such as "friday"; such a value is a stamp from then on.
        """
        value: Any
        reader = {"integer": _read_integer, "number": _read_number, "boolean": _read_boolean}.get(self.type)
        if reader is not None:
            value, wrong = reader(answer)
        elif not isinstance(answer, str):
            shown = json.dumps(answer, ensure_ascii=False)[:40]
            if isinstance(answer, bool | int | float):
                return None, Complaint(self.name, f"is {shown} without quotes, and text is wanted", f'write "{shown}"')
            value, wrong = None, "is not text"
        else:
            value, wrong = unicodedata.normalize("NFC", answer).strip(), ""
        wrong = wrong or self._wrong(value)
        if self.type == "moment" and value and not wrong:
            value, wrong = _read_moment(value, at, self.zone, self.edge)
        return (None, Complaint(self.name, wrong, self.right())) if wrong else (value, None)

    def _wrong(self, value: Any) -> str:
        if isinstance(value, str):
            if not is_plain(value) or (self.type != "text" and "\n" in value):
                return "holds control or invisible characters"
            if len(value) > self.longest:
                return f"is {len(value)} characters long, at most {self.longest} are allowed"
            if self.required and not value:
                return "is missing"
            if self.pattern and value and not re.fullmatch(self.pattern, value):
                return f"'{value}' has not the right form"
            if self.choices:
                return self._wrong_choice(value)
        elif self.minimum is not None and value < self.minimum:
            return f"is less than {self.minimum:g}"
        elif self.maximum is not None and value > self.maximum:
            return f"is more than {self.maximum:g}"
        return ""

    def _wrong_choice(self, value: str) -> str:
        for choice in self.choices:
            if choice.value == value:
                return f"'{value}' cannot be taken: {choice.disabled}" if choice.disabled else ""
        return f"there is no '{value}'"

    def right(self) -> str:
        """What would be right instead, in words."""
        open_choices = [choice.value for choice in self.choices if not choice.disabled]
        if open_choices:
            shown = ", ".join(open_choices[:12]) + (", …" if len(open_choices) > 12 else "")
            return f"choose one of: {shown}"
        if self.type == "moment":
            return EXAMPLES
        if self.minimum is not None and self.maximum is not None:
            return f"give a number from {self.minimum:g} to {self.maximum:g}"
        return self.help


def some_of(choices: Iterable[Choice], none: str) -> tuple[Choice, ...]:
    """The choices; where there are none, a single one that says why nothing can be chosen."""
    return tuple(choices) or (Choice("", "none", disabled=none),)


def from_question(question: Question, section: str) -> Field:
    """A template's question as a field."""
    return Field(
        name=question.name,
        title=question.title,
        help=question.help or question.title,
        type=question.type,
        choices=tuple(Choice(choice, choice) for choice in question.choices),
        assumed=question.default,
        required=question.required,
        pattern=question.pattern or "",
        longest=question.max_length,
        minimum=question.minimum,
        maximum=question.maximum,
        section=section,
    )


def _read_integer(answer: Any) -> tuple[int | None, str]:
    if isinstance(answer, int) and not isinstance(answer, bool):
        return (answer, "") if abs(answer) < 2**53 else (None, "is too large")
    if isinstance(answer, str) and re.fullmatch(r"-?[0-9]{1,15}", answer.strip()):
        return int(answer), ""
    return None, f"{answer!r:.60} is not a whole number"


def _read_moment(answer: str, at: str, zone: str, edge: Edge) -> tuple[str | None, str]:
    try:
        return stamp(read_moment(answer, moment(at), ZoneInfo(zone), edge)), ""
    except (ValueError, OverflowError):
        return None, f"'{answer:.60}' is no moment"


def _read_number(answer: Any) -> tuple[float | None, str]:
    if isinstance(answer, int | float) and not isinstance(answer, bool) and abs(answer) < 2**53:
        return float(answer), ""
    if isinstance(answer, str) and re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", answer.strip()):
        return float(answer), ""
    return None, f"{answer!r:.60} is not a number"


def _read_boolean(answer: Any) -> tuple[bool | None, str]:
    if isinstance(answer, bool):
        return answer, ""
    known = {"true": True, "yes": True, "false": False, "no": False}.get(str(answer).strip().lower())
    return (None, f"{answer!r:.60} is neither yes nor no") if known is None else (known, "")
