"""Whatever is typed is survived, and what we render is read back."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.language.context import build_usual_context
from crm_core.language.times import find_lengths, find_times, settle
from crm_core.language.tokens import cut
from handlers.views.reader import Reader
from tests.language.times_phrases import build_context

LANGUAGES = st.sampled_from(("en", "ru", "ka"))
ZONES = st.sampled_from(("Asia/Tbilisi", "Europe/Moscow", "Europe/Berlin", "America/New_York", "UTC")).map(ZoneInfo)
MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
HEAP = (
    "tomorrow at 5 in 9999 years ago next last first monday of march after before 29 february 31 the every until "
    "через 2 недели назад в конце месяца до 15-го с 9 по понедельникам ხვალ 10-ზე 5-ის ნახევარზე კვირის ბოლოს მდე "
    "000000 12:60 24:00 99/99 0001-01-01 9999-12-31 1/2 - , . : am gmt"
)
WORDS = HEAP.split()


@given(st.text(max_size=200), LANGUAGES)
def test_no_text_breaks_it(text: str, language: str) -> None:
    context = build_context(language)
    for found in find_times(cut(text), context):
        assert found.start.tzinfo is not None
        assert settle(found, context).tzinfo is not None


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), LANGUAGES)
def test_times_stand_in_order_and_do_not_overlap(text: str, language: str) -> None:
    context = build_context(language)
    found = find_times(cut(text), context)
    for before, after in pairwise(found):
        assert before.span.end <= after.span.start
    for one in found:
        assert one.end is None or one.end > one.start
        settle(one, context)
    find_lengths(cut(text), context)


@given(LANGUAGES, ZONES, MOMENTS, st.integers(-60 * 24 * 180, 60 * 24 * 500), st.booleans())
def test_a_rendered_moment_is_read_back(
    language: str, zone: ZoneInfo, now: datetime, minutes: int, words: bool
) -> None:
    at = (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    reader, context = Reader(language, zone, now), build_usual_context(language, now, zone)
    local = at.astimezone(zone).replace(fold=0)
    (moment,) = find_times(cut(reader.moment(at, words=words)), context)
    (day,) = find_times(cut(reader.day(local.date(), words=words)), context)
    assert moment.start.replace(fold=0) == local
    assert day.start.date() == local.date()


@given(LANGUAGES, ZONES, MOMENTS, st.integers(1, 60 * 24 * 300))
def test_a_rendered_distance_is_read_back_as_precisely_as_it_shows(
    language: str, zone: ZoneInfo, now: datetime, minutes: int
) -> None:
    at = now + timedelta(minutes=minutes)
    (found,) = find_times(cut(Reader(language, zone, now).until(at)), build_usual_context(language, now, zone))
    if minutes < 60:
        assert found.start == at
    elif minutes < 24 * 60:
        assert abs(found.start - at) <= timedelta(minutes=31)
    else:
        assert found.start.date() == at.astimezone(zone).date()


@pytest.mark.parametrize(
    "text",
    [
        "monday " * 200,
        "5 " * 400,
        "in 5 days " * 100,
        "first monday of march " * 60,
        "2 weeks after " * 100,
        "в 5 до " * 130,
    ],
)
def test_long_heaps_of_times_are_read_quickly(text: str) -> None:
    context = build_context("en")
    find_times(cut("tomorrow"), context)
    begun = process_time()
    find_times(cut(text), context)
    assert process_time() - begun < 1


def test_an_hour_that_the_clocks_skip_or_repeat_is_wall_time() -> None:
    zone = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 3, 28, 20, tzinfo=zone)
    context = build_usual_context("en", now, zone)
    (noon,) = find_times(cut("tomorrow at noon"), context)
    (later,) = find_times(cut("in 12 hours"), context)
    assert noon.start.isoformat() == "2026-03-29T12:00:00+02:00"
    assert later.start - now.astimezone(UTC) == timedelta(hours=12)
    assert later.start.isoformat() == "2026-03-29T09:00:00+02:00"
