"""The one moment that is meant, for a task or a visit: "tomorrow" begins when work begins, "after lunch" is 14:00."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from crm_core.language.context import Context
from crm_core.language.found import Grain, Part, Phase, TimeFound

#: When work begins on a day without hours.
_DAY_STARTS = time(10)
_AFTERNOON = time(14)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_CLOCK_GRAINS = (Grain.SECOND, Grain.MINUTE, Grain.HOUR)
#: Longer ends of something than these days are looked at from behind: the end of a month is its last working day.
_SHORT_END = timedelta(days=3)


def settle(found: TimeFound, context: Context) -> datetime:
    """Aware, in the person's zone; in the past only when what was said is past altogether."""
    moment = _settle(found, context)
    now = context.local_now
    if moment <= now and found.is_dayless and found.recurrence is None:
        days = (now.date() - moment.date()).days
        return _at(
            moment.date() + days * _DAY + (_DAY if moment.time() <= now.time() else timedelta()), moment.time(), context
        )
    return moment


def _settle(found: TimeFound, context: Context) -> datetime:
    if found.is_deadline:
        return _settle_deadline(found, context)
    if found.part is not None:
        return _settle_part(found, found.part, context)
    if found.phase is not None and found.end is not None:
        return _settle_phase(found, found.end, context)
    if _is_weekend(found):
        saturday = found.start.date() + (5 - found.start.weekday()) * _DAY
        return _find_opening(saturday, context)
    if found.grain in _CLOCK_GRAINS:
        return found.start
    if found.grain is Grain.DAY and (found.end is None or found.end - found.start <= _DAY + 2 * _HOUR):
        return _settle_day(found.start.date(), context)
    return _settle_span(found.start, found.end or found.start + _DAY, context)


def _at(day: date, clock: time, context: Context) -> datetime:
    return datetime.combine(day, clock, context.zone)


def _settle_deadline(found: TimeFound, context: Context) -> datetime:
    """The last moment that is in time: the hour named, the day named, the last working day of a span."""
    now, end = context.local_now, found.end
    if found.start > now or end is None:
        if found.phase is not None and end is not None:
            return _settle_phase(found, end, context)
        return found.start if found.grain in _CLOCK_GRAINS else _settle_day(found.start.date(), context)
    if found.phase is Phase.END and found.grain is Grain.HOUR:
        return _settle_phase(replace(found, start=end - _HOUR), end, context)
    if found.grain is Grain.SECOND and end - now > _DAY / 2:
        return _settle_day(end.date(), context)
    if end.time() != time(0):
        return end
    last = end.date() - _DAY
    if found.part is not None:
        return _settle_phase(replace(found, start=end - _HOUR, phase=Phase.END), end, context)
    if last == now.date():
        return _settle_day(last, context)
    return _find_opening(_find_working(last, -1, context), context)


def _settle_part(found: TimeFound, part: Part, context: Context) -> datetime:
    day, start = found.start.date(), found.start
    end = found.end or start + _HOUR
    if part is Part.MORNING:
        opening = _find_opening(day, context)
        start = opening if start <= opening < end else max(start, end - 2 * _HOUR)
    elif part is Part.NOON:
        start += _HOUR
    elif part is Part.AFTERNOON:
        start = max(start, _at(day, _AFTERNOON, context))
    now = context.local_now
    if start <= now < end and not found.is_dayless:
        return min(now + _HOUR, end)
    return start


def _settle_phase(found: TimeFound, end: datetime, context: Context) -> datetime:
    first, last = found.start.date(), (end - timedelta(seconds=1)).date()
    if first == last:
        spans = context.working_time.spans_of(first)
        closing = spans[-1][1].astimezone(context.zone) if spans else end
        return closing if found.phase is Phase.END else _settle_day(first, context)
    if found.phase is Phase.END and end - found.start > _SHORT_END:
        return _settle_day(max(_find_working(last, -1, context), first), context)
    if found.phase is Phase.MIDDLE:
        return _settle_day(_find_working(first + (last - first) // 2, 1, context), context)
    return _settle_span(found.start, end, context)


def _is_weekend(found: TimeFound) -> bool:
    if found.end is None or found.end.weekday() != 0 or found.end.time() != time(0):
        return False
    length = found.end - found.start
    return _DAY < length <= 2.5 * _DAY and found.start.weekday() in (4, 5)


def _settle_day(day: date, context: Context) -> datetime:
    """When work begins on that day; today, when it ends, or in an hour when it is over."""
    now = context.local_now
    if day != now.date():
        return _find_opening(day, context)
    spans = context.working_time.spans_of(day)
    closing = spans[-1][1] if spans else now
    return (closing if closing > now else now + _HOUR).astimezone(UTC).astimezone(context.zone)


def _settle_span(start: datetime, end: datetime, context: Context) -> datetime:
    """The first working day of the span that is ahead; of a span that has begun, tomorrow if it belongs to it."""
    today, last = context.local_now.date(), (end - timedelta(seconds=1)).date()
    first = start.date()
    if first <= today <= last:
        first = min(today + _DAY, last)
    working = _find_working(first, 1, context)
    return _settle_day(working if working <= last else first, context)


def _find_working(day: date, step: int, context: Context) -> date:
    """The nearest working day from this one on, or back; the day itself when there is none for weeks."""
    for distance in range(30):
        candidate = day + distance * step * _DAY
        if context.working_time.spans_of(candidate):
            return candidate
    return day


def _find_opening(day: date, context: Context) -> datetime:
    spans = context.working_time.spans_of(day)
    return spans[0][0].astimezone(context.zone) if spans else _at(day, _DAY_STARTS, context)
