"""Which day: today, Monday, 15 February, the 15th, March 2014, holidays, seasons, the third Tuesday of September."""

from __future__ import annotations

from datetime import datetime, timedelta

from crm_core.language.found import Grain
from crm_core.language.times.calendar import (
    DAY,
    GRAINS,
    Series,
    Stretch,
    days_of_month,
    days_of_year,
    every,
    fixed,
    floor,
    mapped,
    months,
    nth,
    nth_from,
    period,
    weekdays,
    within,
)
from crm_core.language.times.figures import read_year, span_in_month
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.values import Length, Made, Number, When, changed, of_days, of_moment
from crm_core.language.times.words import Clock, Days, Name
from crm_core.language.times.rules_lengths import count_from


@rule("day")
def read_day(frame: Frame, offset: int) -> Made:
    return of_days(fixed(period(frame.now, Grain.DAY, offset), Grain.DAY), "away", "relative_day")


@rule("now")
def read_now(frame: Frame, _: object) -> Made:
    return of_moment(Stretch(frame.now, frame.now + timedelta(seconds=1)), Grain.SECOND, "now_moment")


@rule("weekday")
def read_weekday(frame: Frame, name: Name) -> Made:
    return of_days(weekdays(name.number), "weekday_said", shy=name.is_shy, skips=True)


@rule("month")
def read_month(frame: Frame, name: Name) -> Made:
    return of_days(months(name.number), "month_of", "month_bare", shy=name.is_shy)


@rule("season")
def read_season(frame: Frame, days: Days) -> Made:
    return of_days(days.series, "season_said", shy=days.is_shy)


@rule("weekend")
def read_weekend(frame: Frame, days: Days) -> Made:
    return of_days(days.series, "weekend_said")


@rule("holiday")
def read_holiday(frame: Frame, days: Days) -> Made:
    return of_days(days.series, "date", "holiday_said")


@rule("today_part")
def read_today_part(frame: Frame, clock: Clock) -> Made:
    today = fixed(period(frame.now, Grain.DAY), Grain.DAY)
    return ("time", "mixed", "today_evening"), When(days=today, clock=clock, sorts=frozenset(("away", "tonight")))


# Days of months


def _date(month: Name, day: int | None, score_tag: str = "date_said") -> Made | None:
    if not day or day > 31 or (day > 29 and month.number == 2) or (day > 30 and month.number in (4, 6, 9, 11)):
        return None
    return of_days(days_of_year(month.number, day), "date", score_tag)


@rule("nd month", "nd -of month", "month nd", score=2)
def read_date(frame: Frame, first: Number | Name, second: Number | Name) -> Made | None:
    number, month = (first, second) if isinstance(second, Name) else (second, first)
    assert isinstance(number, Number) and isinstance(month, Name)
    return _date(month, number.whole) if number.digits < 3 else None


@rule("ord month", "ord -of|of_in month", "month ord", score=2)
def read_ordinal_date(frame: Frame, first: int | Name, second: int | Name) -> Made | None:
    number, month = (first, second) if isinstance(second, Name) else (second, first)
    assert isinstance(number, int) and isinstance(month, Name)
    return _date(month, number)


@rule("nw month", score=1)
def read_word_date(frame: Frame, number: Number, month: Name) -> Made | None:
    return _date(month, number.whole)


@rule("ord unit -of|of_in month", score=2)
def read_ordinal_day(frame: Frame, number: int, unit: Grain, month: Name) -> Made | None:
    return _date(month, number) if unit is Grain.DAY else None


@rule("-ides month")
def read_ides(frame: Frame, month: Name) -> Made | None:
    return _date(month, 15 if month.number in (3, 5, 7, 10) else 13)


def _day_of_month(day: int | None, *, shy: bool) -> Made | None:
    if not day or day > 31:
        return None
    return of_days(days_of_month(day), "dom", shy=shy)


@rule("nd -dash nd")
def read_spaced_date(frame: Frame, month: Number, day: Number) -> Made | None:
    """ "2 - 15", month first, as English has it; only where nothing else is said."""
    if frame.context.language != "en" or not month.whole or not 1 <= month.whole <= 12:
        return None
    made = _date(Name(month.whole, False), day.whole)
    return (made[0], changed(made[1], is_shy=True)) if made and isinstance(made[1], When) else None


@rule("the_nd -ord_end", "-on the_nd|nd -ord_end", "-by|until|since|after|before the_nd|nd -ord_end", score=1)
def read_the_day(frame: Frame, number: Number) -> Made | None:
    return _day_of_month(number.whole, shy=False)


@rule("-on|by|towards ord_free", "the_ord")
def read_word_day(frame: Frame, number: int) -> Made | None:
    """ "the fifteenth"; the small ones are too often "the first", "the second" of something else."""
    return _day_of_month(number, shy=number < 5)


@rule("nd|n -number_of", "-at|on|by nd|n -number_of", "ord -number_of", "-by|at|on ord -number_of", score=1)
def read_number_of(frame: Frame, number: Number | int) -> Made | None:
    """ "15 числа"."""
    return _day_of_month(number.whole if isinstance(number, Number) else number, shy=False)


@rule("-number_of ordf", "-on|by? -number_of ord", score=1)
def read_number_first(frame: Frame, number: int) -> Made | None:
    return _day_of_month(number, shy=False)


@rule("nd|n -day_of", "nd -in_", score=1)
def read_day_of(frame: Frame, number: Number) -> Made | None:
    """ "15 რიცხვში", "15-ში"."""
    return _day_of_month(number.whole, shy=False)


@rule("ordf", "nd -ord_end")
def read_bare_ordinal(frame: Frame, number: Number | int) -> Made | None:
    """ "15th", "18-го": a day where a time is expected, or beside a month or an hour."""
    made = _day_of_month(number.whole if isinstance(number, Number) else number, shy=True)
    return (("dom", "dom_bare"), made[1]) if made else None


@rule("-by|towards|until|since ordf", score=1)
def read_ordinal_by(frame: Frame, number: int) -> Made | None:
    return _day_of_month(number, shy=False)


@rule("dom|dom_bare -of|of_in? cycle_month", "cycle_month dom|dom_bare", score=2)
def read_day_in_cycle(frame: Frame, first: When, second: When) -> Made | None:
    day, month = (first, second) if "dom" in first.sorts else (second, first)
    if day.days is None or month.days is None:
        return None
    return of_days(within(month.days, day.days), "date")


# Years


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


@rule("date|month_of|season_said|holiday_said -comma|of? year|year_bare", "year -of? date|month_of|season_said", score=2)
def put_into_year(frame: Frame, first: When, second: When) -> Made | None:
    year, days = (first, second) if "year" in first.sorts else (second, first)
    if year.days is None or days.days is None or "year" in days.sorts:
        return None
    sort = next(iter(days.sorts))
    made = of_days(within(year.days, days.days), sort, "with_year")
    return (made[0], changed(made[1], sorts=frozenset((sort, "year")))) if isinstance(made[1], When) else None


@rule("d4 -year_of ord|n month", "d4 -year_of month nd|ord", score=3)
def read_year_first(frame: Frame, year: Number, first: object, second: object) -> Made | None:
    """ "2015 წლის მე-3 მარტი"."""
    day, month = (first, second) if isinstance(second, Name) else (second, first)
    number = day.whole if isinstance(day, Number) else day
    series = _year(year)
    if series is None or not isinstance(month, Name) or not isinstance(number, int) or not _date(month, number):
        return None
    return of_days(within(series, days_of_year(month.number, number)), "date", "with_year")


@rule("month -quote nd")
def read_short_year(frame: Frame, month: Name, number: Number) -> Made | None:
    if number.digits != 2 or number.whole is None:
        return None
    return of_days(fixed(period(datetime(read_year(f"{number.whole:02}"), month.number, 1), Grain.MONTH), Grain.MONTH), "month_of")  # noqa: DTZ001, E501


# Days of months, from one to another


@rule("nd|ordf -dash|to|until|and nd|ordf -of? month", "-since|between ordf|nd -to|until|dash|and ordf|nd -of? month", score=4)
def read_span_before_month(frame: Frame, first: Number | int, last: Number | int, month: Name) -> Made | None:
    """ "13-15 июля", "from the 13th to the 15th of July"."""
    start, end = (one.whole if isinstance(one, Number) else one for one in (first, last))
    if not start or not end or not start < end <= 31:
        return None
    return of_days(span_in_month(months(month.number), start, end), "date", "span")


@rule("month nd|ordf -dash|to|until|and nd|ordf", score=4)
def read_span_after_month(frame: Frame, month: Name, first: Number | int, last: Number | int) -> Made | None:
    return read_span_before_month(frame, first, last, month)


# The so-maniest


def quarters(number: int) -> Series | None:
    if not 1 <= number <= 4:
        return None

    def make(year: Stretch) -> Stretch:
        return period(year.start.replace(month=3 * number - 2), Grain.QUARTER)

    return every(Grain.YEAR, make, Grain.QUARTER)


@rule("ord unit", "-q nd")
def read_quarter(frame: Frame, number: int | Number, unit: Grain = Grain.QUARTER) -> Made | None:
    """ "third quarter", "Q3"; of this year, unless another one is said."""
    whole = number.whole if isinstance(number, Number) else number
    series = quarters(whole or 0) if unit is Grain.QUARTER else None
    if series is None:
        return None
    this_year = fixed(period(frame.now, Grain.YEAR), Grain.YEAR)
    return ("time", "days", "quarter_said"), When(days=within(this_year, series), sorts=frozenset(("quarter",)))


@rule("ord unit -of|of_in|comma? year|year_bare", "year|year_bare ord unit", score=2)
def read_quarter_of_year(frame: Frame, first: object, second: object, third: object) -> Made | None:
    year, number = (third, first) if isinstance(third, When) else (first, second)
    unit = second if isinstance(third, When) else third
    series = quarters(number) if isinstance(number, int) and unit is Grain.QUARTER else None
    if series is None or not isinstance(year, When) or year.days is None:
        return None
    return of_days(within(year.days, series), "quarter")


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


@rule("ord|lastword weekday -of|of_in days|year_bare|unit", "days|unit -of? ord|lastword weekday", score=5)
def read_nth_weekday(frame: Frame, first: object, second: object, third: object) -> Made | None:
    number, name, days = (first, second, third) if isinstance(second, Name) else (second, third, first)
    return _pick(frame, days, weekdays(name.number), number) if isinstance(name, Name) else None


@rule("ord|lastword weekday month_of|cycle|unit", score=5)
def read_nth_weekday_of(frame: Frame, number: object, name: Name, days: object) -> Made | None:
    return _pick(frame, days, weekdays(name.number), number)


def _pick(frame: Frame, whole: object, inner: Series, number: object) -> Made | None:
    """Out of days, or of the present period of a unit ("of the month"); a number that is none is the last."""
    if isinstance(whole, Grain):
        series = every(whole)
        grain = whole
    else:
        if not isinstance(whole, When) or whole.days is None or whole.clock or whole.moment:
            return None
        series, grain = whole.days, whole.days.grain
    which = number if isinstance(number, int) else -1
    if not 0 < abs(which) < 400 or GRAINS.index(grain) <= GRAINS.index(inner.grain):
        return None
    return of_days(nth(series, inner, which), "date", "picked")


@rule("ord|lastword unit -of|of_in? days|year_bare", "ord|lastword unit -of|of_in? unit", score=5)
def read_nth_unit(frame: Frame, number: object, unit: Grain, days: object) -> Made | None:
    return _pick(frame, days, every(unit), number) if unit in (Grain.DAY, Grain.WEEK, Grain.MONTH) else None


@rule("days|unit ord|lastword unit", score=6)
def read_unit_nth(frame: Frame, days: object, number: object, unit: Grain) -> Made | None:
    """ "ოქტომბრის მესამე დღე"."""
    return read_nth_unit(frame, number, unit, days)


@rule("ord -lastword unit|weekday -of|of_in? month_of|year|cycle|unit", score=5)
def read_nth_last(frame: Frame, number: int, what: Grain | Name, days: object) -> Made | None:
    inner = weekdays(what.number) if isinstance(what, Name) else every(what)
    return _pick(frame, days, inner, -number)


@rule("ord|lastword weekend -of|of_in? month_of|year|cycle|unit", "month_of|cycle|unit ord|lastword weekend", score=5)
def read_nth_weekend(frame: Frame, first: object, second: object, third: object) -> Made | None:
    number, weekend, days = (first, second, third) if isinstance(second, Days) else (second, third, first)
    return _pick(frame, days, weekend.series, number) if isinstance(weekend, Days) else None


@rule("weekend -of date", score=3)
def read_weekend_of(frame: Frame, weekend: Days, day: When) -> Made | None:
    """ "the weekend of March 8": of the week in which it lies."""
    if day.days is None or day.clock:
        return None

    def pick(one: Stretch) -> Stretch | None:
        return next(weekend.series.walk(floor(one.start, Grain.WEEK), True), None)

    return of_days(mapped(day.days, pick, weekend.series.grain), "weekend_said")


@rule("ord weekday -after days|mixed", score=3)
def read_weekday_after(frame: Frame, number: int, name: Name, base: When) -> Made | None:
    return of_days(nth_from(base.days, weekdays(name.number), number), "date") if base.days else None


@rule("weekday -after days", score=3)
def read_first_weekday_after(frame: Frame, name: Name, base: When) -> Made | None:
    return read_weekday_after(frame, 1, name, base)


@rule("weekday -before days", score=3)
def read_weekday_before(frame: Frame, name: Name, base: When) -> Made | None:
    return of_days(nth_from(base.days, weekdays(name.number), -1), "date") if base.days else None


@rule("len -after days|moment", "len -since days|moment", score=2)
def read_length_after(frame: Frame, length: Length, base: When) -> Made | None:
    return _count(length, base, 1)


@rule("len -before days|moment", "-within len -until days", score=4)
def read_length_before(frame: Frame, length: Length, base: When) -> Made | None:
    return _count(length, base, -1)


def _count(length: Length, base: When, sign: int) -> Made | None:
    if base.moment:
        moment = count_from(base.moment.start, length, sign)
        return of_moment(moment, Grain.MINUTE)
    if base.days is None or base.clock:
        return None
    return of_days(mapped(base.days, lambda day: count_from(day.start, length, sign), Grain.DAY), "date")


@rule("-closest weekday -to|till days", "ord -closest weekday -to|till days", score=3)
def read_closest(frame: Frame, *found: object) -> Made | None:
    number = found[0] if isinstance(found[0], int) else 1
    name, base = found[-2], found[-1]
    if not isinstance(name, Name) or not isinstance(base, When) or base.days is None or not isinstance(number, int):
        return None

    def pick(day: Stretch) -> Stretch | None:
        near = day.start + timedelta(days=(name.number - day.start.weekday() + 3) % 7 - 3)
        side = 1 if near < day.start else -1
        offset = (number // 2) * 7 * (side if number % 2 == 0 else -side)
        return Stretch(near + timedelta(days=offset), near + timedelta(days=offset + 1))

    return of_days(mapped(base.days, pick, Grain.DAY), "date")


@rule("unit -of date", score=2)
def read_week_of(frame: Frame, unit: Grain, day: When) -> Made | None:
    if day.days is None or unit is not Grain.WEEK or day.clock:
        return None
    return of_days(mapped(day.days, lambda one: period(one.start, Grain.WEEK), Grain.WEEK), "cycle")


@rule("-through len -after? days", score=0)
def read_in_length_after(frame: Frame, length: Length, base: When) -> Made | None:
    """ "через неделю после Пасхи"."""
    return None if base.clock else _count(length, base, 1)


