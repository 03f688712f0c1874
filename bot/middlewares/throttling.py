"""Strangers and customers may not flood the bot; employees' updates are never dropped."""

from __future__ import annotations

from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, Update
from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from bot.middlewares.actor import Handler
from crm_core.kernel.actor import Actor
from handlers.views.errors import render_too_fast
from handlers.views.reader import Reader

RATE = parse("20 per 10 seconds")
#: How often a flooding person is told so.
TELL = parse("1 per 10 seconds")


class ThrottlingMiddleware(BaseMiddleware):
    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        actor: Actor = data["actor"]
        person = str(actor.telegram_id)
        if actor.is_employee or await self._limiter.hit(RATE, "update", person):
            return await handler(event, data)
        if isinstance(event, Update) and await self._limiter.hit(TELL, "told", person):
            await self._tell(event, data["t"])
        return None

    async def _tell(self, update: Update, t: Reader) -> None:
        if update.callback_query is not None:
            await update.callback_query.answer(render_too_fast(t), show_alert=True)
        elif update.message is not None:
            await update.message.answer(render_too_fast(t))
