"""JSON as it may come in: numbers that JSON knows, text that can be kept and shown, nothing nested without end."""

from typing import Any

from portal.contract.plaintext import one_line
from portal.contract.problem import Complaint, bad_input
from portal.contract.sound_json import Unsound, loads


def read_strict(body: bytes) -> Any:
    """The document in a body. Raises Problem for what is no JSON, or none that could be kept and sent on as it came."""
    try:
<<<<<<< HEAD
        return loads(body)
    except Unsound as fault:
        place = one_line(fault.where)[:80] or "body"
        what = "what was sent has not the right form"
        raise bad_input(what, Complaint(place, one_line(fault.what)), code="bad-form") from None
=======
        document = json.loads(body, parse_constant=_no_number, parse_float=_real, parse_int=_whole)
    except RecursionError:
        raise _not_strict("body", f"is nested more than {DEEPEST} deep") from None
    except json.JSONDecodeError as fault:
        raise _not_strict(f"character {fault.pos}", f"is not JSON: {fault.msg.lower()}") from None
    except UnicodeDecodeError:
        raise _not_strict("body", "is not text in UTF-8") from None
    _walk(document, "", 0)
    return document


def _walk(value: Any, where: str, depth: int) -> None:
    if depth > DEEPEST:
        raise _not_strict("body", f"is nested more than {DEEPEST} deep")
    if isinstance(value, str):
        _check_text(value, where)
    elif isinstance(value, list):
        for item in value:
            _walk(item, where, depth + 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_text(name, where)
            _walk(item, f"{where}.{name}".lstrip(".")[:80], depth + 1)


def _check_text(text: str, where: str) -> None:
    if "\x00" in text:
        raise _not_strict(where, "holds a NUL character")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _not_strict(where, "holds half of a character")


def _real(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise _not_strict(text[:LONGEST_NUMBER], "is too large for a number")
    return number


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise _not_strict(f"{text[:LONGEST_NUMBER]}…", "is too large for a number")
    return int(text)


def _no_number(word: str) -> NoReturn:
    raise _not_strict(word, "is no number in JSON")


def _not_strict(where: str, what: str) -> Problem:
    place = one_line(where)[:80] or "body"
    return bad_input("what was sent has not the right form", Complaint(place, what), code="bad-form")
>>>>>>> main
