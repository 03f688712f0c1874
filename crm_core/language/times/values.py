"""What phrases about time mean before they are told as moments: lengths, clocks, days, and all of these together.

A clock says what part of a day is meant, days say which day; a phrase may have both. Everything is frozen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from crm_core.language.found import Grain, Part, Phase, Recurrence
from crm_core.language.times.calendar import GRAINS, Moment, Series, Stretch, add

Tags = tuple[str, ...]
#: What a rule makes: the tags by which other rules find it, and what it means.
Made = tuple[Tags, Any]
_SECONDS = {Grain.SECOND: 1, Grain.MINUTE: 60, Grain.HOUR: 3600}
_WHOLE = {Grain.WEEK: (Grain.DAY, 7), Grain.QUARTER: (Grain.MONTH, 3), Grain.YEAR: (Grain.MONTH, 12)}


@dataclass(frozen=True, slots=True)
class Number:
    """`digits`: how many were typed; 0 for a number in words."""

    value: float
    digits: int = 0

    @property
    def whole(self) -> int | None:
        return int(self.value) if self.value == int(self.value) else None


def whole(number: Number | int) -> int | None:
    """Of a cardinal or an ordinal."""
    return number.whole if isinstance(number, Number) else number


@dataclass(frozen=True, slots=True)
class Length:
    """So many units, the coarsest first: ((HOUR, 1), (MINUTE, 30))."""

    parts: tuple[tuple[Grain, int], ...]

    @property
    def grain(self) -> Grain:
        """The finest unit that was said."""
        return self.parts[-1][0]

    def shift(self, at: Moment, sign: int = 1) -> Moment:
        for grain, count in self.parts:
            at = add(at, grain, sign * count)
        return at

    @property
    def time(self) -> timedelta | None:
        """None for months and years, which are not equally long."""
        days = {Grain.DAY: 86400, Grain.WEEK: 7 * 86400}
        known = _SECONDS | days
        if any(grain not in known for grain, _ in self.parts):
            return None
        return timedelta(seconds=sum(known[grain] * count for grain, count in self.parts))


def measure(amount: float, grain: Grain) -> Length | None:
    """2.5 hours are 2 hours 30 minutes; None when it does not come out even."""
    if amount == int(amount):
        return Length(((grain, int(amount)),)) if abs(amount) < 10**7 else None
    if grain in (Grain.HOUR, Grain.MINUTE):
        seconds = round(amount * _SECONDS[grain])
        parts = ((Grain.HOUR, seconds // 3600), (Grain.MINUTE, seconds % 3600 // 60), (Grain.SECOND, seconds % 60))
        return Length(tuple(part for part in parts if part[1]))
    if grain is Grain.DAY:
        return measure(amount * 24, Grain.HOUR)
    finer, factor = _WHOLE.get(grain, (Grain.DAY, 30))
    return Length(((finer, round(amount * factor)),))


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in seconds from midnight, `end` when a span of the day was said (beyond 86400: the next day).

    `is_doubtful`: it may be twelve hours later. `is_midnight`: said so, not as 00:00, so that it is the one to come.
    `offset`: minutes from UTC when a zone was said.
    """

    start: int
    grain: Grain = Grain.HOUR
    is_doubtful: bool = False
    end: int | None = None
    is_end_doubtful: bool = False
    part: Part | None = None
    offset: int | None = None
    is_midnight: bool = False

    @property
    def is_part(self) -> bool:
        return self.part is not None


@dataclass(frozen=True, slots=True)
class When:
    """A phrase understood. `moment` is an exact one ("in 2 hours"), else `days` and `clock` as far as said.

    `skips_present`: "Monday", said on a Monday, is the next one. `is_nearest`: the nearest in either direction
    ("Sunday, 10 February"). `sorts` tell what the days are made of, so that two of a sort are not put together.
    """

    days: Series | None = None
    clock: Clock | None = None
    moment: Stretch | None = None
    grain: Grain | None = None
    skips_present: bool = False
    is_nearest: bool = False
    sorts: frozenset[str] = frozenset()
    is_open: bool = False
    is_deadline: bool = False
    length: Length | None = None
    last: When | None = None
    phase: Phase | None = None
    recurrence: Recurrence | None = None
    is_shy: bool = False

    @property
    def days_grain(self) -> Grain:
        return self.days.grain if self.days else Grain.DAY


def clock_of(when: When) -> Clock:
    """Of a phrase that is known to have one."""
    if when.clock is None:
        raise ValueError("no time of day")
    return when.clock


def of_days(series: Series, sort: str, *tags: str, shy: bool = False, skips: bool = False) -> Made:
    """Days of one sort: "weekday", "date", "month", "year", "cycle", …, as a complete time."""
    when = When(days=series, sorts=frozenset((sort,)), is_shy=shy, skips_present=skips)
    return ("time", "days", sort, *tags), when


def of_clock(clock: Clock, *tags: str) -> Made:
    return ("time", "clock", *(("part",) if clock.is_part else ("hour",)), *tags), When(clock=clock)


def of_moment(stretch: Stretch, grain: Grain, *tags: str) -> Made:
    return ("time", "moment", *tags), When(moment=stretch, grain=grain)


def plain(when: When) -> Made:
    """A complete time that other rules only put beside others."""
    kind = "days" if when.days and not when.clock else "clock" if when.clock and not when.days else "mixed"
    return ("time", kind, *when.sorts), when


def finest(one: Grain, other: Grain) -> Grain:
    return min(one, other, key=GRAINS.index)


def changed(when: When, **changes: object) -> When:
    return replace(when, **changes)  # type: ignore[arg-type]  # the names are those of the fields
