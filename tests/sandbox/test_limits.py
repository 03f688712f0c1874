"""Telegram's pace and trouble on demand."""

import pytest
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter

from bot.sandbox.limits import Limits, Pace
from bot.sandbox.wire import ApiError
from tests.sandbox.conftest import House, Start


class Ticker:
    """Real time that stands still until told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def wait_of(limits: Limits, chat_id: int, count: int = 1) -> int | None:
    try:
        limits.check_sending(chat_id, count)
    except ApiError as error:
        return error.retry_after
    return None


def test_a_chat_takes_a_small_burst_and_then_one_a_second() -> None:
    ticker = Ticker()
    limits = Limits(monotonic=ticker)
    assert [wait_of(limits, 1) for _ in range(6)] == [None] * 5 + [1]
    ticker.now += 1
    assert [wait_of(limits, 1) for _ in range(2)] == [None, 1]
    ticker.now += 60
    assert [wait_of(limits, 1) for _ in range(6)] == [None] * 5 + [1]


def test_a_group_takes_twenty_a_minute() -> None:
    ticker = Ticker()
    limits = Limits(monotonic=ticker)
    assert [wait_of(limits, -1) for _ in range(21)] == [None] * 20 + [3]
    ticker.now += 60
    assert [wait_of(limits, -1) for _ in range(21)] == [None] * 20 + [3]


def test_all_chats_together_take_thirty_a_second() -> None:
    ticker = Ticker()
    limits = Limits(monotonic=ticker)
    assert [wait_of(limits, chat) for chat in range(1, 32)] == [None] * 30 + [1]
    ticker.now += 1
    assert wait_of(limits, 31) is None


def test_an_album_counts_each_picture() -> None:
    limits = Limits(Pace(), Ticker())
    assert wait_of(limits, 1, 4) is None
    assert wait_of(limits, 1, 4) == 3


async def test_the_bot_is_told_how_long_to_wait(start: Start) -> None:
    house = await start(pace=Pace(chat=(2, 0.1)))
    for _ in range(2):
        await house.bot.send_message(house.nino.id, "a")
    with pytest.raises(TelegramRetryAfter) as refusal:
        await house.bot.send_message(house.nino.id, "a")
    assert refusal.value.retry_after == 10
    assert len(await house.nino.chat()) == 2
    await house.client.set_pace(chat=(100, 100))
    await house.bot.send_message(house.nino.id, "a")


async def test_a_lost_answer_loses_no_message(house: House) -> None:
    await house.client.add_fault("drop_answer", method="sendMessage")
    with pytest.raises(TelegramNetworkError):
        await house.bot.send_message(house.nino.id, "sent all the same")
    assert (await house.nino.screen()).text == "sent all the same"


async def test_flood_is_simulated_with_its_wait(house: House) -> None:
    await house.client.add_fault("error", status=429, retry_after=7)
    with pytest.raises(TelegramRetryAfter) as refusal:
        await house.bot.get_me()
    assert refusal.value.retry_after == 7


async def test_a_delayed_call_is_carried_out_in_the_end(house: House) -> None:
    await house.client.add_fault("delay", seconds=0.05)
    assert (await house.bot.send_message(house.nino.id, "late")).text == "late"
    await house.client.add_fault("error", times=5)
    await house.client.clear_faults()
    await house.bot.get_me()
