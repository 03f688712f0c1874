"""Which time belongs to what was said: a future one to what is next, a past one to what happened.

A time goes to the nearest act that can have it, in its own clause before others. One that no act can have stays among
the rest of the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crm_core.language.found import Grain, TimeFound
from crm_core.language.talk.reading import Cue, Reading
from crm_core.language.tokens import Span

_DAYS = frozenset({Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR})

#: Clauses between an act and its time, at most.
FARTHEST = 2

#: Nobody calls a customer earlier.
MORNING = 9


@dataclass(slots=True)
class Bound:
    """The times of one act; `spans` are their words. Two that cannot be one moment make it doubtful."""

    time: TimeFound | None = None
    spans: list[Span] = field(default_factory=list)
    is_doubtful: bool = False


def is_now(found: TimeFound, now: datetime) -> bool:
    """ "Now", "сейчас"."""
    return found.grain is Grain.SECOND and found.recurrence is None and abs(found.start - now) < timedelta(minutes=1)


def is_ahead(found: TimeFound, now: datetime) -> bool:
    """Not wholly over: today is ahead, this morning at noon is not."""
    if found.recurrence is not None:
        return True
    if is_now(found, now):
        return False
    if found.end is not None:
        return found.end > now
    length = {Grain.DAY: timedelta(days=1), Grain.HOUR: timedelta(hours=1), Grain.WEEK: timedelta(days=7)}
    if found.grain in _DAYS:
        return found.start + length.get(found.grain, timedelta(days=28)) > now
    return found.start > now


def is_day(found: TimeFound) -> bool:
    """A day, or longer, without an hour or a part of the day."""
    return found.grain in _DAYS and found.part is None


def list_times(reading: Reading) -> list[TimeFound]:
    """The times that count, a day and its hour joined: "Thursday, at 11"."""
    times: list[TimeFound] = []
    for found in reading.found.times:
        joined = _join(reading, times[-1], found) if times else None
        if joined is not None:
            times[-1] = joined
        else:
            times.append(found)
    return times


def _join(reading: Reading, one: TimeFound, other: TimeFound) -> TimeFound | None:
    first, last = reading.place(one.span)[1], reading.place(other.span)[0]
    if any(
        reading.tokens[at].is_word and not reading.marks_in(at, at + 1, "preposition", "joins")
        for at in range(first, last)
    ):
        return None
    if last - first > 1:
        return None
    together = _put_together(one, other)
    return replace(together, span=Span(one.span.start, other.span.end)) if together is not None else None


def _put_together(one: TimeFound, other: TimeFound) -> TimeFound | None:
    """A day and an hour that were said apart."""
    day, hour = (one, other) if is_day(one) else (other, one)
    if day.grain is not Grain.DAY or not is_day(day) or not hour.is_dayless or one.recurrence or other.recurrence:
        return None
    start = datetime.combine(day.start.date(), hour.start.timetz())
    end = start + (hour.end - hour.start) if hour.part is not None and hour.end is not None else None
    return replace(hour, start=start, end=end, part=hour.part, is_dayless=False)


def bind_ahead(reading: Reading, heads: Sequence[Cue], times: Sequence[TimeFound]) -> dict[int, Bound]:
    """The future times of planned acts: {number of the act: its time}."""
    now = reading.context.now
    bound: dict[int, Bound] = {}
    for found in times:
        if not is_ahead(found, now):
            continue
        number = _find_head(reading, heads, found, bound)
        if number is None:
            continue
        mine = bound.setdefault(number, Bound())
        mine.spans.append(found.span)
        if mine.time is None:
            mine.time = found
        elif not _is_same(mine.time, found):
            together = _put_together(mine.time, found)
            mine.is_doubtful = together is None
            mine.time = together or mine.time
    return bound


def _is_same(one: TimeFound, other: TimeFound) -> bool:
    return one.start == other.start


def _find_head(reading: Reading, heads: Sequence[Cue], found: TimeFound, bound: dict[int, Bound]) -> int | None:
    first, last = reading.place(found.span)
    clause = reading.clause_at(first)
    costs: list[tuple[float, int]] = []
    for number, head in enumerate(heads):
        apart = abs(head.clause - clause)
        is_other_sentence = reading.clauses[head.clause].sentence != reading.clauses[clause].sentence
        if apart > FARTHEST or (apart and _is_kept_apart(reading, head, clause)):
            continue
        gap = first - head.last if first >= head.last else head.first - last
        costs.append(
            (10 * apart + 20 * is_other_sentence + gap / 10 + (15 if number in bound and apart else 0), number)
        )
    return min(costs)[1] if costs else None


def _is_kept_apart(reading: Reading, head: Cue, clause: int) -> bool:
    """The time's own clause says what it is for: "thinking until Friday", "will pay tomorrow"."""
    own = [cue for cue in reading.cues if cue.clause == clause]
    if any(cue.says("thinking", "call_her", "wants", "paid", "call_let", "let_verb", "refused") for cue in own):
        return True
    low, high = sorted((head.clause, clause))
    return any(
        cue.says("call_did", "call_out", "call_in", "talked", "meet_did") and low < cue.clause < high
        for cue in reading.cues
    )


def find_past(
    reading: Reading, cue: Cue, times: Sequence[TimeFound], used: set[Span]
) -> tuple[TimeFound, datetime] | None:
    """When something that happened was, if a time in its clause or beside it says so."""
    now = reading.context.now
    for found in times:
        if found.is_deadline and is_ahead(found, now):
            continue
        if found.span in used or abs(reading.clause_of(found.span) - cue.clause) > 1 or found.recurrence is not None:
            continue
        is_own = reading.clause_of(found.span) == cue.clause
        if not is_ahead(found, now):
            return found, _settle_past(reading, found)
        if is_own and found.start <= now:
            return (found, now) if is_day(found) else (found, found.start)
        if is_own and (shifted := _shift_back(reading, found)) is not None:
            return found, shifted
    return None


def _settle_past(reading: Reading, found: TimeFound) -> datetime:
    """A past day is remembered at its noon, a part of a day at its beginning, the morning at nine."""
    local = found.start.astimezone(reading.context.zone)
    if found.part is not None and local.hour < MORNING:
        return min(local.replace(hour=MORNING), reading.context.now)
    if not is_day(found) or found.grain is not Grain.DAY or local.hour:
        return found.start
    return min(found.start + timedelta(hours=12), reading.context.now)


def _shift_back(reading: Reading, found: TimeFound) -> datetime | None:
    """ "Called on Monday", "звонил в 10": a weekday or an hour that was read ahead, and was the last one."""
    now = reading.context.local_now
    first, last = reading.place(found.span)
    if reading.marks_in(first, last, "ahead"):
        return None
    if is_day(found) and found.grain is Grain.DAY and timedelta(0) < found.start - now <= timedelta(days=7):
        return found.start - timedelta(days=7) + timedelta(hours=12)
    if found.is_dayless:
        back = found.start - timedelta(days=1)
        return back if back <= now else None
    is_dated = any(reading.word(at) == str(found.start.day) for at in range(first, last))
    is_named = any(reading.word(at).startswith(_WEEKDAYS) for at in range(first, last))
    is_near = timedelta(0) < found.start - now <= timedelta(days=7)
    if is_near and ((found.part is not None and not is_dated) or (is_named and found.grain not in _DAYS)):
        back = found.start - timedelta(days=7)
        return back.replace(hour=MORNING) if found.part is not None and back.hour < MORNING else back
    return None


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def has_time(reading: Reading, clause: int) -> bool:
    now = reading.context.now
    return any(is_ahead(one, now) and reading.clause_of(one.span) == clause for one in list_times(reading))
