"""*Where is my order?*"""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from crm_core.history.undo import undo_change
from handlers.customer.present import present_home, present_order
from handlers.customer.visitor import Known
from handlers.ui.audience import Acting
from handlers.ui.callbacks import CancelCb, HomeCb, OrderAct, OrderCb, PersonCb, UndoCb
from handlers.ui.desk import Desk
from handlers.ui.questions import close_question, get_deal_in_view
from handlers.ui.screen import show
from handlers.views.orders import said_undone

router = Router(name="customer.orders")
router.message.filter(Known())
router.callback_query.filter(Known())


@router.message(Command("order", "orders"))
async def on_order(event: Message, desk: Desk) -> None:
    await close_question(desk.state)
    await show(event, await present_home(desk))


@router.callback_query(Acting(PersonCb, "home"))
@router.callback_query(Acting(HomeCb))
@router.callback_query(Acting(CancelCb))
async def on_home(event: CallbackQuery, desk: Desk) -> None:
    await close_question(desk.state)
    await show(event, await present_home(desk))


@router.callback_query(Acting(OrderCb, OrderAct.OPEN))
async def on_open(event: CallbackQuery, desk: Desk, callback_data: OrderCb) -> None:
    await show(event, await present_order(desk, callback_data.id))


@router.callback_query(Acting(UndoCb))
async def on_undo(event: CallbackQuery, desk: Desk, callback_data: UndoCb) -> None:
    async with desk.work() as work:
        await undo_change(work, callback_data.change)
    deal_id = await get_deal_in_view(desk.state)
    screen = await present_order(desk, deal_id) if deal_id else await present_home(desk)
    await show(event, screen.after(said_undone(desk.t)))
