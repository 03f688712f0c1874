"""Turns what happened into what somebody is told: a table from event to function.

Nobody is told what he did himself. Customers are told only when they have opened the bot, and only what is theirs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import exists, select

from crm_core.activities.events import FileAttached
from crm_core.customers.events import AddressChanged
from crm_core.customers.models import ContactKind, ContactPoint, Customer
from crm_core.db.unit_of_work import Work
from crm_core.deals.events import DealCreated, DealMoved, DealReassigned
from crm_core.deals.models import Deal, Stage
from crm_core.kernel.actor import Role
from crm_core.kernel.events import Event
from crm_core.notifications.digests import add_file, queue_deal_assigned, queue_done
from crm_core.notifications.models import NotificationKind, Priority
from crm_core.notifications.outbox import queue
from crm_core.orders.events import CustomerWrote
from crm_core.staff.events import EmployeeJoined
from crm_core.staff.models import Employee
from crm_core.staff.queries import list_employees, list_supervisors
from crm_core.tasks.events import TaskAssigned, TaskCancelled, TaskCompleted, TaskNudged, VisitBooked, VisitMoved
from crm_core.tasks.models import Task, TaskKind, TaskStatus


async def notify(work: Work, event: Event) -> None:
    """Queue what `event` has to tell."""
    tell = TELLERS.get(type(event))
    if tell is not None:
        await tell(work, event)


async def queue_for_customer(
    work: Work, customer_id: int | None, kind: NotificationKind, payload: dict[str, Any], **how: Any
) -> bool:
    """`queue` for a customer who has opened the bot and is not the one acting; False for all others."""
    if customer_id is None or customer_id == work.actor.customer_id:
        return False
    joined = exists().where(
        ContactPoint.customer_id == customer_id,
        ContactPoint.kind == ContactKind.TELEGRAM,
        ContactPoint.archived_at.is_(None),
    )
    if not await work.session.scalar(select(joined)):
        return False
    return await queue(work, kind, payload, customer_id=customer_id, **how)


async def _tell_deal_created(work: Work, event: DealCreated) -> None:
    """A colleague made it for somebody else; a request tells of itself."""
    deal = await work.session.get_one(Deal, event.deal_id)
    if work.actor.is_employee and deal.responsible_id != work.actor.employee_id:
        await queue_deal_assigned(work, deal.id, deal.responsible_id)


async def _tell_deal_reassigned(work: Work, event: DealReassigned) -> None:
    if event.from_employee_id not in (work.actor.employee_id, event.to_employee_id):
        await queue_deal_withdrawn(work, event.deal_id, event.from_employee_id)
    if event.to_employee_id != work.actor.employee_id:
        await queue_deal_assigned(work, event.deal_id, event.to_employee_id)


async def queue_deal_withdrawn(work: Work, deal_id: int, employee_id: int, count: int = 1) -> None:
    """Tell whoever had the deal, or `count` of them; he may not read it any more, so all that he is told goes along."""
    former = await work.session.get_one(Employee, employee_id)
    if former.dismissed_at is not None:
        return
    deal = await work.session.get_one(Deal, deal_id)
    customer = await work.session.get_one(Customer, deal.customer_id)
    present = await work.session.get_one(Employee, deal.responsible_id)
    await queue(
        work,
        NotificationKind.DEAL_WITHDRAWN,
        {
            "deal_id": deal.id,
            "count": count,
            "number": deal.number,
            "customer": customer.name,
            "to": present.name,
        },
        unique_key=f"{deal.id}:{work.change_id}",
        employee_id=employee_id,
    )


async def _tell_deal_moved(work: Work, event: DealMoved) -> None:
    deal = await work.session.get_one(Deal, event.deal_id)
    stage = await work.session.get_one(Stage, event.to_stage_id)
    before = await work.session.get_one(Stage, event.from_stage_id)
    key = f"{deal.id}:{stage.id}:{work.change_id}"
    if deal.responsible_id != work.actor.employee_id:
        await queue(
            work,
            NotificationKind.DEAL_MOVED,
            {"deal_id": deal.id, "stage_id": stage.id},
            unique_key=key,
            employee_id=deal.responsible_id,
        )
    if stage.customer_label and stage.customer_label != before.customer_label:
        await queue_for_customer(
            work,
            deal.customer_id,
            NotificationKind.CUSTOMER_STAGE,
            {"deal_id": deal.id, "stage_id": stage.id},
            unique_key=key,
        )


async def _tell_task_assigned(work: Work, event: TaskAssigned) -> None:
    task = await work.session.get_one(Task, event.task_id)
    former = event.from_employee_id
    if former is not None and former not in (work.actor.employee_id, event.assignee_id):
        await queue_withdrawn(work, task, former)
    if event.assignee_id == work.actor.employee_id:
        return
    await queue(
        work,
        NotificationKind.TASK_ASSIGNED,
        {"task_id": task.id, "deal_id": task.deal_id},
        unique_key=f"{task.id}:{work.change_id}",
        employee_id=event.assignee_id,
    )


async def queue_withdrawn(work: Work, task: Task, employee_id: int) -> None:
    """Tell the former assignee; he may no longer be allowed to read the task, so its name goes along."""
    await queue(
        work,
        NotificationKind.TASK_WITHDRAWN,
        {
            "task_id": task.id,
            "deal_id": task.deal_id,
            "title": task.title,
            "kind": task.kind,
            "due_at": task.due_at.isoformat(),
        },
        unique_key=f"{task.id}:{work.change_id}",
        employee_id=employee_id,
    )


async def _tell_task_completed(work: Work, event: TaskCompleted) -> None:
    """Whoever supervises the assignee, set the task or is responsible for its deal."""
    task = await work.session.get_one(Task, event.task_id)
    assignee = await work.session.get_one(Employee, task.assignee_id)
    readers = {row.id for row in await list_supervisors(work.session, assignee.team_id)}
    if task.created_by is not None:
        readers.add(task.created_by)
    if task.deal_id is not None:
        readers.add((await work.session.get_one(Deal, task.deal_id)).responsible_id)
    for reader in sorted(readers - {work.actor.employee_id, task.assignee_id}):
        await queue_done(work, task, reader)


async def _tell_task_cancelled(work: Work, event: TaskCancelled) -> None:
    task = await work.session.get_one(Task, event.task_id)
    if event.assignee_id != work.actor.employee_id:
        await queue_withdrawn(work, task, event.assignee_id)
    if task.purpose is not None:
        await queue_visit(work, task, "cancelled")


async def queue_visit(work: Work, task: Task, what: str) -> None:
    """Tell the customer of her visit: it is "booked", "moved" or "cancelled"."""
    await queue_for_customer(
        work,
        task.customer_id,
        NotificationKind.CUSTOMER_VISIT,
        {"task_id": task.id, "deal_id": task.deal_id, "what": what, "due_at": task.due_at.isoformat()},
        unique_key=f"{task.id}:{what}:{work.change_id}",
        expires_at=task.due_at if what != "cancelled" else None,
    )


async def _tell_visit_booked(work: Work, event: VisitBooked) -> None:
    await queue_visit(work, await work.session.get_one(Task, event.task_id), "booked")


async def _tell_address(work: Work, event: AddressChanged) -> None:
    """Whoever goes there hears it at once, for every visit that is still ahead."""
    ahead = select(Task).where(
        Task.customer_id == event.customer_id,
        Task.kind == TaskKind.VISIT,
        Task.status == TaskStatus.OPEN,
        Task.ends_at > work.now,
        Task.assignee_id != (work.actor.employee_id or 0),
    )
    for task in (await work.session.scalars(ahead)).all():
        await queue(
            work,
            NotificationKind.VISIT_ADDRESS,
            {"task_id": task.id},
            unique_key=f"{task.id}:{work.change_id}",
            employee_id=task.assignee_id,
            expires_at=task.ends_at,
        )


async def _tell_visit_moved(work: Work, event: VisitMoved) -> None:
    task = await work.session.get_one(Task, event.task_id)
    readers = {task.assignee_id}
    if task.deal_id is not None:
        readers.add((await work.session.get_one(Deal, task.deal_id)).responsible_id)
    for reader in sorted(readers - {work.actor.employee_id}):
        await queue(
            work,
            NotificationKind.VISIT_MOVED,
            {"task_id": task.id, "was_at": event.was_at.isoformat(), "by_customer": event.by_customer},
            unique_key=f"{task.id}:{work.change_id}",
            employee_id=reader,
        )
    if not event.by_customer:
        await queue_visit(work, task, "moved")


async def _tell_nudged(work: Work, event: TaskNudged) -> None:
    task = await work.session.get_one(Task, event.task_id)
    await queue(
        work,
        NotificationKind.TASK_NUDGED,
        {"task_id": task.id, "by": event.by},
        unique_key=f"{task.id}:{work.change_id}",
        employee_id=task.assignee_id,
        priority=Priority.URGENT,
    )


async def _tell_file(work: Work, event: FileAttached) -> None:
    deal = await work.session.get_one(Deal, event.deal_id)
    if deal.responsible_id != work.actor.employee_id:
        await add_file(work, deal.id, event.activity_id, deal.responsible_id)


async def _tell_message(work: Work, event: CustomerWrote) -> None:
    deal = await work.session.get_one(Deal, event.deal_id)
    await queue(
        work,
        NotificationKind.CUSTOMER_MESSAGE,
        {"activity_id": event.activity_id, "customer_id": deal.customer_id, "deal_id": deal.id},
        unique_key=str(event.activity_id),
        employee_id=deal.responsible_id,
        priority=Priority.URGENT,
    )


async def _tell_joined(work: Work, event: EmployeeJoined) -> None:
    for owner in await list_employees(work.session, roles=(Role.OWNER,)):
        if owner.id != event.employee_id:
            await queue(
                work,
                NotificationKind.EMPLOYEE_JOINED,
                {"employee_id": event.employee_id},
                unique_key=str(event.employee_id),
                employee_id=owner.id,
            )


TELLERS: dict[type[Event], Callable[[Work, Any], Awaitable[None]]] = {
    DealCreated: _tell_deal_created,
    DealReassigned: _tell_deal_reassigned,
    DealMoved: _tell_deal_moved,
    TaskAssigned: _tell_task_assigned,
    TaskCompleted: _tell_task_completed,
    TaskCancelled: _tell_task_cancelled,
    VisitBooked: _tell_visit_booked,
    VisitMoved: _tell_visit_moved,
    AddressChanged: _tell_address,
    TaskNudged: _tell_nudged,
    FileAttached: _tell_file,
    CustomerWrote: _tell_message,
    EmployeeJoined: _tell_joined,
}
