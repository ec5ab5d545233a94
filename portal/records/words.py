"""What people say beside an act: kept for good, so only plain text of a sensible length comes in."""

from portal.contract.limits import TEXT_LENGTH
from portal.contract.plaintext import is_plain
from portal.contract.problem import Complaint, bad_input


def said(reason: str) -> str:
    """The words as they are kept. Raises Problem for what is too long or not plain."""
    reason = reason.strip()
    if len(reason) > TEXT_LENGTH:
        what = f"it is {len(reason)} characters long, at most {TEXT_LENGTH} are kept"
        raise bad_input("the reason is too long", Complaint("reason", what, "write less"))
    if not is_plain(reason):
        raise bad_input("the reason holds control or invisible characters", Complaint("reason", "use plain text"))
    return reason
