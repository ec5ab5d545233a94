"""One value of a contract's dataclass as JSON, made from its field types: whatever the contract says is there."""

import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints


def sample(wanted: Any, text: str = "word") -> Any:
    """A JSON value that fits a type of the contract, with every field filled and every text the one given."""
    if is_dataclass(wanted):
        hints = get_type_hints(wanted)
        return {f.name: sample(hints[f.name], text) for f in fields(wanted)}
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin is tuple:
        return [sample(inner[0], text)] if inner[-1] is Ellipsis else [sample(part, text) for part in inner]
    if origin is dict:
        return {"key": sample(inner[1], text)}
    if origin in (typing.Union, types.UnionType):
        return sample(next(part for part in inner if part is not type(None)), text)
    plain: dict[Any, Any] = {str: text, int: 7, float: 0.5, bool: True, Any: {"any": [text]}}
    return plain[wanted]


def least(wanted: Any) -> dict[str, Any]:
    """The same with only the fields that have no default."""
    hints = get_type_hints(wanted)
    needed = [f for f in fields(wanted) if f.default is MISSING and f.default_factory is MISSING]
    return {f.name: sample(hints[f.name]) for f in needed}
