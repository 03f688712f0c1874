"""Pieces of a period: "end of the month", "mid March", "EOD tomorrow", "the rest of the week"."""

from __future__ import annotations

from datetime import timedelta

from crm_core.language.found import Grain, Phase
from crm_core.language.times.calendar import (
    DAY,
    GRAINS,
    Stretch,
    add,
    fixed,
    floor,
    mapped,
    period,
)
from crm_core.language.times.frame import Frame
from crm_core.language.times.grammar import rule
from crm_core.language.times.rules.relative import present_cycle
from crm_core.language.times.values import (
    Made,
    When,
    changed,
    of_days,
)
from crm_core.language.times.words import PieceOf

_CLOCK_GRAINS = (Grain.SECOND, Grain.MINUTE, Grain.HOUR)


def cut(stretch: Stretch, grain: Grain, phase: Phase) -> Stretch:
    """The beginning, middle or end of a day, week, month, quarter or year."""
    start, end = stretch.start, stretch.end
    if grain is Grain.DAY:
        hours = {Phase.BEGINNING: (9, 12), Phase.MIDDLE: (12, 15), Phase.END: (17, 21)}[phase]
        return Stretch(start + timedelta(hours=hours[0]), start + timedelta(hours=hours[1]))
    if grain is Grain.WEEK:
        first, last = {Phase.BEGINNING: (0, 3), Phase.MIDDLE: (2, 5), Phase.END: (4, 7)}[phase]
        return Stretch(start + first * DAY, start + last * DAY)
    if grain is Grain.MONTH:
        tenth, twentieth = start + 10 * DAY, start + 20 * DAY
        pieces = {Phase.BEGINNING: (start, tenth), Phase.MIDDLE: (tenth, twentieth), Phase.END: (twentieth, end)}
        return Stretch(*pieces[phase])
    if grain is Grain.YEAR:
        first, last = {Phase.BEGINNING: (0, 3), Phase.MIDDLE: (4, 8), Phase.END: (8, 12)}[phase]
        return Stretch(add(start, Grain.MONTH, first), add(start, Grain.MONTH, last))
    third = (end - start) // 3
    first = list(Phase).index(phase)
    return Stretch(
        floor(start + first * third, Grain.DAY), end if first == 2 else floor(start + (first + 1) * third, Grain.DAY)
    )


def _cut_days(days: When, phase: Phase) -> Made | None:
    series = days.days
    if series is None or days.clock or days.moment:
        return None
    grain = series.grain
    if "cycles" in days.sorts or (grain is Grain.DAY and "season_said" not in days.sorts and "away" not in days.sorts):
        return None
    if grain is Grain.DAY and "season_said" in days.sorts:
        grain = Grain.QUARTER
    told = Grain.HOUR if grain is Grain.DAY else Grain.MONTH if grain is Grain.YEAR else Grain.DAY
    cut_series = mapped(series, lambda whole: cut(whole, grain, phase), told)
    tags, when = of_days(cut_series, "phase_of")
    return tags, changed(when, phase=phase)


@rule("phase -of|of_in? days|year_bare", score=2)
def read_phase(frame: Frame, phase: Phase, days: When) -> Made | None:
    return _cut_days(days, phase)


@rule("days phase", score=2)
def read_phase_after(frame: Frame, days: When, phase: Phase) -> Made | None:
    """ "თვის ბოლო"."""
    return _cut_days(days, phase)


@rule("phase -of? unit", score=1)
def read_phase_of_unit(frame: Frame, phase: Phase, unit: Grain) -> Made | None:
    """ "end of the month": of the present one."""
    if unit in _CLOCK_GRAINS:
        return None
    present = present_cycle(frame, unit, 0)[1]
    if unit is Grain.DAY:
        present = changed(present, sorts=frozenset(("away",)))
    return _cut_days(present, phase)


@rule("unit phase", score=1)
def read_phase_after_unit(frame: Frame, unit: Grain, phase: Phase) -> Made | None:
    return read_phase_of_unit(frame, phase, unit)


@rule("pieceword")
def read_piece(frame: Frame, piece: PieceOf) -> Made | None:
    return read_phase_of_unit(frame, piece.phase, piece.grain)


@rule(
    "pieceword@1 -of|on? away|weekday_said|weekday_fixed|date@2",
    "away|weekday_said|weekday_fixed|date@2 pieceword@1",
    score=2,
)
def read_piece_of_day(frame: Frame, piece: PieceOf, days: When) -> Made | None:
    """ "EOD tomorrow", "Friday COB"."""
    if piece.grain is not Grain.DAY or days.days is None or days.days.grain is not Grain.DAY or days.clock:
        return None
    series = mapped(days.days, lambda day: cut(day, Grain.DAY, piece.phase), Grain.HOUR)
    tags, when = of_days(series, "phase_of")
    return tags, changed(when, phase=piece.phase)


@rule(
    "phase@1 -of? unit@2 -on|of? away|weekday_said|date@3",
    "away|weekday_said|date@3 phase@1 -of? unit@2",
    score=2,
)
def read_phase_of_day(frame: Frame, phase: Phase, unit: Grain, days: When) -> Made | None:
    """ "end of day tomorrow"."""
    return read_piece_of_day(frame, PieceOf(phase, unit), days)


@rule("soon", score=3)
def read_soon(frame: Frame, days: int) -> Made:
    """ "на днях": the next few days."""
    tomorrow = period(frame.now, Grain.DAY, 1)
    return of_days(fixed(Stretch(tomorrow.start, tomorrow.start + days * DAY), Grain.DAY), "cycle", "cycles")


@rule("ord -half -of? days|unit", "ord -half -of? year_bare", score=2)
def read_half(frame: Frame, number: int, base: When | Grain) -> Made | None:
    days: When = present_cycle(frame, base, 0)[1] if isinstance(base, Grain) else base
    if days.days is None or number not in (1, 2) or days.clock:
        return None
    if GRAINS.index(days.days.grain) < GRAINS.index(Grain.WEEK):
        return None

    def pick(stretch: Stretch) -> Stretch:
        middle = floor(stretch.start + (stretch.end - stretch.start) / 2 + timedelta(hours=23), Grain.DAY)
        return Stretch(stretch.start, middle) if number == 1 else Stretch(middle, stretch.end)

    return of_days(mapped(days.days, pick, Grain.DAY), "phase_of")


@rule("-rest unit", score=1)
def read_rest(frame: Frame, unit: Grain) -> Made | None:
    if unit in _CLOCK_GRAINS:
        return None
    end = period(frame.now, unit).end
    return of_days(fixed(Stretch(floor(frame.now, Grain.DAY), end), Grain.DAY), "cycle")


@rule("-rest cycle", score=1)
def read_rest_of(frame: Frame, days: When) -> Made | None:
    found = days.days.first(frame.now) if days.days else None
    if found is None:
        return None
    return of_days(fixed(Stretch(max(floor(frame.now, Grain.DAY), found.start), found.end), Grain.DAY), "cycle")
