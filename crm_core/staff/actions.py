"""Changing who works here and how. Invitations are in `crm_core.staff.invitations`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.company.checks import check_locale, check_week, check_zone
from crm_core.db.unit_of_work import Work
from crm_core.kernel.actor import Role
from crm_core.kernel.errors import NotPermitted, NotVisible
from crm_core.kernel.permissions import Right, can, check_right
from crm_core.kernel.wording import check_text
from crm_core.staff.errors import EmployeeGone, OwnerNeeded, RoleInvalid
from crm_core.staff.events import EmployeeDismissed
from crm_core.staff.invitations import (
    InvitationIssued,
    Invite,
    Newcomer,
    accept_invitation,
    claim_company,
    invite,
    issue_owner_invitation,
    revoke_invitation,
)
from crm_core.staff.models import Craft, Employee, Team

__all__ = [
    "ChangeEmployee",
    "Dismiss",
    "InvitationIssued",
    "Invite",
    "Newcomer",
    "accept_invitation",
    "add_team",
    "change_employee",
    "claim_company",
    "dismiss",
    "get_active_employee",
    "invite",
    "issue_owner_invitation",
    "mark_reachable",
    "mark_unreachable",
    "rename_team",
    "revoke_invitation",
]


@dataclass(frozen=True, slots=True)
class ChangeEmployee:
    """Only what is given changes. Everybody sets his own locale, time zone, shift and summary; the rest is the owner's.

    A new role without a craft clears the craft.
    """

    id: int
    name: str | None = None
    locale: str | None = None
    timezone: str | None = None
    team_id: int | None = None
    role: Role | None = None
    craft: Craft | None = None
    on_shift: bool | None = None
    summary_at: time | None = None
    week: Mapping[str, Sequence[Sequence[str]]] | None = None

    @property
    def is_personal(self) -> bool:
        """Whether it touches only what everybody sets for himself."""
        return all(value is None for value in (self.name, self.team_id, self.role, self.craft, self.week))


@dataclass(frozen=True, slots=True)
class Dismiss:
    """`heir_id` takes over what is his; None: each thing goes to the least loaded."""

    employee_id: int
    heir_id: int | None = None


async def change_employee(work: Work, command: ChangeEmployee) -> Employee:
    """Raises NotPermitted, NotVisible, TextInvalid, LocaleUnknown, TimeZoneUnknown, HoursInvalid, RoleInvalid,
    OwnerNeeded.
    """
    if not (command.is_personal and work.actor.employee_id == command.id):
        check_right(work.actor, Right.CONFIGURE)
    employee = await _lock_employee(work, command.id)
    if command.name is not None:
        employee.name = check_text("name", command.name, 120)
    if command.locale is not None:
        employee.locale = check_locale(command.locale)
    if command.timezone is not None:
        employee.timezone = check_zone(command.timezone)
    if command.on_shift is not None:
        employee.on_shift = command.on_shift
    if command.summary_at is not None:
        employee.summary_at = command.summary_at
    if command.week is not None:
        employee.week = check_week(command.week)
    await _change_place(work, employee, command)
    await work.session.flush()
    return employee


async def _change_place(work: Work, employee: Employee, command: ChangeEmployee) -> None:
    if command.team_id is not None:
        employee.team_id = (await get_team(work.session, command.team_id)).id
    role = command.role or employee.role
    craft = command.craft if command.role or command.craft else employee.craft
    if (role is Role.SPECIALIST) != (craft is not None):
        raise RoleInvalid
    if employee.role is Role.OWNER and role is not Role.OWNER:
        await _check_other_owner(work, employee)
    if (role, craft) != (employee.role, employee.craft):
        employee.role, employee.craft = role, craft


async def dismiss(work: Work, command: Dismiss) -> Employee:
    """Access ends at once; what was his is handed over by `crm_core.tasks.reactions.follow_deals` in the same
    transaction. Raises NotPermitted, NotVisible, OwnerNeeded, EmployeeGone (the heir does not work here).
    """
    check_right(work.actor, Right.CONFIGURE)
    employee = await _lock_employee(work, command.employee_id)
    if employee.role is Role.OWNER:
        await _check_other_owner(work, employee)
    if command.heir_id is not None:
        if command.heir_id == employee.id:
            raise EmployeeGone(command.heir_id)
        await get_active_employee(work.session, command.heir_id)
    employee.dismissed_at = work.now
    await work.session.flush()
    work.record(EmployeeDismissed(employee.id, command.heir_id))
    return employee


async def get_active_employee(session: AsyncSession, employee_id: int) -> Employee:
    """Raises EmployeeGone when nobody with this id works here."""
    query = select(Employee).where(Employee.id == employee_id, Employee.dismissed_at.is_(None))
    employee = (await session.execute(query)).scalar_one_or_none()
    if employee is None:
        raise EmployeeGone(employee_id)
    return employee


async def add_team(work: Work, name: str) -> Team:
    """Raises NotPermitted, TextInvalid."""
    check_right(work.actor, Right.CONFIGURE)
    team = Team(name=check_text("team", name, 120))
    work.session.add(team)
    await work.session.flush()
    return team


async def rename_team(work: Work, team_id: int, name: str) -> Team:
    """Raises NotPermitted, NotVisible, TextInvalid."""
    check_right(work.actor, Right.CONFIGURE)
    team = await get_team(work.session, team_id)
    team.name = check_text("team", name, 120)
    await work.session.flush()
    return team


async def get_team(session: AsyncSession, team_id: int) -> Team:
    """Raises NotVisible."""
    query = select(Team).where(Team.id == team_id, Team.archived_at.is_(None))
    team = (await session.execute(query)).scalar_one_or_none()
    if team is None:
        raise NotVisible("teams", team_id)
    return team


async def mark_unreachable(session: AsyncSession, employee_id: int, now: datetime) -> bool:
    """Telegram cannot deliver to him any more. True when this was not known yet."""
    employee = await session.get(Employee, employee_id)
    if employee is None or employee.unreachable_since is not None:
        return False
    employee.unreachable_since = now
    return True


async def mark_reachable(session: AsyncSession, employee_id: int) -> None:
    """He has written or been reached again."""
    employee = await session.get(Employee, employee_id)
    if employee is not None:
        employee.unreachable_since = None


def check_may_give_to(work: Work, employee_id: int) -> None:
    """Raise NotPermitted when the actor may not give work to somebody else."""
    if employee_id != work.actor.employee_id and not can(work.actor, Right.REASSIGN):
        raise NotPermitted(Right.REASSIGN.value)


async def _lock_employee(work: Work, employee_id: int) -> Employee:
    query = select(Employee).where(Employee.id == employee_id, Employee.dismissed_at.is_(None)).with_for_update()
    query = query.execution_options(populate_existing=True)
    employee = (await work.session.execute(query)).scalar_one_or_none()
    if employee is None:
        raise NotVisible("employees", employee_id)
    return employee


async def _check_other_owner(work: Work, employee: Employee) -> None:
    query = select(func.count()).where(
        Employee.role == Role.OWNER, Employee.dismissed_at.is_(None), Employee.id != employee.id
    )
    if not (await work.session.execute(query)).scalar_one():
        raise OwnerNeeded
