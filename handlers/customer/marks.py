"""The mark at the end, and her words to it when it is a low one."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from crm_core.deals.actions import GiveMark, give_mark
from crm_core.orders.actions import ExplainMark, explain_mark
from crm_core.orders.queries import find_promise
from crm_core.orders.rows import Promise
from handlers.customer.visitor import Known
from handlers.ui.audience import Acting, Typed
from handlers.ui.callbacks import OrderAct, OrderCb
from handlers.ui.desk import Desk
from handlers.ui.order_keyboards import build_after_rows
from handlers.ui.questions import ask, close_question, get_question, look_at
from handlers.ui.screen import Screen, show
from handlers.views.orders import render_low_mark, render_thanks_for_mark, said_mark_explained

router = Router(name="customer.marks")
router.message.filter(Known())
router.callback_query.filter(Known())

#: Marks from here down are asked about.
LOW = 2


class Telling(StatesGroup):
    """What is asked of a customer."""

    what_went_wrong = State()


@router.callback_query(Acting(OrderCb, OrderAct.MARK))
async def on_mark(event: CallbackQuery, desk: Desk, callback_data: OrderCb) -> None:
    deal_id, value = callback_data.id, callback_data.value
    async with desk.work() as work:
        await give_mark(work, GiveMark(deal_id=deal_id, value=value))
    await look_at(desk.state, deal_id, desk.now)
    if value > LOW:
        await show(event, Screen(render_thanks_for_mark(value, desk.t), build_after_rows(deal_id, desk.t)))
        return
    await ask(desk.state, Telling.what_went_wrong, deal=deal_id)
    words = render_low_mark(await _find_promise(desk, deal_id), desk.t)
    await show(event, Screen(words, build_after_rows(deal_id, desk.t)))


@router.message(Telling.what_went_wrong, Typed())
async def on_explained(event: Message, desk: Desk, text: str) -> None:
    deal_id = int((await get_question(desk.state))["deal"])
    async with desk.work() as work:
        await explain_mark(work, ExplainMark(deal_id=deal_id, text=text))
    await close_question(desk.state)
    words = said_mark_explained(await _find_promise(desk, deal_id), desk.t)
    await show(event, Screen(words, build_after_rows(deal_id, desk.t)))


async def _find_promise(desk: Desk, deal_id: int) -> Promise | None:
    async with desk.reading() as work:
        return await find_promise(work.session, desk.actor, deal_id)
