"""What *Undo* means for what was told: the unsaid is never said, the said is corrected."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from crm_core.db.journal import AuditEntry
from crm_core.db.unit_of_work import Work
from crm_core.deals.models import Deal, Stage
from crm_core.notifications.digests import queue_deal_assigned
from crm_core.notifications.models import Notification, NotificationKind, NotificationStatus
from crm_core.notifications.outbox import queue
from crm_core.notifications.reactions import (
    queue_deal_withdrawn,
    queue_for_customer,
    queue_visit,
    queue_withdrawn,
)
from crm_core.tasks.models import Task, TaskStatus


async def withdraw(work: Work, change_id: int) -> None:
    """To be called after the rows of `change_id` stand as they stood before it."""
    query = select(Notification).where(Notification.change_id == change_id).with_for_update()
    for row in (await work.session.execute(query)).scalars().all():
        if row.status is NotificationStatus.WAITING:
            row.status, row.reason = NotificationStatus.DROPPED, "undone"
        if row.status is NotificationStatus.SENT or row.leased_until is not None:
            await _correct(work, row)


async def _correct(work: Work, row: Notification) -> None:
    """Only what would send people the wrong way needs a word."""
    match row.kind:
        case NotificationKind.TASK_ASSIGNED | NotificationKind.REQUEST_ARRIVED:
            task = await work.session.get(Task, row.payload["task_id"]) if row.payload.get("task_id") else None
            if task is None or row.employee_id is None or _is_still_his(task, row.employee_id):
                return
            if not await _was_told(work, row, NotificationKind.TASK_WITHDRAWN):
                await queue_withdrawn(work, task, row.employee_id)
        case NotificationKind.DEAL_ASSIGNED | NotificationKind.DEAL_WITHDRAWN:
            await _tell_whose_deal(work, row)
        case NotificationKind.CUSTOMER_VISIT:
            task = await work.session.get_one(Task, row.payload["task_id"])
            if task.status is TaskStatus.OPEN:
                await queue_visit(work, task, "moved")
            elif not await _was_told(work, row, NotificationKind.CUSTOMER_VISIT, {"what": "cancelled"}):
                await queue_visit(work, task, "cancelled")
        case NotificationKind.VISIT_MOVED:
            await _tell_moved_back(work, row)
        case NotificationKind.CUSTOMER_STAGE:
            await _tell_present_stage(work, row.payload["deal_id"])
        case _:
            pass


async def _was_told(work: Work, row: Notification, kind: NotificationKind, words: dict[str, Any] | None = None) -> bool:
    """Whether this person has heard that of the task since, from a change that took the first one back already."""
    query = select(Notification.id).where(
        Notification.kind == kind,
        Notification.id > row.id,
        Notification.employee_id.is_not_distinct_from(row.employee_id),
        Notification.customer_id.is_not_distinct_from(row.customer_id),
        Notification.payload.contains({"task_id": row.payload["task_id"], **(words or {})}),
        Notification.status.in_((NotificationStatus.WAITING, NotificationStatus.SENT)),
    )
    return (await work.session.execute(query.limit(1))).first() is not None


def _is_still_his(task: Task, employee_id: int) -> bool:
    return task.status is TaskStatus.OPEN and task.assignee_id == employee_id


async def _tell_whose_deal(work: Work, row: Notification) -> None:
    """Whoever was given the deal has it no more, and whoever lost it has it again."""
    deal = await work.session.get_one(Deal, row.payload["deal_id"])
    if row.employee_id is None or deal.archived_at is not None:
        return
    if deal.responsible_id != row.employee_id:
        await queue_deal_withdrawn(work, deal.id, row.employee_id, row.payload["count"])
    elif row.employee_id != work.actor.employee_id:
        await queue_deal_assigned(work, deal.id, row.employee_id)


async def _tell_moved_back(work: Work, row: Notification) -> None:
    """Whoever was told of the other hour hears that the visit is at its former one again."""
    task = await work.session.get_one(Task, row.payload["task_id"])
    query = select(AuditEntry.after).where(
        AuditEntry.change_id == row.change_id, AuditEntry.thing == "tasks", AuditEntry.thing_id == str(task.id)
    )
    undone = (await work.session.execute(query)).scalars().first() or {}
    if task.status is TaskStatus.OPEN and "due_at" in undone:
        await queue(
            work,
            NotificationKind.VISIT_MOVED,
            row.payload | {"was_at": undone["due_at"]},
            unique_key=f"{task.id}:{work.change_id}",
            employee_id=row.employee_id,
        )


async def _tell_present_stage(work: Work, deal_id: int) -> None:
    deal = await work.session.get_one(Deal, deal_id)
    stage = await work.session.get_one(Stage, deal.stage_id)
    if stage.customer_label and deal.archived_at is None:
        await queue_for_customer(
            work,
            deal.customer_id,
            NotificationKind.CUSTOMER_STAGE,
            {"deal_id": deal.id, "stage_id": stage.id},
            unique_key=f"{deal.id}:{stage.id}:{work.change_id}",
        )
