"""Setting, doing, postponing and handing on tasks. Visits are booked and moved in `crm_core.tasks.visits`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm_core.customers.models import Customer
from crm_core.db.unit_of_work import Work
from crm_core.db.visibility import check_seen, get_visible
from crm_core.deals.models import Deal
from crm_core.kernel.errors import NotVisible, TextInvalid
from crm_core.kernel.permissions import Right
from crm_core.kernel.wording import Wording, check_text
from crm_core.language.found import Recurrence
from crm_core.staff.actions import check_may_give_to, get_active_employee
from crm_core.tasks.errors import NotAVisit, PastTime, TaskClosed
from crm_core.tasks.events import TaskAssigned, TaskCancelled, TaskCompleted, TaskNudged, TaskPostponed
from crm_core.tasks.models import Task, TaskKind, TaskStatus
from crm_core.tasks.queries import needs_next_step
from crm_core.tasks.recurring import anchor, dump_recurrence
from crm_core.tasks.reminders import sync_reminders
from crm_core.tasks.visits import BookVisit, MoveVisit, book_visit, flush_visit, move_visit

__all__ = [
    "BookVisit",
    "ChangeTask",
    "CompleteTask",
    "MoveVisit",
    "NewTask",
    "PostponeTask",
    "ReassignTask",
    "StepResult",
    "book_visit",
    "cancel_task",
    "change_task",
    "complete_task",
    "create_task",
    "move_visit",
    "nudge_task",
    "postpone_task",
    "reassign_task",
]

TITLE_LIMIT = 1000
OUTCOME_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class NewTask:
    """`title` may be empty for a call; without `assignee_id` it is the actor's own, or the deal's responsible's.

    With `recurrence` the task comes again each time that it is done, until it is cancelled.
    """

    kind: TaskKind
    title: Wording
    due_at: datetime
    assignee_id: int | None = None
    deal_id: int | None = None
    customer_id: int | None = None
    is_deadline: bool = False
    recurrence: Recurrence | None = None


@dataclass(frozen=True, slots=True)
class CompleteTask:
    task_id: int
    outcome: str | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class PostponeTask:
    task_id: int
    due_at: datetime
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ReassignTask:
    task_id: int
    to_employee_id: int
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeTask:
    task_id: int
    title: Wording | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class StepResult:
    """`needs_next_step` tells the moment before rules react; ask `queries.needs_next_step` after the unit of work."""

    task: Task
    deal_id: int | None
    needs_next_step: bool


async def create_task(work: Work, command: NewTask) -> Task:
    """Raises NotVisible, PastTime, TextInvalid, NotPermitted (work for others), EmployeeGone, NotAVisit (book it)."""
    if command.kind is TaskKind.VISIT:
        raise NotAVisit(0)
    if command.due_at <= work.now:
        raise PastTime(command.due_at)
    deal, customer_id = await _get_subject(work, command)
    assignee_id = command.assignee_id or work.actor.employee_id or (deal.responsible_id if deal else None)
    if assignee_id is None:
        raise NotVisible("employees", None)
    check_may_give_to(work, assignee_id)
    await get_active_employee(work.session, assignee_id)
    recurrence = command.recurrence and anchor(command.recurrence, command.due_at.astimezone(work.actor.zone))
    task = Task(
        kind=command.kind,
        title=_check_title(command.title, needed=command.kind is TaskKind.TODO),
        deal_id=command.deal_id,
        customer_id=customer_id,
        assignee_id=assignee_id,
        created_by=work.actor.employee_id,
        due_at=command.due_at,
        is_deadline=command.is_deadline,
        recurrence=recurrence and dump_recurrence(recurrence),
        status=TaskStatus.OPEN,
        created_at=work.now,
    )
    work.session.add(task)
    await sync_reminders(work, task)
    work.record(TaskAssigned(task.id, assignee_id, work.actor.employee_id))
    return task


async def _get_subject(work: Work, command: NewTask) -> tuple[Deal | None, int | None]:
    if command.deal_id is not None:
        deal = await get_visible(work.session, work.actor, Deal, command.deal_id, Right.CHANGE)
        return deal, deal.customer_id
    if command.customer_id is not None:
        customer = await get_visible(work.session, work.actor, Customer, command.customer_id, Right.CHANGE)
        return None, customer.id
    return None, None


async def complete_task(work: Work, command: CompleteTask) -> StepResult:
    """Raises NotVisible, ChangedMeanwhile, TaskClosed, TextInvalid."""
    task = await get_open_task(work, command.task_id, command.seen)
    task.status, task.closed_at = TaskStatus.DONE, work.now
    if command.outcome is not None:
        task.outcome = check_text("outcome", command.outcome, OUTCOME_LIMIT)
    await sync_reminders(work, task)
    work.record(TaskCompleted(task.id))
    needed = task.deal_id is not None and await needs_next_step(work.session, task.deal_id)
    return StepResult(task, task.deal_id, needed)


async def cancel_task(work: Work, task_id: int, seen: int | None = None) -> StepResult:
    """Raises NotVisible, ChangedMeanwhile, TaskClosed."""
    task = await get_open_task(work, task_id, seen)
    await cancel_open_task(work, task)
    needed = task.deal_id is not None and await needs_next_step(work.session, task.deal_id)
    return StepResult(task, task.deal_id, needed)


async def cancel_open_task(work: Work, task: Task) -> None:
    """Without asking for rights: for reactions that have the open task already."""
    task.status, task.closed_at = TaskStatus.CANCELLED, work.now
    await sync_reminders(work, task)
    work.record(TaskCancelled(task.id, task.assignee_id))


async def postpone_task(work: Work, command: PostponeTask) -> Task:
    """A visit keeps its length. Raises NotVisible, ChangedMeanwhile, TaskClosed, PastTime, SlotTaken."""
    task = await get_open_task(work, command.task_id, command.seen)
    if command.due_at <= work.now:
        raise PastTime(command.due_at)
    was_at = task.due_at
    if task.ends_at is not None:
        task.ends_at = command.due_at + (task.ends_at - was_at)
    task.due_at = command.due_at
    await flush_visit(work, task)
    await sync_reminders(work, task)
    work.record(TaskPostponed(task.id, was_at))
    return task


async def reassign_task(work: Work, command: ReassignTask) -> Task:
    """Raises NotVisible, ChangedMeanwhile, TaskClosed, EmployeeGone, SlotTaken (a visit over his other one)."""
    task = await get_open_task(work, command.task_id, command.seen, Right.REASSIGN)
    employee = await get_active_employee(work.session, command.to_employee_id)
    if task.assignee_id != employee.id:
        await hand_task(work, task, employee.id)
    return task


async def hand_task(work: Work, task: Task, employee_id: int) -> None:
    """Without asking for rights: for actions and reactions that have the open task already. Raises SlotTaken."""
    former = task.assignee_id
    task.assignee_id = employee_id
    await flush_visit(work, task)
    await sync_reminders(work, task)
    work.record(TaskAssigned(task.id, employee_id, work.actor.employee_id, former))


async def change_task(work: Work, command: ChangeTask) -> Task:
    """Raises NotVisible, ChangedMeanwhile, TaskClosed, TextInvalid."""
    task = await get_open_task(work, command.task_id, command.seen)
    if command.title is not None:
        task.title = _check_title(command.title, needed=True)
    await work.session.flush()
    return task


async def nudge_task(work: Work, task_id: int) -> Task:
    """Tell the assignee once more, now. Raises NotVisible, TaskClosed."""
    task = await get_open_task(work, task_id, None)
    work.record(TaskNudged(task.id, work.actor.employee_id))
    return task


async def get_open_task(work: Work, task_id: int, seen: int | None, right: Right = Right.CHANGE) -> Task:
    """The task, locked. Raises NotVisible, TaskClosed, ChangedMeanwhile."""
    task = await get_visible(work.session, work.actor, Task, task_id, right, lock=True)
    if task.status is not TaskStatus.OPEN:
        raise TaskClosed(task.id)
    check_seen(task, seen)
    return task


def _check_title(title: Wording, *, needed: bool) -> Wording:
    if needed and not title:
        raise TextInvalid("title", TITLE_LIMIT)
    return {language: check_text("title", words, TITLE_LIMIT) for language, words in title.items()}
