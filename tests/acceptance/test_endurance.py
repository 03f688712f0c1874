"""What a killed process must not lose or double, and what a second start must find."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.phone import Phone
from tests.acceptance.people import found_company, send
from tests.acceptance.product import Product

pytestmark = pytest.mark.process

VERA = {"name": "Vera Gelashvili", "phone": "+995599100005", "wish": "4 windows"}


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    """One language is enough here; the test itself kills and starts."""
    running = Product(tmp_path, "en")
    await running.start()
    yield running
    if running.process is not None and running.process.returncode is None:
        assert await running.stop() == 0, running.read_log()


async def count_messages(phone: Phone, words: str) -> int:
    return sum(words in message.text for message in await phone.chat() if message.from_bot)


async def test_a_reminder_comes_once_though_the_process_is_killed_before_it(product: Product) -> None:
    async with product.open_sandbox() as client:
        company = await found_company(product, client, "en")
        seller = company.seller.id
        assert await company.fill_form(**VERA) == 201
        await product.kill()
    await product.start()
    async with product.open_sandbox() as client:
        await client.set_pace(chat=(10_000, 10_000), overall=(10_000, 10_000))
        phone = next(phone for phone in await client.list_phones() if phone.id == seller)
        await phone.wait_for("New request")
        await client.advance(timedelta(minutes=11))
        reminder = await phone.wait_for("⏰ Soon")
        await client.settled()
        assert "Vera Gelashvili" in reminder.text
        assert await count_messages(phone, "⏰ Soon") == 1
        assert await count_messages(phone, "New request\n") == 1
    sent = await product.ask("SELECT kind, status, count(*) FROM notifications WHERE payload ? 'task_id' GROUP BY 1, 2")
    assert {(kind, status): n for kind, status, n in sent} == {
        ("request_arrived", "sent"): 1,
        ("task_reminder", "sent"): 1,
    }


async def test_a_second_start_keeps_the_company_and_a_half_answered_question(product: Product) -> None:
    async with product.open_sandbox() as client:
        company = await found_company(product, client, "en")
        seller = company.seller.id
        await send(company.seller, "/new")
        await send(company.seller, "Tamar Lomidze")
    assert await product.stop() == 0, product.read_log()
    await product.start()
    assert not any("t.me" in line for line in product.lines), "the company has its owner"
    async with product.open_sandbox() as client:
        phone = next(phone for phone in await client.list_phones() if phone.id == seller)
        await send(phone, "577 20 00 01")
        await send(phone, "3 doors")
    row = await product.ask_one(
        "SELECT c.name, p.value, d.wish FROM customers c JOIN contact_points p ON p.customer_id = c.id"
        " JOIN deals d ON d.customer_id = c.id"
    )
    assert row == ("Tamar Lomidze", "+995577200001", "3 doors")


async def test_a_port_that_is_taken_stops_the_start_with_a_sentence(product: Product, tmp_path: Path) -> None:
    port = product.base_url.rpartition(":")[2]
    other = Product(tmp_path / "other", "en", environment={"WEB_PORT": port})
    (tmp_path / "other").mkdir()
    status = await other.run_to_its_end()
    assert status == 2
    assert "WEB_PORT" in other.read_log()
    assert len(other.read_log().strip().splitlines()) == 1
