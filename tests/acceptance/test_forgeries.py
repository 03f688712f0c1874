"""What is not somebody's own is refused in the same words, whatever way he tries, and every attempt is audited."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.phone import Phone
from handlers.ui.callbacks import CustomerAct, CustomerCb, DealAct, DealCb, OrderAct, OrderCb, TaskAct, TaskCb
from tests.acceptance.people import Company, add_phone, found_company, invite, press, send
from tests.acceptance.product import Product

pytestmark = pytest.mark.process

VERA = {"name": "Vera", "phone": "+995599100005", "wish": "4 windows"}


@pytest.fixture
async def company(tmp_path: Path) -> AsyncIterator[Company]:
    """One seller with a customer of his own."""
    product = Product(tmp_path, "en")
    await product.start()
    async with product.open_sandbox() as client:
        company = await found_company(product, client, "en")
        assert await company.fill_form(**VERA) == 201
        await company.seller.wait_for("+995599100005")
        yield company
    assert await product.stop() == 0, product.read_log()


async def press_forged(phone: Phone, data: str) -> str:
    """The words with which the forged button is answered."""
    shown = next(message for message in reversed(await phone.chat()) if message.buttons)
    answer = await phone.press_data(shown.id, data)
    await phone.settled()
    assert answer is not None
    assert answer.alert, await phone.describe()
    return answer.text


async def count_refusals(company: Company, phone: Phone) -> int:
    return int(
        await company.product.ask_one(
            "SELECT count(*) FROM audit_entries WHERE action = 'refused' AND telegram_id = :id", id=phone.id
        )
    )


async def test_another_sellers_things_are_refused_like_things_that_are_not_there(company: Company) -> None:
    other = await add_phone(company.client, "Dato Kldiashvili", 9, "en")
    await invite(company, other, "Seller")
    deal, customer, task = await company.product.ask_one(
        "SELECT d.id, d.customer_id, t.id FROM deals d JOIN tasks t ON t.deal_id = d.id"
    )
    forged = (
        DealCb(act=DealAct.OPEN, id=deal),
        DealCb(act=DealAct.OPEN, id=987654),
        CustomerCb(act=CustomerAct.OPEN, id=customer),
        TaskCb(act=TaskAct.DONE, id=task),
    )
    answers = {await press_forged(other, button.pack()) for button in forged}
    assert len(answers) == 1, answers
    assert await count_refusals(company, other) == len(forged)
    assert await company.product.ask_one("SELECT status FROM tasks WHERE id = :id", id=task) == "open"
    for words in ("Vera", "599 100 005"):
        assert "4 windows" not in (await send(other, words)).text


async def test_used_and_invented_links_are_refused_alike(company: Company) -> None:
    used = next(word for message in await company.owner.chat() for word in message.text.split() if "?start=i_" in word)
    stranger = await add_phone(company.client, "Stranger", 8, "en")
    answers = []
    for link in (used, "i_invented", "o_invented"):
        await stranger.open_link(link)
        await stranger.settled()
        answers.append((await stranger.screen()).text)
    assert len(set(answers)) == 1, answers
    assert await count_refusals(company, stranger) == 3


async def test_a_customers_link_opens_for_her_alone(company: Company) -> None:
    await press(company.seller, "Open the deal")
    shown = await press(company.seller, "🔗 Link")
    link = next(word for word in shown.text.split() if "?start=c" in word)
    await company.buyer.open_link(link)
    await company.buyer.settled()
    assert "4 windows" in (await company.buyer.screen()).text
    stranger = await add_phone(company.client, "Stranger", 8, "en")
    for attempt in (link, link[:-1] + ("a" if link[-1] != "a" else "b")):
        await stranger.open_link(attempt)
        await stranger.settled()
        assert "4 windows" not in "".join([message.text for message in await stranger.chat()])
    assert await count_refusals(company, stranger) == 2
    deal = await company.product.ask_one("SELECT id FROM deals")
    await stranger.share_contact()
    await stranger.settled()
    assert await press_forged(stranger, OrderCb(act=OrderAct.OPEN, id=deal).pack())
    assert await count_refusals(company, stranger) == 3
