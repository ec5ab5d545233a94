"""Times in the seed: counted from the moment of planting, so that its stories stay true whenever it is planted."""

import re
from datetime import UTC, datetime

_SPAN = re.compile(r"([+-]\d+)([dh])")
_DATE = re.compile(r"\{([+-]\d+[dh])\}")


def seconds(span: str) -> float:
    """Seconds of a span such as `-3h` or `+20d`. Raises ValueError."""
    found = _SPAN.fullmatch(span)
    if found is None:
        raise ValueError(f"'{span}' is no span of time; write -3h or +20d")
    return int(found[1]) * (86400.0 if found[2] == "d" else 3600.0)


def dated(tags: dict[str, str], now: float) -> dict[str, str]:
    """Tags with each `{+20d}` replaced by that day."""
    return {name: _DATE.sub(lambda found: _day(now + seconds(found[1])), str(value)) for name, value in tags.items()}


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()
