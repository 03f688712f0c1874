"""Lists and counts of tasks. `visible_to` decides who sees which; "now" always comes from the caller's clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from operator import eq, ge, lt
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.customers.models import ContactKind, ContactPoint, Customer
from crm_core.db.paging import Page, count_all, cut_page
from crm_core.db.visibility import visible_to
from crm_core.deals.models import Deal, Stage, StageKind
from crm_core.kernel.actor import Actor
from crm_core.kernel.errors import NotVisible
from crm_core.staff.models import Employee
from crm_core.tasks.models import Task, TaskKind, TaskStatus
from crm_core.tasks.recurring import load_recurrence
from crm_core.tasks.rows import HomeCounts, TaskRow


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """`overdue` is the present moment: only what is already late then. Spans are half-open. `status` None: any."""

    assignee_id: int | None = None
    overdue: datetime | None = None
    due_from: datetime | None = None
    due_to: datetime | None = None
    status: TaskStatus | None = TaskStatus.OPEN
    deal_id: int | None = None
    closed_from: datetime | None = None
    closed_to: datetime | None = None
    kinds: Sequence[TaskKind] | None = None
    team_of_actor: bool = False


def is_overdue_at(now: datetime) -> ColumnElement[bool]:
    """Over open tasks: a visit is late when its span has passed, anything else at its due time.

    Whatever is late was due before, and that is indexed.
    """
    return and_(Task.due_at <= now, func.coalesce(Task.ends_at, Task.due_at) <= now)


async def get_task_row(session: AsyncSession, actor: Actor, task_id: int) -> TaskRow:
    """Raises NotVisible."""
    query = _select_rows().where(Task.id == task_id, visible_to(actor, Task))
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise NotVisible("tasks", task_id)
    return make_task_row(found)


async def list_tasks_by_id(session: AsyncSession, actor: Actor, task_ids: Sequence[int]) -> list[TaskRow]:
    """Those of them that the actor sees, by id; one query."""
    query = _select_rows().where(Task.id.in_(task_ids), visible_to(actor, Task)).order_by(Task.id)
    return [make_task_row(found) for found in await session.execute(query)]


async def list_tasks(
    session: AsyncSession, actor: Actor, task_filter: TaskFilter, limit: int = 8, offset: int = 0
) -> Page[TaskRow]:
    """Open ones by due time, closed ones from the latest; 1 query, 2 behind the end."""
    conditions = [visible_to(actor, Task), *_make_conditions(actor, task_filter)]
    order = Task.closed_at.desc() if task_filter.status in (TaskStatus.DONE, TaskStatus.CANCELLED) else Task.due_at
    page = cut_page(Task.id, conditions, (order, Task.id), limit, offset)
    query = _select_rows().join(page, page.c.id == Task.id).order_by(page.c.place).add_columns(page.c.total)
    found = (await session.execute(query)).all()
    total = await count_all(session, Task.id, conditions, found, offset)
    return Page(tuple(make_task_row(row[:-1]) for row in found), total, offset, limit)


async def list_open_tasks_of_deal(session: AsyncSession, deal_id: int) -> tuple[TaskRow, ...]:
    """For the card of a deal that the actor sees: everybody's open tasks on it, the earliest first."""
    query = _select_rows().where(Task.deal_id == deal_id, Task.status == TaskStatus.OPEN)
    return tuple(make_task_row(found) for found in await session.execute(query.order_by(Task.due_at, Task.id)))


def _make_conditions(actor: Actor, task_filter: TaskFilter) -> list[ColumnElement[bool]]:
    wanted: list[tuple[Any, Any, Callable[[Any, Any], Any]]] = [
        (task_filter.assignee_id, Task.assignee_id, eq),
        (task_filter.due_from, Task.due_at, ge),
        (task_filter.due_to, Task.due_at, lt),
        (task_filter.status, Task.status, eq),
        (task_filter.deal_id, Task.deal_id, eq),
        (task_filter.closed_from, Task.closed_at, ge),
        (task_filter.closed_to, Task.closed_at, lt),
    ]
    conditions = [compare(column, value) for value, column, compare in wanted if value is not None]
    if task_filter.overdue is not None:
        conditions.append(is_overdue_at(task_filter.overdue))
    if task_filter.kinds is not None:
        conditions.append(Task.kind.in_(task_filter.kinds))
    if task_filter.team_of_actor:
        team = select(Employee.id).where(Employee.team_id == actor.team_id)
        conditions.append(Task.assignee_id.in_(team))
    return conditions


def _select_rows() -> Any:
    phone = (
        select(ContactPoint.value)
        .where(
            ContactPoint.customer_id == Task.customer_id,
            ContactPoint.kind == ContactKind.PHONE,
            ContactPoint.archived_at.is_(None),
        )
        .order_by(ContactPoint.id)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            Task,
            Deal.number,
            Deal.responsible_id,
            Customer.name,
            Customer.address,
            Customer.latitude,
            Customer.longitude,
            phone,
            Employee.name,
        )
        .join(Employee, Employee.id == Task.assignee_id)
        .outerjoin(Deal, Deal.id == Task.deal_id)
        .outerjoin(Customer, Customer.id == Task.customer_id)
    )


def make_task_row(found: Any) -> TaskRow:
    task, number, responsible_id, customer, address, latitude, longitude, phone, assignee = found
    return TaskRow(
        id=task.id,
        version=task.version,
        kind=task.kind,
        purpose=task.purpose,
        title=task.title,
        deal_id=task.deal_id,
        deal_number=number,
        customer_id=task.customer_id,
        customer_name=customer,
        phone=phone,
        address=address,
        latitude=latitude,
        longitude=longitude,
        assignee_id=task.assignee_id,
        assignee_name=assignee,
        due_at=task.due_at,
        ends_at=task.ends_at,
        is_deadline=task.is_deadline,
        status=task.status,
        outcome=task.outcome,
        created_by=task.created_by,
        responsible_id=responsible_id,
        created_at=task.created_at,
        closed_at=task.closed_at,
        recurrence=None if task.recurrence is None else load_recurrence(task.recurrence),
    )


async def needs_next_step(session: AsyncSession, deal_id: int) -> bool:
    """Whether the deal is open and nothing is planned on it. Ask after the rules have run, when a handler asks."""
    query = select(Deal.id).where(Deal.id == deal_id, is_without_next_step())
    return (await session.execute(query)).scalar_one_or_none() is not None


def is_without_next_step() -> ColumnElement[bool]:
    """Over deals."""
    planned = select(Task.id).where(Task.deal_id == Deal.id, Task.status == TaskStatus.OPEN).exists()
    return and_(Deal.closed_at.is_(None), Deal.archived_at.is_(None), ~planned)


def is_in_first_stage() -> ColumnElement[bool]:
    """Over deals: nobody has moved it on from where its pipeline begins."""
    first = (
        select(Stage.id)
        .where(Stage.pipeline_id == Deal.pipeline_id, Stage.archived_at.is_(None), Stage.kind == StageKind.OPEN)
        .order_by(Stage.position, Stage.id)
        .limit(1)
        .correlate(Deal)
    )
    return Deal.stage_id == first.scalar_subquery()


async def count_home(session: AsyncSession, actor: Actor, now: datetime) -> HomeCounts:
    """One employee's day in his own zone; 2 queries."""
    today = now.astimezone(actor.zone).date()
    midnight, next_midnight = (datetime.combine(today + timedelta(days=ahead), time(0), actor.zone) for ahead in (1, 2))
    late = is_overdue_at(now)
    tasks = select(
        func.count(case((late, 1))),
        func.count(case((and_(~late, Task.due_at < midnight), 1))),
        func.count(case((and_(~late, Task.due_at >= midnight, Task.due_at < next_midnight), 1))),
    ).where(Task.assignee_id == actor.employee_id, Task.status == TaskStatus.OPEN)
    overdue, due_today, tomorrow = (await session.execute(tasks)).one()
    deals = select(func.count(case((is_in_first_stage(), 1))), func.count(case((is_without_next_step(), 1)))).where(
        Deal.responsible_id == actor.employee_id, Deal.closed_at.is_(None), Deal.archived_at.is_(None)
    )
    new_deals, without_next_step = (await session.execute(deals)).one()
    return HomeCounts(overdue, due_today, new_deals, tomorrow, without_next_step)
