"""Notifications that gather: files that come one after another, tasks done in a row, deals handed over together.

What gathers is one waiting row that grows; once it is claimed or sent, the next thing begins a new one.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from crm_core.db.unit_of_work import Work
from crm_core.notifications.models import Notification, NotificationKind, NotificationStatus, Priority
from crm_core.notifications.outbox import queue
from crm_core.tasks.models import Task

#: Files that arrive within this time are told of at once.
FILES_WINDOW = timedelta(minutes=1)
#: After one "done" the next ones wait for each other this long.
DONE_WINDOW = timedelta(minutes=10)


async def add_file(work: Work, deal_id: int, activity_id: int, employee_id: int) -> None:
    """A file came to a deal."""
    waiting = await _find_gathering(work, NotificationKind.FILES_ADDED, employee_id, deal_id)
    if waiting is not None:
        waiting.payload = waiting.payload | {"activity_ids": [*waiting.payload["activity_ids"], activity_id]}
        return
    await queue(
        work,
        NotificationKind.FILES_ADDED,
        {"deal_id": deal_id, "activity_ids": [activity_id]},
        unique_key=f"{deal_id}:{activity_id}",
        employee_id=employee_id,
        due_at=work.now + FILES_WINDOW,
    )


async def queue_done(work: Work, task: Task, employee_id: int) -> None:
    """A task is done: told at once, unless another one was a moment ago; then both wait and are told together."""
    waiting = await _find_gathering(work, NotificationKind.TASK_DONE, employee_id, None)
    if waiting is not None:
        waiting.payload = {"task_ids": [*waiting.payload["task_ids"], task.id]}
        return
    recent = select(Notification.id).where(
        Notification.kind == NotificationKind.TASK_DONE,
        Notification.employee_id == employee_id,
        Notification.created_at > work.now - DONE_WINDOW,
        Notification.status != NotificationStatus.DROPPED,
    )
    gathers = (await work.session.execute(recent.limit(1))).first() is not None
    await queue(
        work,
        NotificationKind.TASK_DONE,
        {"task_ids": [task.id]} if gathers else {"task_ids": [task.id], "deal_id": task.deal_id},
        unique_key=f"{task.id}:{work.change_id}",
        employee_id=employee_id,
        priority=Priority.DIGEST,
        due_at=work.now + DONE_WINDOW if gathers else work.now,
    )


async def queue_deal_assigned(work: Work, deal_id: int, employee_id: int) -> None:
    """A deal is somebody's now; several from one change (a colleague's leaving) are told as one."""
    query = select(Notification).where(
        Notification.kind == NotificationKind.DEAL_ASSIGNED,
        Notification.change_id == work.change_id,
        Notification.employee_id == employee_id,
        Notification.status == NotificationStatus.WAITING,
    )
    waiting = (await work.session.execute(query.limit(1))).scalar_one_or_none()
    if waiting is not None:
        waiting.payload = waiting.payload | {"count": waiting.payload["count"] + 1}
        return
    await queue(
        work,
        NotificationKind.DEAL_ASSIGNED,
        {"deal_id": deal_id, "count": 1},
        unique_key=f"{deal_id}:{work.change_id}",
        employee_id=employee_id,
    )


async def _find_gathering(
    work: Work, kind: NotificationKind, employee_id: int, deal_id: int | None
) -> Notification | None:
    """The row of this kind that is not due yet, locked."""
    query = (
        select(Notification)
        .where(
            Notification.kind == kind,
            Notification.employee_id == employee_id,
            Notification.status == NotificationStatus.WAITING,
            Notification.due_at > work.now,
        )
        .order_by(Notification.id)
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if deal_id is not None:
        query = query.where(Notification.payload["deal_id"].as_integer() == deal_id)
    return (await work.session.execute(query)).scalar_one_or_none()
