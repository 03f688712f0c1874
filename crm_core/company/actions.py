"""Changing the company's settings: the owner's right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import select

from crm_core.company.checks import check_currency, check_deadline, check_locale, check_week, check_zone
from crm_core.company.errors import DateInvalid
from crm_core.company.models import Company, DayOff
from crm_core.db.unit_of_work import Work
from crm_core.kernel.permissions import Right, check_right
from crm_core.kernel.wording import check_text

#: Days off are planned this far ahead at most.
HORIZON = timedelta(days=800)


@dataclass(frozen=True, slots=True)
class ChangeCompany:
    """Only what is given changes. `week` has the stored form `{"mon": [["10:00", "19:00"]], ...}`."""

    name: str | None = None
    locale: str | None = None
    currency: str | None = None
    timezone: str | None = None
    week: Mapping[str, Sequence[Sequence[str]]] | None = None
    deadline_minutes: int | None = None
    summary_at: time | None = None
    trade: str | None = None


async def change_company(work: Work, command: ChangeCompany) -> Company:
    """Raises NotPermitted, TextInvalid, LocaleUnknown, CurrencyUnknown, TimeZoneUnknown, HoursInvalid."""
    check_right(work.actor, Right.CONFIGURE)
    company = await lock_company(work)
    if command.name is not None:
        company.name = check_text("name", command.name, 120)
    if command.locale is not None:
        company.locale = check_locale(command.locale)
    if command.currency is not None:
        company.currency = check_currency(command.currency)
    if command.timezone is not None:
        company.timezone = check_zone(command.timezone)
    if command.week is not None:
        company.week = check_week(command.week)
    if command.deadline_minutes is not None:
        company.deadline_minutes = check_deadline(command.deadline_minutes)
    if command.summary_at is not None:
        company.summary_at = command.summary_at
    if command.trade is not None:
        company.trade = check_text("trade", command.trade, 40)
    await work.session.flush()
    return company


async def set_days_off(work: Work, days: Sequence[date]) -> None:
    """From today on exactly these days are off; days already past stay as they were. Raises DateInvalid."""
    check_right(work.actor, Right.CONFIGURE)
    company = await lock_company(work)
    today = work.now.astimezone(company.zone).date()
    if any(not today <= day <= today + HORIZON for day in days):
        raise DateInvalid
    query = select(DayOff).where(DayOff.day >= today)
    known = {row.day: row for row in (await work.session.execute(query)).scalars()}
    for day, row in known.items():
        row.archived_at = None if day in days else (row.archived_at or work.now)
    for day in sorted(set(days) - set(known)):
        work.session.add(DayOff(day=day, name=""))
    await work.session.flush()


async def lock_company(work: Work) -> Company:
    query = select(Company).with_for_update().execution_options(populate_existing=True)
    return (await work.session.execute(query)).scalar_one()
