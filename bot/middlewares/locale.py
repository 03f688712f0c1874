"""Gives every handler its `Reader`: the person's language, zone and present moment."""

from __future__ import annotations

from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject

from bot.middlewares.actor import Handler
from crm_core.kernel.actor import Actor
from crm_core.kernel.clock import Clock
from handlers.views.reader import Reader


class LocaleMiddleware(BaseMiddleware):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        actor: Actor = data["actor"]
        data["t"] = Reader(actor.locale, actor.zone, self._clock.now())
        return await handler(event, data)
