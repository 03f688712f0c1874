"""Figures with signs between them: 15:30, 2/15, 15.02.2013, 14./15.10., 13-15. A run is looked at as a whole.

So pieces of telephone numbers, sizes and prices are never taken for something: a run either is one of these forms, or
two of them with a dash, or nothing. Slashes and dashes stand month first in English and day first elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from crm_core.language.found import Grain
from crm_core.language.times.calendar import (
    Series,
    Stretch,
    days_of_year,
    fixed,
    make_date,
    mapped,
    months,
    period,
    whole_day,
    within,
)
from crm_core.language.times.values import Clock, Made, Number, of_clock, of_days

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_ISO = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})")
_DATE = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4}|\d{2})")
_PAIR = re.compile(r"(\d{1,2})([./-])(\d{1,2})(\.?)")
_YEAR_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.-](\d{4})")
_DAYS = re.compile(r"(\d{1,2})\.?[/–-](\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?\.?")
_DECIMAL = re.compile(r"\d{1,4}\.\d{1,2}")
_PLAIN = re.compile(r"\d{1,4}")
#: Two figures a year: 74 is 1974, 18 is 2018.
_CENTURY_TURNS = 50


def read_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < _CENTURY_TURNS else 1900)


def read_run(run: str, *, month_first: bool) -> Iterator[Made]:
    """What a whole run may mean; nothing when it is no form known."""
    if _PLAIN.fullmatch(run):
        yield from _read_plain(run)
    elif match := _CLOCK.fullmatch(run):
        yield from _read_clock(match[1], match[2], match[3])
    elif match := _ISO.fullmatch(run):
        yield from _date(int(match[1]), int(match[3]), int(match[4]))
    elif match := _DATE.fullmatch(run):
        month, day = _order(match, month_first)
        yield from _date(read_year(match[4]), month, day)
    elif match := _DAYS.fullmatch(run):
        yield from _days(match)
    elif match := _PAIR.fullmatch(run):
        yield from _read_pair(match, month_first)
    elif match := _YEAR_MONTH.fullmatch(run):
        yield from _month(int(match[1]), int(match[2]))
    elif match := _MONTH_YEAR.fullmatch(run):
        yield from _month(int(match[2]), int(match[1]))


def _read_plain(run: str) -> Iterator[Made]:
    """A leading zero ("05") is kept in the number of digits."""
    yield ("n", "nd", f"d{len(run)}"), Number(int(run), len(run))


def _read_clock(hour: str, minute: str, second: str | None) -> Iterator[Made]:
    clock = make_clock(int(hour), int(minute), int(second or 0), leading=hour.startswith("0"), has_second=bool(second))
    if clock:
        yield of_clock(clock, "exact")


def make_clock(
    hour: int, minute: int = 0, second: int = 0, *, leading: bool = False, has_second: bool = False, exact: bool = False
) -> Clock | None:
    """Up to twelve the hour is doubtful, unless it is typed with a zero before it."""
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute):
        return None
    grain = Grain.SECOND if has_second else Grain.MINUTE if minute or exact else Grain.HOUR
    return Clock(hour % 24 * 3600 + minute * 60 + second, grain, is_doubtful=0 < hour <= 12 and not leading)


def _date(year: int, month: int, day: int) -> Iterator[Made]:
    found = make_date(year, month, day)
    if found and 1 < found.year < 9000:
        yield of_days(fixed(whole_day(found), Grain.DAY), "date", "date_full")


def _month(year: int, month: int) -> Iterator[Made]:
    if 1 <= month <= 12 and 1000 < year < 9000:
        yield of_days(fixed(period(datetime(year, month, 1), Grain.MONTH), Grain.MONTH), "month_of")  # noqa: DTZ001


def _order(match: re.Match[str], month_first: bool) -> tuple[int, int]:
    """Month and day; with dots the day always stands first, and what can be no month is the day."""
    first, second = int(match[1]), int(match[3])
    if first > 12 or (second <= 12 and (match[2] == "." or not month_first)):
        return second, first
    return first, second


def _read_pair(match: re.Match[str], month_first: bool) -> Iterator[Made]:
    """ "2/15" is a date; so is "15.2" where it can be no measure: "2.5" is one only beside other signs of a date."""
    month, day = _order(match, month_first)
    first, sign, second = int(match[1]), match[2], int(match[3])
    if (first, second) == (24, 7):
        return
    if 1 <= month <= 12 and make_date(2000, month, day):
        series = days_of_year(month, day)
        is_clear = (sign == "/" and not 0 < first < second <= 4) or (
            sign == "." and (first > 12 or match[3].startswith("0") or bool(match[4]))
        )
        tags, when = of_days(series, "date", shy=not is_clear)
        yield tags if is_clear else ("date_pair", *tags), when
    if sign == ".":
        if len(match[3]) == 2 and first < 24 and second < 60:
            clock = make_clock(first, second, leading=match[1].startswith("0"))
            yield ("clock_dot",), clock
        yield ("n", "decimal"), Number(float(f"{match[1]}.{match[3]}"), 1)
    if sign == "/" and 0 < first < second <= 4:
        yield ("n", "fraction"), Number(first / second, 1)
    if sign == "-" and len(match[3]) == 2 and first < 24 and second < 60 and (second > 24 or second % 15 == 0):
        yield ("clock_dash",), make_clock(first, second, leading=match[1].startswith("0"), exact=True)


def _days(match: re.Match[str]) -> Iterator[Made]:
    """ "14./15.10." """
    first, last, month = int(match[1]), int(match[2]), int(match[3])
    if not (make_date(2000, month, first) and make_date(2000, month, last)) or first >= last:
        return
    year = int(match[4]) if match[4] else None
    span = span_in_month(months(month), first, last)
    if year:
        span = within(fixed(period(datetime(year, 1, 1), Grain.YEAR), Grain.YEAR), span)  # noqa: DTZ001
    yield of_days(span, "date", "range")


def span_in_month(base: Series, first: int, last: int) -> Series:
    """From one day of each month of `base` to another, both within."""

    def pick(month: Stretch) -> Stretch | None:
        start = month.start + timedelta(days=first - 1)
        end = month.start + timedelta(days=last)
        return Stretch(start, end) if end <= month.end else None

    return mapped(base, pick, Grain.DAY)
