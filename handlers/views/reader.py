"""Words, dates and money for one reader: his language, his zone, his present moment.

This is the only place where text meets HTML: `gettext` and its kin return `Markup` and escape the values put into them,
so that any text a person can type comes back intact. `label` is for buttons, which are plain text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from gettext import NullTranslations, translation
from math import ceil
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup

from crm_core.kernel.wording import Wording, say

LOCALES_FOLDER = Path(__file__).resolve().parents[2] / "locales"

#: Signs after (ka, ru) or before (en) the number; Babel knows ₾ only for Georgian.
_SIGNS = {
    "GEL": "₾",
    "USD": "$",
    "EUR": "€",
    "RUB": "₽",
    "TRY": "₺",
    "AMD": "֏",
    "AZN": "₼",
    "KZT": "₸",
    "UAH": "₴",
}
_NO_BREAK = "\u00a0"

#: The languages, each in its own words.
LOCALE_NAMES = {"ka": "ქართული", "ru": "Русский", "en": "English"}


@cache
def load_catalogue(locale: str) -> NullTranslations:
    return translation("messages", LOCALES_FOLDER, [locale], fallback=locale == "en")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and when."""

    locale: str
    zone: ZoneInfo
    now: datetime
    region: str = "GE"

    # Words

    def gettext(self, message: str, /, **values: object) -> Markup:
        """`message` in the reader's language; `{name}` places take `values`, escaped unless they are Markup."""
        return Markup(load_catalogue(self.locale).gettext(message)).format(**values)

    def ngettext(self, singular: str, plural: str, n: int, /, **values: object) -> Markup:
        """The plural form for `n`, which may be used as `{n}`."""
        return Markup(load_catalogue(self.locale).ngettext(singular, plural, n)).format(n=self.number(n), **values)

    def pgettext(self, context: str, message: str, /, **values: object) -> Markup:
        return Markup(load_catalogue(self.locale).pgettext(context, message)).format(**values)

    def label(self, message: str, /, **values: object) -> str:
        """Plain text for a button or a pop-up notice: nothing is escaped."""
        return load_catalogue(self.locale).gettext(message).format(**values)

    def nlabel(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        return load_catalogue(self.locale).ngettext(singular, plural, n).format(n=self.number(n), **values)

    def say(self, wording: Wording) -> str:
        """The company's own words (stage, reason, task title) in the reader's language; plain text."""
        return say(wording, self.locale)

    # Numbers and money

    def number(self, value: int | Decimal) -> str:
        return format_decimal(value, locale=self.locale)

    def money(self, amount: Decimal, currency: str) -> str:
        """ "6 000 ₾" in Georgian and Russian, "₾6,000" in English; cents only when there are some."""
        pattern = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
        digits = format_decimal(amount, format=pattern, locale=self.locale)
        sign = self.sign(currency)
        return f"{sign}{digits}" if self.locale == "en" else f"{digits}{_NO_BREAK}{sign}"

    def sign(self, currency: str) -> str:
        return _SIGNS.get(currency, currency)

    # Days and times

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    @property
    def today(self) -> date:
        return self.local(self.now).date()

    def clock(self, at: datetime | time) -> str:
        """ "11:00"; aware moments are told in the reader's zone."""
        return (self.local(at) if isinstance(at, datetime) else at).strftime("%H:%M")

    def day(self, day: date, *, words: bool = True) -> str:
        """ "today", "tomorrow", "yesterday" when `words`, else "Thu 26 Nov"; with the year when it is another one."""
        distance = (day - self.today).days
        if words and distance in (-1, 0, 1):
            return (self.label("yesterday"), self.label("today"), self.label("tomorrow"))[distance + 1]
        return self._date(day)

    def moment(self, at: datetime, *, words: bool = True) -> str:
        """ "Thu 26 Nov, 11:00", or "today, 11:00"."""
        return f"{self.day(self.local(at).date(), words=words)}, {self.clock(at)}"

    def span(self, start: datetime, end: datetime) -> str:
        """ "Thu 26 Nov, 11:00-13:00"."""
        return f"{self.moment(start)}\u2013{self.clock(end)}"

    def duration(self, length: timedelta) -> str:
        """ "5 min", "2 h", "3 days": the largest unit that fits, hours and days rounded, at least a minute."""
        minutes = max(1, int(length.total_seconds() // 60))
        if minutes < 60:
            return self.nlabel("{n} min", "{n} min", minutes)
        if minutes < 24 * 60:
            return self.nlabel("{n} h", "{n} h", (minutes + 30) // 60)
        return self.nlabel("{n} day", "{n} days", (minutes + 12 * 60) // (24 * 60))

    def until(self, at: datetime) -> str:
        """ "in 2 h" ahead, days as the calendar counts them; "3 days overdue" behind; plain text."""
        if at < self.now:
            return self._overdue(max(1, int((self.now - at).total_seconds() // 60)))
        minutes = max(1, ceil((at - self.now).total_seconds() / 60))
        if minutes < 60:
            return self.nlabel("in {n} min", "in {n} min", minutes)
        if minutes < 24 * 60:
            return self.nlabel("in {n} h", "in {n} h", (minutes + 30) // 60)
        return self.nlabel("in {n} day", "in {n} days", (self.local(at).date() - self.today).days)

    def _overdue(self, minutes: int) -> str:
        """A sentence of its own for each unit: Georgian and Russian bend the unit."""
        if minutes < 60:
            return self.nlabel("{n} min overdue", "{n} min overdue", minutes)
        if minutes < 24 * 60:
            return self.nlabel("{n} h overdue", "{n} h overdue", (minutes + 30) // 60)
        return self.nlabel("{n} day overdue", "{n} days overdue", (minutes + 12 * 60) // (24 * 60))

    def _date(self, day: date) -> str:
        same_year = day.year == self.today.year
        pattern = "EEE d MMM" if self.locale == "en" else "EEE, d MMMM"
        return format_date(day, pattern if same_year else f"{pattern} y", locale=self.locale)
