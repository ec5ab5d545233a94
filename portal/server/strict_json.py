"""JSON as it may come in: numbers that JSON knows, text that can be kept and shown, nothing nested without end."""

from typing import Any

from portal.contract.plaintext import one_line
from portal.contract.problem import Complaint, bad_input
from portal.contract.sound_json import Unsound, loads


def read_strict(body: bytes) -> Any:
    """The document in a body. Raises Problem for what is no JSON, or none that could be kept and sent on as it came."""
    try:
        return loads(body)
    except Unsound as fault:
        place = one_line(fault.where)[:80] or "body"
        what = "what was sent has not the right form"
        raise bad_input(what, Complaint(place, one_line(fault.what)), code="bad-form") from None
