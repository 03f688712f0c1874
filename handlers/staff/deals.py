"""The deal's card and what one tap opens from it: history, an entry in full, the personal link."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from crm_core.activities.queries import get_activity, list_timeline
from crm_core.company.queries import get_company
from crm_core.customers.links import make_customer_link
from handlers.staff.present import load_deal, present_deal
from handlers.ui.attachments import send_attachment
from handlers.ui.audience import Acting
from handlers.ui.callbacks import DealAct, DealCb, NoteCb
from handlers.ui.desk import Desk
from handlers.ui.keyboards import back_button, home_button
from handlers.ui.pagination import PAGE
from handlers.ui.screen import Screen, show
from handlers.ui.timeline_keyboards import build_timeline_rows
from handlers.views.deals import name_deal, render_link
from handlers.views.timeline import render_event_in_full, render_timeline


def build_router() -> Router:
    router = Router(name="staff.deals")
    router.callback_query.register(on_open, Acting(DealCb, DealAct.OPEN))
    router.callback_query.register(on_timeline, Acting(DealCb, DealAct.TIMELINE))
    router.callback_query.register(on_link, Acting(DealCb, DealAct.LINK))
    router.callback_query.register(on_entry, Acting(NoteCb))
    return router


async def on_open(call: CallbackQuery, callback_data: DealCb, desk: Desk) -> None:
    await present_deal(call, desk, callback_data.id)


async def on_timeline(call: CallbackQuery, callback_data: DealCb, desk: Desk) -> None:
    card = await load_deal(desk, callback_data.id)
    async with desk.reading() as work:
        page = await list_timeline(
            work.session, desk.actor, deal_id=card.id, limit=PAGE, offset=callback_data.page * PAGE
        )
    back = DealCb(act=DealAct.OPEN, id=card.id)
    rows = build_timeline_rows(page, lambda to: DealCb(act=DealAct.TIMELINE, id=card.id, page=to), back, desk.t)
    await show(call, Screen(render_timeline(name_deal(card), page, desk.t), rows))


async def on_entry(call: CallbackQuery, callback_data: NoteCb, desk: Desk) -> None:
    """A long note as it was written; a file as it was sent."""
    async with desk.reading() as work:
        entry = await get_activity(work.session, desk.actor, callback_data.id)
    if entry.file_kind is not None:
        await call.answer()
        await send_attachment(desk.bot, call.from_user.id, entry)
        return
    row = home_button(desk.t)
    if entry.deal_id is not None:
        row = back_button(desk.t, DealCb(act=DealAct.TIMELINE, id=entry.deal_id))
    first, *parts = render_event_in_full(entry, desk.t)
    await show(call, Screen(first, [] if parts else [row]))
    for number, part in enumerate(parts, 1):
        screen = Screen(part, [row] if number == len(parts) else [])
        await desk.bot.send_message(call.from_user.id, screen.text, reply_markup=screen.keyboard)


async def on_link(call: CallbackQuery, callback_data: DealCb, desk: Desk) -> None:
    """The customer's personal link, to be forwarded to her."""
    card = await load_deal(desk, callback_data.id)
    async with desk.reading() as work:
        company = await get_company(work.session)
    address = desk.links.start(make_customer_link(company, card.customer_id, desk.now))
    back = back_button(desk.t, DealCb(act=DealAct.OPEN, id=card.id))
    await show(call, Screen(render_link(card, address, desk.t), [back]))
