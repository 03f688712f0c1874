"""She moves a visit herself: the day, the hour, done; only what is free is offered."""

from __future__ import annotations

from datetime import date, datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from crm_core.db.unit_of_work import Work
from crm_core.orders.queries import get_visit
from crm_core.orders.rows import OrderVisit
from crm_core.tasks.actions import MoveVisit, move_visit
from crm_core.tasks.errors import SlotTaken, VisitTooSoon
from crm_core.tasks.rules import CUSTOMER_MOVES_AHEAD
from crm_core.tasks.slots import list_free_days, list_free_slots
from handlers.customer.present import present_order
from handlers.customer.visitor import Known
from handlers.ui.audience import Acting, Naming
from handlers.ui.callbacks import VisitCb
from handlers.ui.desk import Desk
from handlers.ui.keyboards import undo_button
from handlers.ui.order_keyboards import build_days_rows, build_hours_rows
from handlers.ui.screen import Screen, show
from handlers.ui.times import unpack_clock, unpack_day
from handlers.views.orders import render_days, render_hours, said_slot_taken, said_visit_moved

router = Router(name="customer.visits")
router.callback_query.filter(Known())

#: Days offered at once.
DAYS = 8


@router.callback_query(Acting(VisitCb), Naming("m"))
async def on_move(event: CallbackQuery, desk: Desk, callback_data: VisitCb) -> None:
    day, at = unpack_day(callback_data.day), unpack_clock(callback_data.at)
    if day is None:
        await show(event, await _ask_day(desk, callback_data.id))
    elif not callback_data.at or at is None:
        await show(event, await _ask_hour(desk, callback_data.id, day))
    else:
        await _move(event, desk, callback_data.id, datetime.combine(day, at, desk.t.zone))


async def _ask_day(desk: Desk, task_id: int) -> Screen:
    async with desk.reading() as work:
        deal_id, visit = await _get_movable(work, desk, task_id)
        days = await list_free_days(
            work.session,
            [visit.specialist_id],
            desk.t.today,
            DAYS + 1,
            visit.ends_at - visit.starts_at,
            not_before=work.now + CUSTOMER_MOVES_AHEAD,
            besides_task=visit.task_id,
        )
        present = desk.t.local(visit.starts_at).date()
        if present in days and not await _list_starts(work, visit, present):
            days.remove(present)
    days = days[:DAYS]
    return Screen(render_days(visit, any_free=bool(days), t=desk.t), build_days_rows(deal_id, visit, days, desk.t))


async def _ask_hour(desk: Desk, task_id: int, day: date) -> Screen:
    async with desk.reading() as work:
        _, visit = await _get_movable(work, desk, task_id)
        starts = await _list_starts(work, visit, day)
    words = render_hours(desk.t.day(day), any_free=bool(starts), t=desk.t)
    return Screen(words, build_hours_rows(visit, day, starts, desk.t))


async def _move(event: CallbackQuery, desk: Desk, task_id: int, start: datetime) -> None:
    try:
        async with desk.work() as work:
            await move_visit(work, MoveVisit(task_id=task_id, start=start))
    except SlotTaken:
        screen = await _ask_hour(desk, task_id, start.date())
        await show(event, screen.after(said_slot_taken(desk.t)))
        return
    async with desk.reading() as reading:
        deal_id, visit = await get_visit(reading.session, desk.actor, task_id, reading.now)
    screen = await present_order(desk, deal_id)
    await show(event, screen.after(said_visit_moved(visit, desk.t)).with_rows(undo_button(desk.t, work.change_id)))


async def _get_movable(work: Work, desk: Desk, task_id: int) -> tuple[int, OrderVisit]:
    """The visit and its deal; VisitTooSoon when it is too near to be moved here."""
    deal_id, visit = await get_visit(work.session, desk.actor, task_id, work.now)
    if not visit.can_move:
        raise VisitTooSoon(task_id)
    return deal_id, visit


async def _list_starts(work: Work, visit: OrderVisit, day: date) -> list[datetime]:
    """The specialist's free hours of that day which are far enough ahead, without the present one."""
    starts = await list_free_slots(
        work.session,
        [visit.specialist_id],
        day,
        visit.ends_at - visit.starts_at,
        not_before=work.now + CUSTOMER_MOVES_AHEAD,
        besides_task=visit.task_id,
    )
    return [start for start in starts if start != visit.starts_at]
