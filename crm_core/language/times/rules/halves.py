"""Halves and quarters of hours: "quarter to six", "полшестого", "без четверти три", "4-ის ნახევარზე"."""

from __future__ import annotations

from dataclasses import replace

from crm_core.language.found import Grain
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.values import (
    Clock,
    Length,
    Made,
    Number,
    When,
    clock_of,
    of_clock,
    whole,
)

_MINUTE = 60
_HALF_DAY = 43200
_WHOLE_DAY = 86400


@rule("half_glued", "-at half_glued", "-at -about half_glued")
def read_half_glued(frame: Frame, hour: int) -> Made | None:
    return _before_hour(hour, 30)


def _before_hour(hour: int | None, minutes: int) -> Made | None:
    """So many minutes before the full hour; half past five is "the half of the sixth"."""
    if not hour or hour > 24:
        return None
    start = (hour * 3600 - minutes * _MINUTE) % _WHOLE_DAY
    if start < 3600:
        start += _HALF_DAY
    return of_clock(Clock(start, Grain.MINUTE, is_doubtful=hour <= 12), "at_hour")


@rule("-at? -half first_genitive", score=1)
def read_half_of(frame: Frame, hour: int) -> Made | None:
    return _before_hour(hour, 30)


@rule("-at? -half ordf", "n -gen_? -half_at", "ord -half_at", score=1)
def read_half_of_number(frame: Frame, hour: Number | int) -> Made | None:
    return _before_hour(whole(hour), 30)


@rule("-at? -half_before word_free|free", score=1)
def read_half_before(frame: Frame, hour: Number) -> Made | None:
    """ "в пол 5"."""
    return _before_hour(hour.whole, 30) if hour.whole and hour.whole <= 12 else None


@rule("-at? -quarter first_genitive", score=1)
def read_quarter_of(frame: Frame, hour: int) -> Made | None:
    return _before_hour(hour, 45)


@rule("-at? n -minutes first_genitive", score=2)
def read_minutes_of(frame: Frame, minutes: Number, hour: int) -> Made | None:
    return _before_hour(hour, 60 - minutes.whole) if minutes.whole and minutes.whole < 60 else None


@rule("n -gen_? n -minutes -at_", "n -gen_ n -minutes -at_?", score=2)
def read_minutes_of_number(frame: Frame, hour: Number, minutes: Number) -> Made | None:
    return _before_hour(hour.whole, 60 - minutes.whole) if minutes.whole and minutes.whole < 60 else None


@rule("-without n -minutes? n", score=2)
def read_without(frame: Frame, minutes: Number, hour: Number) -> Made | None:
    """ "без десяти три"."""
    return _before_hour(hour.whole, minutes.whole) if minutes.whole and minutes.whole < 60 else None


@rule("-without -quarter n", score=2)
def read_without_quarter(frame: Frame, hour: Number) -> Made | None:
    return _before_hour(hour.whole, 15)


@rule("-without n -minutes? -onehour", score=2)
def read_without_one(frame: Frame, minutes: Number) -> Made | None:
    return _before_hour(1, minutes.whole) if minutes.whole and minutes.whole < 60 else None


@rule("-without -quarter -onehour", score=2)
def read_quarter_to_one(frame: Frame) -> Made | None:
    return _before_hour(1, 15)


@rule("n -gen_? -lacks n -minutes?", score=2)
def read_lacking(frame: Frame, hour: Number, minutes: Number) -> Made | None:
    return _before_hour(hour.whole, minutes.whole) if minutes.whole and minutes.whole < 60 else None


@rule("-at? -half -past bare_h|hour", score=2)
def read_half_past(frame: Frame, when: When) -> Made | None:
    return _move(when, 30)


@rule("-at? -n? -quarter -past bare_h|hour", score=2)
def read_quarter_past(frame: Frame, when: When) -> Made | None:
    return _move(when, 15)


@rule("-at? -n? -quarter -till bare_h|hour", score=2)
def read_quarter_to(frame: Frame, when: When) -> Made | None:
    return _move(when, -15)


@rule("-half -till bare_h|hour", score=2)
def read_half_to(frame: Frame, when: When) -> Made | None:
    return _move(when, -30)


@rule("-at? n -past bare_h|hour", score=1)
def read_past(frame: Frame, minutes: Number, when: When) -> Made | None:
    return _move(when, minutes.whole or 0)


@rule("-at? n -till bare_h|hour", score=1)
def read_to(frame: Frame, minutes: Number, when: When) -> Made | None:
    """ "five to seven"; "5 to 7" and "9 to 11" are rather spans."""
    hour = clock_of(when).start // 3600
    if minutes.digits and (minutes.value % 5 or minutes.value < hour <= minutes.value + 5):
        return None
    return _move(when, -(minutes.whole or 0))


@rule("-at? nw -till bare_h|hour", score=4)
def read_words_to(frame: Frame, minutes: Number, when: When) -> Made | None:
    """ "ten to eleven am"."""
    return _move(when, -int(minutes.value)) if minutes.value in (5, 10, 20, 25) else None


@rule("-at? -half_hour_of word_free|free", score=1)
def read_half_hour_of(frame: Frame, number: Number) -> Made | None:
    """British "half three" is half past three."""
    if number.whole is None or not 0 < number.whole <= 12 or number.digits > 2:
        return None
    return of_clock(Clock(number.whole * 3600 + 1800, Grain.MINUTE, is_doubtful=True), "at_hour")


@rule("len -past bare_h|hour", score=2)
def read_length_past(frame: Frame, length: Length, when: When) -> Made | None:
    return _move(when, _minutes(length))


@rule("len -till bare_h|hour", score=2)
def read_length_to(frame: Frame, length: Length, when: When) -> Made | None:
    return _move(when, -_minutes(length))


def _minutes(length: Length) -> int:
    return length.parts[0][1] if length.grain is Grain.MINUTE and len(length.parts) == 1 else 0


def _move(when: When, minutes: int) -> Made | None:
    clock = when.clock
    if clock is None or clock.is_part or clock.grain is not Grain.HOUR or not 0 < abs(minutes) < 60:
        return None
    start = (clock.start + minutes * _MINUTE) % _WHOLE_DAY
    return of_clock(replace(clock, start=start, grain=Grain.MINUTE), "at_hour")
