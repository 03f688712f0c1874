"""Long polling that acknowledges an update only after it was handled.

aiogram's own polling either handles one update at a time or confirms what is still being handled. Here a batch is
handled chat by chat, chats side by side and each in the order sent; only then the next request confirms the batch.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter
from aiogram.types import Update

log = structlog.get_logger(__name__)

WAIT_SECONDS = 20
LONGEST_PAUSE = 30.0


async def poll(bot: Bot, dispatcher: Dispatcher) -> None:
    """Run until cancelled. What was being handled when the cancellation came is finished first."""
    offset: int | None = None
    pause = 0.5
    allowed = dispatcher.resolve_used_update_types()
    while True:
        try:
            updates = await bot.get_updates(
                offset=offset, timeout=WAIT_SECONDS, allowed_updates=allowed, request_timeout=WAIT_SECONDS + 10
            )
        except TelegramAPIError as error:
            pause = float(error.retry_after) if isinstance(error, TelegramRetryAfter) else min(pause * 2, LONGEST_PAUSE)
            log.warning("polling failed", error=str(error), pause=pause)
            await asyncio.sleep(pause)
            continue
        pause = 0.5
        if updates:
            offset = updates[-1].update_id + 1
            await _finish(bot, asyncio.ensure_future(handle_batch(bot, dispatcher, updates)), offset)


async def _finish(bot: Bot, batch: asyncio.Future[None], offset: int) -> None:
    """Wait for the batch; when cancelled meanwhile, let it end and confirm it before giving way."""
    try:
        await asyncio.shield(batch)
    except asyncio.CancelledError:
        await batch
        with suppress(TelegramAPIError):
            await bot.get_updates(offset=offset, limit=1, timeout=0, request_timeout=3)
        raise


async def handle_batch(bot: Bot, dispatcher: Dispatcher, updates: list[Update]) -> None:
    """Chats side by side; the updates of one chat in order."""
    chats: dict[int, list[Update]] = defaultdict(list)
    for update in updates:
        chats[get_chat_key(update)].append(update)
    await asyncio.gather(*(_handle_chat(bot, dispatcher, chat) for chat in chats.values()))


async def _handle_chat(bot: Bot, dispatcher: Dispatcher, updates: list[Update]) -> None:
    for update in updates:
        try:
            await dispatcher.feed_update(bot, update)
        except Exception:
            log.exception("update failed", update=update.update_id)


def get_chat_key(update: Update) -> int:
    """The chat that the update belongs to, else its sender, else the update itself."""
    event = update.event
    chat = getattr(event, "chat", None) or getattr(getattr(event, "message", None), "chat", None)
    person = getattr(event, "from_user", None)
    whose = chat or person
    return int(whose.id) if whose else -update.update_id
