"""Scenario A3: one message does it all, the next corrects it, *Undo* restores every row; in three languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sandbox.phone import Message
from tests.acceptance.people import Company, press, send
from tests.acceptance.spoken import Spoken
from tests.snapshot import Rows, read_live_rows

pytestmark = pytest.mark.process

PHONE = "+995599100005"
ADDRESS = "12 Vazha-Pshavela <Ave> & Co"
DEAL = (
    "SELECT d.id, d.number, d.amount, s.code FROM deals d JOIN stages s ON s.id = d.stage_id"
    " JOIN customers c ON c.id = d.customer_id WHERE c.name = :name AND d.archived_at IS NULL"
)
CALLS = (
    "SELECT a.direction, a.outcome, a.text FROM activities a JOIN customers c ON c.id = a.customer_id"
    " WHERE c.name = :name AND a.kind = 'call' AND a.retracted_at IS NULL"
)
VISITS = (
    "SELECT to_char(t.due_at AT TIME ZONE 'Asia/Tbilisi', 'YYYY-MM-DD HH24:MI'), t.purpose, e.name FROM tasks t"
    " JOIN employees e ON e.id = t.assignee_id JOIN customers c ON c.id = t.customer_id"
    " WHERE c.name = :name AND t.kind = 'visit' AND t.status = 'open'"
)


async def read_rows(company: Company) -> Rows:
    assert company.product.engine is not None
    return await read_live_rows(company.product.engine)


def on_day(company: Company, days: int, hour: str) -> str:
    return f"{company.t.today + timedelta(days=days)} {hour}"


async def get_deal(company: Company, name: str) -> tuple[object, ...]:
    """Id, number, amount, stage."""
    (row,) = await company.product.ask(DEAL, name=name)
    return row


async def arrive(company: Company, name: str, phone: str) -> Message:
    """A request from the site; the seller's phone shows it."""
    assert await company.fill_form(name=name, phone=phone, wish="4 windows") == 201
    return await company.seller.wait_for(lambda message: phone in message.text)


async def test_one_message_does_what_a_form_with_five_fields_does(shop: Company, spoken: Spoken) -> None:
    seller, measurer = shop.seller, shop.measurer
    await open_deal(shop, await arrive(shop, spoken.vera, PHONE))
    await shop.press(seller, "📍 Address")
    await send(seller, ADDRESS)
    before = await read_rows(shop)
    assert (await get_deal(shop, spoken.vera))[2:] == (None, "first_call")
    for text, words in spoken.called:
        told = (await measurer.chat())[-1]
        shop.reset_taps()
        card = await send(seller, text)
        assert seller.taps == 1
        assert spoken.vera in card.text
        assert "❔" not in card.text
        assert shop.stage("measurement") in card.text
        visit = await measurer.wait_for(PHONE, after=told)
        assert ADDRESS in visit.text
        assert "11:00" in visit.text
        assert shop.words("🗺 Map") in visit.labels
        assert await shop.product.ask(CALLS, name=spoken.vera) == [("out", "talked", words)]
        assert (await get_deal(shop, spoken.vera))[2:] == (6000, "measurement")
        assert await shop.product.ask(VISITS, name=spoken.vera) == [
            (on_day(shop, 3, "11:00"), "measurement", "Levan Maisuradze")
        ]
        if text == spoken.called[0][0]:
            await pass_on_inline(shop, spoken)
        await shop.press(seller, "↩️ Undo", card)
        assert await read_rows(shop) == before
        off = await measurer.wait_for(shop.words("➖ Not yours any more"), after=visit)
        assert "11:00" in off.text


async def pass_on_inline(company: Company, spoken: Spoken) -> None:
    """In another chat her deal is offered to whoever may see it; the card that is put there tells nothing private."""
    number = (await get_deal(company, spoken.vera))[1]
    for typed in ("vera", "ვერა", "Вере", f"#{number}"):
        shown = await company.seller.inline(typed, to=company.buyer)
        assert shown.titles == [spoken.vera]
        assert shown.is_personal
        assert f"#{number}" in shown.results[0].description
        assert (await company.installer.inline(typed, to=company.buyer)).results == []
    offered = await company.seller.inline("vera", to=company.buyer)
    await company.seller.choose(offered.find(spoken.vera), to=company.buyer)
    card = (await company.seller.chat(peer=company.buyer))[-1]
    assert f"#{number}" in card.text
    assert "11:00" in card.text
    for private in (spoken.vera, PHONE[-9:], "6000", "6,000", "6\xa0000", "6 000", ADDRESS):
        assert private not in card.text


async def open_deal(company: Company, request: Message) -> None:
    await company.press(company.seller, "Open the deal", request)


async def test_following_messages_correct_it_and_undo_restores_what_was_before_the_first(
    shop: Company, spoken: Spoken
) -> None:
    await arrive(shop, spoken.vera, PHONE)
    before = await read_rows(shop)
    text, words = spoken.called[0]
    await send(shop.seller, text)
    await shop.measurer.wait_for("11:00")
    for correction in (spoken.friday, spoken.seven):
        assert shop.words("✏️ Corrected:") in (await send(shop.seller, correction)).text
    assert await shop.product.ask(CALLS, name=spoken.vera) == [("out", "talked", words)]
    assert (await get_deal(shop, spoken.vera))[2:] == (7000, "measurement")
    assert await shop.product.ask(VISITS, name=spoken.vera) == [
        (on_day(shop, 4, "11:00"), "measurement", "Levan Maisuradze")
    ]
    await shop.press(shop.seller, "↩️ Undo")
    assert await read_rows(shop) == before


async def test_of_two_people_of_one_name_one_is_asked_for_once(shop: Company, spoken: Spoken) -> None:
    for name, phone in zip(spoken.tamars, ("+995599200001", "+995599200002"), strict=True):
        await arrive(shop, name, phone)
    before = await read_rows(shop)
    shop.reset_taps()
    asked = await send(shop.seller, spoken.called_tamar)
    assert await read_rows(shop) == before
    assert {f"{name} · …000{n}" for n, name in enumerate(spoken.tamars, 1)} <= set(asked.labels)
    await press(shop.seller, f"{spoken.tamars[1]} · …0002", asked)
    assert shop.seller.taps == 2
    assert [(await get_deal(shop, name))[2] for name in spoken.tamars] == [None, 2500]
    assert len(await shop.product.ask(CALLS, name=spoken.tamars[1])) == 1
    await shop.press(shop.seller, "↩️ Undo")
    assert await read_rows(shop) == before


async def test_whom_nobody_knows_becomes_a_customer_by_one_tap(shop: Company, spoken: Spoken) -> None:
    before = await read_rows(shop)
    shop.reset_taps()
    asked = await send(shop.seller, spoken.called_laura)
    assert await read_rows(shop) == before
    label = next(one for one in asked.labels if one.startswith("➕"))
    assert label == shop.words("➕ New customer: {name}", name=spoken.laura)
    await press(shop.seller, label, asked)
    assert shop.seller.taps == 2
    assert (await get_deal(shop, spoken.laura))[2] == 1800
    assert len(await shop.product.ask(CALLS, name=spoken.laura)) == 1
    await shop.press(shop.seller, "↩️ Undo")
    assert await read_rows(shop) == before
