"""What a supervisor says to an alarm when he wants neither to nudge nor to reassign: wait."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from crm_core.company.queries import get_working_time
from crm_core.db.audit import encode
from crm_core.db.journal import AuditAction, AuditEntry
from crm_core.db.unit_of_work import Work
from crm_core.kernel.permissions import Right
from crm_core.tasks.actions import get_open_task
from crm_core.tasks.models import Reminder, ReminderKind, ReminderStatus
from crm_core.tasks.rules import find_next_alarm


async def wait_for_task(work: Work, task_id: int) -> datetime:
    """Alarm again when the pause has passed, in working time; returns when. Pressed twice, it alarms once.

    Raises NotVisible, NotPermitted, TaskClosed.
    """
    task = await get_open_task(work, task_id, None, Right.REASSIGN)
    again_at = find_next_alarm(work.now, await get_working_time(work.session))
    query = select(Reminder).where(
        Reminder.task_id == task.id,
        Reminder.kind == ReminderKind.OVERDUE,
        Reminder.status == ReminderStatus.WAITING,
    )
    for earlier in (await work.session.execute(query)).scalars():
        earlier.status, earlier.closed_at = ReminderStatus.DROPPED, work.now
    await work.session.flush()
    reminder = Reminder(task_id=task.id, kind=ReminderKind.OVERDUE, remind_at=again_at)
    work.session.add(reminder)
    await work.session.flush()
    _write_down(work, reminder)
    return again_at


def _write_down(work: Work, reminder: Reminder) -> None:
    """The audit row by which it is known who silenced the alarm, and by which it can be undone."""
    work.session.add(
        AuditEntry(
            change_id=work.change_id,
            at=work.now,
            actor_kind=work.actor.kind,
            actor_id=work.actor.id,
            telegram_id=work.actor.telegram_id,
            action=AuditAction.INSERTED,
            thing=Reminder.__tablename__,
            thing_id=str(reminder.id),
            origin=work.origin,
            after={"task_id": reminder.task_id, "remind_at": encode(reminder.remind_at), "status": reminder.status},
        )
    )
