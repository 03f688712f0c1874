"""Telegram's Bot API as the sender of notifications sees it: every call is recorded, faults are given in advance."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.enums import ParseMode
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.types import Chat, InlineKeyboardMarkup, Message

TOKEN = "1:" + "x" * 30  # nobody's

Fault = Callable[[TelegramMethod[Any]], Exception]


@dataclass
class RecordedApi(BaseSession):
    """`messages` arrived; `faults` are raised instead of an answer, one a call, `for_ever` in a chat until removed."""

    messages: list[SendMessage] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    for_ever: dict[int, Fault] = field(default_factory=dict)
    #: Runs after Telegram has taken a message and before its answer arrives.
    after_taking: Callable[[], Awaitable[None]] | None = None

    def __post_init__(self) -> None:
        super().__init__()

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ASYNC109
        await asyncio.sleep(0)
        if not isinstance(method, SendMessage):
            return True
        chat_id = int(method.chat_id)
        if chat_id in self.for_ever:
            raise self.for_ever[chat_id](method)
        if self.faults:
            raise self.faults.pop(0)(method)
        self.messages.append(method)
        if self.after_taking is not None:
            await self.after_taking()
        return Message(
            message_id=len(self.messages),
            date=datetime.now(UTC),
            chat=Chat(id=chat_id, type="private"),
            text=method.text,
        )

    async def close(self) -> None:
        return None

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        yield b""

    def build_bot(self) -> Bot:
        return Bot(TOKEN, session=self, default=DefaultBotProperties(parse_mode=ParseMode.HTML))

    def read(self, chat_id: int) -> list[str]:
        """The texts that arrived in a chat."""
        return [message.text for message in self.messages if message.chat_id == chat_id]


def list_labels(message: SendMessage) -> list[str]:
    """The words on the message's buttons."""
    keyboard = message.reply_markup
    rows = keyboard.inline_keyboard if isinstance(keyboard, InlineKeyboardMarkup) else []
    return [button.text for row in rows for button in row]
