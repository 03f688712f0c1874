"""Visits: booking a specialist's time at the customer's place, and moving it.

Overlaps are impossible: the database excludes them, so of two people who choose the same slot the second is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.exc import IntegrityError

from crm_core.company.queries import get_company
from crm_core.db.unit_of_work import Work, get_violated
from crm_core.db.visibility import check_seen, get_visible
from crm_core.deals.actions import put_participant
from crm_core.deals.models import Deal, Participant
from crm_core.kernel.actor import Role
from crm_core.kernel.errors import AlreadyHandled, NotVisible
from crm_core.kernel.permissions import Right
from crm_core.staff.actions import check_may_give_to, get_active_employee
from crm_core.staff.models import Craft, Employee
from crm_core.staff.queries import find_least_loaded
from crm_core.tasks.errors import NoSpecialist, NotAVisit, PastTime, SlotTaken, TaskClosed, VisitTooSoon
from crm_core.tasks.events import TaskAssigned, VisitBooked, VisitMoved
from crm_core.tasks.models import Task, TaskKind, TaskStatus, VisitPurpose
from crm_core.tasks.reminders import sync_reminders
from crm_core.tasks.rules import CRAFTS, CUSTOMER_MOVES_AHEAD
from crm_core.tasks.slots import is_slot, list_free_slots


@dataclass(frozen=True, slots=True)
class BookVisit:
    """Without `assignee_id`: whoever has the craft on this deal, else the least loaded one who is free."""

    deal_id: int
    purpose: VisitPurpose
    start: datetime
    assignee_id: int | None = None


@dataclass(frozen=True, slots=True)
class MoveVisit:
    task_id: int
    start: datetime
    seen: int | None = None


async def book_visit(work: Work, command: BookVisit) -> Task:
    """A visit of the company's slot length; an open one for the same purpose is moved instead. The specialist takes
    part in the deal from now on. Raises NotVisible, PastTime, NoSpecialist, SlotTaken, EmployeeGone,
    NotPermitted.
    """
    deal = await get_visible(work.session, work.actor, Deal, command.deal_id, Right.CHANGE, lock=True)
    if command.start <= work.now:
        raise PastTime(command.start)
    slot_minutes = (await get_company(work.session)).slot_minutes
    end = command.start + timedelta(minutes=slot_minutes)
    booked = await _find_booked(work, deal, command.purpose)
    assignee_id = await _choose_specialist(work, deal, command, end, booked)
    check_may_give_to(work, assignee_id)
    if booked is not None:
        return await _rebook(work, booked, command.start, end, assignee_id)
    task = Task(
        kind=TaskKind.VISIT,
        purpose=command.purpose,
        title={},
        deal_id=deal.id,
        customer_id=deal.customer_id,
        assignee_id=assignee_id,
        created_by=work.actor.employee_id,
        due_at=command.start,
        ends_at=end,
        status=TaskStatus.OPEN,
        created_at=work.now,
    )
    work.session.add(task)
    await flush_visit(work, task)
    await put_participant(work, deal.id, assignee_id, CRAFTS[command.purpose])
    await sync_reminders(work, task)
    work.record(TaskAssigned(task.id, assignee_id, work.actor.employee_id))
    work.record(VisitBooked(task.id))
    return task


async def _rebook(work: Work, task: Task, start: datetime, end: datetime, assignee_id: int) -> Task:
    was_at, former = task.due_at, task.assignee_id
    task.due_at, task.ends_at, task.assignee_id = start, end, assignee_id
    await flush_visit(work, task)
    if former != assignee_id and task.deal_id is not None and task.purpose is not None:
        await put_participant(work, task.deal_id, assignee_id, CRAFTS[task.purpose])
        work.record(TaskAssigned(task.id, assignee_id, work.actor.employee_id, former))
    await sync_reminders(work, task)
    work.record(VisitMoved(task.id, was_at, by_customer=False))
    return task


async def move_visit(work: Work, command: MoveVisit) -> Task:
    """By staff to any moment ahead; by the customer, while her visit is two hours away at least, to a free slot.

    Raises NotVisible, ChangedMeanwhile, TaskClosed, NotAVisit, PastTime, VisitTooSoon, SlotTaken, and AlreadyHandled
    for a customer's button that was pressed twice.
    """
    is_customer = work.actor.customer_id is not None
    right = Right.SEE if is_customer else Right.CHANGE
    task = await get_visible(work.session, work.actor, Task, command.task_id, right, lock=True)
    if task.status is not TaskStatus.OPEN:
        raise TaskClosed(task.id)
    if task.ends_at is None:
        raise NotAVisit(task.id)
    check_seen(task, command.seen)
    length = task.ends_at - task.due_at
    if is_customer:
        await _check_offered(work, task, command.start, length)
    if command.start <= work.now:
        raise PastTime(command.start)
    if is_customer:
        await _check_customer_may(work, task, command.start, length)
    was_at = task.due_at
    if command.start == was_at:
        return task
    task.due_at, task.ends_at = command.start, command.start + length
    await flush_visit(work, task)
    await sync_reminders(work, task)
    work.record(VisitMoved(task.id, was_at, by_customer=is_customer))
    return task


async def _check_offered(work: Work, task: Task, start: datetime, length: timedelta) -> None:
    """An hour that no button has ever carried is forged: at night, on a day off, before the visit was there."""
    if start == task.due_at:
        raise AlreadyHandled(work.origin or "")
    if start < task.created_at or not await is_slot(work.session, task.assignee_id, start, length, work.now):
        raise NotVisible("slots", start.isoformat())


async def _check_customer_may(work: Work, task: Task, start: datetime, length: timedelta) -> None:
    earliest = work.now + CUSTOMER_MOVES_AHEAD
    if min(task.due_at, start) < earliest:
        raise VisitTooSoon(task.id)
    company = await get_company(work.session)
    day = start.astimezone(company.zone).date()
    free = await list_free_slots(
        work.session, [task.assignee_id], day, length, not_before=earliest, besides_task=task.id
    )
    if start not in free:
        raise SlotTaken(start)


async def flush_visit(work: Work, task: Task) -> None:
    """Write the task; raises SlotTaken when the database sees another visit of the same person in that span."""
    start = task.due_at
    try:
        await work.session.flush()
    except IntegrityError as error:
        if get_violated(error) != "ex_tasks_visits_overlap":
            raise
        raise SlotTaken(start) from error


async def _find_booked(work: Work, deal: Deal, purpose: VisitPurpose) -> Task | None:
    query = select(Task).where(
        Task.deal_id == deal.id,
        Task.kind == TaskKind.VISIT,
        Task.purpose == purpose,
        Task.status == TaskStatus.OPEN,
    )
    return (await work.session.execute(query.order_by(Task.due_at).with_for_update())).scalars().first()


async def _choose_specialist(work: Work, deal: Deal, command: BookVisit, end: datetime, booked: Task | None) -> int:
    if command.assignee_id is not None:
        return (await get_active_employee(work.session, command.assignee_id)).id
    craft = CRAFTS[command.purpose]
    busy = await _list_busy(work, command.start, end, booked)
    taking_part = await find_participant(work, deal.id, craft)
    if taking_part is not None and taking_part not in busy:
        return taking_part
    chosen = await find_least_loaded(
        work.session, role=Role.SPECIALIST, craft=craft, team_id=deal.team_id, at=command.start, besides=busy
    )
    if chosen is not None:
        return chosen
    if taking_part is not None or await list_specialists(work, craft):
        raise SlotTaken(command.start)
    raise NoSpecialist(craft)


async def find_participant(work: Work, deal_id: int, craft: Craft) -> int | None:
    """Who has this craft on the deal and still works here."""
    query = (
        select(Participant.employee_id)
        .join(Employee, and_(Employee.id == Participant.employee_id, Employee.dismissed_at.is_(None)))
        .where(Participant.deal_id == deal_id, Participant.craft == craft, Participant.archived_at.is_(None))
    )
    return (await work.session.execute(query)).scalar_one_or_none()


async def list_specialists(work: Work, craft: Craft) -> list[int]:
    query = select(Employee.id).where(Employee.craft == craft, Employee.dismissed_at.is_(None))
    return list((await work.session.execute(query)).scalars())


async def _list_busy(work: Work, start: datetime, end: datetime, booked: Task | None) -> Sequence[int]:
    query = select(Task.assignee_id).where(
        Task.kind == TaskKind.VISIT,
        Task.status == TaskStatus.OPEN,
        Task.due_at < end,
        Task.ends_at > start,
        Task.id != (booked.id if booked else 0),
    )
    return list((await work.session.execute(query)).scalars())
