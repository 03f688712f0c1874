"""Times that come again: "every Monday at 9", "по вторникам", "ორშაბათობით"."""

from __future__ import annotations

from dataclasses import replace

from crm_core.language.found import Grain, Recurrence, Rhythm
from crm_core.language.times.calendar import (
    Series,
    days_of_month,
    every,
    fixed,
    floor,
    mapped,
    period,
    weekdays,
    within,
)
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.values import (
    Clock,
    Length,
    Made,
    Number,
    When,
    whole,
)
from crm_core.language.times.words import Name

_RHYTHMS = {
    Grain.DAY: Rhythm.DAILY,
    Grain.WEEK: Rhythm.WEEKLY,
    Grain.MONTH: Rhythm.MONTHLY,
    Grain.QUARTER: Rhythm.MONTHLY,
    Grain.YEAR: Rhythm.YEARLY,
}


def _repeat(series: Series, recurrence: Recurrence, *tags: str) -> Made:
    when = When(days=series, recurrence=recurrence, sorts=frozenset(("repeated",)))
    return ("time", "days", "repeated", *tags), when


@rule("-every weekday|weekdays", "weekdays", "-on weekdays", "-each_on weekdays_dative", score=1)
def repeat_weekday(frame: Frame, name: Name) -> Made:
    recurrence = Recurrence(Rhythm.WEEKLY, weekdays=(name.number,))
    return _repeat(weekdays(name.number), recurrence, "repeated_weekday")


@rule(
    "repeated_weekday -and|comma weekday|weekdays|weekdays_dative",
    "repeated_weekday -and|comma repeated_weekday",
    score=1,
)
def repeat_weekdays(frame: Frame, first: When, second: Name | When) -> Made | None:
    if first.recurrence is None:
        return None
    more = (second.number,) if isinstance(second, Name) else second.recurrence.weekdays if second.recurrence else ()
    days = tuple(sorted({*first.recurrence.weekdays, *more}))
    series = within(every(Grain.WEEK), _any_of(days))
    return _repeat(series, replace(first.recurrence, weekdays=days), "repeated_weekday")


def _any_of(days: tuple[int, ...]) -> Series:
    return mapped(every(Grain.DAY), lambda day: day if day.start.weekday() in days else None, Grain.DAY)


def _every_unit(frame: Frame, unit: Grain, count: int) -> Made | None:
    rhythm = _RHYTHMS.get(unit)
    if rhythm is None or not 0 < count < 1000:
        return None
    factor = 3 if unit is Grain.QUARTER else 1
    start = floor(frame.now, Grain.DAY)
    series = every(Grain.DAY) if unit is Grain.DAY and count == 1 else fixed(period(start, Grain.DAY, 1), Grain.DAY)
    return _repeat(series, Recurrence(rhythm, every=count * factor), "repeated_unit")


@rule("-every unit", "every_glued|adverb_unit", score=1)
def repeat_unit(frame: Frame, unit: str) -> Made | None:
    return _every_unit(frame, Grain(unit), 1)


@rule("-every len", score=1)
def repeat_length(frame: Frame, length: Length) -> Made | None:
    return _every_unit(frame, length.grain, length.parts[0][1]) if len(length.parts) == 1 else None


@rule("-once -at|through n unit", "n unit -in_ -once", "-once n unit", "-once -every n unit", score=4)
def repeat_once_in(frame: Frame, number: Number, unit: Grain) -> Made | None:
    """ "раз в две недели", "2 კვირაში ერთხელ"."""
    return _every_unit(frame, unit, number.whole) if number.whole else None


@rule("-once -at|through unit", "unit -in_ -once", score=4)
def repeat_once(frame: Frame, unit: Grain) -> Made | None:
    return _every_unit(frame, unit, 1)


@rule("dom|dom_bare@1 -of? -every unit@2", score=4)
def repeat_day_in_month(frame: Frame, day: When, unit: Grain) -> Made | None:
    """ "on the 5th of each month"."""
    return repeat_in_month(frame, unit, day)


@rule("-every ord|ordf|nd -number_of", "-every ord|ordf -of unit", score=2)
def repeat_dated(frame: Frame, number: int | Number, unit: Grain = Grain.MONTH) -> Made | None:
    """ "каждое 1 число", "every 1st of the month"."""
    day = whole(number)
    if not day or not 0 < day <= 31 or unit is not Grain.MONTH:
        return None
    return _repeat(days_of_month(day), Recurrence(Rhythm.MONTHLY, month_day=day))


@rule("-every -other unit", score=1)
def repeat_other(frame: Frame, unit: Grain) -> Made | None:
    return _every_unit(frame, unit, 2)


@rule("every_other", score=1)
def repeat_other_day(frame: Frame, _: object) -> Made | None:
    return _every_unit(frame, Grain.DAY, 2)


@rule("-every -other weekday", score=2)
def repeat_other_weekday(frame: Frame, name: Name) -> Made:
    return _repeat(weekdays(name.number), Recurrence(Rhythm.WEEKLY, every=2, weekdays=(name.number,)))


@rule("-every -working_unit", "workdays", "-every -workdays", score=1)
def repeat_workdays(frame: Frame, *_: object) -> Made:
    return _repeat(_any_of((0, 1, 2, 3, 4)), Recurrence(Rhythm.WORKDAYS))


@rule("weekends_each", score=1)
def repeat_weekend(frame: Frame, _: object) -> Made:
    """ "по выходным"."""
    return _repeat(_any_of((5, 6)), Recurrence(Rhythm.WEEKLY, weekdays=(5, 6)))


@rule("-every partword", score=1)
def repeat_part(frame: Frame, clock: Clock) -> Made:
    when = When(days=every(Grain.DAY), clock=clock, recurrence=Recurrence(Rhythm.DAILY), sorts=frozenset(("repeated",)))
    return ("time", "mixed", "repeated"), when


@rule("-every ord|ordf|nd -number_of?", score=1)
def repeat_day_of_month(frame: Frame, number: int | Number) -> Made | None:
    day = whole(number)
    if not day or not 4 < day <= 31:
        return None
    return _repeat(days_of_month(day), Recurrence(Rhythm.MONTHLY, month_day=day))


@rule("-every unit dom|dom_bare", score=2)
def repeat_in_month(frame: Frame, unit: Grain, day: When) -> Made | None:
    found = day.days.first(frame.now) if day.days else None
    if unit is not Grain.MONTH or found is None or day.days is None:
        return None
    return _repeat(day.days, Recurrence(Rhythm.MONTHLY, month_day=found.start.day))
