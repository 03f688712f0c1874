"""The day in numbers, in few queries: one for each table, whatever the number of people and reasons."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.activities.models import Activity, ActivityKind
from crm_core.company.queries import get_company
from crm_core.db.visibility import visible_to
from crm_core.deals.models import Deal, LossReason, Mark, Stage, StageChange, StageKind
from crm_core.kernel.actor import Actor
from crm_core.reports.rows import DayReport, DealSum, PersonCount, ReasonCount
from crm_core.staff.models import Employee
from crm_core.tasks.models import Task, TaskStatus
from crm_core.tasks.queries import is_overdue_at

_CENT = Decimal("0.01")

#: A plan kept for any day would read all deals; the one for this day takes half the time.
_PLAN_ANEW = text("SET LOCAL plan_cache_mode = force_custom_plan")


def get_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The UTC moments between which the local day lies; it has 23 or 25 hours when the clock changes."""
    start = datetime.combine(day, time(), zone).astimezone(UTC)
    return start, datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


async def get_day_report(session: AsyncSession, actor: Actor, day: date, zone: ZoneInfo, now: datetime) -> DayReport:
    """What the actor's own, his team's or all people did that day. Seven queries and a setting."""
    start, end = get_bounds(day, zone)
    await session.execute(_PLAN_ANEW)
    company = await get_company(session)
    deals = await _sum_deals(session, actor, start, end, now)
    reasons = await _count_reasons(session, actor, start, end)
    moved = await _count_moved(session, actor, start, end)
    calls = await _count_calls(session, actor, start, end)
    done, overdue = await _count_tasks(session, actor, start, end, now)
    marks, average = await _count_marks(session, actor, start, end)
    return DayReport(
        day=day,
        currency=company.currency,
        new_requests=deals["new"],
        calls=sum(person.count for person in calls),
        calls_by_person=calls,
        moved=moved,
        won=DealSum(deals["won"], deals["won_sum"]),
        lost=DealSum(deals["lost"], deals["lost_sum"]),
        lost_by_reason=reasons,
        tasks_done=done,
        overdue=sum(person.count for person in overdue),
        overdue_by_person=overdue,
        without_next_step=deals["idle"],
        expected=DealSum(deals["open"], deals["open_sum"]),
        forecast=Decimal(deals["forecast"]).quantize(_CENT),
        marks=marks,
        average_mark=average,
    )


def _within(moment: Any, start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(moment >= start, moment < end)


async def _sum_deals(
    session: AsyncSession, actor: Actor, start: datetime, end: datetime, now: datetime
) -> dict[str, Any]:
    open_now = Deal.closed_at.is_(None)
    won = and_(Deal.stage_kind == StageKind.WON, _within(Deal.closed_at, start, end))
    lost = and_(Deal.stage_kind == StageKind.LOST, _within(Deal.closed_at, start, end))
    idle = and_(open_now, ~exists().where(Task.deal_id == Deal.id, Task.status == TaskStatus.OPEN))
    concerned = or_(open_now, _within(Deal.closed_at, start, end), _within(Deal.created_at, start, end))
    worth = func.coalesce(Deal.amount, 0)
    query = (
        select(
            func.count().filter(_within(Deal.created_at, start, end)).label("new"),
            func.count().filter(won).label("won"),
            func.coalesce(func.sum(worth).filter(won), 0).label("won_sum"),
            func.count().filter(lost).label("lost"),
            func.coalesce(func.sum(worth).filter(lost), 0).label("lost_sum"),
            func.count().filter(open_now).label("open"),
            func.coalesce(func.sum(worth).filter(open_now), 0).label("open_sum"),
            func.coalesce(func.sum(worth * Stage.probability / 100).filter(open_now), 0).label("forecast"),
            func.count().filter(idle).label("idle"),
        )
        .join(Stage, Stage.id == Deal.stage_id)
        .where(Deal.archived_at.is_(None), Deal.created_at <= now, concerned, visible_to(actor, Deal))
    )
    return dict((await session.execute(query)).mappings().one())


async def _count_reasons(
    session: AsyncSession, actor: Actor, start: datetime, end: datetime
) -> tuple[ReasonCount, ...]:
    query = (
        select(LossReason.id, LossReason.name, func.count())
        .join(Deal, Deal.loss_reason_id == LossReason.id)
        .where(
            Deal.archived_at.is_(None),
            Deal.stage_kind == StageKind.LOST,
            _within(Deal.closed_at, start, end),
            visible_to(actor, Deal),
        )
        .group_by(LossReason.id)
        .order_by(func.count().desc(), LossReason.position)
    )
    return tuple(ReasonCount(*row) for row in await session.execute(query))


async def _count_moved(session: AsyncSession, actor: Actor, start: datetime, end: datetime) -> int:
    """Deals that went to another stage, each once; undone moves and births are none."""
    query = select(func.count(StageChange.deal_id.distinct())).where(
        StageChange.from_stage_id.is_not(None),
        StageChange.undone_at.is_(None),
        _within(StageChange.at, start, end),
        visible_to(actor, StageChange),
    )
    return (await session.execute(query)).scalar_one()


async def _count_calls(session: AsyncSession, actor: Actor, start: datetime, end: datetime) -> tuple[PersonCount, ...]:
    query = (
        select(Employee.id, Employee.name, func.count())
        .join(Activity, Activity.employee_id == Employee.id)
        .where(
            Activity.kind == ActivityKind.CALL,
            Activity.retracted_at.is_(None),
            _within(Activity.at, start, end),
            visible_to(actor, Activity),
        )
        .group_by(Employee.id)
        .order_by(func.count().desc(), Employee.name)
    )
    return tuple(PersonCount(*row) for row in await session.execute(query))


async def _count_tasks(
    session: AsyncSession, actor: Actor, start: datetime, end: datetime, now: datetime
) -> tuple[int, tuple[PersonCount, ...]]:
    """Done that day by everybody; overdue now by person."""
    done = and_(Task.status == TaskStatus.DONE, _within(Task.closed_at, start, end))
    overdue = and_(Task.status == TaskStatus.OPEN, is_overdue_at(now))
    query = (
        select(Employee.id, Employee.name, func.count().filter(done), func.count().filter(overdue))
        .join(Task, Task.assignee_id == Employee.id)
        .where(done | overdue, visible_to(actor, Task))
        .group_by(Employee.id)
        .order_by(func.count().filter(overdue).desc(), Employee.name)
    )
    rows = (await session.execute(query)).all()
    late = tuple(PersonCount(key, name, count) for key, name, _, count in rows if count)
    return sum(row[2] for row in rows), late


async def _count_marks(
    session: AsyncSession, actor: Actor, start: datetime, end: datetime
) -> tuple[int, Decimal | None]:
    query = select(func.count(), func.avg(Mark.value)).where(_within(Mark.at, start, end), visible_to(actor, Mark))
    count, average = (await session.execute(query)).one()
    return count, None if average is None else Decimal(average).quantize(Decimal("0.1"))
