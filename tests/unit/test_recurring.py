"""When a task that comes again is due next."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.kernel.working_time import WorkingTime, make_week, parse_week
from crm_core.language.found import Recurrence, Rhythm
from crm_core.tasks.recurring import anchor, dump_recurrence, find_next, load_recurrence

ZONE = ZoneInfo("Asia/Tbilisi")
WEEK = parse_week(make_week(time(10), time(19), [0, 1, 2, 3, 4]))
WORKING = WorkingTime(ZONE, WEEK, frozenset({date(2026, 11, 26)}))
#: A Tuesday.
FIRST = datetime(2026, 11, 24, 9, tzinfo=ZONE)


def local(*moment: int, zone: ZoneInfo = ZONE) -> datetime:
    return datetime(*moment, tzinfo=zone)  # type: ignore[misc, arg-type]  # year, month, day, hour


@pytest.mark.parametrize(
    ("recurrence", "expected"),
    [
        (Recurrence(Rhythm.DAILY), local(2026, 11, 25, 9)),
        (Recurrence(Rhythm.DAILY, every=3), local(2026, 11, 27, 9)),
        (Recurrence(Rhythm.WORKDAYS), local(2026, 11, 25, 9)),
        (Recurrence(Rhythm.WEEKLY), local(2026, 12, 1, 9)),
        (Recurrence(Rhythm.WEEKLY, every=2), local(2026, 12, 8, 9)),
        (Recurrence(Rhythm.WEEKLY, weekdays=(0, 1, 3)), local(2026, 11, 26, 9)),
        (Recurrence(Rhythm.WEEKLY, every=2, weekdays=(0, 1)), local(2026, 12, 7, 9)),
        (Recurrence(Rhythm.MONTHLY), local(2026, 12, 24, 9)),
        (Recurrence(Rhythm.MONTHLY, month_day=31), local(2026, 12, 31, 9)),
        (Recurrence(Rhythm.YEARLY), local(2027, 11, 24, 9)),
        (Recurrence(Rhythm.DAILY, at=time(18, 30)), local(2026, 11, 25, 18, 30)),
    ],
)
def test_the_next_occurrence(recurrence: Recurrence, expected: datetime) -> None:
    assert find_next(recurrence, FIRST, FIRST.astimezone(UTC), WORKING) == expected


def test_workdays_leave_out_days_off_and_weekends() -> None:
    wednesday, friday = local(2026, 11, 25, 9), local(2026, 11, 27, 9)
    assert find_next(Recurrence(Rhythm.WORKDAYS), wednesday, wednesday, WORKING) == friday
    assert find_next(Recurrence(Rhythm.WORKDAYS), friday, friday, WORKING) == local(2026, 11, 30, 9)


def test_what_was_missed_is_not_caught_up() -> None:
    late = local(2026, 12, 10, 12)
    assert find_next(Recurrence(Rhythm.WEEKLY), FIRST, late, WORKING) == local(2026, 12, 15, 9)


def test_a_short_month_has_it_on_its_last_day_and_the_next_one_on_its_own() -> None:
    recurrence = anchor(Recurrence(Rhythm.MONTHLY), local(2027, 1, 31, 9))
    february = find_next(recurrence, local(2027, 1, 31, 9), FIRST, WORKING)
    assert february == local(2027, 2, 28, 9)
    assert find_next(recurrence, february, FIRST, WORKING) == local(2027, 3, 31, 9)


def test_a_postponed_one_does_not_move_the_others() -> None:
    recurrence = anchor(Recurrence(Rhythm.WEEKLY), FIRST)
    assert find_next(recurrence, local(2026, 11, 26, 15), FIRST, WORKING) == local(2026, 12, 1, 9)


def test_the_hour_stays_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = local(2027, 3, 27, 9, zone=berlin)
    following = find_next(Recurrence(Rhythm.DAILY), before, before, WorkingTime(berlin, WEEK))
    assert following.astimezone(berlin).hour == 9


@given(
    st.sampled_from(Rhythm),
    st.integers(1, 2000),
    st.lists(st.integers(0, 6), max_size=7),
    st.one_of(st.none(), st.integers(1, 31)),
)
def test_any_recurrence_is_kept_and_goes_on(
    rhythm: Rhythm, every: int, weekdays: list[int], month_day: int | None
) -> None:
    recurrence = anchor(Recurrence(rhythm, every, tuple(weekdays), month_day), FIRST)
    kept = load_recurrence(dump_recurrence(recurrence))
    assert (kept.rhythm, kept.at, set(kept.weekdays)) == (rhythm, time(9), set(recurrence.weekdays))
    assert find_next(kept, FIRST, FIRST, WORKING) > FIRST
