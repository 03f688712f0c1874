"""An update that Telegram repeats is handled once, also when all it did was to answer a question of a conversation.

The unit of work knows a repeated origin by itself and writes nothing again. Here the whole update is stopped, once it
was handled to its end; one whose handling broke off after the commit goes through, so that the person is answered.
Inline queries come with every letter and only read: nothing is kept of them.
"""

from __future__ import annotations

from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.types import TelegramObject, Update

from bot.middlewares.actor import Handler
from crm_core.db.origins import is_handled, mark_handled
from crm_core.db.unit_of_work import Store


class IdempotencyMiddleware(BaseMiddleware):
    """Puts `origin` ("tg:<bot id>:<update id>") into the handler's arguments."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, Update):
            return None
        bot: Bot = data["bot"]
        origin = f"tg:{bot.id}:{event.update_id}"
        if event.inline_query is not None:
            data["origin"] = origin
            return await handler(event, data)
        if await is_handled(self._store.engine, origin):
            if event.callback_query is not None:
                await event.callback_query.answer()
            return None
        data["origin"] = origin
        result = await handler(event, data)
        await mark_handled(self._store.engine, origin, self._store.clock.now())
        return result
