"""From a plain document to a model: pydantic's findings in a reader's words, each at its line."""

import difflib
import json
from typing import Any, TypeVar

from pydantic import ValidationError

from catalog.model import Model
from catalog.strict_yaml import Path, StrictDocument

M = TypeVar("M", bound=Model)

EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping of fields",
    "date_type": "a date such as 2026-05-31",
    "date_parsing": "a date such as 2026-05-31",
    "date_from_datetime_parsing": "a date such as 2026-05-31",
    "date_from_datetime_inexact": "a date without a time, such as 2026-05-31",
}

LIMITS = {
    "too_short": ("min_length", "has too few entries", "give at least {}"),
    "too_long": ("max_length", "has too many entries", "give at most {}"),
    "string_too_short": ("min_length", "is too short", "write at least {} characters"),
    "string_too_long": ("max_length", "is too long", "write at most {} characters"),
    "greater_than_equal": ("ge", "is too small", "write at least {}"),
    "less_than_equal": ("le", "is too large", "write at most {}"),
}


def validated(document: StrictDocument, model: type[M]) -> M | None:
    """The model of a document, or None with the reasons noted in the document."""
    if document.value is None and document.faults:
        return None
    try:
        # JSON's strict mode takes lists for tuples and texts for dates, and still converts nothing else.
        return model.model_validate_json(json.dumps(document.value))
    except ValidationError as error:
        errors = error.errors(include_url=False)
        # A list whose entries do not fit is also reported as too short; that says nothing more.
        inside = {found["loc"][:length] for found in errors for length in range(len(found["loc"]))}
        seen: set[Path] = set()
        for found in errors:
            if found["type"] != "too_short" or found["loc"] not in inside:
                _note(document, model, found, seen)
    return None


def _note(document: StrictDocument, model: type[Model], found: Any, seen: set[Path]) -> None:
    """Note one finding; of several at one value (the members of a union) only the first."""
    where: Path = found["loc"]
    path = next(
        where[:length] for length in range(len(where), -1, -1) if not length or where[:length] in document.places
    )
    kind: str = found["type"]
    if kind == "missing":
        document.fault(path, f"the field {_name(where)} is missing", f"add {where[-1]}")
        return
    if path in seen:
        return
    seen.add(path)
    name = _name(path) or "the file"
    if kind == "extra_forbidden":
        close = difflib.get_close_matches(str(where[-1]), sorted(_fields(model)), n=1)
        document.fault(path, f"{name} is not a known field", f"did you mean {close[0]}?" if close else "remove it")
    elif _is_union(where, path) and kind in EXPECTED:
        document.fault(path, f"{name} {_is(document, path)}", "write text, a number, true or false")
    elif kind == "string_type":
        spelling = document.place(path).spelling
        right = f'put it in quotes: "{spelling}"' if spelling else "write text"
        document.fault(path, f"{name} must be text, but {_is(document, path)}", right)
    elif kind in EXPECTED:
        document.fault(path, f"{name} {_is(document, path)}", f"write {EXPECTED[kind]}")
    elif kind == "literal_error":
        document.fault(path, f"{name} may not be {_short(found['input'])}", f"write {found['ctx']['expected']}")
    elif kind == "string_pattern_mismatch":
        pattern = found["ctx"]["pattern"]
        document.fault(path, f"{name} may not be {_short(found['input'])}", f"it must match {pattern}")
    elif kind == "value_error":
        document.fault(path, f"{name}: {found['ctx']['error']}", "correct one of them")
    elif kind in LIMITS:
        field, wrong, right = LIMITS[kind]
        document.fault(path, f"{name} {wrong}", right.format(found["ctx"][field]))
    else:
        message = str(found["msg"])
        document.fault(path, f"{name} does not fit", message[:1].lower() + message[1:])


def _is_union(where: Path, path: Path) -> bool:
    """Whether pydantic tried several types for the value: it then names each below the value's own path."""
    return len(where) > len(path)


def _is(document: StrictDocument, path: Path) -> str:
    """What stands there, in words."""
    value: Any = document.value
    for step in path:
        value = value[step]
    if value is None:
        return "has no value"
    if isinstance(value, bool):
        return f"is {str(value).lower()}, a truth value"
    if isinstance(value, int | float):
        return f"is the number {document.place(path).spelling}"
    if isinstance(value, str):
        return f"is the text {_short(value)}"
    return "is a mapping" if isinstance(value, dict) else "is a list"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _name(path: Path) -> str:
    """A path as people read it: questions[2].default."""
    name = ""
    for step in path:
        name += f"[{step}]" if isinstance(step, int) else f".{step}" if name else step
    return name


def _fields(model: type[Model]) -> set[str]:
    """Every field of a model and of the models inside it."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return {name for part in parts for name in part.get("properties", {})}
