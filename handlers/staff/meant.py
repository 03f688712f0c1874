"""Which deal a message is meant for: the one replied to, the one in view, or the likeliest."""

from __future__ import annotations

from datetime import timedelta

from aiogram.types import Message

from crm_core.activities.filing import Sighting, guess_deal
from crm_core.cards.deals import DealFilter, list_deals
from crm_core.db.visibility import find_visible
from crm_core.deals.models import Deal
from crm_core.dialogue.rows import View
from crm_core.notifications.told import find_last_visit_told
from crm_core.tasks.models import TaskKind
from crm_core.tasks.queries import TaskFilter, list_tasks
from handlers.staff.present import get_day_start, load_task
from handlers.ui.desk import Desk
from handlers.ui.questions import get_deal_in_view, get_last_look
from handlers.ui.subject import find_subject

#: Enough to know whether there is more than one.
ENOUGH = 2


async def read_view(message: Message, desk: Desk) -> View:
    """What is replied to, else the deal in view; whether it is open to the person is looked at later."""
    subject = find_subject(message.reply_to_message)
    if subject is not None:
        return View(subject.deal_id, subject.customer_id, subject.task_id)
    return View(await get_deal_in_view(desk.state))


async def find_likeliest(message: Message, desk: Desk) -> int | None:
    """The deal replied to, else the one that a file is most probably for: see `guess_deal`."""
    replied = await _find_replied(message, desk)
    if replied is not None:
        return await _find_open(desk, replied)
    return await _guess(desk)


async def _find_replied(message: Message, desk: Desk) -> int | None:
    subject = find_subject(message.reply_to_message)
    if subject is not None and subject.task_id is not None:
        return (await load_task(desk, subject.task_id)).deal_id
    return subject.deal_id if subject is not None else None


async def _guess(desk: Desk) -> int | None:
    today = get_day_start(desk, desk.t.today)
    visits = TaskFilter(assignee_id=desk.me, kinds=(TaskKind.VISIT,), due_from=today, due_to=today + timedelta(days=1))
    seen = await _list_seen(desk)
    async with desk.reading() as work:
        day = await list_tasks(work.session, desk.actor, visits, limit=50)
        deals = await list_deals(work.session, desk.actor, DealFilter(), limit=ENOUGH, offset=0)
    return guess_deal(
        seen,
        [visit.deal_id for visit in day.items if visit.deal_id is not None],
        [deal.id for deal in deals.items],
        desk.now,
    )


async def _list_seen(desk: Desk) -> list[Sighting]:
    """The deal in view, and that of the last notice about a visit, as far as they are still open to the person."""
    in_view, looked = await _find_open(desk, await get_deal_in_view(desk.state)), await get_last_look(desk.state)
    async with desk.reading() as work:
        told = await find_last_visit_told(work.session, desk.me)
    seen = [] if in_view is None or looked is None else [Sighting(in_view, looked)]
    if told is not None and await _find_open(desk, told[0]) is not None:
        seen.append(Sighting(*told))
    return seen


async def _find_open(desk: Desk, deal_id: int | None) -> int | None:
    if deal_id is None:
        return None
    async with desk.reading() as work:
        deal = await find_visible(work.session, desk.actor, Deal, deal_id)
    return deal.id if deal is not None and deal.archived_at is None else None
