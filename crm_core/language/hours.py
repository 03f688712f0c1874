"""Hours as people type them: "9-18", "10:00 – 19:30", "9"."""

from __future__ import annotations

import re
from datetime import time

_HOUR = r"(\d{1,2})(?:[:.](\d{2}))?"
_SPAN = re.compile(rf"^\D*?{_HOUR}\s*(?:-|–|—|\.\.|to|до|по|დან|-დან)\s*{_HOUR}\D*$", re.IGNORECASE)
_SINGLE = re.compile(rf"^\D*?{_HOUR}\D*$")


def parse_hours(text: str) -> tuple[time, time] | None:
    """Opening and closing hour; an end of 24 is midnight, told as 00:00. None when it is no span of one day."""
    match = _SPAN.match(text.strip())
    if match is None:
        return None
    start, end = _make_time(match[1], match[2]), _make_time(match[3], match[4])
    if start is None or end is None or (end <= start and end != time(0)):
        return None
    return start, end


def parse_hour(text: str) -> time | None:
    """One hour of the day: "9", "09:30", "at 8". None when it is none."""
    match = _SINGLE.match(text.strip())
    return _make_time(match[1], match[2]) if match else None


def _make_time(hour: str, minute: str | None) -> time | None:
    hours, minutes = int(hour), int(minute or 0)
    if hours == 24 and minutes == 0:
        return time(0)
    return time(hours, minutes) if hours < 24 and minutes < 60 else None
