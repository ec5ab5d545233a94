"""From when and until when a compute is wanted: a number of days, or two moments."""

from datetime import datetime, timedelta

from portal.clock import moment
from portal.contract.problem import Complaint
from portal.kinds.compute.fields import LONGEST_LEASE_DAYS
from portal.kinds.kind import Wish

_DAY = timedelta(days=1)


def lease_days(wish: Wish) -> int:
    """For how many days it is wanted; a day that has begun counts."""
    if not wish.text("until"):
        return wish.number("days")
    return max(1, -((_begins(wish) - moment(wish.text("until"))) // _DAY))


def wrong_times(wish: Wish) -> list[Complaint]:
    """What cannot be about its moments, as they were when it was asked for."""
    begins, asked, found = _begins(wish), moment(wish.at), []
    if begins < asked - _DAY:  # "today" is at once
        found.append(Complaint("from", f"{_shown(wish.text('from'))} is over", "leave it out: then it starts at once"))
    if not wish.text("until"):
        return found
    until = moment(wish.text("until"))
    if wish.number("days"):
        found.append(Complaint("until", "is given beside days", "give one of them"))
    elif until <= begins:
        found.append(Complaint("until", f"{_shown(wish.text('until'))} is not after its start", "give a later moment"))
    elif lease_days(wish) > LONGEST_LEASE_DAYS:
        found.append(Complaint("until", f"is more than {LONGEST_LEASE_DAYS} days away", "ask for less, then extend it"))
    return found


def lease_in_words(wish: Wish) -> str:
    """The lease, as a request's title says it."""
    ends = f"until {_shown(wish.text('until'))}" if wish.text("until") else f"{wish.number('days')} days"
    return f"from {_shown(wish.text('from'))}, {ends}" if wish.text("from") else ends


def _begins(wish: Wish) -> datetime:
    return moment(wish.text("from")) if wish.text("from") else moment(wish.at)


def _shown(at: str) -> str:
    return f"{at[:10]} {at[11:16]} UTC"
