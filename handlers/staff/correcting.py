"""A tap on a line of what was understood: another value from buttons or typed, somebody else, or out with it."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from crm_core.dialogue.answers import drop_line
from crm_core.dialogue.correcting import change_line, undo_line
from crm_core.dialogue.rows import Line, LineStatus
from crm_core.language.commands import AssignTask, BookVisit
from handlers.staff.line_values import Values, can_be_typed, find_typed, read_day, read_pressed, read_time, read_typed
from handlers.staff.present import Event, show_question
from handlers.staff.sentences import load_choices, load_line, load_tasks, present_plan
from handlers.ui.audience import Acting, Typed
from handlers.ui.callbacks import SentenceAct, SentenceCb
from handlers.ui.desk import Desk
from handlers.ui.questions import Asking, ask, close_question, get_question
from handlers.ui.screen import Screen, show
from handlers.ui.sentence_keyboards import build_assignee_rows, build_back_row, build_line_rows
from handlers.views.commands import make_names
from handlers.views.happened import said_time_unclear
from handlers.views.understood import Typing, ask_assignee, render_line_choice, said_corrected


def build_router() -> Router:
    router = Router(name="staff.correcting")
    press = router.callback_query.register
    press(on_edit, Acting(SentenceCb, SentenceAct.EDIT, SentenceAct.DAY))
    press(on_set, Acting(SentenceCb, SentenceAct.SET))
    press(on_give, Acting(SentenceCb, SentenceAct.GIVE))
    press(on_drop, Acting(SentenceCb, SentenceAct.DROP))
    press(on_type, Acting(SentenceCb, SentenceAct.TYPE))
    router.message.register(on_typed, StateFilter(Asking.line), Typed())
    return router


async def on_edit(call: CallbackQuery, callback_data: SentenceCb, desk: Desk) -> None:
    """What a line could be instead, by buttons or typed at once; for a visit also the hours of another day."""
    plan, line = await load_line(desk, callback_data.id, callback_data.line)
    choices = await load_choices(desk, plan, line, read_day(callback_data.value))
    what = find_typed(line.command)
    if what is not None:
        await ask(desk.state, Asking.line, sentence=callback_data.id, line=line.number, what=what)
    names = make_names(choices.context)
    text = render_line_choice(line, plan, names, await load_tasks(desk, plan), desk.t, typed=what)
    await show(call, Screen(text, build_line_rows(plan, line, choices, desk.t)))


async def on_set(call: CallbackQuery, callback_data: SentenceCb, desk: Desk) -> None:
    _, line = await load_line(desk, callback_data.id, callback_data.line)
    values = await read_pressed(desk, line.command, callback_data.value)
    if values is None:
        await call.answer()
        return
    await change(call, desk, callback_data.id, line, values)


async def on_give(call: CallbackQuery, callback_data: SentenceCb, desk: Desk) -> None:
    """Whom the task or the visit is given to; asked first."""
    plan, line = await load_line(desk, callback_data.id, callback_data.line)
    choices = await load_choices(desk, plan, None)
    if not callback_data.value:
        names = make_names(choices.context)
        tasks, question = await load_tasks(desk, plan), ask_assignee(desk.t)
        text = render_line_choice(line, plan, names, tasks, desk.t, typed=None, question=question)
        await show(call, Screen(text, build_assignee_rows(plan, line, choices, desk.t)))
        return
    chosen = next((one.id for one in choices.context.colleagues if str(one.id) == callback_data.value), None)
    if chosen is None or not isinstance(line.command, AssignTask | BookVisit):
        await call.answer()
        return
    await change(call, desk, callback_data.id, line, {"assignee": chosen})


async def on_drop(call: CallbackQuery, callback_data: SentenceCb, desk: Desk) -> None:
    """Put aside, or taken back when it was done."""
    _, line = await load_line(desk, callback_data.id, callback_data.line)
    drop = undo_line if line.status is LineStatus.DONE else drop_line
    async with desk.work() as work:
        plan = await drop(work, callback_data.id, line.number)
    await present_plan(call, desk, plan, said_corrected(desk.t))


async def on_type(call: CallbackQuery, callback_data: SentenceCb, desk: Desk) -> None:
    """Ask for the line's words, or (`value` "time") for its time."""
    plan, line = await load_line(desk, callback_data.id, callback_data.line)
    what = Typing.TIME if callback_data.value == Typing.TIME else Typing.WORDS
    if not can_be_typed(line.command, what):
        await call.answer()
        return
    await ask(desk.state, Asking.line, sentence=callback_data.id, line=line.number, what=what)
    names = make_names((await load_choices(desk, plan, None)).context)
    text = render_line_choice(line, plan, names, await load_tasks(desk, plan), desk.t, typed=what)
    await show(call, Screen(text, [build_back_row(plan, desk.t)]))


async def on_typed(message: Message, text: str, desk: Desk) -> None:
    """The answer; a time that is not understood is asked again."""
    asked = await get_question(desk.state)
    _, line = await load_line(desk, asked["sentence"], asked["line"])
    is_time = asked["what"] == Typing.TIME
    values = await read_time(desk, line.command, text) if is_time else read_typed(line.command, text)
    if values is None:
        await show_question(message, desk, said_time_unclear(text, desk.t))
        return
    await change(message, desk, asked["sentence"], line, values)


async def change(event: Event, desk: Desk, sentence_id: int, line: Line, values: Values) -> None:
    """Another value for a line, or the one that it lacked, and the card as it is then."""
    async with desk.work() as work:
        plan = await change_line(work, sentence_id, line.number, **values)
    await close_question(desk.state)
    await present_plan(event, desk, plan, said_corrected(desk.t) if line.missing is None else None)
