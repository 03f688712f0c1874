"""What nothing else takes: a sticker, an unknown command, an old button, a changed message. It gets an answer."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.staff.present import present_home
from handlers.ui.audience import ChangedWords, ForStaff
from handlers.ui.desk import Desk
from handlers.views.home import render_no_such_command, render_not_understood, say_button_gone
from handlers.views.reader import Reader
from handlers.views.shared import say_edited


def build_router() -> Router:
    router = Router(name="staff.unknown")
    router.message.register(on_message)
    router.edited_message.register(on_edited, ForStaff(), ChangedWords())
    router.callback_query.register(on_button)
    return router


async def on_message(message: Message, desk: Desk) -> None:
    is_command = message.text is not None
    happened = render_no_such_command(desk.t) if is_command else render_not_understood(desk.t)
    await present_home(message, desk, happened)


async def on_edited(message: Message, t: Reader) -> None:
    """Nothing is read twice: what is right is sent anew, and corrects what was said before."""
    await message.answer(say_edited(t))


async def on_button(call: CallbackQuery, desk: Desk) -> None:
    await call.answer(say_button_gone(desk.t), show_alert=True)
