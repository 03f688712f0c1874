"""Messages passed on: whose they are, and how they wait in the conversation until a button tells what they become."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import (
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    User,
)

_KEY = "shared"

#: What waits at the same time; the oldest makes room.
KEPT = 5


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose words they are, and since when. `is_person`: neither a bot nor a channel; `telegram_id` when it is told."""

    name: str
    at: datetime
    is_person: bool
    telegram_id: int | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """What waits: a forwarded `text` with its author and date (ISO), or a contact; the name and phone for a card."""

    text: str = ""
    author: str = ""
    at: str = ""
    name: str = ""
    phone: str = ""


class ForwardedWords(Filter):
    """A text of somebody else: forwarded, or put together by another bot. Passes on its `origin` and `text`.

    It is taken before any command and any answer to a question: nobody's words but the person's own do anything here.
    """

    async def __call__(self, event: Message) -> bool | dict[str, Any]:
        origin = read_origin(event)
        return {"origin": origin, "text": event.text} if origin is not None and event.text is not None else False


def read_origin(message: Message) -> Origin | None:
    """None for a person's own message."""
    origin = message.forward_origin
    match origin:
        case MessageOriginUser(sender_user=user):
            return _read_user(user, origin.date)
        case MessageOriginHiddenUser(sender_user_name=name):
            return Origin(name, origin.date, is_person=True)
        case MessageOriginChannel(chat=chat) | MessageOriginChat(sender_chat=chat):
            return Origin(chat.title or chat.full_name or "", origin.date, is_person=False)
        case _:
            return None if message.via_bot is None else _read_user(message.via_bot, message.date)


def _read_user(user: User, at: datetime) -> Origin:
    return Origin(user.full_name, at, is_person=not user.is_bot, telegram_id=user.id)


async def keep_shared(state: FSMContext, number: int, shared: Shared) -> None:
    """`number` is that of the message it came in."""
    kept = (await state.get_data()).get(_KEY) or {}
    kept = kept | {str(number): asdict(shared)}
    await state.update_data({_KEY: dict(list(kept.items())[-KEPT:])})


async def get_shared(state: FSMContext, number: int) -> Shared | None:
    stored = ((await state.get_data()).get(_KEY) or {}).get(str(number))
    return Shared(**stored) if stored else None


async def forget_shared(state: FSMContext, number: int) -> None:
    """Something has become of it."""
    kept = (await state.get_data()).get(_KEY) or {}
    await state.update_data({_KEY: {key: value for key, value in kept.items() if key != str(number)}})
