"""What the company's and people's settings may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from zoneinfo import available_timezones

from crm_core.company.errors import CurrencyUnknown, HoursInvalid, LocaleUnknown, TimeZoneUnknown
from crm_core.kernel.actor import LOCALES
from crm_core.kernel.money import CURRENCIES
from crm_core.kernel.working_time import WEEKDAYS, Hours, parse_week

#: A deadline longer than this is no deadline.
LONGEST_DEADLINE = 7 * 24 * 60


def check_zone(name: str) -> str:
    """An IANA name, in any letter case; raises TimeZoneUnknown."""
    zones = available_timezones()
    if name in zones:
        return name
    wanted = name.strip().replace(" ", "_").lower()
    found = next((zone for zone in sorted(zones) if zone.lower() == wanted), None)
    if found is None:
        raise TimeZoneUnknown(name)
    return found


def check_currency(code: str) -> str:
    """Raises CurrencyUnknown."""
    clean = code.strip().upper()
    if clean not in CURRENCIES:
        raise CurrencyUnknown(code)
    return clean


def check_locale(locale: str) -> str:
    """Raises LocaleUnknown."""
    if locale not in LOCALES:
        raise LocaleUnknown(locale)
    return locale


def check_week(week: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, list[list[str]]]:
    """The stored form of a week with at least one working day; raises HoursInvalid."""
    if set(week) - set(WEEKDAYS):
        raise HoursInvalid
    try:
        days = parse_week(week)
    except (ValueError, TypeError) as error:
        raise HoursInvalid from error
    if not any(days) or not all(_is_in_order(spans) for spans in days):
        raise HoursInvalid
    return {
        name: [[start.strftime("%H:%M"), end.strftime("%H:%M")] for start, end in spans]
        for name, spans in zip(WEEKDAYS, days, strict=True)
        if spans
    }


def check_deadline(minutes: int) -> int:
    """Raises HoursInvalid when it is not between a minute and a week."""
    if not 1 <= minutes <= LONGEST_DEADLINE:
        raise HoursInvalid
    return minutes


def _is_in_order(spans: tuple[Hours, ...]) -> bool:
    last = time(0)
    for position, (start, end) in enumerate(spans):
        reaches_midnight = end == time(0)
        if start < last or (end <= start and not reaches_midnight):
            return False
        if reaches_midnight and position < len(spans) - 1:
            return False
        last = end
    return True
