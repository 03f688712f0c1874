"""Since, until, by: times that are only one end of something."""

from __future__ import annotations

from crm_core.language.times.calendar import (
    fixed,
)
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.rules.joining import merge
from crm_core.language.times.values import (
    Clock,
    Made,
    When,
    changed,
)


@rule(
    "-since|after hour|days|mixed|part",
    "-after bound_hour",
    "hour|days|mixed|part|bare_h|marked_hour -since_",
    "days|mixed|part -since_after",
)
def open_end(frame: Frame, when: When) -> Made | None:
    if when.is_open or when.is_deadline or when.last or "span" in when.sorts or (when.clock and _is_span(when.clock)):
        return None
    return ("time", "open"), changed(when, is_open=True, is_shy=False)


def _is_span(clock: Clock) -> bool:
    return clock.end is not None and not clock.is_part


@rule("-since_past days", score=1)
def since_then(frame: Frame, when: When) -> Made | None:
    """ "since Monday" is the Monday that was."""
    if when.days is None or when.clock or "span" in when.sorts:
        return None
    behind = next((one for one in when.days.around(frame.now, False) if one.start < frame.now), None)
    days = fixed(behind, when.days.grain) if behind else when.days
    return ("time", "open"), changed(when, days=days, is_open=True, is_shy=False, skips_present=False)


@rule("hour|bare_hour -gen_? -since_after", "marked_hour -since_after")
def open_after_hour(frame: Frame, when: When) -> Made | None:
    return open_end(frame, when)


@rule("-after oclock_hour", score=2)
def open_after_hours(frame: Frame, when: When) -> Made | None:
    """ "после шести часов"."""
    return open_end(frame, when)


@rule("-by hour|days|mixed|part|moment", "-by bound_hour")
def by_then(frame: Frame, when: When) -> Made | None:
    """English "by": from now to the end of what is said."""
    if when.is_open or when.is_deadline or when.last or when.moment:
        return None
    return ("time", "deadline"), changed(when, is_deadline=True, is_open=True, is_shy=False)


@rule(
    "-until|before|towards hour|days|mixed|part",
    "-until|before|towards bound_hour|oclock_hour",
    "hour|days|mixed|part|bare_h|marked_hour -until_|by_",
    "days|mixed -before_",
)
def until_then(frame: Frame, when: When) -> Made | None:
    if when.is_open or when.is_deadline or when.last:
        return None
    return ("time", "deadline"), changed(when, is_deadline=True, is_shy=False)


@rule("-about open|deadline")
def bound_about(frame: Frame, when: When) -> Made:
    """ "any time after 3"."""
    return ("time", "deadline" if when.is_deadline else "open"), when


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
