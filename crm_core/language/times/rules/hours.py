"""Times of day as they are told by the clock: "at 3", "15h30", "three twenty", "5 საათზე"."""

from __future__ import annotations

from dataclasses import replace

from crm_core.language.found import Grain
from crm_core.language.times.figures import make_clock
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.values import (
    Clock,
    Made,
    Number,
    When,
    changed,
    clock_of,
    of_clock,
)

_HALF_DAY = 43200


def _hour(number: Number) -> Clock | None:
    if number.whole is None:
        return None
    return make_clock(number.whole, leading=number.digits > 1 and number.whole < 10) if number.digits < 3 else None


def _hhmm(number: Number) -> Clock | None:
    """ "330", "1030"."""
    if number.whole is None or number.digits not in (3, 4):
        return None
    hour, minute = divmod(number.whole, 100)
    return make_clock(hour, minute, leading=number.digits == 4 and hour < 10, exact=True) if 0 < hour < 24 else None


def tell(clock: Clock | None, *tags: str) -> Made | None:
    return of_clock(clock, *tags) if clock else None


@rule("nd|nw")
def read_bare_hour(frame: Frame, number: Number) -> Made | None:
    """A bare number is an hour only where a time is expected, or beside a day or a sign of an hour."""
    clock = _hour(number) or _hhmm(number)
    if clock is None:
        return None
    return ("bare_hour", "figure", "bare_hhmm" if number.digits > 2 else "bare_h"), When(clock=clock)


@rule("free")
def read_free_hour(frame: Frame, number: Number) -> Made | None:
    """A number that counts nothing behind it, for "tomorrow 10"."""
    clock = _hour(number)
    return (("free_hour",), When(clock=clock)) if clock else None


@rule("word_free|free")
def read_bound_hour(frame: Frame, number: Number) -> Made | None:
    """ "после трёх", "by five"."""
    clock = make_clock(number.whole) if number.whole and number.digits < 3 else None
    return (("bound_hour",), When(clock=clock)) if clock else None


@rule("-oclock hour")
def read_hours_about(frame: Frame, when: When) -> Made:
    """ "часов в 5"."""
    return of_clock(clock_of(when), "about_hour")


@rule("clockword")
def read_clock_word(frame: Frame, clock: Clock) -> Made:
    return of_clock(clock, "exact")


@rule("partword")
def read_part(frame: Frame, clock: Clock) -> Made:
    return of_clock(clock)


@rule(
    "-at|about bare_h|bare_words",
    "-at -about bare_h",
    "-about -at bare_h",
    "bare_h -at_|about_",
    "bare_h|bare_words -ish",
)
def read_hour_at(frame: Frame, when: When) -> Made:
    return of_clock(clock_of(when), "at_hour")


@rule("-at|about bare_hhmm", "bare_hhmm -ish")
def read_digits_at(frame: Frame, when: When) -> Made | None:
    """ "at 1030", as English has it; a round number may be a price."""
    if frame.context.language != "en":
        return None
    tags, found = of_clock(clock_of(when), "at_hour")
    return tags, changed(found, is_shy=clock_of(when).grain is Grain.HOUR)


@rule("clock_dot|clock_dash")
def read_bare_dotted(frame: Frame, clock: Clock | None) -> Made | None:
    """ "17.30", where a time is expected or a day stands beside."""
    return (("bare_dot",), When(clock=clock)) if clock else None


@rule("-at clock_dot|clock_dash", "clock_dot|clock_dash -at_", score=4)
def read_dotted_at(frame: Frame, clock: Clock | None) -> Made | None:
    return tell(clock, "at_hour")


@rule("-at|about nw n", "nw n -at_", score=1)
def read_words_at(frame: Frame, hour: Number, minute: Number) -> Made | None:
    return _read_words(hour, minute, "at_hour")


def _read_words(hour: Number, minute: Number, *tags: str) -> Made | None:
    """ "three twenty"; "twenty three" is a number."""
    if not hour.whole or hour.whole > 12 or minute.whole is None or not 10 <= minute.whole < 60:
        return None
    return tell(make_clock(hour.whole, minute.whole), *tags)


@rule("nw -dash? nw")
def read_words(frame: Frame, hour: Number, minute: Number) -> Made | None:
    made = _read_words(hour, minute)
    return (("bare_hour", "bare_words"), made[1]) if made else None


@rule("nw -dash? nw -dash? nw")
def read_three_words(frame: Frame, hour: Number, zero: Number, minute: Number) -> Made | None:
    if zero.value != 0 or not minute.whole or minute.whole > 9 or not hour.whole or hour.whole > 12:
        return None
    return ("bare_hour", "bare_words"), When(clock=make_clock(hour.whole, minute.whole))


@rule("bare_h -oclock_mark")
def read_marked_hour(frame: Frame, when: When) -> Made:
    """ "9 საათიდან": what the ending says comes after it."""
    return ("figure", "marked_hour"), when


@rule("ord -oclock_mark -at_|by_", "ord -oclock_mark")
def read_ordinal_hour(frame: Frame, hour: int) -> Made | None:
    """ "პირველ საათზე"."""
    return tell(make_clock(hour), "at_hour") if 0 < hour <= 12 else None


@rule("hour -at_", "exact -h")
def bend_hour(frame: Frame, when: When) -> Made:
    return of_clock(clock_of(when), "bent")


@rule("bare_hour -oclock_word", "bare_h -oclock_mark -at_", "-at|about bare_h -oclock|h", "-at -about bare_h -oclock")
def read_oclock(frame: Frame, when: When) -> Made:
    return of_clock(clock_of(when), "at_hour")


@rule("nd -h")
def read_short_hour(frame: Frame, number: Number) -> Made | None:
    """ "16h"; "2h" is rather a length, so it wants a day or a sign of an hour beside it."""
    clock = _hour(number)
    if clock is None:
        return None
    if number.value > 12:
        return of_clock(clock, "at_hour")
    return ("bare_hour", "figure", "short_hour"), When(clock=clock)


@rule("nd -h nd -minutes?", "nd -h nd -unit_short", score=3)
def read_short_hour_minute(frame: Frame, hour: Number, minute: Number) -> Made | None:
    """ "15h30": of the day's twenty-four hours."""
    made = read_hour_minute(frame, hour, minute)
    return of_clock(replace(clock_of(made[1]), is_doubtful=False), "hm") if made else None


@rule("nd -oclock n -minutes", "n -hour_and n -minutes", score=1)
def read_hours_minutes(frame: Frame, hour: Number, minute: Number) -> Made | None:
    """ "15 ч 30 мин"; in the first half of the day it is rather a length, unless a day stands beside."""
    made = read_hour_minute(frame, hour, minute)
    if made is None or hour.value > 12:
        return made
    return ("bare_hour", "figure", "oclock_hour"), made[1]


@rule("n -hour_and n -minutes -at_", score=1)
def read_hour_minute(frame: Frame, hour: Number, minute: Number) -> Made | None:
    if hour.whole is None or minute.whole is None or (minute.digits and minute.digits != 2):
        return None
    return tell(make_clock(hour.whole, minute.whole, leading=hour.digits > 1 and hour.whole < 10, exact=True), "hm")


@rule("-at n -oclock n -minutes", "n -oclock_mark n -minutes -at_", score=2)
def read_hour_minute_words(frame: Frame, hour: Number, minute: Number) -> Made | None:
    if hour.whole is None or minute.whole is None:
        return None
    return tell(make_clock(hour.whole, minute.whole, exact=True), "hm")


@rule("bare_h -oclock")
def read_hours(frame: Frame, when: When) -> Made | None:
    """ "20 საათი", "8 часов": lengths, unless the part of the day is said or it is late."""
    clock = clock_of(when)
    if clock.start > _HALF_DAY:
        return ("late_hours", "bare_hour", "figure"), when
    return ("bare_hour", "figure", "oclock_hour"), when


@rule("bare_h -oclock_nom")
def read_late_hours(frame: Frame, when: When) -> Made | None:
    return of_clock(clock_of(when), "at_hour") if clock_of(when).start > _HALF_DAY else None


@rule("-at ord -onehour", score=2)
def read_hour_begun(frame: Frame, hour: int) -> Made | None:
    """ "в третьем часу" is after two."""
    return tell(make_clock(hour - 1 or 12), "at_hour") if 0 < hour <= 12 else None


@rule("-at -onehour")
def read_one(frame: Frame) -> Made:
    return of_clock(Clock(3600, is_doubtful=True), "at_hour")


@rule("-onehour")
def read_bare_one(frame: Frame) -> Made:
    return ("bare_hour", "one_hour"), When(clock=Clock(3600, is_doubtful=True))
