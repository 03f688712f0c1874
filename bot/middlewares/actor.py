"""Resolves the Telegram account to an `Actor`, anew for every update.

It is one short read and not cached: access that was taken away ends with the very next update, in every process.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, User

from crm_core.company.queries import get_company
from crm_core.db.unit_of_work import Store
from crm_core.kernel.actor import LOCALES, Actor, ActorKind, build_system_actor
from crm_core.staff.queries import find_actor

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


def choose_locale(language_code: str | None, default: str) -> str:
    """The language of somebody's Telegram when we speak it."""
    spoken = (language_code or "")[:2]
    return spoken if spoken in LOCALES else default


class ActorMiddleware(BaseMiddleware):
    """Puts `actor` into the handler's arguments: an employee, a customer, or a visitor nobody knows yet."""

    def __init__(self, store: Store, default_locale: str) -> None:
        self._store = store
        self._default_locale = default_locale

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        user: User | None = data.get("event_from_user")
        if user is None or user.is_bot:
            return None
        data["actor"] = await self._resolve(user)
        return await handler(event, data)

    async def _resolve(self, user: User) -> Actor:
        locale = choose_locale(user.language_code, self._default_locale)
        async with self._store.reading(build_system_actor()) as work:
            actor = await find_actor(work.session, user.id, locale)
            if actor is not None:
                return actor
            company = await get_company(work.session)
        return Actor(ActorKind.VISITOR, None, locale, company.zone, name=user.full_name, telegram_id=user.id)
