"""The one question about a sentence, answered: who is meant, which deal, *Yes*; and *Undo* of all of it."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from crm_core.cards.customers import find_customers
from crm_core.dialogue.answers import choose_customer, choose_deal, confirm, create_unknown
from crm_core.dialogue.correcting import take_back, turn_to
from crm_core.dialogue.rows import LineStatus, Missing, Plan
from crm_core.kernel.wording import check_text
from handlers.staff.line_values import read_id
from handlers.staff.present import Event
from handlers.staff.sentences import load_plan, present_plan
from handlers.ui.audience import Acting, Typed
from handlers.ui.callbacks import SentenceAct, SentenceCb
from handlers.ui.desk import Desk
from handlers.ui.questions import Asking, ask, close_question, get_question
from handlers.ui.screen import Screen, show
from handlers.ui.sentence_keyboards import build_back_row, build_candidate_rows
from handlers.views.customers import render_found
from handlers.views.happened import said_undone
from handlers.views.understood import ask_person, say_nobody

#: People of one name that are offered.
SHOWN = 7
NAME_LIMIT = 200


def build_router() -> Router:
    router = Router(name="staff.deciding")
    press = router.callback_query.register
    press(on_show, Acting(SentenceCb, SentenceAct.SHOW))
    press(on_yes, Acting(SentenceCb, SentenceAct.YES))
    press(on_undo, Acting(SentenceCb, SentenceAct.UNDO))
    press(on_who, Acting(SentenceCb, SentenceAct.WHO))
    press(on_deal, Acting(SentenceCb, SentenceAct.DEAL))
    press(on_else, Acting(SentenceCb, SentenceAct.ELSE))
    press(on_new, Acting(SentenceCb, SentenceAct.NEW))
    router.message.register(on_person, StateFilter(Asking.person), Typed())
    return router


async def on_who(call: CallbackQuery, callback_data: SentenceCb, desk: Desk) -> None:
    plan = await load_plan(desk, callback_data.id)
    await _choose(call, desk, plan, read_id(callback_data.value))


async def on_deal(call: CallbackQuery, callback_data: SentenceCb, desk: Desk) -> None:
    """One of her deals, or a new one; while that is the question."""
    plan = await load_plan(desk, callback_data.id)
    if plan.question is not None and plan.question.missing is Missing.DEAL:
        async with desk.work() as work:
            chosen = read_id(callback_data.value) if callback_data.value else None
            plan = await choose_deal(work, callback_data.id, chosen)
    await present_plan(call, desk, plan)


async def on_new(call: CallbackQuery, callback_data: SentenceCb, desk: Desk) -> None:
    """The unknown name becomes a customer, and the whole sentence goes on."""
    async with desk.work() as work:
        plan = await create_unknown(work, callback_data.id)
    await present_plan(call, desk, plan)


async def on_else(call: CallbackQuery, callback_data: SentenceCb, desk: Desk) -> None:
    plan = await load_plan(desk, callback_data.id)
    await ask(desk.state, Asking.person, sentence=plan.sentence_id)
    await show(call, Screen(ask_person(plan, desk.t), [build_back_row(plan, desk.t)]))


async def on_show(call: CallbackQuery, callback_data: SentenceCb, desk: Desk) -> None:
    await present_plan(call, desk, await load_plan(desk, callback_data.id))


async def on_yes(call: CallbackQuery, callback_data: SentenceCb, desk: Desk) -> None:
    async with desk.work() as work:
        plan = await confirm(work, callback_data.id, None)
    await present_plan(call, desk, plan)


async def on_undo(call: CallbackQuery, callback_data: SentenceCb, desk: Desk) -> None:
    """All of it, as far as it was done."""
    async with desk.work() as work:
        plan = await take_back(work, callback_data.id)
    await present_plan(call, desk, plan, said_undone(desk.t))


async def on_person(message: Message, text: str, desk: Desk) -> None:
    """The name that was asked for."""
    asked = await get_question(desk.state)
    plan = await load_plan(desk, asked["sentence"])
    if not await answer_person(message, desk, plan, check_text("text", text, NAME_LIMIT)):
        await show(message, Screen(say_nobody(text, desk.t), [build_back_row(plan, desk.t)]))


async def answer_person(message: Message, desk: Desk, plan: Plan, text: str) -> bool:
    """Whether somebody is called so: the only one is meant, of several one is chosen."""
    async with desk.reading() as work:
        page = await find_customers(work.session, desk.actor, text, limit=SHOWN)
    if page.total == 1:
        await _choose(message, desk, plan, page.items[0].id)
    elif page.items:
        rows = [*build_candidate_rows(plan, page.items), build_back_row(plan, desk.t)]
        await show(message, Screen(render_found(text, page, desk.t), rows))
    return bool(page.items)


async def _choose(event: Event, desk: Desk, plan: Plan, customer_id: int) -> None:
    """Who was meant; what is done already about another is taken back and done anew."""
    is_done = any(line.status is LineStatus.DONE for line in plan.writes)
    turn = turn_to if is_done else choose_customer
    async with desk.work() as work:
        chosen = await turn(work, plan.sentence_id or 0, customer_id)
    await close_question(desk.state)
    await present_plan(event, desk, chosen)
