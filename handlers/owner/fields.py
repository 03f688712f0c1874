"""Answers to the questions about the company and about oneself: from what was pressed or typed to what is stored.

Both ways give the same `choice`, the text that a button carries, so that there is one way to store it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

from crm_core.automation.actions import apply_preset
from crm_core.automation.presets import list_presets
from crm_core.company.actions import ChangeCompany, change_company, set_days_off
from crm_core.company.queries import get_company, list_days_off
from crm_core.db.unit_of_work import Work
from crm_core.kernel.actor import LOCALES, build_system_actor
from crm_core.kernel.money import CURRENCIES
from crm_core.kernel.search_key import make_search_key
from crm_core.kernel.working_time import make_week, parse_week
from crm_core.language.hours import parse_days, parse_hour, parse_hours
from crm_core.language.places import find_zones
from crm_core.staff.actions import ChangeEmployee, change_employee
from crm_core.staff.models import Employee
from handlers.ui.desk import Desk
from handlers.views.company import Field, Mode, Present, pack_hours, unpack_hours
from handlers.views.reader import LOCALE_NAMES

LONGEST_DEADLINE = 24 * 60


async def load_present(desk: Desk, mode: Mode) -> Present:
    """The values as they are: the company's, or (OWN) the person's where he has his own."""
    async with desk.store.reading(build_system_actor()) as work:
        company = await get_company(work.session)
        days_off = await list_days_off(work.session, desk.now.astimezone(company.zone).date())
        person = await work.session.get_one(Employee, desk.me) if mode is Mode.OWN else None
    return Present(
        name=company.name,
        locale=person.locale if person else company.locale,
        currency=company.currency,
        zone=(person.timezone if person else None) or company.timezone,
        week=parse_week(company.week),
        deadline_minutes=company.deadline_minutes,
        summary_at=(person.summary_at if person else None) or company.summary_at,
        trade=company.trade,
        days_off=tuple(days_off),
        trades=list_presets(),
        on_shift=person.on_shift if person else True,
    )


def read_answer(what: Field, text: str, present: Present, desk: Desk) -> str | None:
    """The choice that a typed text means; None when it means none. Zones are looked up by `list_zones`."""
    return _READERS[what](text, present, desk) if what in _READERS else None


def list_zones(text: str) -> list[str]:
    return find_zones(text)


async def save_answer(work: Work, mode: Mode, what: Field, choice: str, present: Present) -> bool:
    """Store the choice; False when a forged button carried something that is none. Raises the core's refusals."""
    if what is Field.DAYS_OFF:
        days = _toggle_days(choice, present)
        if days is not None:
            await set_days_off(work, days)
        return days is not None
    if what is Field.TRADE:
        await apply_preset(work, choice)
        return True
    values = _read_choice(what, choice)
    if values is None:
        return False
    if mode is Mode.OWN:
        await change_employee(work, ChangeEmployee(id=work.actor.employee_id or 0, **values))
        return True
    await change_company(work, ChangeCompany(**values))
    if mode is Mode.WIZARD and what is Field.LANGUAGE:  # at the first start the owner speaks the company's language
        await change_employee(work, ChangeEmployee(id=work.actor.employee_id or 0, locale=choice))
    return True


def _read_choice(what: Field, choice: str) -> dict[str, Any] | None:
    """The fields of a command; None when the choice is none."""
    if what in _TEXTS:
        return {_TEXTS[what]: choice}
    value = _VALUES[what](choice)
    return {_NAMES[what]: value} if value is not None else None


def _unpack_week(choice: str) -> dict[str, list[list[str]]] | None:
    unpacked = unpack_hours(choice)
    return make_week(*unpacked[0], unpacked[1]) if unpacked else None


def _unpack_hour(choice: str) -> time | None:
    return parse_hour(f"{choice[:2]}:{choice[2:]}")


def _unpack_minutes(choice: str) -> int | None:
    return int(choice) if choice.isdecimal() else None


def _unpack_shift(choice: str) -> bool:
    return choice == "1"


#: Fields whose choice is stored as it is; the core checks it.
_TEXTS = {
    Field.LANGUAGE: "locale",
    Field.NAME: "name",
    Field.CURRENCY: "currency",
    Field.ZONE: "timezone",
}
_NAMES = {
    Field.HOURS: "week",
    Field.SUMMARY: "summary_at",
    Field.DEADLINE: "deadline_minutes",
    Field.SHIFT: "on_shift",
}
_VALUES: dict[Field, Callable[[str], Any]] = {
    Field.HOURS: _unpack_week,
    Field.SUMMARY: _unpack_hour,
    Field.DEADLINE: _unpack_minutes,
    Field.SHIFT: _unpack_shift,
}


def _toggle_days(choice: str, present: Present) -> list[date] | None:
    """Days that are off already go, others come; None when the choice holds something else."""
    try:
        changed = {date(int(day[:4]), int(day[4:6]), int(day[6:])) for day in choice.split(",")}
    except ValueError:
        return None
    kept = set(present.days_off)
    return sorted(kept - changed if changed <= kept else kept | changed)


def _read_language(text: str, present: Present, desk: Desk) -> str | None:
    typed = text.strip().casefold()
    names = {LOCALE_NAMES[locale].casefold(): locale for locale in LOCALES} | {locale: locale for locale in LOCALES}
    return names.get(typed)


def _read_name(text: str, present: Present, desk: Desk) -> str | None:
    return text


def _read_trade(text: str, present: Present, desk: Desk) -> str | None:
    typed = make_search_key(text)
    matches = [code for code, name in present.trades if any(make_search_key(word) == typed for word in name.values())]
    return matches[0] if matches else None


def _read_currency(text: str, present: Present, desk: Desk) -> str | None:
    code = text.strip().upper()
    return code if code in CURRENCIES else None


def _read_hours(text: str, present: Present, desk: Desk) -> str | None:
    hours = parse_hours(text)
    return pack_hours(hours, present.days or tuple(range(6))) if hours else None


def _read_hour(text: str, present: Present, desk: Desk) -> str | None:
    hour: time | None = parse_hour(text)
    return f"{hour:%H%M}" if hour is not None else None


def _read_minutes(text: str, present: Present, desk: Desk) -> str | None:
    digits = "".join(letter for letter in text if letter.isdecimal())
    return str(int(digits)) if digits and 0 < int(digits) <= LONGEST_DEADLINE else None


def _read_days_off(text: str, present: Present, desk: Desk) -> str | None:
    days = parse_days(text, desk.t.today)
    return ",".join(f"{day:%Y%m%d}" for day in days if day not in present.days_off) or None if days else None


_READERS: dict[Field, Callable[[str, Present, Desk], str | None]] = {
    Field.LANGUAGE: _read_language,
    Field.NAME: _read_name,
    Field.TRADE: _read_trade,
    Field.CURRENCY: _read_currency,
    Field.HOURS: _read_hours,
    Field.SUMMARY: _read_hour,
    Field.DEADLINE: _read_minutes,
    Field.DAYS_OFF: _read_days_off,
}
