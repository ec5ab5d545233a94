"""What an event says to the requester, and to whom it names."""

from collections.abc import Mapping

from portal.contract.values import Json
from portal.services.notices.own_rules import OWN, own_words

NEWS = {
    "request.approved": ("decided", "was approved by {who}"),
    "request.denied": ("decided", "was denied by {who}"),
    "request.expired": ("decided", "has expired: nobody decided in time"),
    "request.withdrawn": ("decided", "was withdrawn by {who}"),
    "request.sent-back": ("decided", "came back for review"),
    "request.escalated": ("said", "has waited too long"),
    "request.commented": ("said", "{who} said something"),
    "request.ready": ("ended", "is ready"),
    "request.ready_with_differences": ("ended", "is ready, with differences"),
    "request.failed_clean": ("ended", "failed, nothing was left behind"),
    "request.failed_leftovers": ("ended", "failed, and left things behind"),
    "operation.aborted": ("ended", "is being put back: what it brought about was bad"),
}
"""What the requester is told when somebody else did it: the topic and the words."""


def words(kind: str, data: Mapping[str, Json], who: str) -> str:
    """What an event says to the requester, or to whom it names, with its reason; "" when nothing."""
    if kind in OWN:
        return own_words(kind, data)
    if kind not in NEWS:
        return ""
    reason = str(data.get("reason") or "")
    return NEWS[kind][1].format(who=who) + (f": {reason}" if reason else "")
