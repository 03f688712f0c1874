"""Everything the bot sends keeps within Telegram's limits; answers go before notifications."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter

from bot.delivery.allowance import Allowance, LocalAllowances, SharedAllowances
from bot.delivery.pace import Pace, Rank, speaking_as
from tests.fakes.api import RecordedApi


class Moments:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def api() -> RecordedApi:
    return RecordedApi()


@pytest.fixture
async def bot(api: RecordedApi) -> AsyncIterator[Bot]:
    bot = api.build_bot()
    bot.session.middleware(Pace())
    yield bot
    await bot.session.close()


async def test_a_burst_passes_and_then_one_a_second() -> None:
    clock = Moments()
    allowances, chat = LocalAllowances(clock), [Allowance("chat", burst=3, per_second=1)]
    assert [await allowances.take(chat) for _ in range(4)] == [0, 0, 0, pytest.approx(1)]
    clock.now += 1
    assert [await allowances.take(chat) for _ in range(2)] == [0, pytest.approx(1)]
    clock.now += 60
    assert [await allowances.take(chat) for _ in range(4)] == [0, 0, 0, pytest.approx(1)]


async def test_what_one_allowance_refuses_is_not_taken_from_the_others() -> None:
    clock = Moments()
    allowances = LocalAllowances(clock)
    narrow, wide = Allowance("a", burst=1, per_second=1), Allowance("b", burst=2, per_second=1)
    assert await allowances.take([narrow, wide]) == 0
    assert await allowances.take([narrow, wide]) > 0
    assert await allowances.take([wide]) == 0


async def test_thirty_chats_a_second_at_most(bot: Bot, api: RecordedApi) -> None:
    started = time.monotonic()
    await asyncio.gather(*(bot.send_message(chat, "x") for chat in range(1, 43)))
    assert time.monotonic() - started >= 14 / 28 - 0.05
    assert len(api.messages) == 42


async def test_an_answer_does_not_wait_behind_notifications(bot: Bot, api: RecordedApi) -> None:
    async def notify(chat: int) -> None:
        with speaking_as(Rank.NOTICE):
            await bot.send_message(chat, "notice")

    notices = [asyncio.create_task(notify(chat)) for chat in range(1, 31)]
    await asyncio.sleep(0.05)
    started = time.monotonic()
    await bot.send_message(99, "answer")
    assert time.monotonic() - started < 0.2
    assert len(api.messages) < 31
    await asyncio.gather(*notices)
    assert len(api.messages) == 31


async def test_what_makes_no_new_message_passes_at_once(bot: Bot) -> None:
    started = time.monotonic()
    for _ in range(20):
        await bot.send_chat_action(1, "typing")
    assert time.monotonic() - started < 0.5


async def test_an_answer_that_was_too_fast_is_sent_again_after_the_pause(bot: Bot, api: RecordedApi) -> None:
    api.faults.append(lambda method: TelegramRetryAfter(method, "Too Many Requests", 1))
    started = time.monotonic()
    await bot.send_message(1, "answer")
    assert time.monotonic() - started >= 1
    assert api.read(1) == ["answer"]


async def test_a_notification_that_was_too_fast_goes_back_to_its_ledger(bot: Bot, api: RecordedApi) -> None:
    api.faults.append(lambda method: TelegramRetryAfter(method, "Too Many Requests", 1))
    with speaking_as(Rank.NOTICE), pytest.raises(TelegramRetryAfter):
        await bot.send_message(1, "notice")
    started = time.monotonic()
    await asyncio.gather(bot.send_message(1, "later"), bot.send_message(2, "another chat"))
    assert api.read(2) == ["another chat"]
    assert time.monotonic() - started >= 0.9


@pytest.mark.redis
async def test_processes_share_their_allowances_through_redis(redis_url: str) -> None:
    first, second = SharedAllowances(redis_url), SharedAllowances(redis_url)
    chat = [Allowance("chat:1", burst=4, per_second=1)]
    taken: list[Any] = [await one.take(chat) for one in (first, second) * 3]
    assert [pause == 0 for pause in taken] == [True, True, True, True, False, False]
    assert 0 < taken[4] <= 4
    await first.close()
    await second.close()


async def test_while_redis_is_away_each_process_keeps_its_own_pace(tmp_path: Path) -> None:
    shared = SharedAllowances(f"unix://{tmp_path}/nobody.sock")
    chat = [Allowance("chat:1", burst=1, per_second=1)]
    assert [pause == 0 for pause in (await shared.take(chat), await shared.take(chat))] == [True, False]
    await shared.close()
