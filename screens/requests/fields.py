"""The fields of a form, read from the JSON Schema that the server sends."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FieldChoice:
    """One allowed value; `disabled` says why it may not be taken, or is empty."""

    value: str
    title: str
    note: str = ""
    disabled: str = ""


@dataclass(frozen=True)
class FormField:
    """One thing that is asked."""

    name: str
    title: str
    help: str
    kind: str
    """`string`, `integer`, `number` or `boolean`."""
    section: str
    required: bool
    choices: tuple[FieldChoice, ...] = ()
    assumed: Any = None
    longest: int = 0
    long: bool = False
    """Whether it takes several lines."""
    many: bool = False
    """Whether it takes a list, so that blanks and lines are the same."""

    def value(self, typed: str) -> Any:
        """What was typed as a value of the field's type; what cannot be read goes as it is, and the server says why."""
        text = typed.strip()
        if self.kind == "integer" and text.lstrip("-").isdecimal():
            return int(text)
        if self.kind == "boolean" and text in ("yes", "no"):
            return text == "yes"
        return text

    def shown(self, value: Any) -> str:
        """A value as one types it."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else str(value)

    def called(self, value: Any) -> str:
        """A value as one reads it: a choice by its title."""
        text = self.shown(value)
        return next((choice.title for choice in self.choices if choice.value == text), text)


def read_schema(schema: dict[str, Any]) -> tuple[FormField, ...]:
    """The fields in their order, those of one section together; what is no object of properties has none."""
    properties = schema.get("properties")
    required = schema.get("required") or ()
    if not isinstance(properties, dict):
        return ()
    made = [_field(str(name), one, name in required) for name, one in properties.items() if isinstance(one, dict)]
    sections = list(dict.fromkeys(field.section for field in made))
    return tuple(sorted(made, key=lambda field: sections.index(field.section)))


def _field(name: str, one: dict[str, Any], required: bool) -> FormField:
    kind = str(one.get("type", "string"))
    choices = tuple(
        FieldChoice(
            str(choice.get("value", "")),
            str(choice.get("title") or choice.get("value", "")),
            str(choice.get("note") or ""),
            str(choice.get("disabled") or ""),
        )
        for choice in one.get("x-choices") or ()
        if isinstance(choice, dict)
    )
    if not choices and isinstance(one.get("enum"), list):
        choices = tuple(FieldChoice(str(value), str(value)) for value in one["enum"])
    if kind == "boolean":
        choices = (FieldChoice("yes", "yes"), FieldChoice("no", "no"))
    return FormField(
        name=name,
        title=str(one.get("title") or name),
        help=str(one.get("description") or ""),
        kind=kind,
        section=str(one.get("x-section") or ""),
        required=required,
        choices=choices,
        assumed=one.get("x-assumed"),
        longest=int(one.get("maxLength") or 0),
        long=bool(one.get("x-long")) and not choices,
        many=bool(one.get("x-many")),
    )
