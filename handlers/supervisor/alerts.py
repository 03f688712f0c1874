"""What is said to an alarm besides reassigning: nudge the person, or wait a while."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from crm_core.tasks.actions import nudge_task
from crm_core.tasks.alarms import wait_for_task
from handlers.staff.present import load_task, present_task
from handlers.supervisor.access import check_supervises
from handlers.ui.audience import Acting, ForStaff
from handlers.ui.callbacks import TaskAct, TaskCb
from handlers.ui.desk import Desk


def build_router() -> Router:
    router = Router(name="supervisor.alerts")
    router.callback_query.filter(ForStaff())
    router.callback_query.register(on_nudge, Acting(TaskCb, TaskAct.NUDGE))
    router.callback_query.register(on_wait, Acting(TaskCb, TaskAct.WAIT))
    return router


async def on_nudge(event: CallbackQuery, desk: Desk, callback_data: TaskCb) -> None:
    task = await load_task(desk, callback_data.id)
    async with desk.work() as work:
        check_supervises(desk.actor)
        await nudge_task(work, task.id)
    await present_task(event, desk, task.id, desk.t.gettext("👉 Nudged: {name}.", name=task.assignee_name))


async def on_wait(event: CallbackQuery, desk: Desk, callback_data: TaskCb) -> None:
    async with desk.work() as work:
        check_supervises(desk.actor)
        again_at = await wait_for_task(work, callback_data.id)
    told = desk.t.gettext("⏳ If it is not done, I say so again: {when}.", when=desk.t.moment(again_at))
    await present_task(event, desk, callback_data.id, told, work.change_id)
