"""Free slots of specialists: on the hour grid of their own working time, not over their open visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.company.queries import get_company, get_working_times
from crm_core.kernel.working_time import WorkingTime
from crm_core.staff.models import Employee
from crm_core.tasks.models import Task, TaskKind, TaskStatus

#: Slots begin this far from each other, counted from the opening.
STEP = timedelta(hours=1)

#: Days are looked through this far ahead.
HORIZON_DAYS = 60

Span = tuple[datetime, datetime]


async def list_free_slots(
    session: AsyncSession,
    employee_ids: Sequence[int],
    day: date,
    length: timedelta | None = None,
    *,
    not_before: datetime | None = None,
    besides_task: int | None = None,
) -> list[datetime]:
    """Starts (UTC, in order) on a local day at which at least one of these people is free for `length` (None: the
    company's slot), not before a moment. A visit being moved (`besides_task`) is not in its own way. 4 queries.
    """
    found = await _list_slots(session, employee_ids, [day], length, not_before, besides_task)
    return found[day]


async def list_free_days(
    session: AsyncSession,
    employee_ids: Sequence[int],
    from_day: date,
    count: int,
    length: timedelta | None = None,
    *,
    not_before: datetime | None = None,
    besides_task: int | None = None,
) -> list[date]:
    """The first `count` local days from `from_day` on that have a free slot; fewer when two months hold fewer."""
    days = [from_day + timedelta(days=ahead) for ahead in range(HORIZON_DAYS)]
    found = await _list_slots(session, employee_ids, days, length, not_before, besides_task)
    return [day for day in days if found[day]][:count]


async def is_slot(session: AsyncSession, employee_id: int, start: datetime, length: timedelta, now: datetime) -> bool:
    """Whether this hour, free or taken, is one of those that are offered at all."""
    employee = await session.get_one(Employee, employee_id)
    (working,) = await get_working_times(session, [employee])
    day = start.astimezone(working.zone).date()
    is_near = day < now.astimezone(working.zone).date() + timedelta(days=HORIZON_DAYS)
    return is_near and start in _cut(working, day, length)


async def _list_slots(
    session: AsyncSession,
    employee_ids: Sequence[int],
    days: Sequence[date],
    length: timedelta | None,
    not_before: datetime | None,
    besides_task: int | None,
) -> dict[date, list[datetime]]:
    query = select(Employee).where(Employee.id.in_(employee_ids), Employee.dismissed_at.is_(None))
    employees = list((await session.execute(query)).scalars())
    hours = await get_working_times(session, employees)
    if length is None:
        length = timedelta(minutes=(await get_company(session)).slot_minutes)
    busy = await _list_busy(session, [employee.id for employee in employees], days, besides_task)
    slots: dict[date, set[datetime]] = {day: set() for day in days}
    for employee, working in zip(employees, hours, strict=True):
        for day in days:
            free = (start for start in _cut(working, day, length) if not _meets(start, length, busy[employee.id]))
            slots[day].update(start for start in free if not_before is None or start >= not_before)
    return {day: sorted(starts) for day, starts in slots.items()}


async def _list_busy(
    session: AsyncSession, employee_ids: Sequence[int], days: Sequence[date], besides_task: int | None
) -> dict[int, list[Span]]:
    """Open visits around these days, with a day to spare for every zone."""
    first = datetime.combine(days[0] - timedelta(days=1), time(0), UTC)
    last = datetime.combine(days[-1] + timedelta(days=2), time(0), UTC)
    query = select(Task.assignee_id, Task.due_at, Task.ends_at).where(
        Task.assignee_id.in_(employee_ids),
        Task.kind == TaskKind.VISIT,
        Task.status == TaskStatus.OPEN,
        Task.ends_at > first,
        Task.due_at < last,
        Task.id != (besides_task or 0),
    )
    busy: dict[int, list[Span]] = {employee_id: [] for employee_id in employee_ids}
    for employee_id, start, end in await session.execute(query):
        if end is not None:
            busy[employee_id].append((start, end))
    return busy


def _cut(working: WorkingTime, day: date, length: timedelta) -> list[datetime]:
    starts = []
    for opening, closing in working.spans_of(day):
        start = opening
        while start + length <= closing:
            starts.append(start)
            start += STEP
    return starts


def _meets(start: datetime, length: timedelta, spans: Sequence[Span]) -> bool:
    return any(begin < start + length and start < end for begin, end in spans)
