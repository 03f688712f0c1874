"""Refusals about the company's settings."""

from __future__ import annotations

from crm_core.kernel.errors import CrmError


class TimeZoneUnknown(CrmError, code="time_zone_unknown"):
    """`typed` is no IANA time zone."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


class CurrencyUnknown(CrmError, code="currency_unknown"):
    """`typed` is no currency that Kavshiri counts in."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


class LocaleUnknown(CrmError, code="locale_unknown"):
    """`typed` is no language that Kavshiri speaks."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


class HoursInvalid(CrmError, code="hours_invalid"):
    """Working hours that end before they begin, overlap, leave no working day, or a deadline out of bounds."""


class DateInvalid(CrmError, code="date_invalid"):
    """A date that cannot be meant: a birthday in the future, a day off in the past or years ahead."""
