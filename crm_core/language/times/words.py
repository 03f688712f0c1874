"""What the entries of the lexicon become: a word of the YAML with its details is a meaning with tags for the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm_core.language.found import Grain, Part, Phase
from crm_core.language.times.calendar import (
    DAY,
    Series,
    Stretch,
    every,
    every_day,
    make_date,
    mapped,
    months,
    nth,
    weekdays,
)
from crm_core.language.times.values import Clock, Length, Made, Number, Tags


@dataclass(frozen=True, slots=True)
class Name:
    """A weekday (0 is Monday) or month; shy when the word mostly means something else."""

    number: int
    is_shy: bool


@dataclass(frozen=True, slots=True)
class Days:
    """Named days: a season, a weekend, a holiday."""

    series: Series
    is_shy: bool


@dataclass(frozen=True, slots=True)
class PieceOf:
    """The end, middle or beginning of a period: EOM."""

    phase: Phase
    grain: Grain


def make_sense(tag: str, value: Any, details: dict[str, Any], shy: bool) -> Made:
    """Tags and meaning of an entry; a tag without a maker of its own keeps the value as it stands."""
    make = _MAKERS.get(tag)
    return make(value, details, shy) if make else (_split(tag), value)


def _split(tag: str) -> Tags:
    return tuple(tag.split())


def _make_number(value: float, details: dict[str, Any], shy: bool) -> Made:
    kind = ("tens",) if value in range(20, 100, 10) else ("ones",) if value in range(1, 10) else ()
    return ("n", "nw", *kind) if not shy else ("n",), Number(value)


def _make_ordinal(value: int, details: dict[str, Any], shy: bool) -> Made:
    return ("ord", *(("ord_ones",) if value in range(1, 10) else ())), value


def _make_name(tag: str) -> Callable[[int, dict[str, Any], bool], Made]:
    return lambda value, details, shy: ((tag,), Name(value, shy))


def _make_unit(value: str, details: dict[str, Any], shy: bool) -> Made:
    return ("unit",) if not shy else ("unit_shy",), Grain(value)


def _make_part(value: str, details: dict[str, Any], shy: bool) -> Made:
    start, end = details["hours"]
    tag = details.get("tag", "partword")
    return (tag,), Clock(start * 3600, end=end * 3600, part=Part(details.get("kind", value)))


def _make_length(value: str, details: dict[str, Any], shy: bool) -> Made:
    return ("len",), _read_length(details)


def _read_length(details: dict[str, Any]) -> Length:
    return Length(tuple((Grain(unit), count) for unit, count in details["parts"].items()))


def _make_length_ahead(value: str, details: dict[str, Any], shy: bool) -> Made:
    """A word that says "in half an hour" by its ending."""
    return ("length_ahead",), _read_length(details)


def _make_season(value: str, details: dict[str, Any], shy: bool) -> Made:
    return ("season",), Days(yearly_span(*details["dates"]), shy)


def yearly_span(month: int, day: int, last_month: int, last_day: int) -> Series:
    """Each year from one date to another, exclusive, perhaps in the next year."""

    def make(year: Stretch) -> Stretch:
        later = year.start.year + ((last_month, last_day) <= (month, day))
        end = year.start.replace(year=later, month=last_month, day=last_day)
        return Stretch(year.start.replace(month=month, day=day), end)

    return every(Grain.YEAR, make, Grain.DAY)


def _make_weekend(value: str, details: dict[str, Any], shy: bool) -> Made:
    weekday, hour = details["start"]

    def make(week: Stretch) -> Stretch:
        return Stretch(week.start + weekday * DAY + timedelta(hours=hour), week.end)

    return ("weekend",), Days(every(Grain.WEEK, make, Grain.HOUR if hour else Grain.DAY), shy)


def _make_holiday(value: str, details: dict[str, Any], shy: bool) -> Made:
    return ("holiday",), Days(_find_holiday(details), shy)


def _find_holiday(details: dict[str, Any]) -> Series:
    if "nth" in details:
        month, weekday, number = details["nth"]
        series = nth(months(month), weekdays(weekday), number)
        later = details.get("plus", 0) * DAY
        return mapped(series, lambda day: Stretch(day.start + later, day.end + later), Grain.DAY) if later else series
    if "easter" in details:
        offset, is_eastern = details["easter"], details.get("calendar") == "julian"
        return every_day(lambda year: find_easter(year, is_eastern) + offset * DAY)
    month, day = details["date"]
    return every_day(lambda year: make_date(year, month, day))


def find_easter(year: int, is_eastern: bool) -> date:
    """Easter Sunday as the West or the East keeps it, in the Gregorian calendar (the anonymous and Meeus's methods)."""
    if is_eastern:
        moon = (19 * (year % 19) + 15) % 30
        rest = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
        month, day = divmod(moon + rest + 114, 31)
        return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)
    golden, century = year % 19, year // 100
    skipped = century // 4
    moon = (19 * golden + century - skipped - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    rest = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - moon - year % 100 % 4) % 7
    late = (golden + 11 * moon + 22 * rest) // 451
    month, day = divmod(moon + rest - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _make_clock(value: str, details: dict[str, Any], shy: bool) -> Made:
    return ("clockword",), Clock(details["hour"] * 3600, is_midnight=details["hour"] == 0)


def _make_piece(value: str, details: dict[str, Any], shy: bool) -> Made:
    return ("pieceword",), PieceOf(Phase(details["phase"]), Grain(details["unit"]))


def _make_phase(value: str, details: dict[str, Any], shy: bool) -> Made:
    return ("phase",), Phase(value)


_MAKERS: dict[str, Callable[[Any, dict[str, Any], bool], Made]] = {
    "n": _make_number,
    "ord": _make_ordinal,
    "weekday": _make_name("weekday"),
    "weekdays": _make_name("weekdays"),
    "weekdays_dative": _make_name("weekdays_dative"),
    "month": _make_name("month"),
    "unit": _make_unit,
    "part": _make_part,
    "length": _make_length,
    "length_ahead": _make_length_ahead,
    "season": _make_season,
    "weekend": _make_weekend,
    "holiday": _make_holiday,
    "clockword": _make_clock,
    "piece": _make_piece,
    "phase": _make_phase,
}
