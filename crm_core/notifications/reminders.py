"""The tick that turns due reminders into notifications, after asking whether they still make sense.

A reminder is looked at once: it fires, is dropped, or (an alarm outside working time) waits for the opening. Any number
of processes may run the tick; the rows' locks keep them apart.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.company.queries import get_working_time
from crm_core.db.unit_of_work import Store, Work
from crm_core.kernel.actor import Role, build_system_actor
from crm_core.kernel.working_time import WorkingTime
from crm_core.notifications.models import NotificationKind, Priority
from crm_core.notifications.outbox import queue
from crm_core.notifications.reactions import queue_for_customer
from crm_core.staff.models import Employee
from crm_core.staff.queries import list_employees
from crm_core.staff.rows import EmployeeRow
from crm_core.tasks.models import Reminder, ReminderKind, ReminderStatus, Task, TaskStatus

#: More overdue tasks than this at one moment are told as one number.
MOST_ALARMS = 5
#: After so long the evening's reminder is not worth telling: the one of the day itself comes.
CUSTOMER_PATIENCE = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Due:
    """A due reminder with its task and whoever has to do it."""

    reminder: Reminder
    task: Task
    assignee: Employee


async def fire_reminders(store: Store, now: datetime | None = None, limit: int = 200) -> int:
    """Deal with at most `limit` due reminders; how many there were."""
    moment = now or store.clock.now()
    async with AsyncSession(store.engine) as session:
        if not await session.scalar(select(exists().where(_is_due(moment)))):
            return 0
    async with store.work(build_system_actor()) as work:
        found = await _claim(work, moment, limit)
        if found:
            await _Round(work, moment, await get_working_time(work.session)).run(found)
    return len(found)


def _is_due(moment: datetime) -> ColumnElement[bool]:
    return and_(Reminder.status == ReminderStatus.WAITING, Reminder.remind_at <= moment)


async def _claim(work: Work, moment: datetime, limit: int) -> list[Due]:
    query = (
        select(Reminder, Task, Employee)
        .join(Task, Task.id == Reminder.task_id)
        .join(Employee, Employee.id == Task.assignee_id)
        .where(_is_due(moment))
        .order_by(Reminder.remind_at, Reminder.id)
        .limit(limit)
        .with_for_update(of=Reminder, skip_locked=True)
    )
    return [Due(*row) for row in await work.session.execute(query)]


class _Round:
    """One round of the tick: collects the alarms by who hears them, so that many become one."""

    def __init__(self, work: Work, now: datetime, working_time: WorkingTime) -> None:
        self.work = work
        self.now = now
        self.working_time = working_time
        self.alarms: dict[int, list[Due]] = defaultdict(list)
        self.leaders: list[EmployeeRow] | None = None

    async def run(self, found: list[Due]) -> None:
        for due in found:
            due.reminder.closed_at = self.now
            due.reminder.status = ReminderStatus.FIRED if await self._fire(due) else ReminderStatus.DROPPED
        for supervisor_id, alarms in self.alarms.items():
            await self._alarm(supervisor_id, alarms)

    async def _fire(self, due: Due) -> bool:
        if due.task.status is not TaskStatus.OPEN or due.assignee.dismissed_at is not None:
            return False
        match due.reminder.kind:
            case ReminderKind.BEFORE:
                return self.now < due.task.due_at and await self._remind(due)
            case ReminderKind.DUE:
                return await self._remind(due)
            case ReminderKind.OVERDUE:
                return await self._collect_alarm(due)
            case ReminderKind.VISIT:
                return self.now < due.task.due_at and await self._remind_customer(due)

    async def _remind(self, due: Due) -> bool:
        return await queue(
            self.work,
            NotificationKind.TASK_REMINDER,
            {"task_id": due.task.id, "reminder": due.reminder.kind},
            unique_key=f"reminder:{due.reminder.id}",
            employee_id=due.task.assignee_id,
            priority=Priority.URGENT,
            due_at=due.reminder.remind_at,
            expires_at=due.task.due_at if due.reminder.kind is ReminderKind.BEFORE else None,
        )

    async def _remind_customer(self, due: Due) -> bool:
        return await queue_for_customer(
            self.work,
            due.task.customer_id,
            NotificationKind.CUSTOMER_VISIT,
            {
                "task_id": due.task.id,
                "deal_id": due.task.deal_id,
                "what": "reminder",
                "due_at": due.task.due_at.isoformat(),
            },
            unique_key=f"reminder:{due.reminder.id}",
            due_at=due.reminder.remind_at,
            expires_at=min(due.task.due_at, due.reminder.remind_at + CUSTOMER_PATIENCE),
        )

    async def _collect_alarm(self, due: Due) -> bool:
        """At night nobody is alarmed: the reminder is set again for the opening."""
        opening = self.working_time.next_open(self.now)
        if opening > self.now:
            row = {"task_id": due.task.id, "kind": ReminderKind.OVERDUE, "remind_at": opening}
            row["status"] = ReminderStatus.WAITING
            await self.work.session.execute(insert(Reminder).values(row).on_conflict_do_nothing())
            return False
        for leader in await self._list_leaders():
            leads = leader.role is Role.OWNER or leader.team_id == due.assignee.team_id
            if leads and leader.id != due.task.assignee_id:
                self.alarms[leader.id].append(due)
        return True

    async def _list_leaders(self) -> list[EmployeeRow]:
        if self.leaders is None:
            self.leaders = await list_employees(self.work.session, roles=(Role.OWNER, Role.SUPERVISOR))
        return self.leaders

    async def _alarm(self, supervisor_id: int, alarms: list[Due]) -> None:
        if len(alarms) > MOST_ALARMS:
            await queue(
                self.work,
                NotificationKind.TASKS_OVERDUE,
                {"count": len(alarms)},
                unique_key=f"reminder:{alarms[0].reminder.id}",
                employee_id=supervisor_id,
                priority=Priority.URGENT,
            )
            return
        for due in alarms:
            await queue(
                self.work,
                NotificationKind.TASK_OVERDUE,
                {"task_id": due.task.id},
                unique_key=f"reminder:{due.reminder.id}",
                employee_id=supervisor_id,
                priority=Priority.URGENT,
                due_at=due.reminder.remind_at,
            )
