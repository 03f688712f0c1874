"""Showing the files of a deal: sent again into the chat, the newest last."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from crm_core.activities.queries import list_files
from handlers.staff.present import load_deal, load_task
from handlers.ui.attachments import send_attachment
from handlers.ui.audience import Acting
from handlers.ui.callbacks import DealAct, DealCb, TaskAct, TaskCb
from handlers.ui.desk import Desk
from handlers.ui.keyboards import back_button
from handlers.ui.screen import Screen, show
from handlers.views.deals import name_deal
from handlers.views.happened import said_files_sent
from handlers.views.texts import bold, join_lines

#: Files sent at one tap.
MOST = 10


def build_router() -> Router:
    router = Router(name="staff.files")
    router.callback_query.register(on_deal_files, Acting(DealCb, DealAct.FILES))
    router.callback_query.register(on_task_files, Acting(TaskCb, TaskAct.FILES))
    return router


async def on_deal_files(call: CallbackQuery, callback_data: DealCb, desk: Desk) -> None:
    await _send_files(call, desk, callback_data.id)


async def on_task_files(call: CallbackQuery, callback_data: TaskCb, desk: Desk) -> None:
    task = await load_task(desk, callback_data.id)
    if task.deal_id is None:
        await call.answer()
        return
    await _send_files(call, desk, task.deal_id)


async def _send_files(call: CallbackQuery, desk: Desk, deal_id: int) -> None:
    card = await load_deal(desk, deal_id)
    async with desk.reading() as work:
        files = await list_files(work.session, desk.actor, deal_id)
    text = join_lines(bold(name_deal(card)), said_files_sent(len(files), desk.t))
    await show(call, Screen(text, [back_button(desk.t, DealCb(act=DealAct.OPEN, id=deal_id))]))
    for entry in files[-MOST:]:
        await send_attachment(desk.bot, call.from_user.id, entry)
