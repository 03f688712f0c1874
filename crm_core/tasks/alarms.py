"""What a supervisor says to an alarm when he wants neither to nudge nor to reassign: wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert

from crm_core.company.queries import get_working_time
from crm_core.db.unit_of_work import Work
from crm_core.db.visibility import get_visible
from crm_core.kernel.permissions import Right
from crm_core.tasks.errors import TaskClosed
from crm_core.tasks.models import Reminder, ReminderKind, ReminderStatus, Task, TaskStatus

#: How long an alarm is silent when it is told to wait.
PATIENCE = timedelta(minutes=30)


async def wait_for_task(work: Work, task_id: int) -> datetime:
    """Alarm again when the pause has passed, in working time; returns when. Pressed twice, it alarms once.

    Raises NotVisible, NotPermitted, TaskClosed.
    """
    task = await get_visible(work.session, work.actor, Task, task_id, Right.REASSIGN, lock=True)
    if task.status is not TaskStatus.OPEN:
        raise TaskClosed(task_id)
    working_time = await get_working_time(work.session)
    again_at = working_time.next_open((work.now + PATIENCE).replace(second=0, microsecond=0))
    row = {
        "task_id": task.id,
        "kind": ReminderKind.OVERDUE,
        "remind_at": again_at,
        "status": ReminderStatus.WAITING,
    }
    await work.session.execute(insert(Reminder).values(row).on_conflict_do_nothing())
    return again_at
