"""Say it in one message: any text that answers no question is understood, what is sure is done, and one card tells it.

A text shortly after corrects the one before ("no, Friday"), when it can be read so; what a line still lacks may be
typed. A question or a search writes nothing.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.types import Message

from crm_core.dialogue.carrying import carry_out
from crm_core.dialogue.context import load_context
from crm_core.dialogue.correcting import replace
from crm_core.dialogue.recalling import recall
from crm_core.dialogue.restoring import find_last_plan, get_plan
from crm_core.dialogue.rows import Line, Missing, Plan, View
from crm_core.history.errors import UndoConflict, UndoTooLate
from crm_core.kernel.money import AmountInvalid
from crm_core.kernel.wording import check_text
from crm_core.language.understand import correct, understand
from handlers.staff.answering import answer
from handlers.staff.correcting import change
from handlers.staff.deciding import answer_person
from handlers.staff.finding import TEXT_LIMIT, offer
from handlers.staff.line_values import read_time, read_typed
from handlers.staff.meant import read_view
from handlers.staff.sentences import load_line, make_sense, present_plan
from handlers.ui.audience import Typed
from handlers.ui.desk import Desk
from handlers.ui.questions import Asking, close_question, get_question
from handlers.ui.subject import find_sentence
from handlers.views.understood import said_corrected

#: A longer text is no answer to "when?", "how much?" or "who?".
ANSWER_LIMIT = 64


def build_router() -> Router:
    router = Router(name="staff.saying")
    router.message.register(on_lacking, StateFilter(Asking.lacking), Typed())
    router.message.register(on_text, StateFilter(None), Typed())
    return router


async def on_text(message: Message, text: str, desk: Desk) -> None:
    clean = check_text("text", text, TEXT_LIMIT)
    if not await _correct(message, desk, clean):
        await _say(message, desk, clean)


async def _say(message: Message, desk: Desk, text: str) -> None:
    """Sure lines are done, the others wait; what is only asked is answered."""
    plan = await make_sense(desk, text, await read_view(message, desk))
    if plan.writes:
        async with desk.work() as work:
            plan = await carry_out(work, plan)
        await present_plan(message, desk, plan)
    if plan.reads:
        await answer(message, desk, plan)
    elif not plan.writes:
        await offer(message, desk, plan, looked_for=False)


async def _correct(message: Message, desk: Desk, text: str) -> bool:
    """Whether the text corrects what was said last, or the card replied to; then the card is shown anew.

    What can no longer be taken back is not corrected: the text is then a sentence of its own.
    """
    before = await _find_before(message, desk)
    if before is None or before.is_taken_back or not before.writes:
        return False
    async with desk.reading() as work:
        context = await load_context(work.session, desk.actor, desk.now, has_view=True)
    corrected = correct(recall(before, understand(before.text, context)), text, context)
    if corrected is None:
        return False
    try:
        async with desk.work() as work:
            plan = await replace(work, before.sentence_id or 0, corrected, text)
    except (UndoTooLate, UndoConflict):
        return False
    await present_plan(message, desk, plan, said_corrected(desk.t))
    return True


async def _find_before(message: Message, desk: Desk) -> Plan | None:
    replied = find_sentence(message.reply_to_message)
    async with desk.reading() as work:
        if replied is not None:
            return await get_plan(work, replied)
        return await find_last_plan(work) if message.reply_to_message is None else None


async def on_lacking(message: Message, text: str, desk: Desk) -> None:
    """The time, the sum, the name that a line lacks. What answers nothing is a sentence of its own."""
    asked = await get_question(desk.state)
    await close_question(desk.state)
    plan, line = await load_line(desk, asked["sentence"], asked["line"])
    match line.missing:
        case _ if len(text) > ANSWER_LIMIT:
            answered = False
        case Missing.CUSTOMER:
            is_name = not (await make_sense(desk, text, View(), alone=True)).writes
            answered = is_name and await answer_person(message, desk, plan, text)
        case Missing.AMOUNT | Missing.TIME | Missing.HOUR:
            answered = await _answer_value(message, desk, plan, line, text)
        case _:
            answered = False
    if not answered:
        await on_text(message, text, desk)


async def _answer_value(message: Message, desk: Desk, plan: Plan, line: Line, text: str) -> bool:
    try:
        values = (
            read_typed(line.command, text)
            if line.missing is Missing.AMOUNT
            else await read_time(desk, line.command, text)
        )
    except AmountInvalid:
        values = None
    if values is not None:
        await change(message, desk, plan.sentence_id or 0, line, values)
    return values is not None
