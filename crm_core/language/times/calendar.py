"""Stretches of the calendar that come back: every Monday, every 5 May, the third Tuesday of every October.

All here is naive local wall time; zones come in when a moment is told. A `Series` walks from a moment forwards (what
has not ended yet, in order) or backwards (what has ended, the latest first). Walks stop at the ends of the calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from crm_core.language.found import Grain

Moment = datetime
DAY = timedelta(days=1)
#: How many outer stretches without anything inside are looked at before giving up (29 February, Friday 13th).
_PATIENCE = 60
_FIRST, _LAST = datetime(1, 1, 8), datetime(9990, 1, 1)  # noqa: DTZ001 - wall time
_STEPS = {Grain.SECOND: timedelta(seconds=1), Grain.MINUTE: timedelta(minutes=1), Grain.HOUR: timedelta(hours=1)}
_STEPS |= {Grain.DAY: DAY, Grain.WEEK: timedelta(weeks=1)}
_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
#: What a length of time in this unit is counted down to: "3 days ago" is an hour, "3 weeks ago" a day.
FINER = {
    Grain.YEAR: Grain.MONTH,
    Grain.QUARTER: Grain.MONTH,
    Grain.MONTH: Grain.DAY,
    Grain.WEEK: Grain.DAY,
    Grain.DAY: Grain.HOUR,
    Grain.HOUR: Grain.MINUTE,
    Grain.MINUTE: Grain.SECOND,
    Grain.SECOND: Grain.SECOND,
}
#: From the finest to the coarsest.
GRAINS = tuple(Grain)


@dataclass(frozen=True, slots=True)
class Stretch:
    """`end` exclusive."""

    start: Moment
    end: Moment


Walk = Callable[[Moment, bool], Iterator[Stretch]]


@dataclass(frozen=True, slots=True)
class Series:
    walk: Walk
    grain: Grain

    def first(self, now: Moment) -> Stretch | None:
        """The nearest ahead or present, else the nearest behind."""
        return next(self.walk(now, True), None) or next(self.walk(now, False), None)

    def around(self, at: Moment, forward: bool) -> Iterator[Stretch]:
        """Like a walk, but backwards it begins with the stretch that is not over yet."""
        if not forward:
            present = next(self.walk(at, True), None)
            if present is not None and present.start < at:
                yield present
        yield from self.walk(at, forward)


def floor(at: Moment, grain: Grain) -> Moment:
    """The beginning of the second, day, week (Monday), quarter … in which `at` lies."""
    if grain is Grain.SECOND:
        return at.replace(microsecond=0)
    if grain is Grain.MINUTE:
        return at.replace(second=0, microsecond=0)
    if grain is Grain.HOUR:
        return at.replace(minute=0, second=0, microsecond=0)
    day = datetime.combine(at, time())
    if grain is Grain.WEEK:
        return day - day.weekday() * DAY
    if grain is Grain.DAY:
        return day
    month = 1 if grain is Grain.YEAR else day.month if grain is Grain.MONTH else (day.month - 1) // 3 * 3 + 1
    return day.replace(month=month, day=1)


def add(at: Moment, grain: Grain, count: int) -> Moment:
    """So many units later; 31 January and a month is the last of February. Raises OverflowError out of the calendar."""
    if abs(count) > 10**9:
        raise OverflowError
    if grain in _STEPS:
        return at + count * _STEPS[grain]
    months = at.year * 12 + at.month - 1 + count * _MONTHS[grain]
    year, month = divmod(months, 12)
    if not 1 <= year <= 9998:
        raise OverflowError
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - DAY).day
    return at.replace(year=year, month=month + 1, day=min(at.day, last))


def period(at: Moment, grain: Grain, ahead: int = 0) -> Stretch:
    """The present one, or that many ahead."""
    start = add(floor(at, grain), grain, ahead)
    return Stretch(start, add(start, grain, 1))


def fixed(stretch: Stretch, grain: Grain) -> Series:
    def walk(at: Moment, forward: bool) -> Iterator[Stretch]:
        if forward == (stretch.end > at):
            yield stretch

    return Series(walk, grain)


def every(grain: Grain, make: Callable[[Stretch], Stretch | None] | None = None, told: Grain | None = None) -> Series:
    """In each period of `grain` what `make` makes of it (None: nothing)."""

    def walk(at: Moment, forward: bool) -> Iterator[Stretch]:
        step, misses = 1 if forward else -1, 0
        at = min(max(at, _FIRST), _LAST)
        present = add(floor(at, grain), grain, -step)
        while misses < _PATIENCE and _FIRST < present < _LAST:
            whole = Stretch(present, add(present, grain, 1))
            found = make(whole) if make else whole
            misses += 1
            if found and forward == (found.end > at):
                misses = 0
                yield found
            present = add(present, grain, step)

    return Series(walk, told or grain)


def every_day(choose: Callable[[int], date | None]) -> Series:
    """One day of each year."""

    def make(year: Stretch) -> Stretch | None:
        day = choose(year.start.year)
        return None if day is None else whole_day(day)

    return every(Grain.YEAR, make, Grain.DAY)


def whole_day(day: date) -> Stretch:
    start = datetime.combine(day, time())
    return Stretch(start, start + DAY)


def weekdays(weekday: int) -> Series:
    def make(week: Stretch) -> Stretch:
        start = week.start + weekday * DAY
        return Stretch(start, start + DAY)

    return every(Grain.WEEK, make, Grain.DAY)


def days_of_month(day: int) -> Series:
    def make(month: Stretch) -> Stretch | None:
        start = month.start + (day - 1) * DAY
        return Stretch(start, start + DAY) if start < month.end else None

    return every(Grain.MONTH, make, Grain.DAY)


def months(month: int) -> Series:
    def make(year: Stretch) -> Stretch:
        return period(year.start.replace(month=month), Grain.MONTH)

    return every(Grain.YEAR, make, Grain.MONTH)


def days_of_year(month: int, day: int) -> Series:
    return every_day(lambda year: make_date(year, month, day))


def make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def within(outer: Series, inner: Series) -> Series:
    """What of `inner` begins inside a stretch of `outer`."""

    def walk(at: Moment, forward: bool) -> Iterator[Stretch]:
        misses = 0
        for whole in outer.around(at, forward):
            inside = list(_inside(whole, inner))
            misses += 1
            for found in inside if forward else reversed(inside):
                if forward == (found.end > at):
                    misses = 0
                    yield found
            if misses > _PATIENCE:
                return

    return Series(walk, min(outer.grain, inner.grain, key=GRAINS.index))


def _inside(whole: Stretch, inner: Series, most: int = 400) -> Iterator[Stretch]:
    for found in islice(inner.walk(whole.start, True), most):
        if found.start >= whole.end:
            return
        if found.start >= whole.start:
            yield found


def nth(outer: Series, inner: Series, number: int) -> Series:
    """The so-maniest of `inner` that lies wholly in a stretch of `outer`; -1 is the last."""

    def pick(whole: Stretch) -> Stretch | None:
        full = [found for found in _inside(whole, inner) if found.end <= whole.end or inner.grain is Grain.HOUR]
        index = number - 1 if number > 0 else number
        return full[index] if -len(full) <= index < len(full) else None

    return mapped(outer, pick, inner.grain)


def nth_from(base: Series, inner: Series, number: int) -> Series:
    """The so-maniest of `inner` after each stretch of `base`; before it, when `number` is negative."""

    def pick(start: Stretch) -> Stretch | None:
        ahead = number > 0
        walk = inner.walk(start.end if ahead else start.start, ahead)
        return next(islice((one for one in walk if not ahead or one.start >= start.end), abs(number) - 1, None), None)

    return mapped(base, pick, inner.grain)


def mapped(outer: Series, pick: Callable[[Stretch], Stretch | None], grain: Grain) -> Series:
    """One stretch for each of `outer`."""

    def walk(at: Moment, forward: bool) -> Iterator[Stretch]:
        misses = 0
        for whole in outer.around(at, forward):
            found = pick(whole)
            misses += 1
            if found is not None and forward == (found.end > at):
                misses = 0
                yield found
            if misses > _PATIENCE:
                return

    return Series(walk, grain)
