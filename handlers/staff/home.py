"""The first screen, help, the language, and leaving a question."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.filters import Command, CommandStart
from aiogram.types import CallbackQuery, Message

from crm_core.dialogue.examples import list_examples
from crm_core.kernel.actor import Role
from crm_core.staff.actions import ChangeEmployee, change_employee
from handlers.staff.present import present_customer, present_deal, present_home, present_task
from handlers.staff.sentences import load_plan, present_plan
from handlers.ui.audience import Acting
from handlers.ui.callbacks import CancelCb, HomeCb, PersonCb
from handlers.ui.commands import set_commands
from handlers.ui.desk import Desk
from handlers.ui.keyboards import home_button
from handlers.ui.pickers import build_language_rows
from handlers.ui.questions import close_question, get_question
from handlers.ui.screen import Screen, show
from handlers.views.home import (
    render_cancelled,
    render_help,
    render_language_choice,
    render_nothing_to_cancel,
    render_specialist_help,
)


def build_router() -> Router:
    router = Router(name="staff.home")
    router.message.register(on_home, CommandStart())
    router.message.register(on_home, Command("today"))
    router.message.register(on_help, Command("help"))
    router.message.register(on_language, Command("language"))
    router.message.register(on_cancel, Command("cancel"))
    router.callback_query.register(on_home, Acting(HomeCb))
    router.callback_query.register(on_cancel, Acting(CancelCb))
    router.callback_query.register(on_language_chosen, Acting(PersonCb, "lang"))
    return router


async def on_home(event: Message | CallbackQuery, desk: Desk) -> None:
    await present_home(event, desk)


async def on_help(message: Message, desk: Desk) -> None:
    """Examples of the person's own work: they can be sent as they are."""
    async with desk.reading() as work:
        examples = await list_examples(work.session, desk.actor)
    specialist = desk.actor.has_role(Role.SPECIALIST)
    text = render_specialist_help(examples, desk.t) if specialist else render_help(examples, desk.t)
    await show(message, Screen(text, [home_button(desk.t)]))


async def on_language(message: Message, desk: Desk) -> None:
    await show(message, Screen(render_language_choice(desk.t), [*build_language_rows(desk.t), home_button(desk.t)]))


async def on_language_chosen(call: CallbackQuery, callback_data: PersonCb, desk: Desk) -> None:
    """The new language holds at once: on this screen and in the menu of commands."""
    async with desk.work() as work:
        await change_employee(work, ChangeEmployee(desk.me, locale=callback_data.value))
    desk.actor = replace(desk.actor, locale=callback_data.value)
    desk.t = replace(desk.t, locale=callback_data.value)
    await set_commands(desk.bot, desk.actor)
    await present_home(call, desk)


async def on_cancel(event: Message | CallbackQuery, desk: Desk) -> None:
    """Back to what the question was about; nothing is changed."""
    asked = await desk.state.get_state() is not None
    values = await get_question(desk.state)
    await close_question(desk.state)
    happened = render_cancelled(desk.t) if asked else render_nothing_to_cancel(desk.t)
    match values:
        case {"sentence": int(sentence_id)}:
            await present_plan(event, desk, await load_plan(desk, sentence_id), happened)
        case {"task": int(task_id)}:
            await present_task(event, desk, task_id, happened)
        case {"deal": int(deal_id)}:
            await present_deal(event, desk, deal_id, happened)
        case {"customer": int(customer_id)}:
            await present_customer(event, desk, customer_id, happened)
        case _:
            await present_home(event, desk, happened)
