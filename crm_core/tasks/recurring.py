"""Tasks that come again: once one is done, the next is planned in the same transaction; cancelling it ends the row.

What was missed is not caught up: the next one lies ahead. The hour is that at which the task was due on the wall clock
of whoever has it.
"""

from __future__ import annotations

import calendar
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from crm_core.company.queries import get_working_time
from crm_core.db.unit_of_work import Work
from crm_core.kernel.events import Event
from crm_core.kernel.working_time import WorkingTime
from crm_core.language.found import Recurrence, Rhythm
from crm_core.staff.models import Employee
from crm_core.tasks.events import TaskAssigned, TaskCompleted
from crm_core.tasks.models import Task, TaskStatus
from crm_core.tasks.reminders import sync_reminders

_WEEK = 7

#: A longer pause is a slip, and would leave the calendar.
_LONGEST_PAUSE = 1000


def anchor(recurrence: Recurrence, first: datetime) -> Recurrence:
    """The same with the hour and the day of its first occurrence, so that a postponed one does not move the others."""
    weekly = recurrence.rhythm is Rhythm.WEEKLY and not recurrence.weekdays
    by_month = recurrence.rhythm in (Rhythm.MONTHLY, Rhythm.YEARLY)
    return replace(
        recurrence,
        at=first.timetz().replace(tzinfo=None, second=0, microsecond=0),
        weekdays=(first.weekday(),) if weekly else recurrence.weekdays,
        month_day=recurrence.month_day or (first.day if by_month else None),
    )


def dump_recurrence(recurrence: Recurrence) -> dict[str, Any]:
    """As it is stored with the task."""
    values = asdict(recurrence)
    return values | {
        "rhythm": recurrence.rhythm.value,
        "weekdays": sorted(set(recurrence.weekdays)),
        "at": None if recurrence.at is None else recurrence.at.isoformat(),
    }


def load_recurrence(stored: dict[str, Any]) -> Recurrence:
    at = stored["at"]
    return Recurrence(
        rhythm=Rhythm(stored["rhythm"]),
        every=min(max(1, stored["every"]), _LONGEST_PAUSE),
        weekdays=tuple(stored["weekdays"]),
        month_day=stored["month_day"],
        at=None if at is None else time.fromisoformat(at),
    )


def find_next(recurrence: Recurrence, due_at: datetime, now: datetime, working_time: WorkingTime) -> datetime:
    """The first occurrence after both `due_at` and `now`, UTC; the wall clock is that of `working_time`."""
    local = due_at.astimezone(working_time.zone)
    at, day = recurrence.at or local.time(), local.date()
    while True:
        day = _step(recurrence, day, working_time)
        moment = datetime.combine(day, at, working_time.zone).astimezone(UTC)
        if moment > max(due_at, now):
            return moment


def _step(recurrence: Recurrence, day: date, working_time: WorkingTime) -> date:
    match recurrence.rhythm:
        case Rhythm.DAILY:
            return day + timedelta(days=recurrence.every)
        case Rhythm.WORKDAYS:
            ahead = (day + timedelta(days=number) for number in range(1, 60))
            return next((one for one in ahead if working_time.spans_of(one)), day + timedelta(days=1))
        case Rhythm.WEEKLY:
            return _step_week(recurrence, day)
        case Rhythm.MONTHLY:
            return _step_months(day, recurrence.every, recurrence.month_day)
        case Rhythm.YEARLY:
            return _step_months(day, 12 * recurrence.every, recurrence.month_day)


def _step_week(recurrence: Recurrence, day: date) -> date:
    """The next of the weekdays in this week, else the first one of the next week that counts."""
    later = [weekday for weekday in sorted(recurrence.weekdays) if weekday > day.weekday()]
    if later:
        return day + timedelta(days=later[0] - day.weekday())
    first = min(recurrence.weekdays, default=day.weekday())
    return day + timedelta(days=first - day.weekday() + _WEEK * recurrence.every)


def _step_months(day: date, months: int, month_day: int | None) -> date:
    """A month that is too short has it on its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(month_day or day.day, last))


async def plan_next(work: Work, event: Event) -> None:
    """The reaction for `crm_core.reactions`."""
    if not isinstance(event, TaskCompleted):
        return
    task = await work.session.get_one(Task, event.task_id)
    if task.recurrence is None:
        return
    assignee = await work.session.get_one(Employee, task.assignee_id)
    working_time = await get_working_time(work.session, assignee)
    following = Task(
        kind=task.kind,
        title=task.title,
        deal_id=task.deal_id,
        customer_id=task.customer_id,
        assignee_id=task.assignee_id,
        created_by=task.created_by,
        due_at=find_next(load_recurrence(task.recurrence), task.due_at, work.now, working_time),
        is_deadline=task.is_deadline,
        recurrence=task.recurrence,
        status=TaskStatus.OPEN,
        created_at=work.now,
    )
    work.session.add(following)
    await sync_reminders(work, following)
    work.record(TaskAssigned(following.id, following.assignee_id, work.actor.employee_id))
