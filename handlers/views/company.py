"""What can be set for the company and for a person: the fields, their present values, and how buttons carry them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from babel.dates import get_day_names

from crm_core.kernel.wording import Wording
from crm_core.kernel.working_time import Hours
from handlers.ui.callbacks import OwnerCb
from handlers.views.reader import Reader

#: Offered as buttons; any other city can be typed.
LIKELY_ZONES = ("Asia/Tbilisi", "Asia/Yerevan", "Asia/Baku", "Europe/Istanbul", "Europe/Kyiv", "Europe/Moscow")
LIKELY_HOURS = ((time(9), time(18)), (time(10), time(19)), (time(10), time(20)), (time(0), time(0)))
LIKELY_DEADLINES = (5, 10, 15, 30, 60, 120)
LIKELY_SUMMARIES = (time(8), time(9), time(10), time(18), time(20))


class Field(StrEnum):
    LANGUAGE = "lang"
    NAME = "name"
    TRADE = "trade"
    CURRENCY = "money"
    ZONE = "zone"
    HOURS = "hours"
    SUMMARY = "sum"
    DEADLINE = "call"
    DAYS_OFF = "off"
    SHIFT = "shift"


class Mode(StrEnum):
    """Where a question is asked: at the first start, in the company's settings, or about the person himself."""

    WIZARD = "w"
    SETTINGS = "s"
    OWN = "m"


#: The questions of the first start, in order.
STEPS = (Field.LANGUAGE, Field.NAME, Field.TRADE, Field.CURRENCY, Field.ZONE, Field.HOURS, Field.SUMMARY)
DONE = "done"

#: What is asked where.
ASKED: dict[Mode, tuple[Field, ...]] = {
    Mode.WIZARD: STEPS,
    Mode.SETTINGS: (
        Field.NAME,
        Field.LANGUAGE,
        Field.CURRENCY,
        Field.ZONE,
        Field.HOURS,
        Field.DAYS_OFF,
        Field.DEADLINE,
        Field.SUMMARY,
    ),
    Mode.OWN: (Field.LANGUAGE, Field.ZONE, Field.SUMMARY),
}

#: Questions that cannot be skipped: there is no default to keep, or (language) one tap answers them.
NEEDED = (Field.LANGUAGE, Field.NAME, Field.TRADE)


@dataclass(frozen=True, slots=True)
class Present:
    """The values a question starts from: the company's, or the person's own where he has some."""

    name: str
    locale: str
    currency: str
    zone: str
    week: tuple[tuple[Hours, ...], ...]
    deadline_minutes: int
    summary_at: time
    trade: str | None = None
    days_off: tuple[date, ...] = ()
    trades: Sequence[tuple[str, Wording]] = field(default=())
    on_shift: bool = True

    @property
    def hours(self) -> Hours:
        return next((spans[0] for spans in self.week if spans), LIKELY_HOURS[1])

    @property
    def days(self) -> tuple[int, ...]:
        return tuple(number for number, spans in enumerate(self.week) if spans)


def ask(mode: Mode, what: str, proposal: str = "") -> OwnerCb:
    return OwnerCb(act="q", value=f"{mode}.{what}.{proposal}")


def answer(mode: Mode, what: Field, choice: str) -> OwnerCb:
    return OwnerCb(act="a", value=f"{mode}.{what}.{choice}")


def name_days(days: Sequence[int], t: Reader) -> str:
    names = get_day_names("abbreviated", locale=t.locale)
    return ", ".join(names[day] for day in days)


def name_hours(hours: Hours, t: Reader) -> str:
    return t.label("round the clock") if hours[0] == hours[1] else f"{t.clock(hours[0])}\u2013{t.clock(hours[1])}"


def pack_hours(hours: Hours, days: Sequence[int]) -> str:
    """Hours and days as a button carries them: "1000-1900-012345"."""
    return f"{hours[0]:%H%M}-{hours[1]:%H%M}-{''.join(map(str, days))}"


def unpack_hours(packed: str) -> tuple[Hours, tuple[int, ...]] | None:
    """The reverse of `pack_hours`; None when somebody has forged it."""
    parts = packed.split("-")
    try:
        start, end = (time(int(part[:2]), int(part[2:])) for part in parts[:2])
        days = tuple(sorted({int(digit) for digit in parts[2]}))
    except (ValueError, IndexError):
        return None
    return ((start, end), days) if days and days[-1] < 7 else None
