"""What nobody else has taken: a visitor's words, kinds of messages we do not take, old or invented buttons."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from crm_core.kernel.actor import ActorKind
from crm_core.kernel.errors import NotVisible
from handlers.customer.present import present_home
from handlers.customer.start import greet
from handlers.customer.visitor import remember_wish
from handlers.ui.audience import ChangedWords, ForCustomers, Typed
from handlers.ui.desk import Desk
from handlers.ui.order_keyboards import build_after_rows, build_share_keyboard
from handlers.ui.screen import Screen, show
from handlers.views.orders import render_not_taken, render_wish_kept
from handlers.views.reader import Reader
from handlers.views.shared import say_edited

router = Router(name="customer.strays")


@router.message(Typed())
async def on_wish(event: Message, desk: Desk, text: str) -> None:
    """A visitor says what she needs before who she is: it is kept until her number comes."""
    wish = await remember_wish(desk.state, text)
    await event.answer(render_wish_kept(wish, desk.t), reply_markup=build_share_keyboard(desk.t))


@router.message()
async def on_anything(event: Message, desk: Desk) -> None:
    """An unknown command shows where she is; a sticker and its like are refused with a sentence."""
    if desk.actor.kind is ActorKind.VISITOR:
        await greet(event, desk)
    elif event.text is not None:
        await show(event, await present_home(desk))
    else:
        await show(event, Screen(render_not_taken(desk.t), build_after_rows(None, desk.t)))


@router.edited_message(ForCustomers(), ChangedWords())
async def on_edited(event: Message, t: Reader) -> None:
    await event.answer(say_edited(t))


@router.callback_query()
async def on_unknown_button(event: CallbackQuery, desk: Desk) -> None:
    """Not one of hers: refused like anything that is not there, and written down."""
    async with desk.reading():
        raise NotVisible("buttons", (event.data or "")[:64])
