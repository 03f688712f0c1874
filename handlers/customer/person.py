"""Her language, a call back, help."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from crm_core.customers.actions import change_own_locale
from crm_core.kernel.actor import LOCALES, ActorKind
from crm_core.orders.actions import ask_for_call
from crm_core.orders.queries import find_promise
from handlers.customer.present import present_home
from handlers.customer.start import greet
from handlers.customer.visitor import Known, remember_language, speak
from handlers.customer.writing import WithoutNumber, find_newest, request
from handlers.ui.audience import Acting
from handlers.ui.callbacks import PersonCb
from handlers.ui.commands import set_customer_commands
from handlers.ui.desk import Desk
from handlers.ui.order_keyboards import build_after_rows, build_call_rows, build_language_rows
from handlers.ui.screen import Screen, show
from handlers.views.orders import (
    render_customer_help,
    render_languages,
    render_stop,
    said_call_promised,
    word_call_back,
)

router = Router(name="customer.person")


@router.message(Command("language"))
async def on_language(event: Message, desk: Desk) -> None:
    await show(event, Screen(render_languages(desk.t), build_language_rows(desk.t)))


@router.callback_query(Acting(PersonCb, "lang"))
async def on_speak(event: CallbackQuery, desk: Desk, callback_data: PersonCb) -> None:
    """Without a language: which one? Else from now on this one, at once."""
    if callback_data.value not in LOCALES:
        await show(event, Screen(render_languages(desk.t), build_language_rows(desk.t)))
        return
    spoken = speak(desk, callback_data.value)
    if desk.actor.kind is ActorKind.CUSTOMER:
        async with desk.work() as work:
            await change_own_locale(work, callback_data.value)
        await set_customer_commands(desk.bot, event.from_user.id, callback_data.value)
        await show(event, await present_home(spoken))
        return
    await remember_language(desk.state, callback_data.value)
    await event.answer()
    if isinstance(event.message, Message):
        await greet(event.message, spoken)


@router.message(Command("call"), Known(), WithoutNumber())
async def on_call_without_number(event: Message, desk: Desk) -> None:
    await greet(event, desk)


@router.callback_query(Acting(PersonCb, "call"), Known(), WithoutNumber())
async def on_call_pressed_without_number(event: CallbackQuery, desk: Desk) -> None:
    await on_visitor(event, desk)


@router.message(Command("call"), Known())
async def on_call(event: Message, desk: Desk) -> None:
    await show(event, await _promise_call(desk, None))


@router.callback_query(Acting(PersonCb, "call"), Known())
async def on_call_pressed(event: CallbackQuery, desk: Desk, callback_data: PersonCb) -> None:
    value = callback_data.value
    await show(event, await _promise_call(desk, int(value) if value.isascii() and value.isdigit() else None))


@router.callback_query(Acting(PersonCb, "home", "call"))
async def on_visitor(event: CallbackQuery, desk: Desk) -> None:
    """Nothing is hers here before her number has come: what to do first is said again."""
    await event.answer()
    if isinstance(event.message, Message):
        await greet(event.message, desk)


@router.message(Command("help"))
async def on_help(event: Message, desk: Desk) -> None:
    await show(event, Screen(render_customer_help(desk.t), build_after_rows(None, desk.t)))


@router.message(Command("stop"))
async def on_stop(event: Message, desk: Desk) -> None:
    await show(event, Screen(render_stop(desk.t), build_call_rows(desk.t)))


async def _promise_call(desk: Desk, deal_id: int | None) -> Screen:
    """About that order, else the newest one under way; without any it becomes a request."""
    async with desk.work() as work:
        deal_id = deal_id or await find_newest(work)
        if deal_id is None:
            deal_id = await request(work, None)
            promise = await find_promise(work.session, desk.actor, deal_id)
        else:
            promise = await ask_for_call(work, deal_id, word_call_back())
    return Screen(said_call_promised(promise, desk.t), build_after_rows(deal_id, desk.t))
