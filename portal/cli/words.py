"""States, money, times and waiting in words."""

from collections.abc import Sequence

from portal.contract.operations import Operation
from portal.contract.requests import WaitingOn

ENDED = (
    "ready", "ready_with_differences", "failed_clean", "failed_leftovers", "denied", "withdrawn", "expired",
    "superseded",
)  # fmt: skip
"""The states in which a request stays."""

_STATES = {
    "in_review": "in review",
    "ready_with_differences": "ready, with differences",
    "failed_clean": "failed, nothing left behind",
    "failed_leftovers": "failed, things left behind",
}


def state(word: str, operation: Operation | None = None) -> str:
    """A request's state in words; with its operation, a failure says how much was left behind."""
    if word == "failed_leftovers" and operation is not None:
        left = sum(1 for step in operation.steps if step.state == "left")
        return f"failed, {left} {'thing' if left == 1 else 'things'} left behind"
    return _STATES.get(word, word.replace("_", " "))


def money(cents: int | None, currency: str = "") -> str:
    """Cents as an amount; "" when it is not known."""
    if cents is None:
        return ""
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{cents // 100:,}.{cents % 100:02d} {currency}".rstrip()


def when(stamp: str | None) -> str:
    """A moment to the minute, in UTC; "" when there is none."""
    return stamp[:16].replace("T", " ") if stamp else ""


def clock_time(stamp: str) -> str:
    """The time of day of a moment, in UTC."""
    return stamp[11:19]


def people(ids: Sequence[str], most: int = 6) -> str:
    """Names in a row."""
    return ", ".join(ids[:most]) + (f" and {len(ids) - most} more" if len(ids) > most else "")


def waiting(on: WaitingOn | None) -> str:
    """Who has to act next and what they have to do; "" when nobody has to."""
    if on is None:
        return ""
    return f"{people(on.people) or 'nobody'}: {on.what} (since {when(on.since)})"


def waiting_short(on: WaitingOn | None) -> str:
    """Who has to act next."""
    return people(on.people, 3) if on is not None else ""


def yes(ok: bool | None) -> str:
    """Whether something holds, in a word."""
    return "not known" if ok is None else "ok" if ok else "no"
