"""Names the update, so that the unit of work recognises one that Telegram repeats."""

from __future__ import annotations

from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.types import TelegramObject, Update

from bot.middlewares.actor import Handler


class OriginMiddleware(BaseMiddleware):
    """Puts `origin` ("tg:<bot id>:<update id>") into the handler's arguments."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        bot: Bot = data["bot"]
        if isinstance(event, Update):
            data["origin"] = f"tg:{bot.id}:{event.update_id}"
        return await handler(event, data)
