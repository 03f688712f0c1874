"""An answer that cannot be taken: the refusal stands under the question's own buttons, so that there is a way on."""

from __future__ import annotations

from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Message, TelegramObject

from crm_core.kernel.errors import AlreadyHandled, CrmError
from handlers.ui.desk import Desk
from handlers.ui.keyboards import cancel_button
from handlers.ui.list_keyboards import build_new_rows
from handlers.ui.middleware import Handler
from handlers.ui.questions import Adding
from handlers.ui.screen import Screen, show
from handlers.views.errors import render_error

_STEPS = {Adding.name.state: "name", Adding.phone.state: "phone", Adding.wish.state: "wish"}


class RefusedAnswers(BaseMiddleware):
    """While a question waits, a refused message is answered here; the question stays open."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        try:
            return await handler(event, data)
        except CrmError as error:
            desk: Desk = data["desk"]
            asked = await desk.state.get_state()
            if asked is None or not isinstance(event, Message) or isinstance(error, AlreadyHandled):
                raise
            rows = build_new_rows(_STEPS[asked], desk.t) if asked in _STEPS else [cancel_button(desk.t)]
            await show(event, Screen(render_error(error, desk.t), rows))
            return None
