"""Who has what: open deals, what is overdue and what is still to come today, for everybody the reader supervises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Subquery, any_, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.company.models import Company
from crm_core.db.visibility import visible_to
from crm_core.deals.models import Deal
from crm_core.kernel.actor import Actor
from crm_core.kernel.permissions import Right, Scope, get_scope
from crm_core.reports.queries import get_bounds
from crm_core.staff.models import Employee
from crm_core.tasks.models import Task, TaskStatus
from crm_core.tasks.queries import is_overdue_at


@dataclass(frozen=True, slots=True)
class Workload:
    """One person's open things; the sum is in the company's currency and leaves out other ones.

    `today` counts tasks due from now until midnight in the reader's zone.
    """

    id: int
    name: str
    deals: int
    deals_sum: Decimal
    overdue: int
    today: int


async def list_workloads(session: AsyncSession, actor: Actor, now: datetime) -> list[Workload]:
    """The actor's team (an owner: everybody), the most overdue first. One query."""
    deals, tasks = _count_deals(actor), _count_tasks(actor, now)
    overdue, open_deals = func.coalesce(tasks.c.overdue, 0), func.coalesce(deals.c.deals, 0)
    query = (
        select(
            Employee.id,
            Employee.name,
            open_deals,
            func.coalesce(deals.c.worth, 0),
            overdue,
            func.coalesce(tasks.c.today, 0),
        )
        .outerjoin(deals, deals.c.id == Employee.id)
        .outerjoin(tasks, tasks.c.id == Employee.id)
        .where(Employee.dismissed_at.is_(None))
        .order_by(overdue.desc(), open_deals.desc(), Employee.name, Employee.id)
    )
    if not _sees_everybody(actor):
        query = query.where(Employee.team_id == actor.team_id)
    return [Workload(*row) for row in await session.execute(query)]


def _sees_everybody(actor: Actor) -> bool:
    return get_scope(actor, Right.SEE) is Scope.ALL


def _is_supervised(actor: Actor, who: Any) -> ColumnElement[bool]:
    """Over a column with an employee. Asked before the rights, it leaves them little to ask."""
    team = select(Employee.id).where(Employee.team_id == actor.team_id)
    return true() if _sees_everybody(actor) else who == any_(func.array(team.scalar_subquery()))


def _count_deals(actor: Actor) -> Subquery:
    worth = func.sum(Deal.amount).filter(Deal.currency == select(Company.currency).scalar_subquery())
    return (
        select(Deal.responsible_id.label("id"), func.count().label("deals"), worth.label("worth"))
        .where(Deal.closed_at.is_(None), Deal.archived_at.is_(None))
        .where(_is_supervised(actor, Deal.responsible_id), visible_to(actor, Deal))
        .group_by(Deal.responsible_id)
        .subquery()
    )


def _count_tasks(actor: Actor, now: datetime) -> Subquery:
    _, midnight = get_bounds(now.astimezone(actor.zone).date(), actor.zone)
    late = is_overdue_at(now)
    return (
        select(
            Task.assignee_id.label("id"),
            func.count().filter(late).label("overdue"),
            func.count().filter(~late, Task.due_at < midnight).label("today"),
        )
        .where(Task.status == TaskStatus.OPEN)
        .where(_is_supervised(actor, Task.assignee_id), visible_to(actor, Task))
        .group_by(Task.assignee_id)
        .subquery()
    )
