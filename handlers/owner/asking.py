"""One question about the company or about oneself: shown, and answered by a button or by typing.

At the first start an answer leads to the next question. The step that is open is kept in the conversation, so an
interrupted first start goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import replace

from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from crm_core.kernel.permissions import Right, check_right
from handlers.owner.fields import list_zones, load_present, read_answer, save_answer
from handlers.ui.commands import set_commands
from handlers.ui.desk import Desk
from handlers.ui.keyboards import undo_button
from handlers.ui.questions import ask, close_question
from handlers.ui.screen import Screen, show
from handlers.views.company import STEPS, Field, Mode
from handlers.views.questions import render_question, render_set_up, render_unknown, render_which_zone
from handlers.views.settings import render_settings

Event = Message | CallbackQuery

#: Key in the conversation's values: the step of the first start that waits for its answer.
OPEN_STEP = "setup"


class Setting(StatesGroup):
    """Waits for a typed answer; the question's values are "mode" and "what"."""

    value = State()


async def check_may_ask(desk: Desk, mode: Mode) -> None:
    """The company's questions are the owner's; a refusal is audited."""
    async with desk.reading():
        if mode is not Mode.OWN:
            check_right(desk.actor, Right.CONFIGURE)


async def show_question(event: Event, desk: Desk, mode: Mode, what: Field, proposal: str = "") -> None:
    """The question alone, waiting for its answer."""
    await check_may_ask(desk, mode)
    await ask(desk.state, Setting.value, mode=mode.value, what=what.value)
    if mode is Mode.WIZARD:
        await desk.state.update_data({OPEN_STEP: what.value})
    present = await load_present(desk, mode)
    await show(event, render_question(what, mode, present, desk.t, proposal))


async def show_set_up(event: Event, desk: Desk) -> None:
    """The end of the first start."""
    await check_may_ask(desk, Mode.WIZARD)
    await close_question(desk.state)
    await desk.state.update_data({OPEN_STEP: None})
    present = await load_present(desk, Mode.WIZARD)
    await show(event, render_set_up(present.name, desk.t))


async def take_choice(event: Event, desk: Desk, mode: Mode, what: Field, choice: str) -> None:
    """Store the choice and go on: to the next question of the first start, or back to the settings."""
    await check_may_ask(desk, mode)
    present = await load_present(desk, mode)
    async with desk.work() as work:
        saved = await save_answer(work, mode, what, choice, present)
    if not saved:
        await show_question(event, desk, mode, what)
        return
    if what is Field.LANGUAGE and mode is not Mode.SETTINGS:
        desk = await speak(desk, choice)
    if mode is Mode.WIZARD:
        await _go_on(event, desk, what)
        return
    await close_question(desk.state)
    screen = (await build_settings(desk)).after(desk.t.gettext("✅ Saved."))
    await show(event, screen.with_rows(undo_button(desk.t, work.change_id)))


async def take_text(event: Message, desk: Desk, mode: Mode, what: Field, text: str) -> None:
    """A typed answer; what is not understood is asked again with an example."""
    present = await load_present(desk, mode)
    if what is Field.ZONE:
        zones = list_zones(text)
        if len(zones) > 1:
            await show(event, render_which_zone(zones, mode, desk.t))
            return
        choice = zones[0] if zones else None
    else:
        choice = read_answer(what, text, present, desk)
    if choice is None:
        await show(event, render_question(what, mode, present, desk.t).after(render_unknown(what, desk.t)))
        return
    await take_choice(event, desk, mode, what, choice)


async def speak(desk: Desk, locale: str) -> Desk:
    """From now on the person reads another language, in the menu of commands too."""
    actor = replace(desk.actor, locale=locale)
    await set_commands(desk.bot, actor)
    return replace(desk, actor=actor, t=replace(desk.t, locale=locale))


async def build_settings(desk: Desk) -> Screen:
    company = await load_present(desk, Mode.SETTINGS)
    own = await load_present(desk, Mode.OWN)
    return render_settings(desk.actor, company, own, desk.t)


async def _go_on(event: Event, desk: Desk, what: Field) -> None:
    following = STEPS.index(what) + 1
    if following == len(STEPS):
        await show_set_up(event, desk)
    else:
        await show_question(event, desk, Mode.WIZARD, STEPS[following])
