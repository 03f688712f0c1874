"""Loads what a notification is about, through the eyes of whoever will read it, at the moment of sending.

Three answers: the subject; NotVisible, when the reader may not read it (now); Pointless, when it is no longer true.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.activities.queries import get_activity, list_files
from crm_core.cards.customers import get_customer_card
from crm_core.cards.deals import get_deal_card
from crm_core.db.visibility import visible_to
from crm_core.deals.models import Deal, Mark, Stage
from crm_core.kernel.actor import Actor
from crm_core.notifications.ledger import ClaimedNotification
from crm_core.notifications.models import NotificationKind
from crm_core.orders.queries import get_order, get_visit
from crm_core.reports.queries import get_day_report
from crm_core.staff.queries import get_employee
from crm_core.tasks.models import ReminderKind, TaskKind, TaskStatus
from crm_core.tasks.queries import get_task_row, list_tasks_by_id
from crm_core.tasks.rows import TaskRow
from handlers.views.notice_subjects import (
    ColleagueSubject,
    CountSubject,
    DealSubject,
    DealWithdrawnSubject,
    DoneSubject,
    FilesSubject,
    MarkSubject,
    MessageSubject,
    OrderSubject,
    RequestSubject,
    Subject,
    SummarySubject,
    TaskSubject,
    UnreachableSubject,
    VisitSubject,
    WithdrawnSubject,
)


class Pointless(Exception):
    """What it tells is no longer so; the text goes into the ledger."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads what, when."""

    session: AsyncSession
    actor: Actor
    payload: dict[str, Any]
    now: datetime


async def load_subject(session: AsyncSession, claimed: ClaimedNotification, recipient: Actor, now: datetime) -> Subject:
    """Raises NotVisible and Pointless."""
    return await LOADERS[claimed.kind](Reading(session, recipient, claimed.payload, now))


async def _load_open_task(reading: Reading) -> TaskRow:
    task = await get_task_row(reading.session, reading.actor, reading.payload["task_id"])
    if task.status is not TaskStatus.OPEN:
        raise Pointless("task_closed")
    return task


async def _load_own_task(reading: Reading) -> TaskRow:
    task = await _load_open_task(reading)
    if task.assignee_id != reading.actor.employee_id:
        raise Pointless("task_of_another")
    return task


async def _load_request(reading: Reading) -> Subject:
    deal = await get_deal_card(reading.session, reading.actor, reading.payload["deal_id"])
    task = next((task for task in deal.next_tasks if task.id == reading.payload["task_id"]), None)
    if deal.responsible_id != reading.actor.employee_id:
        raise Pointless("deal_of_another")
    request = await get_activity(reading.session, reading.actor, reading.payload["activity_id"])
    return RequestSubject(deal, task, request.text, reading.payload["repeated"])


async def _load_assigned(reading: Reading) -> Subject:
    task = await _load_own_task(reading)
    return TaskSubject(task, stage=await _find_stage(reading, task.deal_id))


async def _find_stage(reading: Reading, deal_id: int | None) -> dict[str, str] | None:
    if deal_id is None:
        return None
    query = select(Deal.stage_id).where(Deal.id == deal_id, visible_to(reading.actor, Deal))
    stage_id = (await reading.session.execute(query)).scalar_one_or_none()
    return None if stage_id is None else (await reading.session.get_one(Stage, stage_id)).name


async def _load_reminder(reading: Reading) -> Subject:
    return TaskSubject(await _load_own_task(reading), reminder=ReminderKind(reading.payload["reminder"]))


async def _load_overdue(reading: Reading) -> Subject:
    task = await _load_open_task(reading)
    if (task.ends_at or task.due_at) > reading.now:
        raise Pointless("task_postponed")
    return TaskSubject(task)


async def _load_count(reading: Reading) -> Subject:
    return CountSubject(reading.payload["count"])


async def _load_nudge(reading: Reading) -> Subject:
    task = await _load_own_task(reading)
    by = reading.payload.get("by")
    return TaskSubject(task, by=None if by is None else (await get_employee(reading.session, by)).name)


async def _load_done(reading: Reading) -> Subject:
    """Those that are still done and still his to read; a digest is told even when some of it is not."""
    tasks = await list_tasks_by_id(reading.session, reading.actor, reading.payload["task_ids"])
    done = tuple(task for task in tasks if task.status is TaskStatus.DONE)
    if not done:
        raise Pointless("task_open_again")
    return DoneSubject(done)


async def _load_withdrawn(reading: Reading) -> Subject:
    payload = reading.payload
    return WithdrawnSubject(TaskKind(payload["kind"]), payload["title"], datetime.fromisoformat(payload["due_at"]))


async def _load_address(reading: Reading) -> Subject:
    return TaskSubject(await _load_open_task(reading))


async def _load_visit_moved(reading: Reading) -> Subject:
    was_at = datetime.fromisoformat(reading.payload["was_at"])
    return TaskSubject(await _load_open_task(reading), was_at=was_at, by_customer=reading.payload["by_customer"])


async def _load_files(reading: Reading) -> Subject:
    deal = await get_deal_card(reading.session, reading.actor, reading.payload["deal_id"])
    wanted = set(reading.payload["activity_ids"])
    files = [row for row in await list_files(reading.session, reading.actor, deal.id) if row.id in wanted]
    if not files:
        raise Pointless("files_taken_back")
    return FilesSubject(deal, tuple(files))


async def _load_deal_assigned(reading: Reading) -> Subject:
    deal = await get_deal_card(reading.session, reading.actor, reading.payload["deal_id"])
    if deal.responsible_id != reading.actor.employee_id:
        raise Pointless("deal_of_another")
    return DealSubject(deal, reading.payload["count"])


async def _load_deal_withdrawn(reading: Reading) -> Subject:
    payload = reading.payload
    return DealWithdrawnSubject(payload["number"], payload["customer"], payload["to"], payload["count"])


async def _load_deal_moved(reading: Reading) -> Subject:
    deal = await get_deal_card(reading.session, reading.actor, reading.payload["deal_id"])
    if deal.stage_id != reading.payload["stage_id"]:
        raise Pointless("moved_again")
    return DealSubject(deal)


async def _load_low_mark(reading: Reading) -> Subject:
    deal = await get_deal_card(reading.session, reading.actor, reading.payload["deal_id"])
    query = select(Mark.comment).where(Mark.deal_id == deal.id, visible_to(reading.actor, Mark))
    comment = (await reading.session.execute(query)).scalars().first()
    return MarkSubject(deal, reading.payload["mark"], comment)


async def _load_message(reading: Reading) -> Subject:
    deal = await get_deal_card(reading.session, reading.actor, reading.payload["deal_id"])
    message = await get_activity(reading.session, reading.actor, reading.payload["activity_id"])
    return MessageSubject(deal, message)


async def _load_joined(reading: Reading) -> Subject:
    return ColleagueSubject(await get_employee(reading.session, reading.payload["employee_id"]))


async def _load_unreachable(reading: Reading) -> Subject:
    customer_id = reading.payload.get("customer_id")
    if customer_id is None:
        colleague = await get_employee(reading.session, reading.payload["employee_id"])
        if not colleague.unreachable:
            raise Pointless("reachable_again")
        return UnreachableSubject(colleague.name, None)
    card = await get_customer_card(reading.session, reading.actor, customer_id)
    if not card.unreachable:
        raise Pointless("reachable_again")
    return UnreachableSubject(card.name, customer_id)


async def _load_summary(reading: Reading) -> Subject:
    day = date.fromisoformat(reading.payload["day"])
    report = await get_day_report(reading.session, reading.actor, day, reading.actor.zone, reading.now)
    return SummarySubject(report)


async def _load_order(reading: Reading) -> Subject:
    return OrderSubject(await get_order(reading.session, reading.actor, reading.payload["deal_id"], reading.now))


async def _load_order_stage(reading: Reading) -> Subject:
    """The stage of now; when it has moved on meanwhile, the later notification tells of that."""
    query = select(Deal.stage_id).where(Deal.id == reading.payload["deal_id"], visible_to(reading.actor, Deal))
    if (await reading.session.execute(query)).scalar_one_or_none() != reading.payload["stage_id"]:
        raise Pointless("moved_again")
    return await _load_order(reading)


async def _load_order_visit(reading: Reading) -> Subject:
    payload = reading.payload
    due_at = datetime.fromisoformat(payload["due_at"])
    order = await get_order(reading.session, reading.actor, payload["deal_id"], reading.now)
    if payload["what"] == "cancelled":
        return VisitSubject(order.deal_id, "cancelled", due_at, None, None)
    _, visit = await get_visit(reading.session, reading.actor, payload["task_id"], reading.now)
    if visit.starts_at != due_at:
        raise Pointless("moved_again")
    return VisitSubject(order.deal_id, payload["what"], due_at, visit, order.address)


async def _load_mark_question(reading: Reading) -> Subject:
    order = await get_order(reading.session, reading.actor, reading.payload["deal_id"], reading.now)
    if not order.asks_mark:
        raise Pointless("mark_given")
    return OrderSubject(order)


LOADERS: dict[NotificationKind, Callable[[Reading], Awaitable[Subject]]] = {
    NotificationKind.REQUEST_ARRIVED: _load_request,
    NotificationKind.TASK_ASSIGNED: _load_assigned,
    NotificationKind.TASK_REMINDER: _load_reminder,
    NotificationKind.TASK_OVERDUE: _load_overdue,
    NotificationKind.TASKS_OVERDUE: _load_count,
    NotificationKind.TASK_NUDGED: _load_nudge,
    NotificationKind.TASK_DONE: _load_done,
    NotificationKind.TASK_WITHDRAWN: _load_withdrawn,
    NotificationKind.VISIT_ADDRESS: _load_address,
    NotificationKind.VISIT_MOVED: _load_visit_moved,
    NotificationKind.FILES_ADDED: _load_files,
    NotificationKind.DEAL_ASSIGNED: _load_deal_assigned,
    NotificationKind.DEAL_WITHDRAWN: _load_deal_withdrawn,
    NotificationKind.DEAL_MOVED: _load_deal_moved,
    NotificationKind.LOW_MARK: _load_low_mark,
    NotificationKind.EMPLOYEE_JOINED: _load_joined,
    NotificationKind.UNREACHABLE: _load_unreachable,
    NotificationKind.DAILY_SUMMARY: _load_summary,
    NotificationKind.CUSTOMER_MESSAGE: _load_message,
    NotificationKind.CUSTOMER_STAGE: _load_order_stage,
    NotificationKind.CUSTOMER_VISIT: _load_order_visit,
    NotificationKind.CUSTOMER_MARK: _load_mark_question,
}
