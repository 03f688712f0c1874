"""Keeps everything that the bot sends within Telegram's limits, and answers of people before notifications.

It stands in the session of the bot, so that no message can pass it by. Notifications leave a part of each allowance
free, which is what answers to pressed buttons then find. A 429 that comes all the same delays and loses nothing: the
chat rests, an answer is sent again by itself, a notification goes back to its ledger with the pause that was asked for.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.delivery.allowance import Allowance, Allowances, LocalAllowances, SharedAllowances
from bot.metrics import PACE_SECONDS, REFUSED_PACE

log = structlog.get_logger(__name__)

#: An answer is tried so often before the person is told that it did not work.
MOST_TRIES = 5


class Rank(IntEnum):
    """Who waits for whom. Each rank keeps to the allowances of those above it and to its own."""

    ANSWER = 0
    URGENT = 1
    NOTICE = 2


_OVERALL = (
    Allowance("all", burst=28, per_second=28),
    Allowance("all:urgent", burst=24, per_second=24),
    Allowance("all:notice", burst=20, per_second=20),
)

_rank: ContextVar[Rank] = ContextVar("rank", default=Rank.ANSWER)


@contextmanager
def speaking_as(rank: Rank) -> Iterator[None]:
    """What is sent inside is of this rank."""
    token = _rank.set(rank)
    try:
        yield
    finally:
        _rank.reset(token)


class Pace(BaseRequestMiddleware):
    """`redis_url`: share the allowances with other processes of the same bot."""

    def __init__(self, redis_url: str | None = None, allowances: Allowances | None = None) -> None:
        self._allowances = allowances or (SharedAllowances(redis_url) if redis_url else LocalAllowances())
        self._resting: dict[int, float] = {}

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        chat = _find_chat(method)
        if chat is None:
            return await make_request(bot, method)
        rank = _rank.get()
        for attempt in range(1, MOST_TRIES + 1):
            await self._wait(chat, rank)
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                REFUSED_PACE.inc()
                log.warning("telegram asked for a pause", chat=chat, seconds=error.retry_after)
                self._rest(chat, error.retry_after)
                if rank is not Rank.ANSWER or attempt == MOST_TRIES:
                    raise
        raise AssertionError(method)  # the last attempt returned or raised

    async def close(self) -> None:
        """Give connections back, if there are any."""
        await self._allowances.close()

    def _rest(self, chat: int, seconds: float) -> None:
        now = time.monotonic()
        self._resting = {key: until for key, until in self._resting.items() if until > now}
        self._resting[chat] = now + seconds

    async def _wait(self, chat: int, rank: Rank) -> None:
        """Until the chat rests no more and every allowance of the rank has room."""
        wanted = [*_list_chat_allowances(chat, rank), *_OVERALL[: rank + 1]]
        while True:
            pause = self._resting.get(chat, 0.0) - time.monotonic()
            if pause <= 0:
                pause = await self._allowances.take(wanted)
            if pause <= 0:
                return
            PACE_SECONDS.inc(pause)
            await asyncio.sleep(pause)


def _list_chat_allowances(chat: int, rank: Rank) -> list[Allowance]:
    if chat < 0:
        return [Allowance(f"chat:{chat}", burst=18, per_second=0.3)]
    whole = Allowance(f"chat:{chat}", burst=5, per_second=1)
    return [whole] if rank is Rank.ANSWER else [Allowance(f"chat:{chat}:notice", burst=3, per_second=0.9), whole]


def _find_chat(method: TelegramMethod[TelegramType]) -> int | None:
    """The chat in which the method makes a new message; None for all others, which Telegram does not count so."""
    if not method.__api_method__.startswith(("send", "copy", "forward")) or method.__api_method__ == "sendChatAction":
        return None
    chat = getattr(method, "chat_id", None)
    return chat if isinstance(chat, int) else None
