"""A clock that tests turn by hand."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class HandClock:
    """Stands still until it is told to pass."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """The present moment."""
        return self.now

    def pass_(self, seconds: float) -> None:
        """Lets time pass."""
        self.now += timedelta(seconds=seconds)
