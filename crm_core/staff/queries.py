"""Who works here, who acts, and who should get the next thing to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, column, func, or_, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.company.models import Company
from crm_core.company.queries import get_working_times
from crm_core.kernel.actor import Actor, ActorKind, Role
from crm_core.kernel.errors import NotVisible
from crm_core.staff.models import Craft, Employee, Invitation, Team
from crm_core.staff.rows import EmployeeRow, InvitationRow, TeamRow

# Areas above this one are read as bare tables, so that there is no import circle.
_customers = table("customers", *map(column, ("id", "name", "locale", "archived_at")))
_contacts = table("contact_points", *map(column, ("customer_id", "kind", "value", "archived_at")))
_deals = table("deals", *map(column, ("responsible_id", "closed_at", "archived_at", "created_at")))
_tasks = table("tasks", *map(column, ("assignee_id", "status", "created_at")))

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


async def find_actor(session: AsyncSession, telegram_id: int, fallback_locale: str) -> Actor | None:
    """Who has this Telegram account: somebody who works here, else a customer; one query each."""
    query = select(Employee, Company.timezone).join(Company, Company.id == 1)
    query = query.where(Employee.telegram_id == telegram_id, Employee.dismissed_at.is_(None))
    found = (await session.execute(query)).one_or_none()
    if found is not None:
        employee, zone = found
        return build_actor(employee, zone)
    return await _find_customer_actor(session, telegram_id, fallback_locale)


async def _find_customer_actor(session: AsyncSession, telegram_id: int, fallback_locale: str) -> Actor | None:
    query = (
        select(_customers.c.id, _customers.c.name, _customers.c.locale, Company.timezone)
        .select_from(_contacts)
        .join(_customers, _customers.c.id == _contacts.c.customer_id)
        .join(Company, Company.id == 1)
        .where(
            _contacts.c.kind == "telegram",
            _contacts.c.value == str(telegram_id),
            _contacts.c.archived_at.is_(None),
            _customers.c.archived_at.is_(None),
        )
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    locale = row.locale or fallback_locale
    return Actor(ActorKind.CUSTOMER, row.id, locale, ZoneInfo(row.timezone), name=row.name, telegram_id=telegram_id)


def build_actor(employee: Employee, company_zone: str) -> Actor:
    """The actor that an employee is, in his own zone or the company's."""
    return Actor(
        ActorKind.EMPLOYEE,
        employee.id,
        employee.locale,
        ZoneInfo(employee.timezone or company_zone),
        employee.role,
        employee.team_id,
        employee.name,
        employee.telegram_id,
    )


def _select_rows() -> Select[Employee, str, str, time]:
    return (
        select(Employee, Team.name, Company.timezone, Company.summary_at)
        .join(Team, Team.id == Employee.team_id)
        .join(Company, Company.id == 1)
    )


def _make_row(found: Any) -> EmployeeRow:
    employee, team_name, zone, summary_at = found
    return EmployeeRow(
        id=employee.id,
        name=employee.name,
        role=employee.role,
        craft=employee.craft,
        team_id=employee.team_id,
        team_name=team_name,
        on_shift=employee.on_shift,
        telegram_id=employee.telegram_id,
        locale=employee.locale,
        zone=ZoneInfo(employee.timezone or zone),
        unreachable=employee.unreachable_since is not None,
        summary_at=employee.summary_at or summary_at,
        dismissed=employee.dismissed_at is not None,
    )


async def get_employee(session: AsyncSession, employee_id: int) -> EmployeeRow:
    """One person, also one who has left. Raises NotVisible."""
    found = (await session.execute(_select_rows().where(Employee.id == employee_id))).one_or_none()
    if found is None:
        raise NotVisible("employees", employee_id)
    return _make_row(found)


async def list_employees(
    session: AsyncSession,
    *,
    roles: Sequence[Role] | None = None,
    craft: Craft | None = None,
    team_id: int | None = None,
    active: bool = True,
) -> list[EmployeeRow]:
    """By name; `active` leaves out those who have left."""
    query = _select_rows().order_by(Employee.name, Employee.id)
    if active:
        query = query.where(Employee.dismissed_at.is_(None))
    if roles is not None:
        query = query.where(Employee.role.in_(roles))
    if craft is not None:
        query = query.where(Employee.craft == craft)
    if team_id is not None:
        query = query.where(Employee.team_id == team_id)
    return [_make_row(found) for found in await session.execute(query)]


async def list_supervisors(session: AsyncSession, team_id: int) -> list[EmployeeRow]:
    """The team's supervisors and all owners who work here."""
    query = _select_rows().where(
        Employee.dismissed_at.is_(None),
        or_(Employee.role == Role.OWNER, (Employee.role == Role.SUPERVISOR) & (Employee.team_id == team_id)),
    )
    return [_make_row(found) for found in await session.execute(query.order_by(Employee.id))]


async def list_teams(session: AsyncSession) -> list[TeamRow]:
    """In the order in which they were made."""
    size = func.count(Employee.id).filter(Employee.dismissed_at.is_(None))
    query = (
        select(Team.id, Team.name, size)
        .outerjoin(Employee, Employee.team_id == Team.id)
        .where(Team.archived_at.is_(None))
        .group_by(Team.id)
        .order_by(Team.id)
    )
    return [TeamRow(*row) for row in await session.execute(query)]


async def list_invitations(session: AsyncSession, now: datetime) -> list[InvitationRow]:
    """Those that can still be used, except the owner's first link; the newest first."""
    query = (
        select(Invitation.id, Invitation.role, Invitation.craft, Team.name, Invitation.expires_at)
        .outerjoin(Team, Team.id == Invitation.team_id)
        .where(
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
            Invitation.invited_by.is_not(None),
        )
        .order_by(Invitation.id.desc())
    )
    return [InvitationRow(*row) for row in await session.execute(query)]


async def find_least_loaded(
    session: AsyncSession,
    *,
    role: Role,
    craft: Craft | None = None,
    team_id: int | None = None,
    at: datetime,
    besides: Sequence[int] = (),
) -> int | None:
    """Who gets the next thing: on shift and reachable first, in working hours at `at`, then the fewest open tasks and
    deals, then the longest wait. A seller's work falls to an owner when there is no seller; None when nobody is left.
    """
    load, waited = _load_columns()
    roles = (role, Role.OWNER) if role is Role.MANAGER else (role,)
    query = select(Employee, load, waited).where(Employee.dismissed_at.is_(None), Employee.role.in_(roles))
    if craft is not None:
        query = query.where(Employee.craft == craft)
    if besides:
        query = query.where(Employee.id.not_in(besides))
    rows = list(await session.execute(query))
    hours = await get_working_times(session, [employee for employee, *_ in rows])
    ranked = [
        (
            employee.role is not role,
            team_id is not None and employee.team_id != team_id,
            not employee.on_shift or employee.unreachable_since is not None,
            not working.is_open(at),
            open_things,
            last or _LONG_AGO,
            employee.id,
        )
        for (employee, open_things, last), working in zip(rows, hours, strict=True)
    ]
    return min(ranked)[-1] if ranked else None


def _load_columns() -> tuple[Any, Any]:
    """How much somebody has to do, and when he was last given something."""
    tasks = (
        select(func.count()).select_from(_tasks).where(_tasks.c.assignee_id == Employee.id, _tasks.c.status == "open")
    )
    deals = (
        select(func.count())
        .select_from(_deals)
        .where(_deals.c.responsible_id == Employee.id, _deals.c.closed_at.is_(None), _deals.c.archived_at.is_(None))
    )
    last_task = select(func.max(_tasks.c.created_at)).where(_tasks.c.assignee_id == Employee.id)
    last_deal = select(func.max(_deals.c.created_at)).where(_deals.c.responsible_id == Employee.id)
    last = func.greatest(last_task.scalar_subquery(), last_deal.scalar_subquery())
    return tasks.scalar_subquery() + deals.scalar_subquery(), last
