"""The customer's card, her whole history, and a new deal for her."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from crm_core.activities.queries import list_timeline
from crm_core.cards.customers import get_customer_card
from crm_core.deals.actions import NewDeal, create_deal
from handlers.staff.present import present_customer, present_step_question
from handlers.ui.audience import Acting
from handlers.ui.callbacks import CustomerAct, CustomerCb
from handlers.ui.desk import Desk
from handlers.ui.pagination import PAGE
from handlers.ui.screen import Screen, show
from handlers.ui.timeline_keyboards import build_timeline_rows
from handlers.views.happened import said_deal_created
from handlers.views.timeline import render_timeline


def build_router() -> Router:
    router = Router(name="staff.customers")
    router.callback_query.register(on_open, Acting(CustomerCb, CustomerAct.OPEN))
    router.callback_query.register(on_timeline, Acting(CustomerCb, CustomerAct.TIMELINE))
    router.callback_query.register(on_new_deal, Acting(CustomerCb, CustomerAct.DEAL))
    return router


async def on_open(call: CallbackQuery, callback_data: CustomerCb, desk: Desk) -> None:
    await present_customer(call, desk, callback_data.id)


async def on_timeline(call: CallbackQuery, callback_data: CustomerCb, desk: Desk) -> None:
    async with desk.reading() as work:
        card = await get_customer_card(work.session, desk.actor, callback_data.id)
        page = await list_timeline(
            work.session, desk.actor, customer_id=card.id, limit=PAGE, offset=callback_data.page * PAGE
        )
    back = CustomerCb(act=CustomerAct.OPEN, id=card.id)
    rows = build_timeline_rows(page, lambda to: CustomerCb(act=CustomerAct.TIMELINE, id=card.id, page=to), back, desk.t)
    await show(call, Screen(render_timeline(card.name, page, desk.t), rows))


async def on_new_deal(call: CallbackQuery, callback_data: CustomerCb, desk: Desk) -> None:
    async with desk.work() as work:
        deal = await create_deal(work, NewDeal(callback_data.id))
    await present_step_question(call, desk, deal.id, said_deal_created(desk.t), work.change_id)
