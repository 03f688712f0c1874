"""The first start: the company is set up question by question, and an interrupted one goes on where it stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiogram import Router
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from crm_core.company.queries import get_company
from crm_core.db.unit_of_work import Store
from crm_core.kernel.actor import Actor, Role
from handlers.owner.asking import OPEN_STEP, Setting, check_may_ask, show_question, show_set_up, take_choice, take_text
from handlers.ui.audience import ForStaff, Typed
from handlers.ui.callbacks import OwnerCb
from handlers.ui.desk import Desk
from handlers.ui.questions import get_question
from handlers.views.company import ASKED, DONE, STEPS, Field, Mode


def build_router() -> Router:
    router = Router(name="owner.setup")
    router.callback_query.register(on_question, Question("q", ASKED | {Mode.WIZARD: (*STEPS, DONE)}))
    router.callback_query.register(on_answer, Question("a", ASKED | {Mode.OWN: (*ASKED[Mode.OWN], Field.SHIFT)}))
    router.message.register(on_typed, StateFilter(Setting.value), Typed(), ForStaff())
    router.message.register(on_unfinished, Unfinished())
    return router


class Unfinished(Filter):
    """The owner's `/start` while a step of the first start is open, or anything before a trade is chosen.

    Passes the step on as `step`: without its stages nothing else could be done yet.
    """

    async def __call__(self, event: Message, actor: Actor, store: Store, state: FSMContext) -> bool | dict[str, Any]:
        if not actor.has_role(Role.OWNER):
            return False
        step = (await state.get_data()).get(OPEN_STEP)
        if step is not None and (event.text or "").startswith("/start"):
            return {"step": Field(step)}
        async with store.reading(actor) as work:
            company = await get_company(work.session)
        if company.trade is not None:
            return False
        return {"step": Field(step or (Field.TRADE if company.name else Field.LANGUAGE))}


class Question(Filter):
    """A pressed button of a question: passes on `mode`, `what` (None: the end) and the `rest`."""

    def __init__(self, act: str, known: Mapping[Mode, Sequence[str]]) -> None:
        self.act = act
        self._known = known

    async def __call__(self, event: CallbackQuery, actor: Actor) -> bool | dict[str, Any]:
        if not actor.is_employee or not event.data or not event.data.startswith(f"{OwnerCb.__prefix__}:{self.act}:"):
            return False
        mode, _, rest = OwnerCb.unpack(event.data).value.partition(".")
        what, _, rest = rest.partition(".")
        if mode not in list(Mode) or what not in self._known[Mode(mode)]:
            return False
        return {"mode": Mode(mode), "what": None if what == DONE else Field(what), "rest": rest}


async def on_question(event: CallbackQuery, desk: Desk, mode: Mode, what: Field | None, rest: str) -> None:
    if what is None:
        await show_set_up(event, desk)
    else:
        await show_question(event, desk, mode, what, rest)


async def on_answer(event: CallbackQuery, desk: Desk, mode: Mode, what: Field, rest: str) -> None:
    await take_choice(event, desk, mode, what, rest)


async def on_typed(event: Message, desk: Desk, text: str) -> None:
    question = await get_question(desk.state)
    mode = Mode(question["mode"])
    await check_may_ask(desk, mode)
    await take_text(event, desk, mode, Field(question["what"]), text)


async def on_unfinished(event: Message, desk: Desk, step: Field) -> None:
    await show_question(event, desk, Mode.WIZARD, step)
