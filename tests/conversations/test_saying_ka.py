"""Say it in one message, in Georgian: cases and Latin letters; the card, corrections and *Undo*."""

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

CALLED = "დავურეკე ვერას, 4 ფანჯარა დაახლოებით 6000, აზომვა ხუთშაბათს 11 საათზე"
VISITS = "SELECT due_at FROM tasks WHERE kind = 'visit' AND status = 'open'"


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    house = await build_house(engine, "ka")
    yield house
    house.take_down()


@pytest.fixture
async def seller(house: House) -> Person:
    return house.person(SELLER, "Giorgi")


@pytest.fixture
async def vera(house: House) -> int:
    return await add_deal(house, "ვერა აბაშიძე", "+995599121314")


@pytest.mark.parametrize(
    "text",
    [
        CALLED,
        "davureke veras, 4 fanjara daaxloebit 6000, azomva xutshabats 11 saatze",
        "ვერას დავურეკე 4 ფანჯარა 6 ათასი აზომვა ხუთშაბათს 11-ზე",
    ],
)
async def test_one_message_does_it_all_and_undo_restores_every_row(
    house: House, seller: Person, vera: int, text: str
) -> None:
    before = await read_standing(house)
    said = await seller.say(text)
    assert seller.taps == 1
    assert said.startswith("👤 ვერა აბაშიძე · #1001 · აზომვა")
    assert "✅ ზარი:" in said
    assert "✅ თანხა: 6 000\u00a0₾" in said.replace("6\u00a0000", "6 000")
    assert "✅ აზომვა: ხუთ, 26 ნოემბერი, 11:00, Levan Maisuradze" in said
    assert await house.ask("SELECT amount FROM deals") == [(6000,)]
    assert await house.ask(VISITS) == [(datetime(2026, 11, 26, 7, tzinfo=UTC),)]
    assert list_latin_words(seller) <= {"fanjara"}
    await seller.press("დაბრუნება")
    assert await read_standing(house) == before


async def test_a_following_message_corrects_and_undo_still_restores_every_row(
    house: House, seller: Person, vera: int
) -> None:
    before = await read_standing(house)
    await seller.say(CALLED)
    said = await seller.say("არა, პარასკევს")
    assert "შესწორებულია" in said
    assert "✅ აზომვა: პარ, 27 ნოემბერი, 11:00" in said
    await seller.say("6 კი არა, 7 ათასი")
    assert await house.ask("SELECT amount FROM deals") == [(7000,)]
    assert await house.ask(VISITS) == [(datetime(2026, 11, 27, 7, tzinfo=UTC),)]
    await seller.press("დაბრუნება")
    assert await read_standing(house) == before


async def test_of_two_people_of_one_name_one_is_chosen(house: House, seller: Person, vera: int) -> None:
    await add_deal(house, "ვერა ბერიძე", "+995599555555")
    assert "ვინ არის?" in await seller.say(CALLED)
    said = await seller.press("ვერა ბერიძე · …5555")
    assert said.startswith("👤 ვერა ბერიძე · #1002 · აზომვა")
    assert await house.ask("SELECT number, amount FROM deals ORDER BY number") == [(1001, None), (1002, 6000)]


async def test_a_refusal_waits_for_yes(house: House, seller: Person, vera: int) -> None:
    assert "❔ უარი: ძვირია" in await seller.say("ვერამ უარი თქვა, ძვირიაო")
    assert "✅ უარი: ძვირია" in await seller.press("✅ კი")


async def test_a_call_back_without_a_time_asks_when(house: House, seller: Person, vera: int) -> None:
    assert "როდის?" in await seller.say("ვერამ მთხოვა გადავურეკო")
    said = await seller.say("ხვალ 17-ზე")
    assert "✅ დასარეკია: ხვალ, 17:00" in said


async def test_a_call_that_did_not_happen_is_not_logged(house: House, seller: Person, vera: int) -> None:
    before = await read_standing(house)
    await seller.say("ვერასთვის არ დამირეკავს")
    assert await house.ask("SELECT count(*) FROM activities WHERE kind = 'call'") == [(0,)]
    assert {**await read_standing(house), "timeline": []} == {**before, "timeline": []}


@pytest.mark.parametrize(
    ("text", "shown"),
    [("რა არის დღეს", "დღეს"), ("ვის აქვს ვადაგასული", "ვადა"), ("რამდენი აქვს ვერას გადასახდელი", "გარიგების თანხა"),
     ("მაჩვენე გარიგებები 5000-ზე მეტი", "გარიგებები")],
)  # fmt: skip
async def test_a_question_is_answered_at_once(house: House, seller: Person, vera: int, text: str, shown: str) -> None:
    await seller.say(CALLED)
    before = await read_standing(house)
    assert shown in await seller.say(text)
    assert await read_standing(house) == before


async def test_every_example_of_help_is_understood(house: House, seller: Person, vera: int) -> None:
    said = await seller.say("/help")
    examples = [line for line in said.splitlines() if "ვერა აბაშიძე" in line]
    assert len(examples) == 3
    for example in examples:
        assert "ვერა აბაშიძე" in await seller.say(example), example
        assert "ვერ გავიგე" not in seller.sees
