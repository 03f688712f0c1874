"""From a phrase understood to moments on the wall: which of the possible days and halves of the day is meant.

What may be ahead is ahead; doubtful hours fall into working time, where one of them does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain, islice

from crm_core.language.found import Grain
from crm_core.language.times.calendar import DAY, Moment, Stretch, floor
from crm_core.language.times.frame import Frame
from crm_core.language.times.values import Clock, When

_HALF_DAY, _HOUR = 43200, 3600
#: Doubtful hours up to here are of this evening, when their morning is over: "at 7", said after lunch.
_LATEST = 20 * _HOUR
#: So many stretches of days are tried for one in which the hour is still ahead.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Told:
    """Naive local time; `end` None for a moment."""

    start: Moment
    end: Moment | None
    grain: Grain


def resolve(when: When, frame: Frame) -> Told | None:
    """None when there is no such time."""
    if when.moment:
        end = when.moment.end if when.moment.end > when.moment.start + timedelta(seconds=1) else None
        return Told(when.moment.start, end, when.grain or Grain.MINUTE)
    told = _resolve_clock(when, when.clock, frame) if when.clock else _resolve_days(when, frame)
    if told is None:
        return None
    if when.length:
        return replace(told, end=when.length.shift(told.start))
    if when.last:
        last = resolve(when.last, replace(frame, now=told.start))
        return replace(told, end=last.end or last.start) if last and last.start > told.start else None
    if when.is_deadline and when.is_open:
        until = told.end if told.end and (when.clock is None or when.clock.is_part) else told.start
        return replace(told, start=frame.now, end=max(until, frame.now))
    if when.is_open:
        return replace(told, end=None)
    return told


def _resolve_days(when: When, frame: Frame) -> Told | None:
    found = _choose(when, frame)
    return Told(found.start, found.end, when.days_grain) if found else None


def _choose(when: When, frame: Frame) -> Stretch | None:
    days, now = when.days, frame.now
    if days is None:
        return None
    ahead = next((one for one in days.walk(now, True) if not (when.skips_present and one.start <= now)), None)
    if ahead and not when.is_nearest:
        return ahead
    behind = next(days.walk(now, False), None)
    if ahead and behind:
        return ahead if ahead.start - now <= now - behind.start else behind
    return ahead or behind


def _resolve_clock(when: When, clock: Clock, frame: Frame) -> Told | None:
    if clock.offset is not None:
        return _resolve_zoned(when, clock, clock.offset, frame)
    if when.days is None:
        return _resolve_next(clock, frame)
    if when.is_nearest:
        found = _choose(when, frame)
        return _place(found.start, clock, frame) if found else None
    ahead = islice(when.days.walk(frame.now, True), _TRIES)
    placed = [_place(one.start, clock, frame) for one in ahead]
    for told in placed:
        if (told.end or told.start) > frame.now:
            return told
    if placed:
        return _next_midnight(placed[0]) if clock.is_midnight else placed[0]
    past = next(when.days.walk(frame.now, False), None)
    return _place(past.start, clock, frame) if past else None


def _next_midnight(told: Told) -> Told:
    """ "Today at midnight" is the midnight to come."""
    return replace(told, start=told.start + DAY)


def _resolve_next(clock: Clock, frame: Frame) -> Told:
    """An hour without a day: the next one; the present part of the day is not over."""
    today = floor(frame.now, Grain.DAY)
    if clock.grain is not Grain.HOUR and clock.end is None and not clock.is_part:
        for start in _readings(clock):
            if floor(today + timedelta(seconds=start), Grain.HOUR) == floor(frame.now, Grain.HOUR):
                return _tell(today, replace(clock, start=start, is_doubtful=False))
    first = _place(today, clock, frame)
    if clock.is_doubtful and clock.end is None and first.start <= frame.now:
        evening = today + timedelta(seconds=clock.start % _HALF_DAY + _HALF_DAY)
        if frame.now < evening <= today + timedelta(seconds=_LATEST):
            return Told(evening, None, clock.grain)
    if (first.end if clock.is_part and first.end else first.start) > frame.now:
        return first
    return _place(today + DAY, clock, frame)


def _readings(clock: Clock) -> Iterator[int]:
    if not clock.is_doubtful:
        yield clock.start
        return
    yield from (clock.start % _HALF_DAY, clock.start % _HALF_DAY + _HALF_DAY)


def _place(day: Moment, clock: Clock, frame: Frame) -> Told:
    """On that day, in the half of the day that is meant."""
    if not clock.is_doubtful:
        return _tell(day, clock)
    if clock.start // _HOUR == 12:
        return _tell(day, replace(clock, is_doubtful=False))
    late = frame.is_late(day.date(), clock.start)
    return _tell(day, replace(clock, start=clock.start % _HALF_DAY + _HALF_DAY * late, is_doubtful=False))


def _tell(day: Moment, clock: Clock) -> Told:
    base = floor(day, Grain.DAY)
    start = base + timedelta(seconds=clock.start)
    if clock.end is None:
        return Told(start, None, clock.grain)
    ends: chain[int] | list[int] = [clock.end]
    if clock.is_end_doubtful:
        half = clock.end % _HALF_DAY
        ends = chain((half, half + _HALF_DAY), (half + 2 * _HALF_DAY, half + 3 * _HALF_DAY))
    end = next((one for one in ends if one > clock.start), clock.end + 2 * _HALF_DAY)
    return Told(start, base + timedelta(seconds=end), clock.grain)


def _resolve_zoned(when: When, clock: Clock, offset: int, frame: Frame) -> Told | None:
    """The hour in another zone, told in the person's own; a day is the person's."""
    plain = resolve(replace(when, clock=replace(clock, offset=None)), replace(frame, now=_as_if(frame, offset)))
    if plain is None:
        return None
    return replace(
        plain, start=_here(plain.start, offset, frame), end=_here(plain.end, offset, frame) if plain.end else None
    )


def _as_if(frame: Frame, offset: int) -> Moment:
    there = frame.aware(frame.now).astimezone(UTC).replace(tzinfo=None) + timedelta(minutes=offset)
    return there if there.date() == frame.now.date() else frame.now


def _here(at: datetime, offset: int, frame: Frame) -> Moment:
    return frame.local((at - timedelta(minutes=offset)).replace(tzinfo=UTC))
