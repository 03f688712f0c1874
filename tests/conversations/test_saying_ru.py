"""Say it in one message, in Russian: cases, mixed scripts and Latin letters; the card, corrections and *Undo*."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conversations.test_seller_languages import list_latin_words
from tests.fakes.customers import add_deal
from tests.fakes.house import SELLER, House, build_house
from tests.fakes.standing import read_standing
from tests.fakes.telegram import Person

CALLED = "звонил Вере, 4 окна примерно на 6000, замер в четверг в 11"
VISITS = "SELECT due_at FROM tasks WHERE kind = 'visit' AND status = 'open'"


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    house = await build_house(engine, "ru")
    yield house
    house.take_down()


@pytest.fixture
async def seller(house: House) -> Person:
    return house.person(SELLER, "Giorgi")


@pytest.fixture
async def vera(house: House) -> int:
    return await add_deal(house, "Вера Абашидзе", "+995599121314")


@pytest.mark.parametrize(
    "text",
    [
        CALLED,
        "zvonil vere, 4 okna primerno na 6000, zamer v chetverg v 11",
        "Позвонил Вере 4 окна на 6к замер чт 11:00",
    ],
)
async def test_one_message_does_it_all_and_undo_restores_every_row(
    house: House, seller: Person, vera: int, text: str
) -> None:
    before = await read_standing(house)
    said = await seller.say(text)
    assert seller.taps == 1
    assert said.startswith("👤 Вера Абашидзе · #1001 · Замер")
    assert "✅ Звонок:" in said
    assert "✅ Сумма: 6 000\u00a0₾" in said.replace("6\u00a0000", "6 000")
    assert "✅ Замер: чт, 26 ноября, 11:00, Levan Maisuradze" in said
    assert await house.ask("SELECT amount FROM deals") == [(6000,)]
    assert await house.ask(VISITS) == [(datetime(2026, 11, 26, 7, tzinfo=UTC),)]
    assert list_latin_words(seller) <= {"okna"}
    await seller.press("Отменить")
    assert await read_standing(house) == before


async def test_a_following_message_corrects_and_undo_still_restores_every_row(
    house: House, seller: Person, vera: int
) -> None:
    before = await read_standing(house)
    await seller.say(CALLED)
    said = await seller.say("нет, в пятницу")
    assert "Исправлено" in said
    assert "✅ Замер: пт, 27 ноября, 11:00" in said
    await seller.say("не 6, а 7 тысяч")
    assert await house.ask("SELECT amount FROM deals") == [(7000,)]
    assert await house.ask(VISITS) == [(datetime(2026, 11, 27, 7, tzinfo=UTC),)]
    await seller.press("Отменить")
    assert await read_standing(house) == before


async def test_of_two_people_of_one_name_one_is_chosen(house: House, seller: Person, vera: int) -> None:
    await add_deal(house, "Вера Беридзе", "+995599555555")
    assert "Кто это?" in await seller.say(CALLED)
    said = await seller.press("Вера Беридзе · …5555")
    assert said.startswith("👤 Вера Беридзе · #1002 · Замер")
    assert await house.ask("SELECT number, amount FROM deals ORDER BY number") == [(1001, None), (1002, 6000)]


async def test_a_refusal_waits_for_yes(house: House, seller: Person, vera: int) -> None:
    assert "❔ Отказ: Дорого" in await seller.say("Вера отказалась, дорого")
    assert "✅ Отказ: Дорого" in await seller.press("Да")


async def test_a_call_back_without_a_time_asks_when(house: House, seller: Person, vera: int) -> None:
    assert "Когда?" in await seller.say("Вера просила перезвонить")
    said = await seller.say("завтра в 17")
    assert "✅ Позвонить: завтра, 17:00" in said


async def test_a_call_that_did_not_happen_is_not_logged(house: House, seller: Person, vera: int) -> None:
    before = await read_standing(house)
    await seller.say("не звонил Вере")
    assert await house.ask("SELECT count(*) FROM activities WHERE kind = 'call'") == [(0,)]
    assert {**await read_standing(house), "timeline": []} == {**before, "timeline": []}


@pytest.mark.parametrize(
    ("text", "shown"),
    [("что сегодня", "Сегодня"), ("кто просрочен", "Просрочено"), ("сколько должна Вера", "Сумма сделки"),
     ("покажи сделки больше 5000", "Сделки")],
)  # fmt: skip
async def test_a_question_is_answered_at_once(house: House, seller: Person, vera: int, text: str, shown: str) -> None:
    await seller.say(CALLED)
    before = await read_standing(house)
    assert shown in await seller.say(text)
    assert await read_standing(house) == before


async def test_every_example_of_help_is_understood(house: House, seller: Person, vera: int) -> None:
    said = await seller.say("/help")
    examples = [line for line in said.splitlines() if "Вера Абашидзе" in line]
    assert len(examples) == 3
    for example in examples:
        assert "Вера Абашидзе" in await seller.say(example), example
        assert "Не понято" not in seller.sees
