"""What a staff handler works with: the store, who acts, his words, and the conversation.

`DeskMiddleware` lays it out for each update, so that handlers take one argument instead of six.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from crm_core.company.queries import get_working_time
from crm_core.db.unit_of_work import Store, Work
from crm_core.kernel.actor import Actor
from crm_core.kernel.working_time import WorkingTime
from crm_core.language.ports import Interpreter
from handlers.ui.callbacks import CancelCb, NewCb
from handlers.ui.links import Links
from handlers.ui.middleware import Handler
from handlers.ui.questions import close_question
from handlers.views.reader import Reader


@dataclass(slots=True)
class Desk:
    """`t.now` is the moment of the update. `state` holds the open question and what the person looks at.

    `interpreter` is None when it is off.
    """

    store: Store
    actor: Actor
    t: Reader
    links: Links
    state: FSMContext
    bot: Bot
    origin: str
    interpreter: Interpreter | None = None

    @property
    def me(self) -> int:
        """The employee's id; staff routers let nobody else in."""
        if self.actor.employee_id is None:
            raise LookupError(self.actor.kind)
        return self.actor.employee_id

    @property
    def now(self) -> datetime:
        return self.t.now

    def reading(self) -> AbstractAsyncContextManager[Work]:
        return self.store.reading(self.actor)

    def work(self, part: str = "") -> AbstractAsyncContextManager[Work]:
        """A writing transaction under the update's origin; `part` tells several of one update apart."""
        return self.store.work(self.actor, self.origin + part)

    async def working_time(self) -> WorkingTime:
        """The company's."""
        async with self.reading() as work:
            return await get_working_time(work.session)


class LeavingQuestions(BaseMiddleware):
    """A pressed button or a command leaves a question unanswered, unless it belongs to the conversation itself.

    Otherwise the next text would answer what nobody remembers.
    """

    _STAY = (NewCb.__prefix__, CancelCb.__prefix__)

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if self._is_elsewhere(event):
            await close_question(data["state"])
        return await handler(event, data)

    def _is_elsewhere(self, event: TelegramObject) -> bool:
        if isinstance(event, CallbackQuery):
            return (event.data or "").partition(":")[0] not in self._STAY
        text = event.text if isinstance(event, Message) else None
        return text is not None and text.startswith("/") and not text.startswith("/cancel")


class DeskMiddleware(BaseMiddleware):
    """Puts `desk` among the arguments of the handlers of a router."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        names = ("store", "actor", "t", "links", "state", "bot", "origin")
        data["desk"] = Desk(**{name: data[name] for name in names}, interpreter=data.get("interpreter"))
        return await handler(event, data)
