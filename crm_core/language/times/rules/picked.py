"""The so-maniest of something, and days around others: "third Tuesday of September", "2 days before Christmas"."""

from __future__ import annotations

from datetime import timedelta

from crm_core.language.found import Grain
from crm_core.language.times.calendar import (
    GRAINS,
    Series,
    Stretch,
    every,
    fixed,
    floor,
    mapped,
    nth,
    nth_from,
    period,
    weekdays,
    within,
)
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.rules.away import count_from
from crm_core.language.times.values import (
    Length,
    Made,
    Number,
    When,
    of_days,
    of_moment,
)
from crm_core.language.times.words import Days, Name


@rule(
    "ord|lastword@1 weekday@2 -of|of_in days|year_bare|unit@3",
    "days|unit@3 -of? ord|lastword@1 weekday@2",
    "ord|lastword@1 weekday@2 month_of|cycle|unit@3",
    score=5,
)
def read_nth_weekday(frame: Frame, number: object, name: Name, days: When | Grain) -> Made | None:
    return _pick(frame, days, weekdays(name.number), number)


def _pick(frame: Frame, base: When | Grain, inner: Series, number: object) -> Made | None:
    """Out of days, or of the present period of a unit ("of the month"); a number that is none is the last."""
    if isinstance(base, Grain):
        series, grain = every(base), base
    elif base.days is None or base.clock or base.moment:
        return None
    else:
        series, grain = base.days, base.days.grain
    which = number if isinstance(number, int) else -1
    if not 0 < abs(which) < 400 or GRAINS.index(grain) <= GRAINS.index(inner.grain):
        return None
    return of_days(nth(series, inner, which), "date", "picked")


@rule("ord|lastword unit -of|of_in? days|year_bare", "ord|lastword unit -of|of_in? unit", score=5)
def read_nth_unit(frame: Frame, number: object, unit: Grain, days: When | Grain) -> Made | None:
    return _pick(frame, days, every(unit), number) if unit in (Grain.DAY, Grain.WEEK, Grain.MONTH) else None


@rule("days|unit@3 ord|lastword@1 unit@2", score=6)
def read_unit_nth(frame: Frame, number: object, unit: Grain, days: When | Grain) -> Made | None:
    """ "ოქტომბრის მესამე დღე"."""
    return read_nth_unit(frame, number, unit, days)


@rule("ord -lastword unit|weekday -of|of_in? month_of|year|cycle|unit", score=5)
def read_nth_last(frame: Frame, number: int, what: Grain | Name, days: When | Grain) -> Made | None:
    inner = weekdays(what.number) if isinstance(what, Name) else every(what)
    return _pick(frame, days, inner, -number)


@rule(
    "ord|lastword@1 weekend@2 -of|of_in? month_of|year|cycle|unit@3",
    "month_of|cycle|unit@3 ord|lastword@1 weekend@2",
    score=5,
)
def read_nth_weekend(frame: Frame, number: object, weekend: Days, days: When | Grain) -> Made | None:
    return _pick(frame, days, weekend.series, number)


@rule("weekday_said@1 -of|of_in month_of@2", "month_of@2 -of? weekday_said@1", score=2)
def read_weekday_in_month(frame: Frame, weekday: When, month: When) -> Made | None:
    """ "a Monday in March": the first that is ahead."""
    return of_days(within(month.days, weekday.days), "date") if month.days and weekday.days else None


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


@rule("days@2 -until_ len@1 -earlier", score=5)
def read_length_earlier(frame: Frame, length: Length, base: When) -> Made | None:
    """ "პარასკევამდე 2 დღით ადრე"."""
    return _count(length, base, -1)


@rule("unit -after days", score=2)
def read_unit_after(frame: Frame, unit: Grain, base: When) -> Made | None:
    """ "the day after Christmas"."""
    return _count(Length(((unit, 1),)), base, 1)


@rule("unit -before days", score=2)
def read_unit_before(frame: Frame, unit: Grain, base: When) -> Made | None:
    return _count(Length(((unit, 1),)), base, -1)


@rule("n weekend -ago", score=4)
def read_weekends_ago(frame: Frame, number: Number, weekend: Days) -> Made | None:
    if not number.whole or number.whole > 500:
        return None
    today = fixed(period(frame.now, Grain.DAY), Grain.DAY)
    return of_days(nth_from(today, weekend.series, -number.whole), "weekend_said")


def _count(length: Length, base: When, sign: int) -> Made | None:
    if base.moment:
        moment = count_from(base.moment.start, length, sign)
        return of_moment(moment, Grain.MINUTE)
    if base.days is None or base.clock:
        return None
    return of_days(mapped(base.days, lambda day: count_from(day.start, length, sign), Grain.DAY), "date")


@rule("-closest weekday -to|till days", score=3)
def read_closest(frame: Frame, name: Name, base: When) -> Made | None:
    return read_nth_closest(frame, 1, name, base)


@rule("ord -closest weekday -to|till days", score=3)
def read_nth_closest(frame: Frame, number: int, name: Name, base: When) -> Made | None:
    if base.days is None:
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
