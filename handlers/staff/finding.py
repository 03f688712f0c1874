"""Finding customers, and what could become of a text in which nothing was understood. There is no dead end."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from crm_core.cards.customers import find_customers
from crm_core.cards.rows import CustomerRow
from crm_core.dialogue.answers import take_as
from crm_core.dialogue.carrying import carry_out
from crm_core.dialogue.rows import LineStatus, Plan, View
from crm_core.kernel.actor import Role
from crm_core.kernel.search_key import make_search_key
from crm_core.kernel.wording import check_text
from crm_core.language.commands import AddNote, AssignTask, LogCall
from handlers.staff.new import ask_step, find_phone
from handlers.staff.present import Event, present_customer, show_question
from handlers.staff.sentences import load_plan, make_sense, present_plan
from handlers.ui.audience import Acting
from handlers.ui.callbacks import SentenceAct, SentenceCb
from handlers.ui.desk import Desk
from handlers.ui.keyboards import home_button
from handlers.ui.list_keyboards import build_found_rows
from handlers.ui.questions import Asking, ask
from handlers.ui.screen import Screen, show
from handlers.ui.sentence_keyboards import build_offer_rows
from handlers.views.customers import render_found, render_question_find
from handlers.views.happened import ask_when
from handlers.views.understood import render_text_offer

TEXT_LIMIT = 4096
TITLE_LIMIT = 500
SHOWN = 7
#: A longer text is no name; so many people are offered besides what else a text could be.
NAME_LIMIT, FEW = 64, 2


def build_router() -> Router:
    router = Router(name="staff.finding")
    router.message.register(on_find, Command("find"))
    router.callback_query.register(on_take, Acting(SentenceCb, SentenceAct.TAKE))
    return router


async def on_find(message: Message, command: CommandObject, desk: Desk) -> None:
    if not command.args:
        await ask_to_find(message, desk)
        return
    text = check_text("text", command.args, TEXT_LIMIT)
    await present_found(message, desk, await make_sense(desk, text, View(), alone=True), text)


async def ask_to_find(event: Event, desk: Desk) -> None:
    await show(event, Screen(render_question_find(desk.t), [home_button(desk.t)]))


async def present_found(event: Event, desk: Desk, plan: Plan, text: str) -> None:
    """One hit opens at once, several are buttons; of none, something else can be made."""
    async with desk.reading() as work:
        page = await find_customers(work.session, desk.actor, text, limit=SHOWN)
    if page.total == 1:
        await present_customer(event, desk, page.items[0].id)
    elif page.items:
        await show(event, Screen(render_found(text, page, desk.t), build_found_rows(page.items, desk.t)))
    else:
        await offer(event, desk, plan, looked_for=True)


async def offer(event: Event, desk: Desk, plan: Plan, *, looked_for: bool) -> None:
    """What should become of it? The text is kept with its sentence. Who is nearly called so is offered too."""
    people = () if looked_for else await _find_few(desk, plan.text)
    if len(people) == 1 and make_search_key(people[0].name) == make_search_key(plan.text):
        await present_customer(event, desk, people[0].id)
        return
    if plan.sentence_id is None:
        async with desk.work() as work:
            plan = await carry_out(work, plan, numbers=())
    sells = not desk.actor.has_role(Role.SPECIALIST)
    rows = build_offer_rows(plan, people, desk.t, as_name=looked_for and sells)
    await show(event, Screen(render_text_offer(plan, desk.t, looked_for=looked_for), rows))


async def _find_few(desk: Desk, text: str) -> tuple[CustomerRow, ...]:
    """Those whom a short text could name after all."""
    if len(text) > NAME_LIMIT or "\n" in text:
        return ()
    async with desk.reading() as work:
        return (await find_customers(work.session, desk.actor, text, limit=FEW)).items


async def on_take(call: CallbackQuery, callback_data: SentenceCb, desk: Desk) -> None:
    """A note, a call, a task of the deal; a task of nobody; somebody new; something to look for."""
    plan = await load_plan(desk, callback_data.id)
    match callback_data.value:
        case "find" if plan.reads:
            await ask_to_find(call, desk)
        case "find":
            await present_found(call, desk, plan, plan.text)
        case "new":
            phone = await find_phone(desk, plan.text)
            await ask_step(call, desk, "phone" if phone is None else "name", _name_answer(plan, phone))
        case "free":
            title = check_text("title", plan.text, TITLE_LIMIT)
            await ask(desk.state, Asking.time, purpose="task", title=title)
            await show_question(call, desk, ask_when(title, desk.t))
        case _:
            await _take(call, desk, plan, callback_data.value)


def _name_answer(plan: Plan, phone: str | None) -> dict[str, str]:
    return {"name": plan.text} if phone is None else {"phone": phone}


async def _take(call: CallbackQuery, desk: Desk, plan: Plan, what: str) -> None:
    """Once: of what something has become already, the card is shown."""
    commands = {
        "note": AddNote(text=plan.text),
        "call": LogCall(text=plan.text),
        "task": AssignTask(title=plan.text[:TITLE_LIMIT]),
    }
    if what not in commands:
        await call.answer()
        return
    if any(line.status is LineStatus.DONE for line in plan.writes):
        await present_plan(call, desk, plan)
        return
    async with desk.work() as work:
        taken = await take_as(work, plan.sentence_id or 0, commands[what])
    await present_plan(call, desk, taken)
