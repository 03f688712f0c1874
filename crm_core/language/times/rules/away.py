"""Moments so far from now: "in 2 hours", "3 days ago", "within a week", "2 საათში", "three Fridays from now"."""

from __future__ import annotations

from datetime import timedelta

from crm_core.language.found import Grain
from crm_core.language.times.calendar import (
    DAY,
    FINER,
    Moment,
    Stretch,
    add,
    fixed,
    floor,
    nth_from,
    weekdays,
)
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.values import (
    Length,
    Made,
    Number,
    changed,
    measure,
    of_days,
    of_moment,
)
from crm_core.language.times.words import Name

#: "After so many hours" means the clock.
_CLOCK_HOURS = range(5, 13)
_CLOCK_GRAINS = (Grain.SECOND, Grain.MINUTE, Grain.HOUR)


def go(frame: Frame, length: Length, sign: int) -> Made:
    """Hours and minutes make a moment; whole days a day, weeks and longer the day or month they come to."""
    time = length.time
    if time is not None and length.grain in _CLOCK_GRAINS:
        at = frame.later(sign * time)
        return of_moment(Stretch(at, at), Grain.MINUTE, "away")
    start = floor(length.shift(frame.now, sign), FINER[length.grain])
    end = floor(start, Grain.DAY) + DAY if FINER[length.grain] is not Grain.MONTH else add(start, Grain.MONTH, 1)
    series = fixed(Stretch(start, end), Grain.DAY if FINER[length.grain] is not Grain.MONTH else Grain.MONTH)
    tags, when = of_days(series, "away")
    far = {Grain.WEEK: "weeks_away", Grain.MONTH: "months_away"}.get(length.grain)
    return tags, changed(when, sorts=when.sorts | {far}) if far else when


@rule("-through|plus len|len_short", "-through len -hence?", "-for? length_ahead", score=1)
def go_ahead(frame: Frame, length: Length) -> Made:
    return go(frame, length, 1)


@rule("len -hence", score=3)
def go_ahead_hence(frame: Frame, length: Length) -> Made:
    return go(frame, length, 1)


@rule("len -after_", score=3)
def go_ahead_after(frame: Frame, length: Length) -> Made | None:
    """ "2 საათის შემდეგ" is in two hours; "6 საათის შემდეგ" after six o'clock."""
    grain, count = length.parts[0]
    if grain is Grain.HOUR and len(length.parts) == 1 and count in _CLOCK_HOURS:
        return None
    return go(frame, length, 1)


@rule("-through -about len", score=1)
def go_about_ahead(frame: Frame, length: Length) -> Made:
    return go(frame, length, 1)


@rule("-through unit@2 n@1", "unit@2 -through n@1", score=2)
def go_about_so_many(frame: Frame, number: Number, unit: Grain) -> Made | None:
    """ "минут через 10"."""
    length = measure(number.value, unit)
    return go(frame, length, 1) if length else None


@rule("n -hour_and n unit -in_", score=3)
def go_hours_and_minutes(frame: Frame, hours: Number, minutes: Number, unit: Grain) -> Made | None:
    """ "2 საათსა და 30 წუთში"."""
    length = measure(hours.value * 60 + minutes.value, Grain.MINUTE)
    return go(frame, length, 1) if length and unit is Grain.MINUTE else None


@rule("nw -and_half unit -in_", "nw -and_half length_ahead", score=2)
def go_and_half(frame: Frame, number: Number, unit: Grain | Length) -> Made | None:
    """ "ერთსა და ნახევარ საათში"."""
    length = measure(number.value + 0.5, unit if isinstance(unit, Grain) else unit.grain)
    return go(frame, length, 1) if length else None


@rule("n unit -in_", score=1)
def go_ahead_by_ending(frame: Frame, number: Number, unit: Grain) -> Made | None:
    length = measure(number.value, unit)
    return go(frame, length, 1) if length else None


@rule("-through unit", "unit -hence", score=1)
def go_one_ahead(frame: Frame, unit: Grain) -> Made:
    return go(frame, Length(((unit, 1),)), 1)


@rule("-through -about unit", score=1)
def go_about_one_ahead(frame: Frame, unit: Grain) -> Made:
    return go(frame, Length(((unit, 1),)), 1)


@rule("unit -in_")
def go_one_ahead_by_ending(frame: Frame, unit: Grain) -> Made | None:
    """ "საათში" may be "per hour" too."""
    tags, when = go(frame, Length(((unit, 1),)), 1)
    return tags, changed(when, is_shy=True)


@rule("-through nd -comma nd unit", "nd -comma nd unit -in_", score=3)
def go_ahead_decimal(frame: Frame, number: Number, tenths: Number, unit: Grain) -> Made | None:
    """ "через 1,5 часа"."""
    length = measure(number.value + tenths.value / 10, unit) if tenths.digits == 1 else None
    return go(frame, length, 1) if length else None


@rule("-through nd -h nd", score=4)
def go_ahead_hours_minutes(frame: Frame, hours: Number, minutes: Number) -> Made | None:
    """ "in 1h30"."""
    length = measure(hours.value * 60 + minutes.value, Grain.MINUTE) if minutes.digits == 2 else None
    return go(frame, length, 1) if length else None


@rule("-through unit -dash n", score=2)
def go_ahead_one_or_two(frame: Frame, unit: Grain, number: Number) -> Made | None:
    """ "через час-два": from the first on."""
    return go(frame, Length(((unit, 1),)), 1) if number.value > 1 else None


@rule("-through? len|len_short -ago", score=3)
def go_back(frame: Frame, length: Length) -> Made:
    return go(frame, length, -1)


@rule("unit -ago", score=1)
def go_one_back(frame: Frame, unit: Grain) -> Made:
    return go(frame, Length(((unit, 1),)), -1)


@rule("-through nd")
def go_minutes(frame: Frame, number: Number) -> Made | None:
    """ "in 15" are minutes, when nothing else is said."""
    if number.whole is None or number.digits > 2:
        return None
    tags, when = go(frame, Length(((Grain.MINUTE, number.whole),)), 1)
    return tags, changed(when, is_shy=True)


@rule("-through n -dash|to n unit", "n -dash n unit -in_", score=2)
def go_between(frame: Frame, first: Number, last: Number, unit: Grain) -> Made | None:
    """ "in 2-3 days": from the first on."""
    length = measure(first.value, unit)
    return go(frame, length, 1) if length and first.value < last.value else None


@rule("-after len", score=1)
def go_after(frame: Frame, length: Length) -> Made:
    when = go(frame, length, 1)[1]
    return ("time", "open"), changed(when, is_open=True)


@rule("-within len", "len -within_|within", score=1)
def stay_within(frame: Frame, length: Length) -> Made:
    until = floor(length.shift(frame.now), FINER[length.grain])
    if length.grain in _CLOCK_GRAINS and length.time is not None:
        until = frame.later(length.time)
    return of_moment(Stretch(frame.now, until), Grain.SECOND, "deadline_span")


@rule("-within unit", "unit -within_|within", score=1)
def stay_within_one(frame: Frame, unit: Grain) -> Made | None:
    return stay_within(frame, Length(((unit, 1),)))


@rule("-through? n weekdays|weekday -hence", "-through n weekdays", score=2)
def go_weekdays_ahead(frame: Frame, number: Number, name: Name) -> Made | None:
    if not number.whole or number.whole > 500:
        return None
    today = fixed(Stretch(floor(frame.now, Grain.DAY), floor(frame.now, Grain.DAY) + DAY), Grain.DAY)
    return of_days(nth_from(today, weekdays(name.number), number.whole), "weekday_fixed")


@rule("n weekdays|weekday -ago", score=2)
def go_weekdays_back(frame: Frame, number: Number, name: Name) -> Made | None:
    if not number.whole or number.whole > 500:
        return None
    today = fixed(Stretch(floor(frame.now, Grain.DAY), floor(frame.now, Grain.DAY) + DAY), Grain.DAY)
    return of_days(nth_from(today, weekdays(name.number), -number.whole), "weekday_fixed")


@rule("-through n -working_unit", "n -working_unit -hence|in_", score=2)
def go_working_days(frame: Frame, number: Number) -> Made | None:
    if not number.whole or number.whole > 400:
        return None
    week, left = frame.context.working_time, number.whole
    day: Moment = floor(frame.now, Grain.DAY)
    for _ in range(3000):
        day += DAY
        left -= bool(week.spans_of(day.date()))
        if left == 0:
            return of_days(fixed(Stretch(day, day + DAY), Grain.DAY), "away")
    return None


def count_from(base: Moment, length: Length, sign: int) -> Stretch:
    """So long after or before a day or a moment."""
    start = length.shift(base, sign)
    if length.grain in _CLOCK_GRAINS:
        return Stretch(start, start + timedelta(minutes=1))
    return Stretch(start, floor(start, Grain.DAY) + DAY)
