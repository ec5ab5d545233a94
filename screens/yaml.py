"""Plain JSON values as YAML that one can paste; strings are quoted as JSON, which YAML reads."""

import json
import re
from typing import Any

_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}


def as_yaml(value: Any, indent: int = 0) -> str:
    """A value as a block of YAML."""
    space = "  " * indent
    if isinstance(value, dict) and value:
        return "".join(f"{space}{_scalar(str(name))}:{_below(part, indent)}" for name, part in value.items())
    if isinstance(value, list) and value:
        return "".join(f"{space}-{_below(part, indent)}" for part in value)
    return f"{space}{_scalar(value)}\n"


def _below(value: Any, indent: int) -> str:
    if isinstance(value, dict | list) and value:
        return "\n" + as_yaml(value, indent + 1)
    return f" {_scalar(value)}\n"


def _scalar(value: Any) -> str:
    if isinstance(value, str) and _BARE.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)
