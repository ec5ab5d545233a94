"""What things cost, in integer cents. An hour's price comes from the price book; a month is 730 hours."""

from dataclasses import dataclass

HOURS_A_MONTH = 730
HOURS_A_WEEK_USED = 40
"""How many hours a week a compute is taken to run when nothing else is said."""


@dataclass(frozen=True)
class Running:
    """How a compute will be used: nodes that may run, nodes that always run, hours a week of the rest."""

    nodes: int
    always: int
    hours_per_week: int = HOURS_A_WEEK_USED


def monthly_cents(cents_per_hour: int, running: Running) -> int:
    """What a compute costs in a month at that use, rounded up to a cent."""
    fixed = cents_per_hour * running.always * HOURS_A_MONTH
    burst_hours_times_7 = max(0, running.nodes - running.always) * running.hours_per_week * 365
    return fixed + -(-cents_per_hour * burst_hours_times_7 // (7 * 12))


def committed_cents(monthly: int, lease_days: int | None, hours: int = 0) -> int:
    """What a request takes from the month's budget: a lease shorter than a month takes its share of it."""
    if lease_days is None or lease_days >= 30:
        return monthly
    return -(-monthly * (lease_days * 24 + hours) // (30 * 24))


def moved_percent(before: int, after: int) -> float:
    """By how many percent a price moved, up or down; a price from nothing moved by a hundred."""
    if before == after:
        return 0.0
    return 100.0 if before == 0 else abs(after - before) * 100 / before
