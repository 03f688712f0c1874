"""Scenario A, steps 1-4 and 6-9: the whole process, people only at their phones and the form, in three languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.sandbox.phone import Message
from tests.acceptance.people import PICTURE, Company, found_company, press, send
from tests.acceptance.product import Product

pytestmark = pytest.mark.process

VERA = {"name": "Vera Gelashvili", "phone": "0599 10-00-05", "wish": "4 windows, <Saburtalo> & balcony"}


@pytest.fixture
async def company(product: Product, locale: str) -> AsyncIterator[Company]:
    async with product.open_sandbox() as client:
        yield await found_company(product, client, locale)


async def test_from_the_request_to_the_mark(company: Company) -> None:
    request = await arrive(company)
    await alarm(company)
    await call_and_book(company, request)
    await measure(company)
    await agree_and_pay(company)
    await ask_and_move(company)
    await install_and_complain(company)
    await look_back(company)


async def arrive(company: Company) -> Message:
    """A1: the form becomes a customer, a deal and a task; the seller's phone shows them."""
    assert await company.fill_form(**VERA) == 201
    request = await company.seller.wait_for("+995599100005")
    assert company.words("📥 New request") in request.text
    assert VERA["wish"] in request.text
    assert company.words("📞 Dial") in request.labels
    stage, minutes, seller = await company.product.ask_one(
        "SELECT s.code, extract(epoch FROM t.due_at - t.created_at) / 60, e.name FROM deals d JOIN stages s"
        " ON s.id = d.stage_id JOIN tasks t ON t.deal_id = d.id JOIN employees e ON e.id = t.assignee_id"
    )
    assert (stage, minutes, seller) == ("first_call", 15, "Giorgi Beridze")
    again = VERA | {"phone": "+995 599 100 005", "wish": "And a mosquito net"}
    assert await company.fill_form(**again) == 201
    assert await company.product.ask_one("SELECT count(*) FROM customers") == 1
    assert await company.product.ask_one("SELECT count(*) FROM tasks") == 1
    return request


async def alarm(company: Company) -> None:
    """A2: fifteen working minutes of silence reach the owner; she hands the task over and nudges."""
    await company.client.advance(timedelta(minutes=16))
    alert = await company.get(company.owner, "🔴 Not done in time")
    assert {company.words(label) for label in ("Reassign…", "Nudge", "Wait")} <= set(alert.labels)
    company.reset_taps()
    await company.press(company.owner, "Nudge", alert)
    assert company.owner.taps == 1
    await company.seller.wait_for(lambda message: "Nino Kapanadze" in message.text)
    company.reset_taps()
    await company.press(company.owner, "Reassign…", alert)
    await press(company.owner, "Nino Kapanadze")
    assert company.owner.taps == 2
    assert await company.product.ask_one("SELECT e.name FROM tasks t JOIN employees e ON e.id = t.assignee_id") == (
        "Nino Kapanadze"
    )
    await company.press(company.owner, "↩️ Undo")
    assert await company.product.ask_one("SELECT e.name FROM tasks t JOIN employees e ON e.id = t.assignee_id") == (
        "Giorgi Beridze"
    )


async def call_and_book(company: Company, request: Message) -> None:
    """A3 by buttons: the call is logged, the amount and the address are on the deal, the measurer has the visit."""
    company.reset_taps()
    await company.press(company.seller, "Called", request)
    assert company.seller.taps == 1
    assert await company.product.ask_one("SELECT outcome FROM activities WHERE kind = 'call'") == "talked"
    await company.press(company.seller, "Open the deal")
    await company.press(company.seller, "💰 Amount")
    await send(company.seller, "6 000")
    await company.press(company.seller, "📍 Address")
    await send(company.seller, "12 Vazha-Pshavela <Ave> & Co")
    await company.press(company.seller, "Book a visit…")
    await company.press(company.seller, "Measurement")
    await press(company.seller, company.t.day(company.t.today + timedelta(days=1)))
    booked = await press(company.seller, "11:00")
    assert company.stage("measurement") in booked.text
    visit = await company.measurer.wait_for("+995599100005")
    assert "12 Vazha-Pshavela <Ave> & Co" in visit.text
    assert "11:00" in visit.text
    assert company.words("🗺 Map") in visit.labels
    amount, stage, who = await company.product.ask_one(
        "SELECT d.amount, s.code, e.name FROM deals d JOIN stages s ON s.id = d.stage_id"
        " JOIN tasks t ON t.deal_id = d.id AND t.kind = 'visit' JOIN employees e ON e.id = t.assignee_id"
    )
    assert (amount, stage, who) == (6000, "measurement", "Levan Maisuradze")
    await company.press(company.seller, "↩️ Undo")
    assert await company.product.ask("SELECT id FROM tasks WHERE kind = 'visit' AND status = 'open'") == []
    assert (
        await company.product.ask_one("SELECT s.code FROM deals d JOIN stages s ON s.id = d.stage_id") == "first_call"
    )
    await company.press(company.seller, "Book a visit…")
    await company.press(company.seller, "Measurement")
    await press(company.seller, company.t.day(company.t.today + timedelta(days=1)))
    await press(company.seller, "11:00")


async def measure(company: Company) -> None:
    """A4: files dropped into the visit's card, one tap, and the seller has his next task."""
    await company.client.advance(timedelta(days=1))
    visit = await company.measurer.wait_for(lambda message: company.words("📐 Measured") in message.labels)
    for name in ("window.png", "door.png"):
        await company.measurer.send_photo(PICTURE, name, reply_to=visit)
    await company.measurer.send_document(b"%PDF-1.4 sizes", "sizes.pdf", reply_to=visit)
    await company.measurer.settled()
    company.reset_taps()
    await company.press(company.measurer, "📐 Measured")
    assert company.measurer.taps == 1
    assert await company.product.ask_one("SELECT count(*) FROM activities WHERE kind = 'file'") == 3
    assert await get_stage(company) == "approval"
    title, minutes, is_deadline = await company.product.ask_one(
        "SELECT title->>:locale, extract(epoch FROM due_at - created_at) / 60, is_deadline FROM tasks"
        " WHERE status = 'open' AND kind = 'call'",
        locale=company.t.locale,
    )
    assert (minutes, is_deadline) == (120, True)
    assert company.stage("approval") in (await company.seller.wait_for(title)).text


async def agree_and_pay(company: Company) -> None:
    """A6 by buttons: two taps move the deal; the installer gets the address and the time, the buyer is told."""
    seller = company.seller
    await open_deal(company)
    company.reset_taps()
    await company.press(seller, "Move…")
    await press(seller, company.stage("payment"))
    assert seller.taps == 2
    assert await get_stage(company) == "payment"
    await open_deal(company)
    await company.press(seller, "Move…")
    await press(seller, company.stage("installation"))
    await open_deal(company)
    await company.press(seller, "Book a visit…")
    await company.press(seller, "Installation")
    await press(seller, company.t.day((await today(company)) + timedelta(days=2), words=False))
    await press(seller, "12:00")
    visit = await company.installer.wait_for("12 Vazha-Pshavela <Ave> & Co")
    assert company.words("🔧 Installed") in visit.labels
    assert await get_stage(company) == "installation"


async def ask_and_move(company: Company) -> None:
    """A7: the buyer shares her number, sees her order, and moves the installation herself."""
    buyer = company.buyer
    await buyer.open_link()
    await buyer.settled()
    company.reset_taps()
    await buyer.share_contact()
    await buyer.settled()
    order = await buyer.screen()
    assert "6" in order.text
    assert "12:00" in order.text
    assert "Zurab Kvaratskhelia" in order.text
    company.reset_taps()
    await company.press(buyer, "📅 Move the visit")
    day = (await today(company)) + timedelta(days=3)
    await press(buyer, company.t.day(day, words=False))
    await press(buyer, "14:00")
    assert buyer.taps <= 3
    moved = await company.product.ask_one(
        "SELECT to_char(due_at AT TIME ZONE 'Asia/Tbilisi', 'YYYY-MM-DD HH24:MI') FROM tasks"
        " WHERE kind = 'visit' AND status = 'open'"
    )
    assert moved == f"{day} 14:00"
    for phone in (company.installer, company.seller):
        await phone.wait_for(lambda message: "14:00" in message.text and "12:00" in message.text)


async def install_and_complain(company: Company) -> None:
    """A8: installed, asked for a mark; a 2 opens a complaint with a deadline and tells the owner."""
    await company.client.advance(timedelta(days=3))
    visit = await company.installer.wait_for(lambda message: company.words("🔧 Installed") in message.labels)
    await company.installer.send_photo(PICTURE, "done.png", reply_to=visit)
    await company.installer.settled()
    company.reset_taps()
    await company.press(company.installer, "🔧 Installed")
    assert company.installer.taps == 1, await company.installer.describe()
    assert await get_stage(company) == "done", await company.installer.describe()
    asked = await company.buyer.wait_for(lambda message: any("5" in label for label in message.labels))
    await press(company.buyer, "2", asked)
    assert await company.product.ask_one("SELECT value FROM marks") == 2
    kind, deadline = await company.product.ask_one("SELECT kind, is_deadline FROM tasks WHERE kind = 'complaint'")
    assert (kind, deadline) == ("complaint", True)
    await company.owner.wait_for(company.words("⚠️ Low mark: {n} of 5", n=2))


async def look_back(company: Company) -> None:
    """A9: next morning at nine the owner has yesterday on one screen; a number opens its list."""
    await company.client.next_morning()
    won = company.words("Won: {n}", n="1")
    summary = await company.owner.wait_for(lambda message: won in message.labels)
    assert company.words("Summary: {day}", day=company.t.label("yesterday")) in summary.text
    listed = await press(company.owner, won, summary)
    assert "Vera Gelashvili" in listed.text + "".join(listed.labels)
    assert (
        await company.product.ask(
            "SELECT unique_key FROM notifications WHERE kind = 'daily_summary' GROUP BY unique_key HAVING count(*) > 1"
        )
        == []
    )


async def open_deal(company: Company) -> None:
    """Find the customer by a part of her phone and open the deal: 1 message and at most 1 tap."""
    await send(company.seller, "599 100 005")
    if company.words("Move…") not in (await company.seller.screen()).labels:
        number = await company.product.ask_one("SELECT number FROM deals")
        await press(company.seller, f"#{number}")


async def get_stage(company: Company) -> str:
    return str(await company.product.ask_one("SELECT s.code FROM deals d JOIN stages s ON s.id = d.stage_id"))


async def today(company: Company) -> date:
    return (await company.client.now()).astimezone(company.t.zone).date()
