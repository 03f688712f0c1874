"""When to speak about a task: pure rules, so that they can be read and tested as they are."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from crm_core.kernel.working_time import WorkingTime
from crm_core.staff.models import Craft
from crm_core.tasks.models import ReminderKind, Task, TaskKind, VisitPurpose

#: Planned calls and other tasks: told this long ahead when they were set early enough for it.
AHEAD = timedelta(minutes=15)
AHEAD_IF_SET = timedelta(minutes=30)
VISIT_AHEAD = timedelta(minutes=60)
DEADLINE_AHEAD = timedelta(minutes=5)
DEADLINE_AHEAD_IF_LONG = timedelta(minutes=10)

#: Working time after which supervisors hear that a planned task, or a visit, was not done.
GRACE = timedelta(minutes=15)
VISIT_GRACE = timedelta(minutes=60)
#: How long an alarm is silent when it is told to wait, or when somebody else has the task now.
PATIENCE = timedelta(minutes=30)

#: The customer hears of her visit the evening before, and on the day.
EVENING = time(18)
CUSTOMER_AHEAD = timedelta(hours=2)

#: A call that nobody answered is tried again after this much working time.
TRY_AGAIN = timedelta(hours=2)

#: The customer moves a visit herself only while it is this far ahead.
CUSTOMER_MOVES_AHEAD = timedelta(hours=2)

CRAFTS: dict[VisitPurpose, Craft] = {
    VisitPurpose.MEASUREMENT: Craft.MEASURER,
    VisitPurpose.INSTALLATION: Craft.INSTALLER,
    VisitPurpose.DELIVERY: Craft.COURIER,
    VisitPurpose.SERVICE: Craft.MASTER,
}

Plan = list[tuple[ReminderKind, datetime]]


def plan_reminders(task: Task, working_time: WorkingTime, now: datetime, *, alarmed: bool = False) -> Plan:
    """The moments after `now` at which to speak about an open task; `working_time` is the company's.

    What should have been said before `now` is left out, except that supervisors still have to hear of it; when they
    have (`alarmed`), whoever has the task now gets a pause before they hear it again.
    """
    moments = _plan_visit(task, working_time) if task.kind is TaskKind.VISIT else _plan_task(task, now)
    plan = [(kind, at) for kind, at in moments if at > now]
    overdue = find_overdue_moment(task, working_time)
    if overdue <= now:
        overdue = find_next_alarm(now, working_time) if alarmed else now
    return [*plan, (ReminderKind.OVERDUE, overdue)]


def find_next_alarm(now: datetime, working_time: WorkingTime) -> datetime:
    """When supervisors hear again of what they have heard of: after the pause, in working time."""
    return working_time.next_open((now + PATIENCE).replace(second=0, microsecond=0))


def find_overdue_moment(task: Task, working_time: WorkingTime) -> datetime:
    """When supervisors hear of it: always in working time."""
    if task.kind is TaskKind.VISIT and task.ends_at is not None:
        moment = working_time.add(task.ends_at, VISIT_GRACE)
    elif task.is_deadline:
        moment = task.due_at
    else:
        moment = working_time.add(task.due_at, GRACE)
    return working_time.next_open(moment)


def _plan_task(task: Task, now: datetime) -> Plan:
    length = task.due_at - now
    plan = [(ReminderKind.DUE, task.due_at)]
    if task.is_deadline and length >= DEADLINE_AHEAD_IF_LONG:
        plan.append((ReminderKind.BEFORE, task.due_at - DEADLINE_AHEAD))
    elif not task.is_deadline and length >= AHEAD_IF_SET:
        plan.append((ReminderKind.BEFORE, task.due_at - AHEAD))
    return plan


def _plan_visit(task: Task, working_time: WorkingTime) -> Plan:
    day_before = task.due_at.astimezone(working_time.zone).date() - timedelta(days=1)
    return [
        (ReminderKind.BEFORE, task.due_at - VISIT_AHEAD),
        (ReminderKind.VISIT, task.due_at - CUSTOMER_AHEAD),
        (ReminderKind.VISIT, datetime.combine(day_before, EVENING, working_time.zone).astimezone(UTC)),
    ]
