"""What is remembered of a visitor until her number tells who she is: her language, and what she wants.

It lives in the conversation's storage. With the number it moves to the customer's own row.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import TelegramObject

from crm_core.customers.models import Customer
from crm_core.intake.actions import WISH_LIMIT
from crm_core.kernel.actor import LOCALES, Actor, ActorKind
from crm_core.kernel.wording import check_text
from handlers.ui.desk import Desk
from handlers.ui.middleware import Handler

_LOCALE = "locale"
_WISH = "wish"


class Known(Filter):
    """Customers, not visitors."""

    async def __call__(self, event: TelegramObject, actor: Actor) -> bool:
        return actor.kind is ActorKind.CUSTOMER


class VisitorLanguage(BaseMiddleware):
    """The language that a visitor has chosen goes before that of her Telegram."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        actor: Actor = data["actor"]
        if actor.kind is ActorKind.VISITOR:
            chosen = (await data["state"].get_data()).get(_LOCALE)
            if chosen in LOCALES:
                data |= {"actor": replace(actor, locale=chosen), "t": replace(data["t"], locale=chosen)}
        return await handler(event, data)


async def remember_language(state: FSMContext, locale: str) -> None:
    if locale in LOCALES:
        await state.update_data({_LOCALE: locale})


async def remember_wish(state: FSMContext, text: str) -> str:
    """Add to what she wants; the whole of it. Raises TextInvalid."""
    whole = check_text("wish", "\n".join(part for part in (await find_wish(state), text) if part), WISH_LIMIT)
    await state.update_data({_WISH: whole})
    return whole


async def find_wish(state: FSMContext) -> str | None:
    return (await state.get_data()).get(_WISH) or None


async def forget_visit(state: FSMContext) -> None:
    """She is known now: whatever was remembered has moved to where it belongs."""
    await state.clear()


def speak(desk: Desk, locale: str) -> Desk:
    """The same desk in another language."""
    return replace(desk, actor=replace(desk.actor, locale=locale), t=replace(desk.t, locale=locale))


def recognise(desk: Desk, customer: Customer) -> Desk:
    """The desk of a visitor who has turned out to be this customer."""
    locale = customer.locale or desk.actor.locale
    actor = replace(desk.actor, kind=ActorKind.CUSTOMER, id=customer.id, locale=locale, name=customer.name)
    return replace(desk, actor=actor, t=replace(desk.t, locale=locale))
