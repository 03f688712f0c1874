"""Writing on the timeline: calls, notes, files, requests. What customers write is in `crm_core.orders`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crm_core.activities.events import ActivityLogged, FileAttached
from crm_core.activities.models import Activity, ActivityKind, CallOutcome, Direction, FileKind
from crm_core.company.errors import DateInvalid
from crm_core.company.queries import get_working_time
from crm_core.customers.models import Customer
from crm_core.db.unit_of_work import Work
from crm_core.db.visibility import get_visible
from crm_core.deals.models import Deal
from crm_core.kernel.errors import NotVisible
from crm_core.kernel.permissions import Right
from crm_core.kernel.wording import check_text
from crm_core.tasks.actions import CompleteTask, PostponeTask, complete_task, get_open_task, postpone_task
from crm_core.tasks.models import Task, TaskKind
from crm_core.tasks.queries import needs_next_step
from crm_core.tasks.rules import TRY_AGAIN

TEXT_LIMIT = 4096

#: A call that seems longer is a slip of the finger.
LONGEST_CALL = int(timedelta(hours=24).total_seconds())

#: What is told to have happened longer ago is a slip, too.
LONGEST_AGO = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class LogCall:
    """On a deal, or on a customer. `task_id` is the task that this call was about; `at` is when it was (None: now)."""

    outcome: CallOutcome
    deal_id: int | None = None
    customer_id: int | None = None
    direction: Direction = Direction.OUT
    duration_seconds: int | None = None
    text: str | None = None
    task_id: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogMeeting:
    """They met; `at` is when it was (None: now)."""

    deal_id: int | None = None
    customer_id: int | None = None
    text: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogMessage:
    """Something was sent to the customer or came from her, elsewhere than in the bot."""

    direction: Direction
    deal_id: int | None = None
    customer_id: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class AddNote:
    text: str
    deal_id: int | None = None
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class AttachFile:
    """`file` as `Activity` describes it."""

    deal_id: int
    file_kind: FileKind
    file: dict[str, Any]
    text: str | None = None


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """`task` is the one that the call was about, done or postponed by it.

    `needs_next_step` tells the moment before rules react; ask `tasks.queries.needs_next_step` after the unit of work.
    """

    activity: Activity
    task: Task | None
    deal_id: int | None
    needs_next_step: bool


async def log_call(work: Work, command: LogCall) -> LoggedCall:
    """A call that was answered completes its task; one that was not moves it on by two working hours.

    Raises NotVisible, TaskClosed, TextInvalid, DateInvalid (ahead, or more than a year ago).
    """
    task = None if command.task_id is None else await get_open_task(work, command.task_id, None)
    deal_id = command.deal_id or (task.deal_id if task else None)
    customer_id = command.customer_id or (task.customer_id if task else None)
    customer_id = await _get_subject(work, deal_id, customer_id)
    activity = Activity(
        customer_id=customer_id,
        deal_id=deal_id,
        kind=ActivityKind.CALL,
        direction=command.direction,
        outcome=command.outcome,
        duration_seconds=_limit_duration(command.duration_seconds),
        text=_check_note(command.text),
        employee_id=work.actor.employee_id,
        at=_check_past(work, command.at),
    )
    work.session.add(activity)
    await work.session.flush()
    if task is not None:
        await _settle_task(work, task, command)
    work.record(ActivityLogged(activity.id, activity.kind, deal_id))
    needed = deal_id is not None and await needs_next_step(work.session, deal_id)
    return LoggedCall(activity, task, deal_id, needed)


async def _settle_task(work: Work, task: Task, command: LogCall) -> None:
    if command.outcome in (CallOutcome.NO_ANSWER, CallOutcome.MISSED):
        if task.kind is not TaskKind.VISIT:
            working_time = await get_working_time(work.session)
            again = working_time.add(working_time.next_open(work.now), TRY_AGAIN)
            await postpone_task(work, PostponeTask(task.id, again))
        return
    await complete_task(work, CompleteTask(task.id, command.outcome.value))


async def log_meeting(work: Work, command: LogMeeting) -> Activity:
    """Raises NotVisible, TextInvalid, DateInvalid (ahead, or more than a year ago)."""
    at = _check_past(work, command.at)
    return await _write(work, command, kind=ActivityKind.MEETING, text=_check_note(command.text), at=at)


async def log_message(work: Work, command: LogMessage) -> Activity:
    """Raises NotVisible, TextInvalid."""
    text = _check_note(command.text)
    return await _write(work, command, kind=ActivityKind.MESSAGE, direction=command.direction, text=text, at=work.now)


async def add_note(work: Work, command: AddNote) -> Activity:
    """Raises NotVisible, TextInvalid."""
    text = check_text("note", command.text, TEXT_LIMIT)
    return await _write(work, command, kind=ActivityKind.NOTE, text=text, at=work.now)


async def _write(work: Work, command: AddNote | LogMeeting | LogMessage, **columns: Any) -> Activity:
    customer_id = await _get_subject(work, command.deal_id, command.customer_id)
    activity = Activity(customer_id=customer_id, deal_id=command.deal_id, employee_id=work.actor.employee_id, **columns)
    work.session.add(activity)
    await work.session.flush()
    work.record(ActivityLogged(activity.id, activity.kind, command.deal_id))
    return activity


async def attach_file(work: Work, command: AttachFile) -> Activity:
    """Raises NotVisible, TextInvalid."""
    deal = await get_visible(work.session, work.actor, Deal, command.deal_id, Right.CHANGE)
    activity = Activity(
        customer_id=deal.customer_id,
        deal_id=deal.id,
        kind=ActivityKind.FILE,
        file_kind=command.file_kind,
        file=command.file,
        text=_check_note(command.text),
        employee_id=work.actor.employee_id,
        at=work.now,
    )
    work.session.add(activity)
    await work.session.flush()
    work.record(FileAttached(activity.id, deal.id))
    return activity


async def record_request(work: Work, customer_id: int, deal_id: int, text: str | None) -> Activity:
    """A request as it arrived, in the customer's words if she said any: for intake. Raises TextInvalid."""
    activity = Activity(
        customer_id=customer_id,
        deal_id=deal_id,
        kind=ActivityKind.REQUEST,
        text=None if text is None else check_text("wish", text, TEXT_LIMIT),
        employee_id=work.actor.employee_id,
        at=work.now,
    )
    work.session.add(activity)
    await work.session.flush()
    work.record(ActivityLogged(activity.id, activity.kind, deal_id))
    return activity


async def _get_subject(work: Work, deal_id: int | None, customer_id: int | None) -> int:
    """The customer of the deal or the customer herself, when the actor may write there."""
    if deal_id is not None:
        return (await get_visible(work.session, work.actor, Deal, deal_id, Right.CHANGE)).customer_id
    if customer_id is None:
        raise NotVisible("customers", None)
    return (await get_visible(work.session, work.actor, Customer, customer_id, Right.CHANGE)).id


def _check_past(work: Work, at: datetime | None) -> datetime:
    if at is None:
        return work.now
    if not work.now - LONGEST_AGO <= at <= work.now:
        raise DateInvalid
    return at


def _check_note(text: str | None) -> str | None:
    return None if text is None else check_text("note", text, TEXT_LIMIT)


def _limit_duration(seconds: int | None) -> int | None:
    return None if seconds is None else max(0, min(seconds, LONGEST_CALL))
