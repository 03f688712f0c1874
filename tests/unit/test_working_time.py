"""Working time: openings, days off, midnight, clock changes, and sums that never count a closed minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.kernel.working_time import WEEKDAYS, WorkingTime, make_week, parse_week

TBILISI = ZoneInfo("Asia/Tbilisi")
BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = WorkingTime(TBILISI, parse_week(make_week(time(10), time(19), range(6))))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TBILISI)


def test_fifteen_minutes_before_closing_end_next_morning() -> None:
    assert OFFICE.add(at(24, 18, 50), timedelta(minutes=15)) == at(25, 10, 5)


def test_a_night_and_a_sunday_do_not_count() -> None:
    assert OFFICE.add(at(28, 23), timedelta(minutes=15)) == at(30, 10, 15)
    assert OFFICE.next_open(at(29, 12)) == at(30, 10)


def test_a_day_off_does_not_count() -> None:
    office = WorkingTime(TBILISI, OFFICE.week, frozenset({date(2026, 11, 25)}))
    assert office.add(at(24, 18), timedelta(hours=2)) == at(26, 11)
    assert not office.is_open(at(25, 12))


def test_a_lunch_break_is_stepped_over() -> None:
    week = {"tue": [["10:00", "13:00"], ["14:00", "19:00"]]}
    assert WorkingTime(TBILISI, parse_week(week)).add(at(24, 12, 30), timedelta(hours=1)) == at(24, 14, 30)


def test_hours_may_end_at_midnight() -> None:
    bar = WorkingTime(TBILISI, parse_week({"tue": [["18:00", "00:00"]]}))
    assert bar.is_open(at(24, 23, 59))
    assert not bar.is_open(at(25, 0))
    assert bar.add(at(24, 23, 50), timedelta(minutes=20)) == datetime(2026, 12, 1, 18, 10, tzinfo=TBILISI)


def test_a_day_with_a_clock_change_has_the_hours_of_its_wall_clock() -> None:
    round_the_clock = WorkingTime(BERLIN, parse_week({day: [["00:00", "00:00"]] for day in WEEKDAYS}))
    ((start, end),) = round_the_clock.spans_of(date(2026, 10, 25))
    assert end - start == timedelta(hours=25)


def test_a_company_that_never_opens_counts_wall_time() -> None:
    closed = WorkingTime(TBILISI, parse_week({}))
    assert closed.next_open(at(24, 12)) == at(24, 12)
    assert closed.add(at(24, 12), timedelta(hours=1)) == at(24, 13)


@pytest.mark.parametrize("week", [{"mon": [["25:00", "26:00"]]}, {"mon": [["10:00"]]}, {"mon": [["x", "y"]]}])
def test_malformed_hours_are_refused(week: dict[str, list[list[str]]]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_week(week)


HOURS = st.tuples(st.integers(0, 22), st.integers(1, 23)).map(lambda span: (min(span), max(span[0] + 1, span[1])))
WEEKS = st.dictionaries(st.sampled_from(WEEKDAYS), HOURS, min_size=1).map(
    lambda week: parse_week({day: [[f"{start:02}:00", f"{end:02}:00"]] for day, (start, end) in week.items()})
)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
#: Within the horizon even for those who work an hour a week.
LENGTHS = st.timedeltas(timedelta(microseconds=1), timedelta(hours=20))
CALENDARS = st.builds(
    WorkingTime,
    st.sampled_from([TBILISI, BERLIN, ZoneInfo("America/New_York")]),
    WEEKS,
    st.frozensets(st.dates(date(2025, 1, 1), date(2027, 12, 31)), max_size=5),
)


@given(CALENDARS, MOMENTS, LENGTHS, LENGTHS)
def test_lengths_add_up(calendar: WorkingTime, start: datetime, first: timedelta, second: timedelta) -> None:
    assert calendar.add(calendar.add(start, first), second) == calendar.add(start, first + second)


@given(CALENDARS, MOMENTS, LENGTHS)
def test_a_sum_is_never_early_and_ends_in_working_time(
    calendar: WorkingTime, start: datetime, length: timedelta
) -> None:
    end = calendar.add(start, length)
    assert end >= start + length
    assert calendar.is_open(end - timedelta(microseconds=1))


@given(CALENDARS, MOMENTS)
def test_the_next_opening_is_open_and_not_before(calendar: WorkingTime, moment: datetime) -> None:
    opening = calendar.next_open(moment)
    assert opening >= moment
    assert calendar.is_open(opening)
    assert opening == moment or not calendar.is_open(moment)
