"""Scenario B: what is passed on to the bot lands where it belongs; a killed process and doubled messages harm nothing.

One company is at work for all of it, and for A3 before; only the last test may leave something on the buyer's deal.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sandbox.phone import Hidden, Message
from tests.acceptance.people import PICTURE, Company, press, send
from tests.acceptance.spoken import Spoken
from tests.fakes.models import serve_models
from tests.snapshot import read_live_rows

pytestmark = pytest.mark.process

PHONE = "+995599100005"
SOUND = b"OggS a voice"
FILES = (
    "SELECT a.file_kind, a.text FROM activities a JOIN customers c ON c.id = a.customer_id"
    " WHERE c.name = :name AND a.kind = 'file' AND a.retracted_at IS NULL ORDER BY a.id"
)
NOTES = "SELECT text FROM activities WHERE kind = 'note' AND retracted_at IS NULL AND text LIKE '%' || :words"
NEWCOMER = (
    "SELECT p.value, d.wish, t.kind, t.status FROM customers c JOIN deals d ON d.customer_id = c.id"
    " JOIN tasks t ON t.deal_id = d.id LEFT JOIN contact_points p ON p.customer_id = c.id AND p.kind = 'phone'"
    " WHERE c.name = :name"
)
CALLS = (
    "SELECT a.outcome FROM activities a JOIN customers c ON c.id = a.customer_id"
    " WHERE c.name = :name AND a.kind = 'call' AND a.retracted_at IS NULL ORDER BY a.id"
)
VISITS = (
    "SELECT to_char(t.due_at AT TIME ZONE 'Asia/Tbilisi', 'YYYY-MM-DD HH24:MI') FROM tasks t"
    " JOIN customers c ON c.id = t.customer_id WHERE c.name = :name AND t.kind = 'visit' AND t.status = 'open'"
)


@pytest.fixture(autouse=True)
async def vera(shop: Company, spoken: Spoken) -> Message:
    """She has left a request, the buyer's phone is hers, and her deal is in the seller's view."""
    if not await shop.product.ask("SELECT id FROM customers WHERE name = :name", name=spoken.vera):
        assert await shop.fill_form(name=spoken.vera, phone=PHONE, wish="4 windows") == 201
        await shop.buyer.open_link()
        await shop.buyer.settled()
        await shop.buyer.share_contact()
        await shop.buyer.settled()
    await shop.seller.wait_for(PHONE)
    await send(shop.seller, PHONE)
    shop.reset_taps()
    return await shop.seller.screen()


async def test_a_shared_contact_becomes_a_customer_with_a_deal_and_a_next_step(shop: Company, spoken: Spoken) -> None:
    seller = shop.seller
    await seller.share_contact(("Dato Kiknadze", "599 30 00 01"))
    await seller.settled()
    await shop.press(seller, "Call tomorrow")
    assert seller.taps == 2
    assert await shop.product.ask(NEWCOMER, name="Dato Kiknadze") == [("+995599300001", None, "call", "open")]


async def test_the_words_of_a_known_customer_become_a_note_on_her_deal(shop: Company, spoken: Spoken) -> None:
    seller = shop.seller
    await seller.send(spoken.asks, author=shop.buyer)
    await seller.settled()
    assert await shop.product.ask(NOTES, words=spoken.asks) == []
    number = await shop.product.ask_one(
        "SELECT d.number FROM deals d JOIN customers c ON c.id = d.customer_id WHERE c.name = :name", name=spoken.vera
    )
    await shop.press(seller, "📝 Note: {deal}", deal=f"{spoken.vera} · #{number}")
    assert seller.taps == 2
    (note,) = await shop.product.ask(NOTES, words=spoken.asks)
    assert shop.buyer.name in note[0]
    assert spoken.asks in (await seller.screen()).text


async def test_an_unknown_author_becomes_a_customer_by_her_words(shop: Company, spoken: Spoken) -> None:
    seller = shop.seller
    words = f"{spoken.asks}. 599 30 00 02"
    await seller.send(words, author=Hidden(spoken.newcomer))
    await seller.settled()
    await shop.press(seller, "➕ New customer: {name}", name=spoken.newcomer)
    await shop.press(seller, "Call tomorrow")
    assert seller.taps == 3
    assert await shop.product.ask(NEWCOMER, name=spoken.newcomer) == [("+995599300002", words, "call", "open")]
    assert len(await shop.product.ask(NOTES, words=words)) == 1


async def test_a_location_becomes_the_address_by_one_tap(shop: Company, spoken: Spoken) -> None:
    seller = shop.seller
    await seller.share_location(41.7151, 44.8271)
    await seller.settled()
    await shop.press(seller, "📍 It is the customer's address")
    assert seller.taps == 2
    assert await shop.product.ask_one(
        "SELECT latitude, longitude FROM customers WHERE name = :name", name=spoken.vera
    ) == (41.7151, 44.8271)
    assert ("location", None) in await shop.product.ask(FILES, name=spoken.vera)


async def test_a_photo_goes_where_its_caption_says_and_a_document_where_one_tap_says(
    shop: Company, spoken: Spoken
) -> None:
    seller = shop.seller
    await send(seller, "599 30 00 01")
    shop.reset_taps()
    await seller.send_photo(PICTURE, "window.png", caption=spoken.caption)
    await seller.settled()
    assert seller.taps == 1
    assert ("photo", spoken.caption) in await shop.product.ask(FILES, name=spoken.vera)
    shop.reset_taps()
    await seller.send_document(b"%PDF-1.4 sizes", "sizes.pdf", author=Hidden("Somebody"))
    await seller.settled()
    await press(seller, spoken.vera)
    assert seller.taps == 2
    assert [kind for kind, _ in await shop.product.ask(FILES, name=spoken.vera)].count("document") == 1


async def test_a_reminder_is_acted_upon_by_typed_words(shop: Company, spoken: Spoken) -> None:
    seller, name = shop.seller, "Mariam Japaridze"
    assert await shop.fill_form(name=name, phone="+995599300003", wish="2 doors") == 201
    await seller.wait_for("+995599300003")
    await shop.client.advance(timedelta(minutes=11))
    soon = shop.words("⏰ Soon")
    reminder = await seller.wait_for(lambda message: soon in message.text and name in message.text)
    await seller.settled()
    shop.reset_taps()
    await seller.reply(reminder, spoken.no_answer)
    await seller.settled()
    assert seller.taps == 1
    assert await shop.product.ask(CALLS, name=name) == [("no_answer",)]


async def test_without_a_transcriber_the_voice_itself_is_kept_and_it_is_said_so(shop: Company, spoken: Spoken) -> None:
    kept = shop.words("🎙 The voice message is kept as it is: here it is not turned into text.")
    await shop.seller.send_voice(SOUND)
    await shop.seller.settled()
    assert shop.seller.taps == 1
    assert kept in (await shop.seller.screen()).text
    assert ("voice", None) in await shop.product.ask(FILES, name=spoken.vera)


@pytest.mark.parametrize("tongue", ["ru"], indirect=True, scope="session")
async def test_a_killed_process_and_a_doubled_message_lose_and_double_nothing(shop: Company, spoken: Spoken) -> None:
    """In one language: it starts the product again, this time with a transcriber."""
    seller, product = shop.seller, shop.product
    assert product.engine is not None
    before = await read_live_rows(product.engine)
    await shop.client.double_updates(1)
    card = await send(seller, spoken.called[0][0])
    assert await product.ask(CALLS, name=spoken.vera) == [("talked",)]
    async with serve_models() as models:
        models.answer_json({"text": spoken.heard})
        product.environment = {"TRANSCRIBER_URL": f"{models.url}/v1"}
        await product.kill()
        await shop.start_again()
        corrected = await send(seller, spoken.friday)
        assert shop.words("✏️ Corrected:") in corrected.text
        assert await product.ask(CALLS, name=spoken.vera) == [("talked",)]
        friday = shop.t.today + timedelta(days=4)
        assert await product.ask(VISITS, name=spoken.vera) == [(f"{friday} 11:00",)]
        await shop.press(seller, "↩️ Undo", card)
        assert product.engine is not None
        assert await read_live_rows(product.engine) == before
        await hear_voice(shop, spoken, f"{friday} 14:00")


async def hear_voice(company: Company, spoken: Spoken, at: str) -> None:
    """What is heard is understood like a typed sentence, and waits for *Yes*."""
    company.reset_taps()
    await company.seller.send_voice(SOUND)
    await company.seller.settled()
    assert ("voice", spoken.heard) in await company.product.ask(FILES, name=spoken.vera)
    assert await company.product.ask(VISITS, name=spoken.vera) == []
    await company.press(company.seller, "✅ Yes")
    assert company.seller.taps == 2
    assert await company.product.ask(VISITS, name=spoken.vera) == [(at,)]
    assert await company.product.ask(CALLS, name=spoken.vera) == [("talked",)]
    await company.measurer.wait_for("14:00")
