"""Times and durations as Azure writes them. Pure."""

import re

from portal.clock import moment, stamp


def when(text: str) -> str:
    """A time of Azure's as a stamp; "" when it is none."""
    try:
        return stamp(moment(text))
    except ValueError:
        return ""


_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?")


def duration_seconds(text: str) -> int:
    """The seconds of a duration such as `PT1H30M`; 0 when it is none. Azure writes no months and years there."""
    found = _DURATION.fullmatch(text)
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
