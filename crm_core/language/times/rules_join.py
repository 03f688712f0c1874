"""Putting times together: a day with an hour, a weekday with its date, prepositions around them, repeated times."""

from __future__ import annotations

from dataclasses import replace

from crm_core.language.found import Grain, Recurrence, Rhythm
from crm_core.language.times.calendar import Series, days_of_month, every, fixed, floor, mapped, period, weekdays, within
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.rules_clock import join_part
from crm_core.language.times.values import Clock, Length, Made, Number, When, changed, plain
from crm_core.language.times.words import Name

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


@rule("days free_hour|short_hour|oclock_hour|bare_dot", "free_hour|oclock_hour|short_hour|bare_dot days", "days -on|by|towards|for|at bare_h", score=-3)
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


# Since, until, by


@rule("-since|after hour|days|mixed|part", "-after free_hour", "hour|days|mixed|part|bare_h|marked_hour -since_", "days|mixed|part -since_after")
def open_end(frame: Frame, when: When) -> Made | None:
    if when.is_open or when.is_deadline or when.last or "range" in when.sorts or (when.clock and _is_span(when.clock)):
        return None
    return ("time", "open"), changed(when, is_open=True, is_shy=False)


def _is_span(clock: Clock) -> bool:
    return clock.end is not None and not clock.is_part


@rule("-since_past days", score=1)
def since_then(frame: Frame, when: When) -> Made | None:
    """ "since Monday" is the Monday that was."""
    if when.days is None or when.clock or "range" in when.sorts:
        return None
    behind = next((one for one in when.days.around(frame.now, False) if one.start < frame.now), None)
    days = fixed(behind, when.days.grain) if behind else when.days
    return ("time", "open"), changed(when, days=days, is_open=True, is_shy=False, skips_present=False)


@rule("hour|bare_hour -gen_? -since_after")
def open_after_hour(frame: Frame, when: When) -> Made | None:
    return open_end(frame, when)


@rule("-by hour|days|mixed|part|moment", "-by free_hour")
def by_then(frame: Frame, when: When) -> Made | None:
    """English "by": from now to the end of what is said."""
    if when.is_open or when.is_deadline or when.last or when.moment:
        return None
    return ("time", "deadline"), changed(when, is_deadline=True, is_open=True, is_shy=False)


@rule(
    "-until|before|towards hour|days|mixed|part",
    "-until|before|towards free_hour",
    "hour|days|mixed|part|bare_h|marked_hour -until_|by_",
    "days|mixed -before_",
)
def until_then(frame: Frame, when: When) -> Made | None:
    if when.is_open or when.is_deadline or when.last:
        return None
    return ("time", "deadline"), changed(when, is_deadline=True, is_shy=False)


@rule("deadline -comma? hour|part", "deadline free_hour")
def until_hour(frame: Frame, when: When, clock: When) -> Made | None:
    """ "до завтра, 11:00"; "до пятницы в 5"."""
    if when.clock or not when.is_deadline:
        return None
    merged = merge(frame, changed(when, is_deadline=False, is_open=False), clock)
    if merged is None:
        return None
    return ("time", "deadline"), changed(merged, is_deadline=True, is_open=when.is_open)


@rule("days -comma? deadline|open", "deadline|open -on? days")
def until_hour_of_day(frame: Frame, first: When, second: When) -> Made | None:
    """ "сегодня до 18:00", "tomorrow after 5"."""
    days, bound = (second, first) if first.is_deadline or first.is_open else (first, second)
    if bound.days or bound.moment or bound.clock is None or days.is_open or days.is_deadline:
        return None
    merged = merge(frame, days, changed(bound, is_deadline=False, is_open=False))
    if merged is None:
        return None
    kind = "deadline" if bound.is_deadline else "open"
    is_open = bound.is_open and not bound.is_deadline
    return ("time", kind), changed(merged, is_deadline=bound.is_deadline, is_open=is_open)


@rule("weekday_said dom_bare", "dom_bare weekday_said")
def join_weekday_and_day(frame: Frame, first: When, second: When) -> Made | None:
    """ "Monday 18th"."""
    merged = merge(frame, changed(first, is_shy=False), changed(second, is_shy=False))
    return plain(merged) if merged else None


# Again and again


def _repeat(series: Series, recurrence: Recurrence, *tags: str) -> Made:
    when = When(days=series, recurrence=recurrence, sorts=frozenset(("repeated",)))
    return ("time", "days", "repeated", *tags), when


@rule("-every weekday|weekdays", "weekdays", "-on weekdays", "-each_on weekdays_dative", score=1)
def repeat_weekday(frame: Frame, name: Name) -> Made:
    recurrence = Recurrence(Rhythm.WEEKLY, weekdays=(name.number,))
    return _repeat(weekdays(name.number), recurrence, "repeated_weekday")


@rule("repeated_weekday -and|comma weekday|weekdays|weekdays_dative", "repeated_weekday -and|comma repeated_weekday", score=1)
def repeat_weekdays(frame: Frame, first: When, second: Name | When) -> Made | None:
    if first.recurrence is None:
        return None
    more = (second.number,) if isinstance(second, Name) else second.recurrence.weekdays if second.recurrence else ()
    days = tuple(sorted({*first.recurrence.weekdays, *more}))
    series = within(every(Grain.WEEK), _any_of(days))
    return _repeat(series, replace(first.recurrence, weekdays=days), "repeated_weekday")


def _any_of(days: tuple[int, ...]) -> Series:
    return mapped(every(Grain.DAY), lambda day: day if day.start.weekday() in days else None, Grain.DAY)


_RHYTHMS = {
    Grain.DAY: Rhythm.DAILY,
    Grain.WEEK: Rhythm.WEEKLY,
    Grain.MONTH: Rhythm.MONTHLY,
    Grain.QUARTER: Rhythm.MONTHLY,
    Grain.YEAR: Rhythm.YEARLY,
}


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


@rule("-every -other unit", score=1)
def repeat_other(frame: Frame, unit: Grain) -> Made | None:
    return _every_unit(frame, unit, 2)


@rule("every_other", score=1)
def repeat_other_day(frame: Frame, _: object) -> Made | None:
    return _every_unit(frame, Grain.DAY, 2)


@rule("-every -other weekday", "-every ord weekday", score=2)
def repeat_other_weekday(frame: Frame, *found: object) -> Made | None:
    name = found[-1]
    if not isinstance(name, Name) or (len(found) > 1 and found[0] != 2):
        return None
    return _repeat(weekdays(name.number), Recurrence(Rhythm.WEEKLY, every=2, weekdays=(name.number,)))


@rule("-every -working_unit", "workdays", "-every -workdays", score=1)
def repeat_workdays(frame: Frame, *_: object) -> Made:
    return _repeat(_any_of((0, 1, 2, 3, 4)), Recurrence(Rhythm.WORKDAYS))


@rule("-every partword", score=1)
def repeat_part(frame: Frame, clock: Clock) -> Made:
    when = When(days=every(Grain.DAY), clock=clock, recurrence=Recurrence(Rhythm.DAILY), sorts=frozenset(("repeated",)))
    return ("time", "mixed", "repeated"), when


@rule("-every ord|ordf|nd -number_of?", "-every unit_month_of nd|ord -in_|day_of?", score=1)
def repeat_day_of_month(frame: Frame, number: int | Number) -> Made | None:
    day = number.whole if isinstance(number, Number) else number
    if not day or not 4 < day <= 31:
        return None
    return _repeat(days_of_month(day), Recurrence(Rhythm.MONTHLY, month_day=day))


@rule("-every unit dom|dom_bare", score=2)
def repeat_in_month(frame: Frame, unit: Grain, day: When) -> Made | None:
    found = day.days.first(frame.now) if day.days else None
    if unit is not Grain.MONTH or found is None or day.days is None:
        return None
    return _repeat(day.days, Recurrence(Rhythm.MONTHLY, month_day=found.start.day))
