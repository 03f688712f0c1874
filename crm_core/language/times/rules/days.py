"""Which day: today, Monday, 15 February, the 15th, holidays, seasons."""

from __future__ import annotations

from datetime import timedelta

from crm_core.language.found import Grain
from crm_core.language.times.calendar import (
    Stretch,
    days_of_month,
    days_of_year,
    every,
    fixed,
    months,
    period,
    weekdays,
    within,
)
from crm_core.language.times.figures import span_in_month
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.values import (
    Clock,
    Made,
    Number,
    When,
    changed,
    of_days,
    of_moment,
    whole,
)
from crm_core.language.times.words import Days, Name


@rule("day")
def read_day(frame: Frame, offset: int) -> Made:
    return of_days(fixed(period(frame.now, Grain.DAY, offset), Grain.DAY), "away", "relative_day")


@rule("now")
def read_now(frame: Frame, _: object) -> Made:
    return of_moment(Stretch(frame.now, frame.now + timedelta(seconds=1)), Grain.SECOND, "now_moment")


@rule("now_shy")
def read_shy_now(frame: Frame, _: object) -> Made:
    """ "сразу" is mostly "right after that"."""
    tags, when = of_moment(Stretch(frame.now, frame.now + timedelta(seconds=1)), Grain.SECOND, "now_moment")
    return tags, changed(when, is_shy=True)


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


def name_date(month: Name, day: int | None, score_tag: str = "date_said") -> Made | None:
    if not day or day > 31 or (day > 29 and month.number == 2) or (day > 30 and month.number in (4, 6, 9, 11)):
        return None
    return of_days(days_of_year(month.number, day), "date", score_tag)


@rule("nd@1 month@2", "nd@1 -of month@2", score=3)
def read_day_first(frame: Frame, day: Number, month: Name) -> Made | None:
    return name_date(month, day.whole) if day.digits < 3 else None


@rule("month@2 nd@1", "month@2 -dash nd@1", "nd@1 -dash month@2", score=2)
def read_date(frame: Frame, day: Number, month: Name) -> Made | None:
    return name_date(month, day.whole) if day.digits < 3 else None


@rule("ord@1 month@2", "ord@1 -of|of_in month@2", "month@2 ord@1", score=2)
def read_ordinal_date(frame: Frame, day: int, month: Name) -> Made | None:
    return name_date(month, day)


@rule("nw month", score=1)
def read_word_date(frame: Frame, number: Number, month: Name) -> Made | None:
    return name_date(month, number.whole)


@rule("ord unit -of|of_in month", score=2)
def read_ordinal_day(frame: Frame, number: int, unit: Grain, month: Name) -> Made | None:
    return name_date(month, number) if unit is Grain.DAY else None


@rule("-ides month")
def read_ides(frame: Frame, month: Name) -> Made | None:
    return name_date(month, 15 if month.number in (3, 5, 7, 10) else 13)


def _day_of_month(day: int | None, *, shy: bool) -> Made | None:
    if not day or day > 31:
        return None
    return of_days(days_of_month(day), "dom", shy=shy)


@rule("nd -dash nd")
def read_spaced_date(frame: Frame, month: Number, day: Number) -> Made | None:
    """ "2 - 15", month first, as English has it; only where nothing else is said."""
    if frame.context.language != "en" or not month.whole or not 1 <= month.whole <= 12:
        return None
    made = name_date(Name(month.whole, False), day.whole)
    return (made[0], changed(made[1], is_shy=True)) if made else None


@rule("the_nd -ord_end", "-on the_nd|nd -ord_end", "-by|until|since|after|before the_nd|nd -ord_end", score=1)
def read_the_day(frame: Frame, number: Number) -> Made | None:
    return _day_of_month(number.whole, shy=False)


@rule("-on|by|towards|until|since|after|before ord_free", "the_ord")
def read_word_day(frame: Frame, number: int) -> Made | None:
    """ "the fifteenth"; the small ones are too often "the first", "the second" of something else."""
    return _day_of_month(number, shy=number < 5)


@rule("nd|n -number_of", "-at|on|by nd|n -number_of", "ord -number_of", "-by|at|on ord -number_of", score=1)
def read_number_of(frame: Frame, number: Number | int) -> Made | None:
    """ "15 числа"."""
    return _day_of_month(whole(number), shy=False)


@rule("-number_of ordf", "-on|by? -number_of ord", score=1)
def read_number_first(frame: Frame, number: int) -> Made | None:
    return _day_of_month(number, shy=False)


@rule("nd|n -day_of", "nd -in_", score=1)
def read_day_of(frame: Frame, number: Number) -> Made | None:
    """ "15 რიცხვში", "15-ში"."""
    return _day_of_month(number.whole, shy=False)


@rule("nd -day_end", score=2)
def read_genitive_day(frame: Frame, number: Number) -> Made | None:
    """ "30-го"."""
    return _day_of_month(number.whole, shy=False)


@rule("weekday_said free", score=2)
def read_weekday_and_number(frame: Frame, weekday: When, number: Number) -> Made | None:
    """ "Friday 27"; what may be an hour is one."""
    if weekday.days is None or not number.whole or not 24 < number.whole <= 31:
        return None
    days = within(days_of_month(number.whole), weekday.days)
    return (("time", "days"), When(days=days, sorts=frozenset(("date",)))) if days.first(frame.now) else None


@rule("-since nd -to nd", score=1)
def read_span_of_days(frame: Frame, first: Number, last: Number) -> Made | None:
    """ "с 25 по 27"; what may be hours are hours."""
    if not first.whole or not last.whole or not max(first.whole, 24) < last.whole <= 31:
        return None
    return of_days(span_in_month(every(Grain.MONTH), first.whole, last.whole), "span", "range")


@rule("-day_of nd", score=1)
def read_day_named_first(frame: Frame, number: Number) -> Made | None:
    """ "რიცხვი 15"."""
    return _day_of_month(number.whole, shy=False)


@rule("ordf", "nd -ord_end")
def read_bare_ordinal(frame: Frame, number: Number | int) -> Made | None:
    """ "15th", "18-го": a day where a time is expected, or beside a month or an hour."""
    made = _day_of_month(whole(number), shy=True)
    return (("dom", "dom_bare"), made[1]) if made else None


@rule("-by|towards|until|since ordf", score=1)
def read_ordinal_by(frame: Frame, number: int) -> Made | None:
    return _day_of_month(number, shy=False)


@rule("dom|dom_bare@1 -of|of_in? cycle_month@2", "cycle_month@2 dom|dom_bare@1", score=2)
def read_day_in_cycle(frame: Frame, day: When, month: When) -> Made | None:
    return of_days(within(month.days, day.days), "date") if day.days and month.days else None


@rule(
    "nd|ordf -dash|to|until|and nd|ordf -of? month",
    "nd|ordf -since_ nd|ordf month -until_",
    "-since|between ordf|nd -to|until|dash|and ordf|nd -of? month",
    score=4,
)
def read_span_before_month(frame: Frame, first: Number | int, last: Number | int, month: Name) -> Made | None:
    """ "13-15 июля", "from the 13th to the 15th of July"."""
    start, end = (whole(one) for one in (first, last))
    if not start or not end or not start < end <= 31:
        return None
    return of_days(span_in_month(months(month.number), start, end), "date", "span")


@rule("month nd|ordf -dash|to|until|and nd|ordf", score=4)
def read_span_after_month(frame: Frame, month: Name, first: Number | int, last: Number | int) -> Made | None:
    return read_span_before_month(frame, first, last, month)
