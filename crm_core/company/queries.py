"""The company's settings and its working time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.company.models import Company, DayOff
from crm_core.kernel.working_time import WorkingTime, parse_week


class OwnHours(Protocol):
    """Whoever may have a zone and hours of his own (an employee); empty ones are the company's."""

    @property
    def timezone(self) -> str | None: ...

    @property
    def week(self) -> dict[str, Any] | None: ...


async def get_company(session: AsyncSession) -> Company:
    """The one row."""
    return (await session.execute(select(Company))).scalar_one()


async def list_days_off(session: AsyncSession, from_day: date) -> list[date]:
    """The company's days off from that day on, in order."""
    query = select(DayOff.day).where(DayOff.archived_at.is_(None), DayOff.day >= from_day).order_by(DayOff.day)
    return list((await session.execute(query)).scalars())


async def get_working_time(session: AsyncSession, employee: OwnHours | None = None) -> WorkingTime:
    """The company's hours and days off; with an employee, his own hours where he has some."""
    company, days_off = await _load(session)
    return build_working_time(company, days_off, employee)


async def get_working_times(session: AsyncSession, employees: Sequence[OwnHours]) -> list[WorkingTime]:
    """The hours of several people at once, in the same order; 2 queries whatever their number."""
    company, days_off = await _load(session)
    return [build_working_time(company, days_off, employee) for employee in employees]


def build_working_time(company: Company, days_off: frozenset[date], employee: OwnHours | None = None) -> WorkingTime:
    zone = ZoneInfo(employee.timezone) if employee and employee.timezone else company.zone
    week = employee.week if employee and employee.week is not None else company.week
    return WorkingTime(zone, parse_week(week), days_off)


async def _load(session: AsyncSession) -> tuple[Company, frozenset[date]]:
    company = await get_company(session)
    days = await session.execute(select(DayOff.day).where(DayOff.archived_at.is_(None)))
    return company, frozenset(days.scalars())
