"""What a customer may do herself: write, ask for a call, explain her mark.

She changes nothing by the table of rights; each action here loads what is hers by what she may see, and touches that
only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from crm_core.activities.models import Activity, ActivityKind, Direction, FileKind
from crm_core.company.queries import get_company, get_working_time
from crm_core.db.unit_of_work import Work
from crm_core.db.visibility import get_visible
from crm_core.deals.actions import comment_mark
from crm_core.deals.models import Deal
from crm_core.kernel.actor import build_system_actor
from crm_core.kernel.wording import Wording, check_text
from crm_core.orders.events import CustomerWrote
from crm_core.orders.queries import find_promise
from crm_core.orders.rows import Promise
from crm_core.staff.models import Employee
from crm_core.tasks.actions import NewTask, create_task
from crm_core.tasks.models import TaskKind

TEXT_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class WriteAboutOrder:
    """Text, a file, or a file with a text under it; `file` is described as in `Activity.file`."""

    deal_id: int
    text: str | None = None
    file_kind: FileKind | None = None
    file: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """What she is told: who reads it, and from when if nobody works now (`answers_from` is empty in working time)."""

    activity_id: int
    number: int
    seller_name: str
    answers_from: datetime | None


@dataclass(frozen=True, slots=True)
class ExplainMark:
    deal_id: int
    text: str


async def write_about_order(work: Work, command: WriteAboutOrder) -> Passed:
    """Put her words or file on the timeline of her order and tell the responsible. Raises TextInvalid, NotVisible."""
    deal = await get_visible(work.session, work.actor, Deal, command.deal_id)
    if command.file is None or command.text:
        check_text("message", command.text or "", TEXT_LIMIT)
    activity = Activity(
        customer_id=deal.customer_id,
        deal_id=deal.id,
        kind=ActivityKind.MESSAGE if command.file is None else ActivityKind.FILE,
        direction=Direction.IN,
        text=check_text("message", command.text, TEXT_LIMIT) if command.text else None,
        file_kind=command.file_kind,
        file=command.file,
        at=work.now,
    )
    work.session.add(activity)
    await work.session.flush()
    work.record(CustomerWrote(activity.id, deal.id))
    seller = await work.session.get_one(Employee, deal.responsible_id)
    hours = await get_working_time(work.session, seller)
    answers_from = hours.next_open(work.now)
    return Passed(activity.id, deal.number, seller.name, answers_from if answers_from > work.now else None)


async def ask_for_call(work: Work, deal_id: int, title: Wording) -> Promise:
    """A call for the responsible within the company's deadline; one that is due by then already is not doubled."""
    deal = await get_visible(work.session, work.actor, Deal, deal_id)
    company = await get_company(work.session)
    seller = await work.session.get_one(Employee, deal.responsible_id)
    hours = await get_working_time(work.session, seller)
    due_at = hours.add(work.now, timedelta(minutes=company.deadline_minutes))
    promised = await find_promise(work.session, work.actor, deal_id)
    if promised is not None and promised.due_at <= due_at:
        return Promise(promised.name, max(promised.due_at, due_at))
    call = NewTask(
        kind=TaskKind.CALL,
        title=title,
        due_at=due_at,
        assignee_id=seller.id,
        deal_id=deal_id,
        customer_id=deal.customer_id,
        is_deadline=True,
    )
    await create_task(replace(work, actor=build_system_actor()), call)
    return Promise(seller.name, due_at)


async def explain_mark(work: Work, command: ExplainMark) -> None:
    """Her words go beside the mark she gave and onto the timeline. Raises NotVisible, MarkNotAsked, TextInvalid."""
    text = check_text("message", command.text, TEXT_LIMIT)
    await comment_mark(work, command.deal_id, text)
    deal = await get_visible(work.session, work.actor, Deal, command.deal_id)
    activity = Activity(
        customer_id=deal.customer_id, deal_id=deal.id, kind=ActivityKind.FEEDBACK, text=text, at=work.now
    )
    work.session.add(activity)
    await work.session.flush()
    work.record(CustomerWrote(activity.id, deal.id))
