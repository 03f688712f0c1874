"""When something is due, as people type it in three languages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.company.models import DEFAULT_WEEK
from crm_core.kernel.working_time import WorkingTime, parse_week
from crm_core.language.times import parse_due

ZONE = ZoneInfo("Asia/Tbilisi")
OFFICE = WorkingTime(ZONE, parse_week(DEFAULT_WEEK))
#: A Monday, 14:00 in Tbilisi; the company works from 10 to 19, Sundays off.
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def read(text: str) -> str | None:
    moment = parse_due(text, NOW, ZONE, OFFICE)
    return None if moment is None else moment.astimezone(ZONE).strftime("%d.%m %H:%M")


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("tomorrow 17:00", "24.11 17:00"),
        ("завтра в 5", "24.11 17:00"),
        ("ხვალ 17:00", "24.11 17:00"),
        ("ხვალ 5 საათზე", "24.11 17:00"),
        ("завтра к 6 вечера", "24.11 18:00"),
        ("Завтра в 17-00", "24.11 17:00"),
        ("tomorrow at 05:00", "24.11 05:00"),
        ("11:00 tomorrow", "24.11 11:00"),
        ("26.11 11:00", "26.11 11:00"),
        ("26 ноября в 11", "26.11 11:00"),
        ("26 ნოემბერს 11:00", "26.11 11:00"),
        ("nov 26 11am", "26.11 11:00"),
        ("26th november at 4", "26.11 16:00"),
        ("2026-11-26 09:00", "26.11 09:00"),
        ("thu 11", "26.11 11:00"),
        ("в четверг в 11", "26.11 11:00"),
        ("ხუთშაბათს 11:00", "26.11 11:00"),
        ("next thursday 10:00", "03.12 10:00"),
        ("в среду в 3 часа дня", "25.11 15:00"),
        ("day after tomorrow at noon", "25.11 12:00"),
        ("ზეგ 12-ზე", "25.11 12:00"),
        ("კვირას 12:00", "29.11 12:00"),
        ("mon 16", "23.11 16:00"),
        ("mon 11", "30.11 11:00"),
    ],
)
def test_a_day_with_an_hour(typed: str, due: str) -> None:
    assert read(typed) == due


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("in 2 hours", "23.11 16:00"),
        ("+2h", "23.11 16:00"),
        ("через полчаса", "23.11 14:30"),
        ("через час", "23.11 15:00"),
        ("2 საათში", "23.11 16:00"),
        ("ნახევარ საათში", "23.11 14:30"),
        ("in half an hour", "23.11 14:30"),
        ("in 3 days", "26.11 10:00"),
        ("3 დღეში", "26.11 10:00"),
        ("через неделю в 15", "30.11 15:00"),
    ],
)
def test_a_length_from_now(typed: str, due: str) -> None:
    assert read(typed) == due


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("at 5", "23.11 17:00"),
        ("5pm", "23.11 17:00"),
        ("ხუთზე", "23.11 17:00"),
        ("17.30", "23.11 17:30"),
        ("в 9", "24.11 09:00"),
        ("at 12", "24.11 12:00"),
        ("in the morning", "24.11 10:00"),
    ],
)
def test_an_hour_without_a_day_is_the_next_one(typed: str, due: str) -> None:
    assert read(typed) == due


@pytest.mark.parametrize(
    ("typed", "due"),
    [("tomorrow", "24.11 10:00"), ("четверг", "26.11 10:00"), ("today", "23.11 19:00"), ("next week", "30.11 10:00")],
)
def test_a_day_without_an_hour_begins_when_work_begins(typed: str, due: str) -> None:
    assert read(typed) == due


@pytest.mark.parametrize(
    "typed",
    ["", "hello", "tomorrow maybe", "30.02", "25:00", "6000", "+30", "завтра послезавтра", "мост 11", "x" * 500],
)
def test_what_is_not_understood_is_asked_again(typed: str) -> None:
    assert read(typed) is None


@given(st.text(alphabet=st.sampled_from("0123456789 .:-+/завтрчтoinhdpmхვალзე"), max_size=30))
def test_any_text_makes_a_moment_or_none(text: str) -> None:
    moment = parse_due(text, NOW, ZONE, OFFICE)
    assert moment is None or moment.tzinfo is not None


@given(st.text(max_size=120))
def test_no_text_breaks_it(text: str) -> None:
    moment = parse_due(text, NOW, ZONE, OFFICE)
    assert moment is None or moment.tzinfo is not None
