"""From one time to another: "9:30-11", "с 9 до 11", "9-დან 11-მდე", "July 13 - July 15", "4pm for 30 minutes"."""

from __future__ import annotations

from dataclasses import replace

from crm_core.language.found import Grain
from crm_core.language.times.calendar import (
    Series,
    Stretch,
    make_date,
    mapped,
)
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.values import (
    Clock,
    Length,
    Made,
    Number,
    When,
    changed,
    of_clock,
    of_days,
    plain,
    whole,
)

_HALF_DAY = 43200


def span_clocks(first: Clock, last: Clock) -> Clock | None:
    """Each end helps to know the half of the day of the other: "3-4pm", "8am until 6"."""
    if first.is_part or last.is_part or first.end is not None or last.end is not None:
        return None
    start, end = first.start, last.start
    if first.is_doubtful and not last.is_doubtful:
        early, late = start % _HALF_DAY, start % _HALF_DAY + _HALF_DAY
        start = late if late < end or end == 0 else early
        first = replace(first, is_doubtful=False)
    offset = first.offset if first.offset is not None else last.offset
    is_end_doubtful = last.is_doubtful
    if not is_end_doubtful and end <= start:
        end += 2 * _HALF_DAY
    grain = Grain.MINUTE if Grain.MINUTE in (first.grain, last.grain) else first.grain
    return Clock(start, grain, first.is_doubtful, end, is_end_doubtful, offset=offset)


def _span(first: When, last: When) -> Made | None:
    if first.clock is None or last.clock is None or first.days or last.days:
        return None
    clock = span_clocks(first.clock, last.clock)
    return of_clock(clock, "clock_span") if clock else None


@rule(
    "hour -dash|to|until figure|hour",
    "figure -dash|to|until hour",
    "-since|after hour|figure -to|until|dash hour|figure",
    "-between hour|figure -and|dash|to hour|figure",
    "hour|figure -since_ -comma? hour|figure -until_",
    "hour|figure -gen_? -and hour|figure -gen_? -between_",
    score=3,
)
def read_clock_span(frame: Frame, first: When, last: When) -> Made | None:
    return _span(first, last)


@rule("bare_dot -dash bare_dot", "-since bare_dot -until|to|dash bare_dot")
def read_dotted_span(frame: Frame, first: When, last: When) -> Made | None:
    return _span(first, last)


@rule("-since? year_bare -to|until|dash year_bare", score=4)
def read_years(frame: Frame, first: When, last: When) -> Made | None:
    return read_days_span(frame, first, last)


@rule("-at|by|towards|on figure -dash|to figure", score=3)
def read_clock_span_at(frame: Frame, first: When, last: When) -> Made | None:
    """ "в 3-4": around then."""
    return _span(first, last)


@rule("bare_h -dash|to free_hour", "bare_h -dash bare_h -at_", "bare_h -dash bare_h -oclock|oclock_mark -at_?", score=1)
def read_bare_span(frame: Frame, first: When, last: When) -> Made | None:
    """Beside a day only: "tomorrow 9-11"."""
    made = _span(first, last)
    return (("bare_span",), made[1]) if made else None


@rule("days bare_span", "bare_span days", score=3)
def join_span(frame: Frame, first: When, second: When) -> Made | None:
    days, span = (first, second) if first.days else (second, first)
    if "month_of" in days.sorts or "year" in days.sorts or days.clock:
        return None
    return ("time", "mixed"), changed(days, clock=span.clock, skips_present=False, is_shy=False)


@rule("clock_span|bare_span partword", score=2)
def read_span_in_part(frame: Frame, when: When, part: Clock) -> Made | None:
    """ "с 5 до 7 вечера"."""
    clock = when.clock
    if clock is None or not clock.is_doubtful:
        return None
    start = clock.start % _HALF_DAY + _HALF_DAY * (part.start >= _HALF_DAY)
    return of_clock(replace(clock, start=start, is_doubtful=False), "clock_span")


def _reach(first: Series, last: Series) -> Series:
    def pick(start: Stretch) -> Stretch | None:
        found = next((one for one in last.walk(start.start, True) if one.start >= start.start), None)
        return Stretch(start.start, found.end) if found and found.end > start.end else None

    return mapped(first, pick, first.grain)


@rule(
    "days -dash|to|until days",
    "-since days -to|until|dash days",
    "-between days -and|dash days",
    "days -since_ days -until_",
    score=2,
)
def read_days_span(frame: Frame, first: When, last: When) -> Made | None:
    if first.days is None or last.days is None or first.days.grain is not last.days.grain or first.phase or last.phase:
        return None
    if first.recurrence or last.recurrence:
        return None
    series = _reach(first.days, last.days)
    if series.first(frame.now) is None:
        return None
    return of_days(series, "span", "range")


@rule("nd|ordf -dot? -dash|to|until|and date_full", "-since nd|ordf -to|until|dash date", score=3)
def read_days_to_date(frame: Frame, number: Number | int, last: When) -> Made | None:
    """ "14. - 15.10.2013"."""
    day = whole(number)
    if last.days is None or not day:
        return None

    def pick(end: Stretch) -> Stretch | None:
        start = make_date(end.start.year, end.start.month, day)
        return Stretch(end.start.replace(day=day), end.end) if start and start < end.start.date() else None

    return of_days(mapped(last.days, pick, Grain.DAY), "span", "range")


@rule("mixed -dash|to|until mixed", "-since mixed -to|until|dash mixed", score=2)
def read_mixed_span(frame: Frame, first: When, last: When) -> Made | None:
    return _from_to(first, last)


@rule("mixed -dash|to|until hour|bare_h", "-since mixed -to|until|dash hour|bare_h", score=3)
def read_mixed_to_hour(frame: Frame, first: When, last: When) -> Made | None:
    """ "Thu 26 Nov, 11:00-13:00"."""
    if first.clock is None or last.clock is None or first.is_open or first.is_deadline:
        return None
    clock = span_clocks(first.clock, last.clock)
    return plain(changed(first, clock=clock)) if clock else None


def _from_to(first: When, last: When) -> Made | None:
    if first.last or last.last or first.is_open or last.is_open or first.recurrence or last.recurrence:
        return None
    return ("time", "mixed", "range"), changed(first, last=last)


@rule("hour|mixed|bare_hour -for|on len", "-since hour|mixed|bare_hour -for|on len", score=2)
def read_for_length(frame: Frame, when: When, length: Length) -> Made | None:
    if when.length or when.is_open or when.is_deadline or (when.clock and when.clock.is_part):
        return None
    return ("time", "mixed", "lasting"), changed(when, length=length)


@rule("-for? len|len_short -since hour|mixed", score=2)
def read_length_from(frame: Frame, length: Length, when: When) -> Made | None:
    return read_for_length(frame, when, length)


@rule("hour|mixed -for? len_short", score=2)
def read_for_short_length(frame: Frame, when: When, length: Length) -> Made | None:
    return read_for_length(frame, when, length)
