"""Hours and days off as people type them: "9-18", "10:00 – 19:30", "9", "31.12, 1.01-3.01"."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

_HOUR = r"(\d{1,2})(?:[:.](\d{2}))?"
_SPAN = re.compile(rf"^\D*?{_HOUR}\s*(?:-|–|—|\.\.|to|до|по|დან|-დან)\s*{_HOUR}\D*$", re.IGNORECASE)
_DATE = r"\d{1,2}\.\d{1,2}(?:\.\d{2,4})?"
_DATES = re.compile(rf"({_DATE})(-{_DATE})?")
_MOST_DAYS = 366
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


def parse_days(text: str, today: date) -> list[date] | None:
    """Dates and spans of dates: "31.12", "1.01-3.01", "24.12.2026", with commas or spaces between.

    None when one of them is none. A date without a year is the next one from `today` on. At most a year of days.
    """
    days: list[date] = []
    for first, last in _DATES.findall(re.sub(r"\s*[-–—]\s*", "-", text)):
        start = _make_date(first, today)
        end = _make_date(last.lstrip("-"), start) if last and start else start
        if start is None or end is None or (end - start).days > _MOST_DAYS:
            return None
        days += [start + timedelta(days=number) for number in range((end - start).days + 1)]
    left = _DATES.sub("", re.sub(r"\s*[-–—]\s*", "-", text)).strip(" ,;\n")
    return sorted(set(days)) if days and not left and len(days) <= _MOST_DAYS else None


def _make_date(typed: str, after: date) -> date | None:
    """The date, in its own year or in the next one in which it is not before `after`."""
    day, month, *year = (int(part) for part in typed.split("."))
    try:
        if year:
            return date(year[0] + (2000 if year[0] < 100 else 0), month, day)
        this_year = date(after.year, month, day)
        return this_year if this_year >= after else date(after.year + 1, month, day)
    except ValueError:
        return None
