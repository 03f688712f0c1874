"""Hours, days off and cities as people type them."""

from __future__ import annotations

from datetime import date, time

import pytest

from crm_core.language.hours import parse_days, parse_hour, parse_hours
from crm_core.language.places import find_zones, name_zone

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("9-18", (time(9), time(18))),
        ("10:00 – 19:30", (time(10), time(19, 30))),
        ("с 9 до 18", (time(9), time(18))),
        ("9 to 24", (time(9), time(0))),
        ("18-9", None),
        ("9-25", None),
        ("always", None),
    ],
)
def test_working_hours_are_understood_or_refused(typed: str, hours: tuple[time, time] | None) -> None:
    assert parse_hours(typed) == hours


@pytest.mark.parametrize(("typed", "hour"), [("9", time(9)), ("at 08:30", time(8, 30)), ("25", None), ("9-18", None)])
def test_one_hour_is_understood_or_refused(typed: str, hour: time | None) -> None:
    assert parse_hour(typed) == hour


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("31.12", [date(2026, 12, 31)]),
        ("30.12 - 2.01", [date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)]),
        ("1.1.27, 5.1", [date(2027, 1, 1), date(2027, 1, 5)]),
        ("32.1", None),
        ("31.12 or so", None),
        ("", None),
    ],
)
def test_days_off_are_understood_or_refused(typed: str, days: list[date] | None) -> None:
    assert parse_days(typed, TODAY) == days


@pytest.mark.parametrize("typed", ["Tbilisi", "тбилиси", "თბილისი", "tbil"])
def test_a_city_is_found_in_any_script(typed: str) -> None:
    assert find_zones(typed) == ["Asia/Tbilisi"]


def test_a_city_that_does_not_exist_has_no_zone() -> None:
    assert find_zones("Atlantis") == []


def test_a_zone_is_called_as_its_readers_call_it() -> None:
    assert [name_zone("Europe/Kyiv", locale) for locale in ("ru", "en")] == ["Киев", "Kyiv"]
