"""The product talks to one person at a time: what happens in groups and channels is none of its business.

An inline query belongs to no chat: whoever types it gets the answer, and nobody else.
"""

from __future__ import annotations

from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Chat, TelegramObject, Update

from bot.middlewares.actor import Handler


class PrivateChatsOnly(BaseMiddleware):
    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if isinstance(event, Update) and event.inline_query is not None:
            return await handler(event, data)
        chat: Chat | None = data.get("event_chat")
        if chat is None or chat.type != "private":
            return None
        return await handler(event, data)
