"""Years and quarters, and days in them: "in 2014", "3 марта 2015 года", "18q4"."""

from __future__ import annotations

from datetime import datetime

from crm_core.language.found import Grain
from crm_core.language.times.calendar import (
    Series,
    Stretch,
    days_of_year,
    every,
    fixed,
    period,
    within,
)
from crm_core.language.times.figures import read_year
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.rules.days import name_date
from crm_core.language.times.values import (
    Made,
    Number,
    When,
    changed,
    of_days,
    whole,
)
from crm_core.language.times.words import Name


def _year(number: Number) -> Series | None:
    if number.whole is None or not 1 < number.whole < 9000:
        return None
    return fixed(period(datetime(number.whole, 1, 1), Grain.YEAR), Grain.YEAR)  # noqa: DTZ001 - wall time


@rule("d4")
def read_bare_year(frame: Frame, number: Number) -> Made | None:
    if not 1900 <= number.value <= 2100:
        return None
    return ("year_bare",), When(days=_year(number), sorts=frozenset(("year",)))


@rule("-on|of_in|since|until|by|after|before year_bare", score=2)
def read_year_in(frame: Frame, when: When) -> Made:
    return ("time", "days", "year"), when


@rule("-on|of_in|at|by? d4 -year_mark|year_of", score=1)
def read_year_marked(frame: Frame, number: Number) -> Made | None:
    series = _year(number)
    return of_days(series, "year") if series else None


@rule("-on|of_in|at? nd -year_end", score=1)
def read_year_of_era(frame: Frame, number: Number) -> Made | None:
    return read_year_marked(frame, number)


@rule("yearword")
def read_year_word(frame: Frame, ahead: int) -> Made:
    return of_days(fixed(period(frame.now, Grain.YEAR, ahead), Grain.YEAR), "year", "cycle")


@rule(
    "date|month_of|season_said|holiday_said@1 -comma|of|dash? year|year_bare@2",
    "year@2 -of? date|month_of|season_said@1",
    score=2,
)
def put_into_year(frame: Frame, days: When, year: When) -> Made | None:
    if year.days is None or days.days is None or "year" in days.sorts:
        return None
    sort = next(iter(days.sorts))
    tags, when = of_days(within(year.days, days.days), sort, "with_year")
    return tags, changed(when, sorts=frozenset((sort, "year")))


@rule("d4@1 -year_of ord|n@2 month@3", "d4@1 -year_of month@3 nd|ord@2", score=3)
def read_year_first(frame: Frame, year: Number, day: Number | int, month: Name) -> Made | None:
    """ "2015 წლის მე-3 მარტი"."""
    series, number = _year(year), whole(day)
    if series is None or not number or not name_date(month, number):
        return None
    return of_days(within(series, days_of_year(month.number, number)), "date", "with_year")


@rule("month -quote nd")
def read_short_year(frame: Frame, month: Name, number: Number) -> Made | None:
    """ "November '13"."""
    if number.digits != 2 or number.whole is None:
        return None
    start = datetime(read_year(f"{number.whole:02}"), month.number, 1)  # noqa: DTZ001 - wall time
    return of_days(fixed(period(start, Grain.MONTH), Grain.MONTH), "month_of")


def quarters(number: int) -> Series | None:
    if not 1 <= number <= 4:
        return None

    def make(year: Stretch) -> Stretch:
        return period(year.start.replace(month=3 * number - 2), Grain.QUARTER)

    return every(Grain.YEAR, make, Grain.QUARTER)


@rule("ord|roman unit", "-q nd")
def read_quarter(frame: Frame, number: int | Number, unit: Grain = Grain.QUARTER) -> Made | None:
    """ "third quarter", "Q3"; of this year, unless another one is said."""
    count = whole(number)
    series = quarters(count or 0) if unit is Grain.QUARTER else None
    if series is None:
        return None
    this_year = fixed(period(frame.now, Grain.YEAR), Grain.YEAR)
    return ("time", "days", "quarter_said"), When(days=within(this_year, series), sorts=frozenset(("quarter",)))


@rule("ord|roman@1 unit@2 -of|of_in|comma? year|year_bare@3", "year|year_bare@3 ord|roman@1 unit@2", score=2)
def read_quarter_of_year(frame: Frame, number: int, unit: Grain, year: When) -> Made | None:
    series = quarters(number) if unit is Grain.QUARTER else None
    return of_days(within(year.days, series), "quarter") if series and year.days else None


@rule("nd unit year_bare|year", score=4)
def read_quarter_in_figures(frame: Frame, number: Number, unit: Grain, year: When) -> Made | None:
    """ "1 квартал 2027"."""
    return read_quarter_of_year(frame, number.whole or 0, unit, year)


@rule("nd -q nd", score=2)
def read_year_quarter(frame: Frame, year: Number, number: Number) -> Made | None:
    """ "18q4"."""
    series, whole = quarters(number.whole or 0), year.whole
    if series is None or whole is None or year.digits not in (2, 4):
        return None
    start = datetime(read_year(f"{whole:02}"), 1, 1)  # noqa: DTZ001 - wall time
    return of_days(within(fixed(period(start, Grain.YEAR), Grain.YEAR), series), "quarter")


@rule("-q nd -of? year_bare|year", score=2)
def read_quarter_short(frame: Frame, number: Number, year: When) -> Made | None:
    series = quarters(number.whole or 0)
    return of_days(within(year.days, series), "quarter") if series and year.days else None
