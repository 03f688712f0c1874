"""Visits: the specialist's days, booking and moving to a free hour, and nobody at home."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from crm_core.activities.actions import AddNote, add_note
from crm_core.company.queries import get_company
from crm_core.tasks.actions import get_open_task
from crm_core.tasks.models import TaskKind, TaskStatus
from crm_core.tasks.queries import TaskFilter, list_tasks
from crm_core.tasks.slots import list_free_days, list_free_slots
from crm_core.tasks.visits import MoveVisit, move_visit
from handlers.staff.booking import book, list_specialists
from handlers.staff.next_steps import ask_task_time
from handlers.staff.present import (
    Event,
    get_day_start,
    load_deal,
    load_task,
    present_task,
    show_happened,
    show_question,
)
from handlers.ui.audience import Acting, Naming
from handlers.ui.callbacks import DealAct, DealCb, ListCb, TaskAct, TaskCb, VisitCb
from handlers.ui.desk import Desk
from handlers.ui.list_keyboards import build_visit_day_rows
from handlers.ui.pickers import CRAFTS, PURPOSES, build_day_rows, build_purpose_rows, build_slot_rows
from handlers.ui.questions import Asking, ask
from handlers.ui.screen import Screen, show
from handlers.ui.times import unpack_clock, unpack_day
from handlers.views.deals import name_deal
from handlers.views.happened import ask_when, said_absent, said_visit_moved, word_absent
from handlers.views.names import name_purpose
from handlers.views.tasks import render_task, render_visit_day
from handlers.views.visits import ask_day, ask_hour, ask_purpose

#: Days offered for a visit.
DAYS = 8
#: Visits of a day that fit a message.
VISITS = 8
#: `VisitCb.at` when the time is to be typed.
TYPED = -1


def build_router() -> Router:
    router = Router(name="staff.visits")
    router.message.register(on_visits_command, Command("visits"))
    press = router.callback_query.register
    press(on_visits, Acting(ListCb), Naming("myvisits"))
    press(on_purposes, Acting(DealCb, DealAct.VISIT))
    press(on_book, Acting(VisitCb), Naming("b"))
    press(on_move, Acting(VisitCb), Naming("m"))
    press(on_absent, Acting(TaskCb, TaskAct.ABSENT))
    return router


async def on_visits_command(message: Message, desk: Desk) -> None:
    await present_day(message, desk, desk.t.today)


async def on_visits(call: CallbackQuery, callback_data: ListCb, desk: Desk) -> None:
    await present_day(call, desk, unpack_day(callback_data.day) or desk.t.today)


async def present_day(event: Event, desk: Desk, day: date) -> None:
    """The day's visits, the done ones too, with address and phone."""
    visits = TaskFilter(
        assignee_id=desk.me,
        kinds=(TaskKind.VISIT,),
        status=None,
        due_from=get_day_start(desk, day),
        due_to=get_day_start(desk, day + timedelta(days=1)),
    )
    async with desk.reading() as work:
        page = await list_tasks(work.session, desk.actor, visits, limit=VISITS, offset=0)
    shown = tuple(visit for visit in page.items if visit.status is not TaskStatus.CANCELLED)
    text = render_visit_day(desk.t.day(day), shown, desk.t)
    await show(event, Screen(text, build_visit_day_rows(shown, day, desk.t)))


async def on_purposes(call: CallbackQuery, callback_data: DealCb, desk: Desk) -> None:
    card = await load_deal(desk, callback_data.id)
    await show(call, Screen(ask_purpose(name_deal(card), desk.t), build_purpose_rows(card.id, desk.t)))


async def on_book(call: CallbackQuery, callback_data: VisitCb, desk: Desk) -> None:
    """Purpose, then day, then hour: each a tap; or the time typed."""
    if callback_data.purpose not in PURPOSES:
        await call.answer()
        return
    purpose = PURPOSES[callback_data.purpose]
    if callback_data.at == TYPED:
        await ask(desk.state, Asking.time, purpose="visit", deal=callback_data.id, code=callback_data.purpose)
        await show_question(call, desk, ask_when(name_purpose(purpose, desk.t), desk.t))
        return
    start = await _find_moment(callback_data, desk)
    if start is None:
        card = await load_deal(desk, callback_data.id)
        whose = Markup("{} · {}").format(name_deal(card), name_purpose(purpose, desk.t))
        specialists = await list_specialists(desk, card, CRAFTS[callback_data.purpose])
        back = DealCb(act=DealAct.VISIT, id=card.id)
        await show(call, await _build_choice(callback_data, desk, specialists, back=back, whose=whose))
        return
    await book(call, desk, callback_data.id, purpose, start)


async def on_move(call: CallbackQuery, callback_data: VisitCb, desk: Desk) -> None:
    """The visit to another free hour of its specialist."""
    if callback_data.at == TYPED:
        task = await load_task(desk, callback_data.id)
        await ask_task_time(call, desk, task.id, task.version, visit=True)
        return
    start = await _find_moment(callback_data, desk)
    if start is None:
        await choose_other_time(call, desk, callback_data)
        return
    async with desk.work() as work:
        await move_visit(work, MoveVisit(callback_data.id, start))
    await present_task(call, desk, callback_data.id, said_visit_moved(start, desk.t), work.change_id)


async def on_absent(call: CallbackQuery, callback_data: TaskCb, desk: Desk) -> None:
    """Nobody was there: it is on the timeline, and another time is chosen."""
    async with desk.work() as work:
        visit = await get_open_task(work, callback_data.id, None)
        await add_note(work, AddNote(deal_id=visit.deal_id, text=word_absent(desk.t)))
    asked = VisitCb(what="m", id=callback_data.id)
    await choose_other_time(call, desk, asked, said_absent(desk.t), work.change_id)


async def choose_other_time(
    call: CallbackQuery, desk: Desk, asked: VisitCb, happened: Markup | None = None, change_id: int | None = None
) -> None:
    task = await load_task(desk, asked.id)
    whose = render_task(task, desk.t, mine=task.assignee_id == desk.me)
    back = TaskCb(act=TaskAct.OPEN, id=task.id)
    screen = await _build_choice(asked, desk, [task.assignee_id], back=back, whose=whose)
    await show_happened(call, desk, screen, happened, change_id)


async def _build_choice(
    asked: VisitCb, desk: Desk, specialists: Sequence[int], *, back: CallbackData, whose: Markup
) -> Screen:
    """Days while none is chosen, then the hours that are free on it."""
    day = unpack_day(asked.day)
    moving = asked.id if asked.what == "m" else None
    async with desk.reading() as work:
        zone = (await get_company(work.session)).zone
        if day is None:
            today = desk.now.astimezone(zone).date()
            days = await list_free_days(
                work.session, specialists, today, DAYS, not_before=desk.now, besides_task=moving
            )
            return Screen(ask_day(whose, days, desk.t), build_day_rows(asked, days, back, desk.t))
        slots = await list_free_slots(work.session, specialists, day, not_before=desk.now, besides_task=moving)
    return Screen(ask_hour(whose, day, slots, desk.t), build_slot_rows(asked, slots, zone, desk.t))


async def _find_moment(asked: VisitCb, desk: Desk) -> datetime | None:
    """The chosen start; None while day or hour is not chosen. Buttons carry the company's local time."""
    day, at = unpack_day(asked.day), unpack_clock(asked.at)
    if day is None or at is None or not asked.at:
        return None
    async with desk.reading() as work:
        zone = (await get_company(work.session)).zone
    return datetime.combine(day, at, zone).astimezone(UTC)
