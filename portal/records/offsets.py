"""Cursors of lists that are worked out whole and given in pages: where the next page begins."""

import base64

from portal.contract.problem import Complaint, bad_input


def start_of(cursor: str | None) -> int:
    """Where a cursor says that the page begins. Raises Problem for what is none."""
    if cursor is None:
        return 0
    try:
        found = int(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii"))
    except ValueError:
        found = -1
    if found < 0:
        raise bad_input("this is no cursor of mine", Complaint("cursor", "take `next` of the page before"))
    return found


def cursor_at(start: int, length: int) -> str | None:
    """The cursor of the page that begins at `start`; None when there is nothing there any more."""
    return base64.urlsafe_b64encode(str(start).encode()).decode().rstrip("=") if start < length else None
