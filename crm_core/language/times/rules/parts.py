"""Halves and parts of the day and other zones: "3 pm", "8 вечера", "დღის 12-ზე", "9am PST"."""

from __future__ import annotations

from dataclasses import replace

from crm_core.language.found import Grain, Part
from crm_core.language.times.calendar import (
    DAY,
    Stretch,
    fixed,
    floor,
)
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.rules.hours import tell
from crm_core.language.times.values import (
    Clock,
    Made,
    When,
    clock_of,
    of_clock,
)

_HALF_DAY = 43200
#: Night hours up to here are after midnight where the night is not the evening.
_DEEP_NIGHT = 5


@rule("bare_hour|hour|bare_dot ampm", "bare_hour ampm_letter", "hour ampm_letter", score=1)
def read_half_day(frame: Frame, when: When, half: str) -> Made | None:
    clock = clock_of(when)
    if clock.end is not None and not clock.is_doubtful:
        return None
    return tell(in_half(clock, half == "pm"), "sure_hour")


@rule("ampm bare_hour", "ampm bare_hour -at_", score=1)
def read_half_day_before(frame: Frame, half: str, when: When) -> Made | None:
    return tell(in_half(clock_of(when), half == "pm"), "sure_hour")


def in_half(clock: Clock, late: bool) -> Clock | None:
    if clock.start >= _HALF_DAY + 3600:
        return replace(clock, is_doubtful=False) if late else None
    start = clock.start % _HALF_DAY + _HALF_DAY * late
    return replace(clock, start=start, is_doubtful=False, is_midnight=start == 0)


@rule("bare_hour|hour -on|of_in|at partword", "-at bare_hour partword", score=1)
def read_hour_in_part(frame: Frame, when: When, part: Clock) -> Made | None:
    return tell(join_part(clock_of(when), part), "sure_hour")


@rule("bare_dot -on|of_in|at? partword", score=4)
def read_dotted_in_part(frame: Frame, when: When, part: Clock) -> Made | None:
    """ "7.30 in the evening"; what may be a date is one."""
    clock = clock_of(when)
    return tell(join_part(clock, part), "sure_hour") if clock.start % 3600 // 60 > 12 else None


@rule("bare_hour|hour partword", score=1)
def read_hour_of_part(frame: Frame, when: When, part: Clock) -> Made | None:
    """ "3:18 утра" is of this very morning while it lasts."""
    clock = join_part(clock_of(when), part)
    today = floor(frame.now, Grain.DAY)
    seconds = (frame.now - today).total_seconds()
    begins = 0 if part.part is Part.MORNING else part.start
    if (
        clock
        and clock.grain is Grain.MINUTE
        and part.end
        and begins <= min(clock.start, seconds)
        and seconds < part.end
    ):
        days = fixed(Stretch(today, today + DAY), Grain.DAY)
        return ("time", "mixed", "sure_hour"), When(days=days, clock=clock, sorts=frozenset(("this_part",)))
    return tell(clock, "sure_hour")


@rule(
    "oclock_hour|late_hours|hour|one_hour day_part", "-at|towards|until|since|after bare_h|one_hour day_part", score=1
)
def read_hour_of_day_part(frame: Frame, when: When, part: Clock) -> Made | None:
    """ "3 часа дня", "в 3 дня"; "2 дня" are two days."""
    return tell(join_part(clock_of(when), part), "sure_hour")


@rule("partword bare_hour", "partword -at|comma hour", "partword -at? bare_h -at_", score=1)
def read_part_hour(frame: Frame, part: Clock, when: When) -> Made | None:
    return tell(join_part(clock_of(when), part), "sure_hour")


def join_part(clock: Clock, part: Clock, *, tonight: bool = False) -> Clock | None:
    """ "8 in the evening", "2 часа ночи", "დღის 12": the half of the day that the part says."""
    if clock.is_part or clock.end is not None:
        return None
    if not clock.is_doubtful:
        return clock
    hour = clock.start // 3600 % 12
    if hour == 0 and part.part in (Part.EVENING, Part.NIGHT):
        return replace(clock, start=clock.start % _HALF_DAY + 2 * _HALF_DAY, is_doubtful=False)
    if part.part is Part.NIGHT and not tonight:
        late = hour > _DEEP_NIGHT
        return replace(clock, start=clock.start % _HALF_DAY + _HALF_DAY * late, is_doubtful=False)
    return in_half(clock, part.part is not Part.MORNING)


@rule("hour zone", "bare_hour zone", score=1)
def read_zone(frame: Frame, when: When, offset: int) -> Made | None:
    clock = clock_of(when)
    return of_clock(replace(clock, offset=offset, is_doubtful=False), "zoned")
