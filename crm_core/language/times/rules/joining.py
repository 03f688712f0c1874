"""Putting times together: a day with an hour, a weekday with its date, prepositions around them."""

from __future__ import annotations

from dataclasses import replace

from crm_core.language.found import Grain
from crm_core.language.times.calendar import (
    Series,
    mapped,
    period,
    within,
)
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.rules.parts import join_part
from crm_core.language.times.values import (
    Clock,
    Made,
    When,
    changed,
    plain,
)

_DATED = frozenset(("date", "dom", "away", "weekday_fixed"))


def merge(frame: Frame, first: When, second: When) -> When | None:
    """One time out of two that stand beside each other; None when they contradict."""
    if first.moment or second.moment or first.last or second.last or first.length or second.length:
        return None
    if first.is_open or second.is_open or first.is_deadline or second.is_deadline:
        return None
    if first.recurrence and second.recurrence:
        return None
    clock = first.clock
    if first.clock and second.clock:
        clock = _join_clocks(first.clock, second.clock, tonight="tonight" in first.sorts | second.sorts)
        if clock is None:
            return None
    elif second.clock:
        clock = second.clock
    days, is_nearest = first.days or second.days, first.is_nearest or second.is_nearest
    if first.days and second.days:
        joined = _join_days(frame, first, second)
        if joined is None:
            return None
        days, is_nearest = joined
    sorts = first.sorts | second.sorts
    skips = days is not None and clock is None and first.skips_present and second.skips_present
    phase = first.phase or second.phase
    return When(
        days=days,
        clock=clock,
        sorts=sorts,
        is_nearest=is_nearest,
        skips_present=skips,
        phase=None if clock else phase,
        recurrence=first.recurrence or second.recurrence,
    )


def _join_clocks(first: Clock, second: Clock, *, tonight: bool) -> Clock | None:
    if first.is_part == second.is_part:
        return None
    part, clock = (first, second) if first.is_part else (second, first)
    if clock.end is not None:
        late = join_part(replace(clock, end=None), part)
        return replace(clock, start=late.start, is_doubtful=False) if late else None
    return join_part(clock, part, tonight=tonight)


def _join_days(frame: Frame, first: When, second: When) -> tuple[Series, bool] | None:
    """A weekday and its date, a weekday so many weeks away, a month so many years away."""
    for one, other in ((first, second), (second, first)):
        if one.days is None or other.days is None:
            continue
        if "this_part" in one.sorts:
            return other.days, other.is_nearest
        if "weekday_said" in one.sorts and not _DATED & one.sorts and "weekday_said" not in other.sorts:
            series = other.days
            if "weeks_away" in other.sorts:
                series = mapped(series, lambda day: period(day.start, Grain.WEEK), Grain.WEEK)
            elif not _DATED & other.sorts:
                continue
            if "span" in other.sorts or "range" in other.sorts:
                continue
            found = within(series, one.days)
            nearest = "date" in other.sorts and "year" not in other.sorts and not other.is_nearest
            return (found, nearest) if found.first(frame.now) else None
        if "month_of" in one.sorts and "away" in other.sorts and other.days.grain is Grain.MONTH:
            year = mapped(other.days, lambda month: period(month.start, Grain.YEAR), Grain.YEAR)
            return within(year, one.days), False
        if "dom" in one.sorts and "months_away" in other.sorts:
            month = mapped(other.days, lambda day: period(day.start, Grain.MONTH), Grain.MONTH)
            return within(month, one.days), False
    return None


@rule("time -comma? time", "time -of|of_in|on|at time", score=1)
def join(frame: Frame, first: When, second: When) -> Made | None:
    merged = merge(frame, first, second)
    return plain(merged) if merged else None


@rule(
    "days free_hour|short_hour|oclock_hour|bare_dot|bare_words",
    "free_hour|oclock_hour|short_hour|bare_dot|bare_words days",
    "days -on|by|towards|for|at bare_h",
    score=-3,
)
def join_hour(frame: Frame, first: When, second: When) -> Made | None:
    """ "tomorrow 10": a day is sign enough that the number is an hour."""
    days = first if first.days else second
    if "month_of" in days.sorts or "year" in days.sorts or "season_said" in days.sorts or "cycle" in days.sorts:
        return None
    if days.is_shy and not frame.context.expects_time:
        return None
    merged = merge(frame, first, second)
    return plain(merged) if merged else None


@rule("mixed free_hour|short_hour|bare_h", "rel_part|today_evening|part free_hour", score=-3)
def join_hour_to_part(frame: Frame, first: When, second: When) -> Made | None:
    if first.clock is None or not first.clock.is_part:
        return None
    merged = merge(frame, first, second)
    return plain(merged) if merged else None


@rule("free_hour mixed|rel_part", score=-3)
def join_hour_before_part(frame: Frame, first: When, second: When) -> Made | None:
    return join_hour_to_part(frame, second, first)


@rule("-on|of_in|at|about days", "-on|of_in days")
def introduce_days(frame: Frame, when: When) -> Made:
    """A preposition makes a time of words that could be something else: "in May", "on Sat"."""
    return ("time", "days", *when.sorts), changed(when, is_shy=False)


@rule("-on|of_in|at|about clock", "-on|at|about mixed", "-about moment")
def introduce_clock(frame: Frame, when: When) -> Made:
    kind = "moment" if when.moment else "mixed" if when.days else "clock"
    part = ("part",) if when.clock and when.clock.is_part and not when.days else ()
    return ("time", kind, *part, "introduced"), changed(when, is_shy=False)


@rule("clock|days|mixed|moment -ish")
def round_off(frame: Frame, when: When) -> Made:
    kind = "moment" if when.moment else plain(when)[0][1]
    return ("time", kind, *when.sorts, "rounded"), changed(when, is_shy=False)


@rule("days -at_|in_|about_")
def bend(frame: Frame, when: When) -> Made:
    return ("time", "days", *when.sorts), changed(when, is_shy=False)


@rule("date_full -iso_t hour", score=2)
def join_iso(frame: Frame, day: When, clock: When) -> Made | None:
    """ "2026-11-26T10:00"."""
    merged = merge(frame, day, clock)
    return plain(merged) if merged else None


@rule("mixed part")
def join_same_part(frame: Frame, when: When, part: When) -> Made | None:
    """ "first thing tomorrow morning"."""
    if when.clock is None or part.clock is None or when.clock.part is None or when.clock.part is not part.clock.part:
        return None
    return plain(when)


@rule("dom_bare at_hour|sure_hour|exact", score=1)
def join_day_and_hour(frame: Frame, day: When, hour: When) -> Made | None:
    """ "30th at 2": the hour says that the 30th is a day."""
    merged = merge(frame, changed(day, is_shy=False), hour)
    return plain(merged) if merged else None


@rule("days -same_time", "-same_time days", score=1)
def join_same_time(frame: Frame, days: When) -> Made | None:
    """ "same time tomorrow"."""
    if days.clock or days.days_grain is not Grain.DAY:
        return None
    clock = Clock(frame.now.hour * 3600 + frame.now.minute * 60, Grain.MINUTE)
    return plain(changed(days, clock=clock, skips_present=False, is_shy=False))


@rule("weekday_said dom_bare", "dom_bare weekday_said")
def join_weekday_and_day(frame: Frame, first: When, second: When) -> Made | None:
    """ "Monday 18th"."""
    merged = merge(frame, changed(first, is_shy=False), changed(second, is_shy=False))
    return plain(merged) if merged else None
