"""This, next and last: weeks, weekdays, months, seasons, parts of the day."""

from __future__ import annotations

from datetime import datetime

from crm_core.language.found import Grain
from crm_core.language.times.calendar import (
    DAY,
    GRAINS,
    Series,
    Stretch,
    add,
    fixed,
    floor,
    months,
    nth_from,
    period,
    weekdays,
    within,
)
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.values import (
    Clock,
    Made,
    Number,
    When,
    of_days,
    of_moment,
)
from crm_core.language.times.words import Days, Name

_AHEAD = {
    "this": 0,
    "next": 1,
    "following": 1,
    "coming": 1,
    "upcoming": 1,
    "last": -1,
    "previous": -1,
    "before_last": -2,
    "after_next": 2,
}
_CLOCK_GRAINS = (Grain.SECOND, Grain.MINUTE, Grain.HOUR)


def present_cycle(frame: Frame, unit: Grain, ahead: int) -> Made:
    tags = ("cycle", f"cycle_{unit}") if unit is not Grain.YEAR else ("cycle", "year", "cycle_year")
    if unit in _CLOCK_GRAINS:
        return of_moment(period(frame.now, unit, ahead), unit)
    when = When(days=fixed(period(frame.now, unit, ahead), unit), sorts=frozenset(tags))
    return ("time", "days", *tags), when


@rule("rel unit", "rel unit -in_|at_|by_", score=2)
def read_cycle(frame: Frame, rel: str, unit: Grain) -> Made:
    return present_cycle(frame, unit, _AHEAD[rel])


@rule("week_ahead", score=1)
def read_that_week(frame: Frame, ahead: int) -> Made:
    """ "на той неделе"."""
    return present_cycle(frame, Grain.WEEK, ahead)


@rule("weekday -week_on", "-week_on -on weekday", score=3)
def read_weekday_week(frame: Frame, name: Name) -> Made:
    """ "Monday week": a week after Monday."""
    return _later_weekday(frame, name, 1)


@rule("n -week_on -on weekday", "n unit -on weekday", score=3)
def read_weeks_on(frame: Frame, number: Number, *rest: Name | Grain) -> Made | None:
    """ "a week on Monday"."""
    name = rest[-1]
    if isinstance(name, Grain) or rest[0] not in (name, Grain.WEEK) or not number.whole or number.whole > 3:
        return None
    return _later_weekday(frame, name, number.whole)


@rule("relative_day -week_on", score=3)
def read_day_week(frame: Frame, day: When) -> Made | None:
    """ "tomorrow week"."""
    found = day.days.first(frame.now) if day.days else None
    if found is None:
        return None
    return of_days(fixed(Stretch(found.start + 7 * DAY, found.end + 7 * DAY), Grain.DAY), "away")


def _later_weekday(frame: Frame, name: Name, weeks: int) -> Made:
    today = floor(frame.now, Grain.DAY)
    series = nth_from(fixed(Stretch(today, today + DAY), Grain.DAY), weekdays(name.number), 1 + weeks)
    return of_days(series, "weekday_fixed")


@rule("unit -after_next", score=1)
def read_after_next(frame: Frame, unit: Grain) -> Made:
    return present_cycle(frame, unit, 2)


@rule("rel@1 n@2 unit@3", "n@2 rel@1 unit@3", score=2)
def read_cycles(frame: Frame, rel: str, number: Number, unit: Grain) -> Made | None:
    """ "next 3 weeks" are those three; "upcoming 2 weeks" is the second one."""
    count = number.whole
    if not count or count > 10000:
        return None
    ahead = _AHEAD[rel]
    if rel == "upcoming":
        return present_cycle(frame, unit, count)
    if abs(ahead) != 1:
        return None
    present = floor(frame.now, unit)
    start = add(present, unit, 1) if ahead > 0 else add(present, unit, -count)
    end = add(start, unit, count)
    if unit in _CLOCK_GRAINS:
        return of_moment(Stretch(start, end), unit)
    return of_days(fixed(Stretch(start, end), unit), "cycle", "cycles")


@rule("rel -working_unit")
def read_working_day(frame: Frame, rel: str) -> Made | None:
    ahead, day = _AHEAD[rel], floor(frame.now, Grain.DAY)
    if not ahead:
        return None
    for _ in range(60):
        day += ahead * DAY
        if frame.context.working_time.spans_of(day.date()):
            return of_days(fixed(Stretch(day, day + DAY), Grain.DAY), "away")
    return None


@rule("rel weekday", score=1)
def read_rel_weekday(frame: Frame, rel: str, name: Name) -> Made | None:
    """ "next" is of the next week, "coming" the nearest; "this" and "last" the nearest ahead and behind."""
    today, series = floor(frame.now, Grain.DAY), weekdays(name.number)
    if rel in ("next", "after_next"):
        week = period(frame.now, Grain.WEEK, _AHEAD[rel])
        start = week.start + name.number * DAY
        return of_days(fixed(Stretch(start, start + DAY), Grain.DAY), "weekday_fixed")
    present = fixed(Stretch(today, today + DAY), Grain.DAY)
    if rel == "this":
        return of_days(series, "weekday_said", skips=True)
    count = {"last": -1, "previous": -1, "before_last": -2}.get(rel, 1)
    return of_days(nth_from(present, series, count), "weekday_fixed")


@rule("weekday -after_next", score=1)
def read_weekday_after_next(frame: Frame, name: Name) -> Made:
    today = floor(frame.now, Grain.DAY)
    return of_days(nth_from(fixed(Stretch(today, today + DAY), Grain.DAY), weekdays(name.number), 2), "weekday_fixed")


def _turn(frame: Frame, series: Series, rel: str, grain: Grain) -> Series | None:
    """The present or coming one of a series, the one before or after it."""
    now = frame.now
    if rel == "this":
        found = next(series.walk(now, True), None)
    elif _AHEAD[rel] > 0:
        ahead = (one for one in series.walk(now, True) if one.start > now)
        found = next(ahead, None)
        found = next(ahead, None) if _AHEAD[rel] > 1 else found
    else:
        behind = series.walk(now, False)
        found = next(behind, None)
        found = next(behind, None) if _AHEAD[rel] < -1 else found
    return fixed(found, grain) if found else None


@rule("rel month", score=1)
def read_rel_month(frame: Frame, rel: str, name: Name) -> Made | None:
    series = _turn(frame, months(name.number), rel, Grain.MONTH)
    return of_days(series, "month_of") if series else None


@rule("month -after_next", score=1)
def read_month_after_next(frame: Frame, name: Name) -> Made | None:
    return read_rel_month(frame, "after_next", name)


@rule("rel season|holiday", score=1)
def read_rel_days(frame: Frame, rel: str, days: Days) -> Made | None:
    series = _turn(frame, days.series, rel, Grain.DAY)
    return of_days(series, "season_said") if series else None


@rule("rel weekend", score=1)
def read_rel_weekend(frame: Frame, rel: str, days: Days) -> Made | None:
    """ "Next weekend" is that of the next week, unless this one has passed or nearest is meant."""
    week = period(frame.now, Grain.WEEK, _AHEAD[rel] if rel != "coming" else 0)
    found = next((one for one in days.series.walk(week.start, True) if one.start >= week.start), None)
    return of_days(fixed(found, days.series.grain), "weekend_said") if found else None


@rule("weekend -after_next", score=1)
def read_weekend_after_next(frame: Frame, days: Days) -> Made | None:
    return read_rel_weekend(frame, "after_next", days)


@rule("rel -season_word", score=1)
def read_rel_season_word(frame: Frame, rel: str) -> Made | None:
    """The season we are in, or the ones around it, as the astronomers part them."""
    starts = [(3, 20), (6, 21), (9, 23), (12, 21)]
    year = frame.now.year
    days = [datetime(y, month, day) for y in (year - 1, year, year + 1) for month, day in starts]  # noqa: DTZ001
    at = max(number for number, start in enumerate(days) if start <= frame.now) + _AHEAD[rel]
    if not 0 <= at < len(days) - 1:
        return None
    return of_days(fixed(Stretch(days[at], days[at + 1]), Grain.DAY), "season_said")


@rule("rel partword", score=1)
def read_rel_part(frame: Frame, rel: str, clock: Clock) -> Made | None:
    day = period(frame.now, Grain.DAY, _AHEAD[rel])
    sorts = frozenset(("away",))
    return ("time", "mixed", "rel_part"), When(days=fixed(day, Grain.DAY), clock=clock, sorts=sorts)


@rule("days -on|of_in|of? cycle", "cycle -of? days", score=1)
def read_inside_cycle(frame: Frame, first: When, second: When) -> Made | None:
    """ "вторник на следующей неделе", "Monday of this week", "წინა კვირის კვირას"."""
    for days, cycle in ((first, second), (second, first)):
        if "cycle" not in cycle.sorts or "cycles" in cycle.sorts or days.days is None or cycle.days is None:
            continue
        fits = {"weekday_said", "month_of", "date", "dom", "season_said", "weekend_said"} & days.sorts
        if not fits or days.clock or cycle.clock or cycle.days.grain is Grain.DAY:
            continue
        if GRAINS.index(days.days.grain) >= GRAINS.index(cycle.days.grain):
            continue
        series = within(cycle.days, days.days)
        if series.first(frame.now) is None:
            return None
        return of_days(series, "date")
    return None
