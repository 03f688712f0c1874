"""Tasks: open, done in one tap, postponed in two, edited, cancelled. A deal without a task asks for its next step."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from crm_core.kernel.wording import typed
from crm_core.tasks.actions import (
    ChangeTask,
    CompleteTask,
    PostponeTask,
    cancel_task,
    change_task,
    complete_task,
    postpone_task,
)
from crm_core.tasks.models import TaskKind
from handlers.staff.calls import present_after_task
from handlers.staff.next_steps import ask_task_time
from handlers.staff.present import load_task, present_step_question, present_task, show_question
from handlers.ui.audience import Acting, Typed
from handlers.ui.callbacks import PostponeCb, TaskAct, TaskCb
from handlers.ui.desk import Desk
from handlers.ui.keyboards import build_edit_rows, build_postpone_rows
from handlers.ui.questions import Asking, ask, close_question, get_question
from handlers.ui.screen import Screen, show
from handlers.ui.times import Pause, resolve_pause
from handlers.views.happened import ask_title, said_cancelled, said_done, said_postponed, said_retitled
from handlers.views.tasks import name_task, render_task


def build_router() -> Router:
    router = Router(name="staff.tasks")
    press = router.callback_query.register
    press(on_open, Acting(TaskCb, TaskAct.OPEN))
    press(on_done, Acting(TaskCb, TaskAct.DONE, TaskAct.MEASURED, TaskAct.INSTALLED))
    press(on_postpone, Acting(TaskCb, TaskAct.POSTPONE))
    press(on_pause, Acting(PostponeCb))
    press(on_edit, Acting(TaskCb, TaskAct.EDIT))
    press(on_ask_title, Acting(TaskCb, TaskAct.TITLE))
    press(on_ask_time, Acting(TaskCb, TaskAct.TIME))
    press(on_cancel, Acting(TaskCb, TaskAct.CANCEL))
    router.message.register(on_title, StateFilter(Asking.task_title), Typed())
    return router


async def on_open(call: CallbackQuery, callback_data: TaskCb, desk: Desk) -> None:
    await present_task(call, desk, callback_data.id)


async def on_done(call: CallbackQuery, callback_data: TaskCb, desk: Desk) -> None:
    """Done, measured, installed: the company's rules move the deal. What is done is done, whatever the card showed."""
    task = await load_task(desk, callback_data.id)
    async with desk.work() as work:
        await complete_task(work, CompleteTask(task.id))
    happened = said_done(name_task(task, desk.t), desk.t)
    if task.kind is TaskKind.VISIT or task.responsible_id != desk.me:
        await present_task(call, desk, task.id, happened, work.change_id, then=task.assignee_id == desk.me)
    else:
        await present_after_task(call, desk, task, happened, work.change_id)


async def on_postpone(call: CallbackQuery, callback_data: TaskCb, desk: Desk) -> None:
    task = await load_task(desk, callback_data.id)
    text = render_task(task, desk.t, mine=task.assignee_id == desk.me)
    await show(call, Screen(text, build_postpone_rows(task, desk.t)))


async def on_pause(call: CallbackQuery, callback_data: PostponeCb, desk: Desk) -> None:
    if callback_data.when not in list(Pause):
        await call.answer()
        return
    if callback_data.when == Pause.TYPED:
        await ask_task_time(call, desk, callback_data.task, callback_data.seen, visit=False)
        return
    at = resolve_pause(Pause(callback_data.when), desk.now, desk.t.zone, await desk.working_time())
    async with desk.work() as work:
        await postpone_task(work, PostponeTask(callback_data.task, at, seen=callback_data.seen or None))
    await present_task(call, desk, callback_data.task, said_postponed(at, desk.t), work.change_id, then=True)


async def on_edit(call: CallbackQuery, callback_data: TaskCb, desk: Desk) -> None:
    task = await load_task(desk, callback_data.id)
    text = render_task(task, desk.t, mine=task.assignee_id == desk.me)
    await show(call, Screen(text, build_edit_rows(task, desk.t)))


async def on_ask_title(call: CallbackQuery, callback_data: TaskCb, desk: Desk) -> None:
    task = await load_task(desk, callback_data.id)
    await ask(desk.state, Asking.task_title, task=task.id, seen=task.version)
    await show_question(call, desk, ask_title(name_task(task, desk.t), desk.t))


async def on_ask_time(call: CallbackQuery, callback_data: TaskCb, desk: Desk) -> None:
    task = await load_task(desk, callback_data.id)
    await ask_task_time(call, desk, task.id, task.version, visit=task.kind is TaskKind.VISIT)


async def on_title(message: Message, text: str, desk: Desk) -> None:
    values = await get_question(desk.state)
    async with desk.work() as work:
        await change_task(work, ChangeTask(values["task"], title=typed(text), seen=values["seen"]))
    await close_question(desk.state)
    await present_task(message, desk, values["task"], said_retitled(desk.t), work.change_id)


async def on_cancel(call: CallbackQuery, callback_data: TaskCb, desk: Desk) -> None:
    task = await load_task(desk, callback_data.id)
    async with desk.work() as work:
        await cancel_task(work, task.id, seen=callback_data.seen or None)
    happened = said_cancelled(desk.t)
    if task.deal_id is not None and task.responsible_id == desk.me:
        await present_step_question(call, desk, task.deal_id, happened, work.change_id)
    else:
        await present_task(call, desk, task.id, happened, work.change_id)
