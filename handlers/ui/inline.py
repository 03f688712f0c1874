"""Inline results: how they are put together and handed over, always for the one person who asked.

Telegram keeps answers and shows them to anybody who types the same, unless they are personal; nothing is kept here at
all, so that access which was taken away ends at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Filter
from aiogram.types import InlineQuery, InlineQueryResultArticle, InputTextMessageContent, Message
from markupsafe import Markup

#: Results on one page.
SHOWN = 20

_NUMBER = re.compile(r"\d{1,12}")


class ChosenHere(Filter):
    """An inline result of ours, put into the chat with the bot itself. Passes on the `number` that it names, or 0."""

    async def __call__(self, event: Message) -> bool | dict[str, Any]:
        if event.via_bot is None or event.bot is None or event.via_bot.id != event.bot.id:
            return False
        found = _NUMBER.search(event.text or "")
        return {"number": int(found[0]) if found else 0}


def build_result(key: int, title: str, description: str, text: Markup) -> InlineQueryResultArticle:
    content = InputTextMessageContent(message_text=text)
    return InlineQueryResultArticle(
        id=str(key), title=title, description=description or None, input_message_content=content
    )


def read_offset(query: InlineQuery) -> int:
    """From which entry on; an offset that we never gave is the beginning."""
    return int(query.offset) if query.offset.isascii() and query.offset.isdecimal() and len(query.offset) < 7 else 0


async def offer(query: InlineQuery, results: Sequence[InlineQueryResultArticle], following: int | None = None) -> None:
    """Hand the results over; `following` is the offset of the next page. Somebody who types on no longer waits."""
    try:
        await query.answer(
            list(results),
            cache_time=0,
            is_personal=True,
            next_offset=None if following is None else str(following),
        )
    except TelegramBadRequest as error:
        if "query is too old" not in error.message:
            raise
