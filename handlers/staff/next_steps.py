"""The next step of a deal, and every time that is typed freely: "tomorrow 17:00" does wherever a time is asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from crm_core.kernel.wording import check_text, typed
from crm_core.language.times import parse_due
from crm_core.tasks.actions import NewTask, PostponeTask, create_task, postpone_task
from crm_core.tasks.models import TaskKind
from crm_core.tasks.visits import MoveVisit, move_visit
from handlers.staff.booking import book
from handlers.staff.present import (
    Event,
    load_task,
    present_deal,
    present_step_question,
    present_task,
    show_question,
)
from handlers.ui.audience import Acting, Typed
from handlers.ui.callbacks import DealAct, DealCb, NextCb
from handlers.ui.desk import Desk
from handlers.ui.pickers import PURPOSES
from handlers.ui.questions import Asking, ask, close_question, get_question
from handlers.ui.times import Pause, resolve_pause
from handlers.views.happened import (
    ask_when,
    said_next_step,
    said_postponed,
    said_time_unclear,
    said_visit_moved,
)
from handlers.views.names import name_task_kind
from handlers.views.tasks import name_task

Values = dict[str, Any]


def build_router() -> Router:
    router = Router(name="staff.next_steps")
    router.callback_query.register(on_next, Acting(DealCb, DealAct.NEXT))
    router.callback_query.register(on_pause, Acting(NextCb))
    router.message.register(on_time, StateFilter(Asking.time), Typed())
    return router


async def on_next(call: CallbackQuery, callback_data: DealCb, desk: Desk) -> None:
    await present_step_question(call, desk, callback_data.id)


async def on_pause(call: CallbackQuery, callback_data: NextCb, desk: Desk) -> None:
    """A call after the chosen pause, or the question when."""
    if callback_data.when == Pause.TYPED:
        await ask(desk.state, Asking.time, purpose="next", deal=callback_data.deal)
        await show_question(call, desk, ask_when(name_task_kind(TaskKind.CALL, desk.t), desk.t))
        return
    if callback_data.when not in list(Pause):
        await call.answer()
        return
    at = resolve_pause(Pause(callback_data.when), desk.now, desk.t.zone, await desk.working_time())
    await _plan_call(call, desk, {"deal": callback_data.deal}, at)


async def on_time(message: Message, text: str, desk: Desk) -> None:
    """The answer to "when?"; what is not understood is asked again."""
    values = await get_question(desk.state)
    at = parse_due(check_text("time", text, 200), desk.now, desk.t.zone, await desk.working_time(), desk.t.locale)
    if at is None:
        await show_question(message, desk, said_time_unclear(text, desk.t))
        return
    await ANSWERS[values["purpose"]](message, desk, values, at)
    await close_question(desk.state)


async def _plan_call(event: Event, desk: Desk, values: Values, at: datetime) -> None:
    deal_id: int = values["deal"]
    async with desk.work() as work:
        await create_task(work, NewTask(TaskKind.CALL, {}, at, deal_id=deal_id))
    happened = said_next_step(name_task_kind(TaskKind.CALL, desk.t), at, desk.t)
    await present_deal(event, desk, deal_id, happened, work.change_id)


async def _plan_task(event: Event, desk: Desk, values: Values, at: datetime) -> None:
    """A task from a text that was typed, for a deal, a customer or nobody."""
    async with desk.work() as work:
        task = await create_task(
            work,
            NewTask(
                TaskKind.TODO,
                typed(values["title"]),
                at,
                deal_id=values.get("deal"),
                customer_id=values.get("customer"),
            ),
        )
    await present_task(event, desk, task.id, said_next_step(values["title"], at, desk.t), work.change_id)


async def _postpone(event: Event, desk: Desk, values: Values, at: datetime) -> None:
    async with desk.work() as work:
        await postpone_task(work, PostponeTask(values["task"], at, seen=values.get("seen")))
    await present_task(event, desk, values["task"], said_postponed(at, desk.t), work.change_id, then=True)


async def _book_visit(event: Event, desk: Desk, values: Values, at: datetime) -> None:
    await book(event, desk, values["deal"], PURPOSES[values["code"]], at)


async def _move_visit(event: Event, desk: Desk, values: Values, at: datetime) -> None:
    async with desk.work() as work:
        await move_visit(work, MoveVisit(values["task"], at, seen=values.get("seen")))
    await present_task(event, desk, values["task"], said_visit_moved(at, desk.t), work.change_id)


async def ask_task_time(event: Event, desk: Desk, task_id: int, seen: int, *, visit: bool) -> None:
    """Another time for a task, typed."""
    task = await load_task(desk, task_id)
    await ask(desk.state, Asking.time, purpose="move" if visit else "postpone", task=task_id, seen=seen)
    await show_question(event, desk, ask_when(name_task(task, desk.t), desk.t))


#: What becomes of a typed time, by the purpose of the question.
ANSWERS: dict[str, Callable[[Event, Desk, Values, datetime], Awaitable[None]]] = {
    "next": _plan_call,
    "task": _plan_task,
    "postpone": _postpone,
    "visit": _book_visit,
    "move": _move_visit,
}
