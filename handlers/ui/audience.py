"""Filters by who acts and by what was pressed or sent.

They are plain coroutines: aiogram runs magic filters in a thread each, which a busy chat feels.
"""

from __future__ import annotations

from typing import Any

from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message, TelegramObject

from crm_core.kernel.actor import Actor, ActorKind, Role

#: Numbers that a button of ours can carry; -1 stands for "typed". A forged one outside is no button at all.
_LEAST, _MOST = -1, 2**53


class ForRoles(Filter):
    """Employees of one of these roles."""

    def __init__(self, *roles: Role) -> None:
        self.roles = roles

    async def __call__(self, event: TelegramObject, actor: Actor) -> bool:
        return actor.is_employee and actor.has_role(*self.roles)


class ForStaff(Filter):
    """All employees."""

    async def __call__(self, event: TelegramObject, actor: Actor) -> bool:
        return actor.is_employee


class ForCustomers(Filter):
    """Customers, and visitors who are not known yet."""

    async def __call__(self, event: TelegramObject, actor: Actor) -> bool:
        return actor.kind in (ActorKind.CUSTOMER, ActorKind.VISITOR)


class Acting(Filter):
    """A pressed button of this kind, and, when given, one of these acts. Passes it on as `callback_data`."""

    def __init__(self, kind: type[CallbackData], *acts: str) -> None:
        self.kind = kind
        self.acts = acts

    async def __call__(self, event: CallbackQuery) -> bool | dict[str, Any]:
        if event.data is None or event.data.partition(":")[0] != self.kind.__prefix__:
            return False
        try:
            pressed = self.kind.unpack(event.data)
        except (TypeError, ValueError):
            return False
        if self.acts and getattr(pressed, "act", None) not in self.acts:
            return False
        if not all(_LEAST <= number < _MOST for number in _list_numbers(pressed)) or getattr(pressed, "page", 0) < 0:
            return False
        return {"callback_data": pressed}


def _list_numbers(pressed: CallbackData) -> list[int]:
    return [value for _, value in pressed if isinstance(value, int)]


class Naming(Filter):
    """A pressed button whose `what` is one of these; goes after `Acting`."""

    def __init__(self, *names: str) -> None:
        self.names = names

    async def __call__(self, event: CallbackQuery, callback_data: CallbackData) -> bool:
        return getattr(callback_data, "what", None) in self.names


class Typed(Filter):
    """A message of text that is no command. Passes it on as `text`."""

    async def __call__(self, event: Message) -> bool | dict[str, Any]:
        return {"text": event.text} if event.text is not None and not event.text.startswith("/") else False


class ChangedWords(Filter):
    """An edited text or caption; a live location that moves is edited too, and says nothing."""

    async def __call__(self, event: Message) -> bool:
        return event.text is not None or event.caption is not None


class SharedContact(Filter):
    async def __call__(self, event: Message) -> bool:
        return event.contact is not None


class SharedPlace(Filter):
    async def __call__(self, event: Message) -> bool:
        return event.location is not None
