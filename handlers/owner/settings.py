"""The screen of settings: the company's for its owner, one's own for everybody; and the request form's address."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from crm_core.company.queries import get_company
from crm_core.kernel.permissions import Right, check_right
from handlers.owner.asking import build_settings
from handlers.ui.audience import Acting, ForStaff
from handlers.ui.callbacks import OwnerCb
from handlers.ui.desk import Desk
from handlers.ui.questions import close_question
from handlers.ui.screen import show
from handlers.views.settings import render_form


def build_router() -> Router:
    router = Router(name="owner.settings")
    router.callback_query.filter(ForStaff())
    router.message.register(on_settings_command, Command("settings"), ForStaff())
    router.callback_query.register(on_settings, Acting(OwnerCb, "set"))
    router.callback_query.register(on_form, Acting(OwnerCb, "form"))
    return router


async def on_settings_command(event: Message, desk: Desk) -> None:
    await close_question(desk.state)
    await show(event, await build_settings(desk))


async def on_settings(event: CallbackQuery, desk: Desk) -> None:
    await close_question(desk.state)
    await show(event, await build_settings(desk))


async def on_form(event: CallbackQuery, desk: Desk) -> None:
    async with desk.reading() as work:
        check_right(desk.actor, Right.CONFIGURE)
        company = await get_company(work.session)
    await show(event, render_form(desk.links.form(company.form_key), desk.t))
