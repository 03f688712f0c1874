"""Reminders follow their task: whenever it changes, the waiting ones are dropped and new ones are planned."""

from __future__ import annotations

from sqlalchemy import select

from crm_core.company.queries import get_working_time
from crm_core.db.unit_of_work import Work
from crm_core.tasks.models import Reminder, ReminderKind, ReminderStatus, Task, TaskStatus
from crm_core.tasks.rules import find_overdue_moment, plan_reminders


async def sync_reminders(work: Work, task: Task) -> None:
    """Bring the task's reminders in step with it; a moment that has been told already is not told again."""
    await work.session.flush()
    query = select(Reminder).where(Reminder.task_id == task.id, Reminder.status != ReminderStatus.DROPPED)
    known = list((await work.session.execute(query)).scalars())
    fired = {(reminder.kind, reminder.remind_at) for reminder in known if reminder.status is ReminderStatus.FIRED}
    waiting = {
        (reminder.kind, reminder.remind_at): reminder for reminder in known if reminder.status is ReminderStatus.WAITING
    }
    wanted = set()
    if task.status is TaskStatus.OPEN:
        working_time = await get_working_time(work.session)
        overdue_at = find_overdue_moment(task, working_time)
        alarmed = any(kind is ReminderKind.OVERDUE and at >= overdue_at for kind, at in fired)
        wanted = set(plan_reminders(task, working_time, work.now, alarmed=alarmed)) - fired
    for moment, reminder in waiting.items():
        if moment not in wanted:
            reminder.status, reminder.closed_at = ReminderStatus.DROPPED, work.now
    await work.session.flush()
    for kind, at in sorted(wanted - set(waiting)):
        work.session.add(Reminder(task_id=task.id, kind=kind, remind_at=at))
    await work.session.flush()
    await work.wake_ticks()
