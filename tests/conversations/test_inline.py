"""`@bot vera` in any chat: who is offered what, what is put there, and that nobody is shown another's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
from aiogram.methods import AnswerInlineQuery
from aiogram.types import Chat, InlineQueryResultArticle, InputTextMessageContent, Message
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from crm_core.customers.actions import NewCustomer, create_customer
from crm_core.deals.actions import ChangeDeal, NewDeal, change_deal, create_deal
from crm_core.kernel.actor import Role
from crm_core.staff.actions import Dismiss, dismiss
from tests.conversations.test_customer import book, join, leave_request
from tests.conversations.test_seller_deals import open_deal
from tests.fakes.house import MEASURER, NOON, OTHER_SELLER, OWNER, SELLER, House, hire
from tests.fakes.telegram import BOT, Person


@pytest.fixture
async def seller(house: House) -> Person:
    return house.person(SELLER, "Giorgi")


@pytest.fixture
async def statements(engine: AsyncEngine) -> AsyncIterator[list[str]]:
    """What is sent to the database."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def add_deals(house: House, count: int, name: str = "Nino", seller: int = SELLER) -> None:
    async with house.store.work(await house.actor(seller)) as work:
        for number in range(count):
            customer = await create_customer(work, NewCustomer(f"{name} {number:02}"))
            await create_deal(work, NewDeal(customer.id))


def read(answer: AnswerInlineQuery) -> list[tuple[str, str, str]]:
    """Title, description and the text that would be sent, of each result."""
    told = []
    for result in answer.results:
        assert isinstance(result, InlineQueryResultArticle)
        assert isinstance(result.input_message_content, InputTextMessageContent)
        told.append((result.title, result.description or "", result.input_message_content.message_text))
    return told


async def test_a_seller_finds_his_customer_and_passes_on_nothing_private(house: House, seller: Person) -> None:
    request = await leave_request(house)
    async with house.store.work(await house.actor(SELLER)) as work:
        await change_deal(work, ChangeDeal(request.deal_id, amount=Decimal(6000)))
    await book(house, request.deal_id)
    for typed in ("vera", "ვერა", "Вера", "5991", "#1001"):
        assert read(await seller.type_inline(typed)) == [
            (
                "Vera Gelashvili",
                "#1001 · Measurement · today, 12:15 · Call",
                "<b>Order #1001</b>\nMeasurement: Thu 26 Nov, 11:00",
            )
        ]


async def test_answers_are_personal_and_not_kept(house: House, seller: Person) -> None:
    answer = await seller.type_inline("nobody")
    assert (answer.results, answer.is_personal, answer.cache_time, answer.next_offset) == ([], True, 0, None)


async def test_an_empty_query_shows_what_is_next_for_the_person(house: House, seller: Person) -> None:
    await open_deal(seller, "Vera Abashidze", "+995599121314")
    await open_deal(seller, "Nino Beridze", "+995599555555")
    boss = await house.actor(OWNER)
    async with house.store.work(boss) as work:
        customer = await create_customer(work, NewCustomer("Owner's own"))
        await create_deal(work, NewDeal(customer.id, responsible_id=boss.employee_id))
    assert [title for title, _, _ in read(await seller.type_inline(""))] == ["Vera Abashidze", "Nino Beridze"]
    owner = house.person(OWNER, "Nino")
    assert [title for title, _, _ in read(await owner.type_inline("  "))] == ["Owner's own"]
    assert len(read(await owner.type_inline("beridze"))) == 1


async def test_pages_follow_each_other_without_gaps(house: House, seller: Person) -> None:
    await add_deals(house, 25)
    seen: list[str] = []
    for query in ("", "nino"):
        offset, pages = "", 0
        while True:
            answer = await seller.type_inline(query, offset)
            assert len(answer.results) <= 20
            seen += [title for title, _, _ in read(answer)]
            offset, pages = answer.next_offset or "", pages + 1
            if not offset:
                break
        assert pages == (2 if not query else 3)
        assert sorted(seen) == [f"Nino {number:02}" for number in range(25)]
        seen.clear()
    assert read(await seller.type_inline("nino", "not ours")) == read(await seller.type_inline("nino"))


async def test_a_customer_with_many_deals_leaves_room_for_others(house: House, seller: Person) -> None:
    await add_deals(house, 2)
    async with house.store.work(await house.actor(SELLER)) as work:
        for _ in range(5):
            await create_deal(work, NewDeal(1))
    assert [title for title, _, _ in read(await seller.type_inline("nino"))] == ["Nino 00", "Nino 00", "Nino 01"]


async def test_two_queries_are_enough(house: House, seller: Person, statements: list[str]) -> None:
    await add_deals(house, 25)
    for typed, offset in (("", ""), ("", "20"), ("nino", ""), ("nino", "10"), ("nino 07", "")):
        statements.clear()
        assert (await seller.type_inline(typed, offset)).results
        about = [one for one in statements if one.startswith("SELECT") and ("deals" in one or "customers" in one)]
        assert 1 <= len(about) <= 2


async def test_others_customers_are_not_offered(house: House, seller: Person) -> None:
    await open_deal(seller)
    await hire(house, OTHER_SELLER, "Tamar", Role.MANAGER)
    other, measurer = house.person(OTHER_SELLER, "Tamar"), house.person(MEASURER, "Levan")
    for person in (other, measurer, house.person(777, "Stranger")):
        for typed in ("", "vera", "599121314", "#1001"):
            assert read(await person.type_inline(typed)) == []


async def test_the_specialist_is_offered_the_deals_he_visits(house: House, seller: Person) -> None:
    request = await leave_request(house)
    await book(house, request.deal_id)
    measurer = house.person(MEASURER, "Levan")
    for typed in ("", "vera"):
        assert [title for title, _, _ in read(await measurer.type_inline(typed))] == ["Vera Gelashvili"]


async def test_a_customer_is_offered_her_own_orders_only(house: House) -> None:
    await leave_request(house)
    await leave_request(house, "+995599000009")
    vera = await join(house)
    for typed in ("", "vera", "#1002"):
        ((title, description, text),) = read(await vera.type_inline(typed))
        assert (title, description) == ("Order #1001", "Request received")
        assert text == "<b>Order #1001</b>\nRequest received"


async def test_who_is_dismissed_is_offered_nothing_from_then_on(house: House, seller: Person) -> None:
    await open_deal(seller)
    assert read(await seller.type_inline("vera"))
    employee = (await house.actor(SELLER)).employee_id
    heir = (await house.actor(OWNER)).employee_id
    assert employee is not None
    async with house.store.work(await house.actor(OWNER)) as work:
        await dismiss(work, Dismiss(employee, heir))
    assert read(await seller.type_inline("vera")) == []


async def choose_here(house: House, person: Person, text: str) -> str:
    """A result put into the chat with the bot itself."""
    message = Message(
        message_id=1, date=NOON, chat=Chat(id=person.id, type="private"), from_user=person.user, text=text, via_bot=BOT
    )
    await house.dispatcher.feed_update(house.bot, house.telegram.next_update(message=message))
    return person.sees


async def test_put_into_the_chat_with_the_bot_it_opens_the_deal_and_writes_nothing(
    house: House, seller: Person
) -> None:
    request = await leave_request(house)
    await book(house, request.deal_id)
    before = await house.ask("SELECT count(*) FROM activities")
    assert "Vera Gelashvili · #1001" in await choose_here(house, seller, "Order #1001\nMeasurement: Thu 26 Nov, 11:00")
    assert "no such deal, or it is not open" in await choose_here(house, seller, "Order #1999")
    vera = await join(house)
    assert "Order #1001" in await choose_here(house, vera, "Order #1001\nRequest received")
    assert await house.ask("SELECT count(*) FROM activities") == before


async def test_nothing_is_kept_of_what_is_typed(house: House, seller: Person, statements: list[str]) -> None:
    await open_deal(seller)
    statements.clear()
    await seller.type_inline("vera")
    assert [one for one in statements if one.startswith(("INSERT", "UPDATE"))] == []
