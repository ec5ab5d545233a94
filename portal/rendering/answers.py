"""What people answered, made into plain JSON values before any template sees them."""

import json
import math
import re
from collections.abc import Mapping

from portal.rendering.tree import RenderError

MAX_BYTES = 256 * 1024
MAX_DEPTH = 8
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")


def plain_answers(answers: Mapping[str, object]) -> dict[str, object]:
    """The answers as JSON values: text, numbers, yes or no, nothing, lists and mappings of these.

    Anything else, names that are not lower case words, and answers above 256 KiB are a RenderError.
    """
    for name in answers:
        if not NAME.match(name):
            raise RenderError("is not a name of an answer", f"answer '{name}'", "use lower case letters, digits and _")
    plain = {name: _plain(value, f"answer '{name}'", 0) for name, value in answers.items()}
    if len(json.dumps(plain)) > MAX_BYTES:
        raise RenderError(f"are above {MAX_BYTES // 1024} KiB", "the answers", "shorten the longest ones")
    return plain


def _plain(value: object, where: str, depth: int) -> object:
    if depth > MAX_DEPTH:
        raise RenderError(f"is nested deeper than {MAX_DEPTH} levels", where, "flatten it")
    match value:
        case None | bool() | int():
            return value
        case float() if math.isfinite(value):
            return value
        case str():
            return _text(value, where)
        case Mapping():
            return {
                _text(key, where): _plain(inner, f"{where}, key '{key}'", depth + 1) for key, inner in value.items()
            }
        case list() | tuple():
            return [_plain(inner, f"{where}, item {place}", depth + 1) for place, inner in enumerate(value, 1)]
        case _:
            raise RenderError(f"is a {type(value).__name__}", where, "give text, a number, yes or no, a list or a map")


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise RenderError(f"has the key {value!r}, which is not text", where, "use text as keys")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise RenderError("holds half a character (a lone surrogate)", where, "type the text again") from None
    return value
