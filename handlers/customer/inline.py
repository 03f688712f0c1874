"""`@bot` in any chat: a customer passes her own orders on, a visitor nothing."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import InlineQuery, Message

from crm_core.cards.glances import find_glance, glance_at_deals
from crm_core.db.unit_of_work import Store
from crm_core.kernel.actor import Actor
from handlers.customer.present import present_home, present_order
from handlers.customer.visitor import Known
from handlers.ui.audience import ForCustomers
from handlers.ui.desk import Desk
from handlers.ui.inline import SHOWN, ChosenHere, build_result, offer, read_offset
from handlers.ui.screen import show
from handlers.views.inline import describe_order, render_passed, title_order
from handlers.views.reader import Reader

router = Router(name="customer.inline")


@router.inline_query(ForCustomers(), Known())
async def on_query(event: InlineQuery, actor: Actor, store: Store, t: Reader) -> None:
    """All of them, whatever is typed: there are few."""
    offset = read_offset(event)
    async with store.reading(actor) as work:
        page = await glance_at_deals(work.session, actor, work.now, limit=SHOWN, offset=offset)
    results = [
        build_result(one.deal_id, title_order(one, t), describe_order(one, t), render_passed(one, t))
        for one in page.items
    ]
    await offer(event, results, offset + SHOWN if page.has_more else None)


@router.inline_query(ForCustomers())
async def on_stranger(event: InlineQuery) -> None:
    await offer(event, [])


@router.message(Known(), ChosenHere())
async def on_chosen(event: Message, desk: Desk, number: int) -> None:
    """Put into the chat with the bot itself: the order opens."""
    async with desk.reading() as work:
        glance = await find_glance(work.session, desk.actor, desk.now, number)
    await show(event, await (present_home(desk) if glance is None else present_order(desk, glance.deal_id)))
