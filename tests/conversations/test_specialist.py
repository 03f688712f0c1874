"""A visit is booked; the measurer sees it with address and phone, drops files, and presses Measured."""

from __future__ import annotations

import pytest
from aiogram.fsm.storage.base import StorageKey

from tests.conversations.test_seller_deals import open_deal
from tests.fakes.house import INSTALLER, MEASURER, SELLER, House
from tests.fakes.telegram import Person
from tests.fakes.ticking import pass_time, tick


@pytest.fixture
async def seller(house: House) -> Person:
    return house.person(SELLER, "Giorgi")


@pytest.fixture
async def measurer(house: House) -> Person:
    return house.person(MEASURER, "Levan")


async def book(seller: Person) -> str:
    """A measurement tomorrow at the first free hour."""
    await open_deal(seller)
    await seller.press("Address")
    await seller.say("Kazbegi 3")
    await seller.press("Book a visit")
    await seller.press("Measurement")
    await seller.press("tomorrow")
    return await seller.press("10:00")


async def test_a_visit_is_booked_to_a_free_hour(house: House, seller: Person) -> None:
    said = await book(seller)
    assert "Visit booked: Measurement, tomorrow, 10:00" in said
    assert "Levan Maisuradze" in said
    assert await house.ask("SELECT count(*) FROM tasks WHERE kind = 'visit' AND status = 'open'") == [(1,)]


async def test_a_visit_without_an_address_asks_for_it_in_one_tap(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.press("Book a visit")
    await seller.press("Measurement")
    await seller.press("tomorrow")
    said = await seller.press("10:00")
    assert "Visit booked: Measurement, tomorrow, 10:00" in said
    assert "The address is missing" in said
    assert list(seller.last.buttons) == ["📍 Type the address", "Open the deal", "↩️ Undo"]
    await seller.press("Type the address")
    assert "Kazbegi 3" in await seller.say("Kazbegi 3")


async def test_the_specialist_hears_of_an_address_that_came_after_the_booking(
    house: House, seller: Person, measurer: Person
) -> None:
    await open_deal(seller)
    await seller.press("Book a visit")
    await seller.press("Measurement")
    await seller.press("tomorrow")
    await seller.press("10:00")
    await tick(house)
    assert "New visit" in measurer.sees
    assert "Kazbegi" not in measurer.sees
    await seller.press("Type the address")
    await seller.say("Kazbegi 3")
    await tick(house)
    assert "The address of the visit" in measurer.sees
    assert "Kazbegi 3" in measurer.sees
    assert "🗺 Map" in measurer.last.buttons


async def test_a_visit_booked_by_a_typed_time_asks_for_the_address_too(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.press("Book a visit")
    await seller.press("Measurement")
    await seller.press("Type the time")
    assert "The address is missing" in await seller.say("tomorrow 15:00")
    await seller.press("Undo")
    assert await house.ask("SELECT count(*) FROM tasks WHERE kind = 'visit' AND status = 'open'") == [(0,)]


async def test_the_deal_leads_the_specialist_back_to_his_visit(house: House, seller: Person, measurer: Person) -> None:
    await book(seller)
    await tick(house)
    await measurer.press("Open the deal")
    await measurer.press("Measurement")
    assert "Measured" in " ".join(measurer.last.buttons)


async def test_a_taken_hour_is_not_offered_and_refused_when_typed(house: House, seller: Person) -> None:
    await book(seller)
    await open_deal(seller, "Nino Beridze", "+995599555555")
    await seller.press("Book a visit")
    await seller.press("Measurement")
    await seller.press("tomorrow")
    assert "10:00" not in seller.last.buttons
    await seller.press("Back")
    await seller.press("Type the time")
    assert "This time is taken" in await seller.say("tomorrow 10:30")
    assert "Visit booked" in await seller.say("tomorrow 15:00")


async def test_the_day_of_the_specialist_shows_address_and_phone(
    house: House, seller: Person, measurer: Person
) -> None:
    await book(seller)
    await measurer.say("/visits")
    assert "No visits on this day" in measurer.sees
    said = await measurer.press("tomorrow")
    assert "Kazbegi 3" in said
    assert "+995599121314" in said
    await measurer.press("Measurement: Vera")
    assert any("google.com/maps" in address for address in measurer.last.buttons.values())


async def test_measured_with_files_moves_the_deal_to_approval(house: House, seller: Person, measurer: Person) -> None:
    await book(seller)
    await measurer.say("/visits")
    await measurer.press("tomorrow")
    await measurer.press("Measurement: Vera")
    await measurer.send_photo("window")
    await measurer.send_document("sizes.pdf")
    measurer.taps = 0
    card = next(shown for shown in measurer.chat if any("Measured" in label for label in shown.buttons))
    said = await measurer.press("Measured")
    assert measurer.taps == 1
    assert "Done: Measurement" in said
    assert await house.ask("SELECT s.code FROM deals d JOIN stages s ON s.id = d.stage_id") == [("approval",)]
    assert await house.ask("SELECT count(*) FROM activities WHERE kind = 'file'") == [(2,)]
    assert "Taken back" in await measurer.press("Undo", on=card)
    assert await house.ask("SELECT status FROM tasks WHERE kind = 'visit'") == [("open",)]


async def test_nobody_at_home_is_noted_and_another_time_chosen(house: House, seller: Person, measurer: Person) -> None:
    await book(seller)
    await measurer.say("/visits")
    await measurer.press("tomorrow")
    await measurer.press("Measurement: Vera")
    said = await measurer.press("Nobody is there")
    assert "nobody was there" in said
    await measurer.press("Thu 26 Nov")
    said = await measurer.press("12:00")
    assert "Visit moved: Thu 26 Nov, 12:00" in said
    assert await house.ask("SELECT text FROM activities WHERE kind = 'note'") == [("Nobody was there",)]


async def test_nobody_is_absent_from_a_visit_that_is_done(house: House, seller: Person, measurer: Person) -> None:
    await book(seller)
    await tick(house)
    notice = dict(measurer.last.buttons)
    await measurer.press("Measured")
    await measurer.press_data(next(data for label, data in notice.items() if "Nobody" in label))
    assert "already done" in measurer.sees
    assert await house.ask("SELECT count(*) FROM activities WHERE kind = 'note'") == [(0,)]


async def test_a_reminder_of_this_minute_is_not_late(house: House, seller: Person) -> None:
    await open_deal(seller)
    await pass_time(house, hours=22, seconds=20)
    assert "⏰ Now" in seller.sees
    assert "overdue" not in seller.sees


async def test_a_specialist_finds_only_the_customers_of_his_visits(
    house: House, seller: Person, measurer: Person
) -> None:
    await book(seller)
    await open_deal(seller, "Nino Beridze", "+995599555555")
    assert "Vera Abashidze" in await measurer.say("vera")
    said = await measurer.say("nino")
    assert "Nobody is found" in said
    assert not any("New customer" in label for label in measurer.last.buttons)


async def list_files_by_customer(house: House) -> list[tuple[object, ...]]:
    return await house.ask(
        "SELECT c.name, a.file_kind FROM activities a JOIN customers c ON c.id = a.customer_id"
        " WHERE a.kind = 'file' AND a.retracted_at IS NULL ORDER BY a.id"
    )


async def test_files_sent_without_a_word_go_to_the_visit_told_of_last(
    house: House, seller: Person, measurer: Person
) -> None:
    await book(seller)
    await open_deal(seller, "Nino Beridze", "+995599555555")
    await seller.press("Book a visit")
    await seller.press("Measurement")
    await seller.press("tomorrow")
    await seller.press("15:00")
    await pass_time(house, minutes=1)
    assert "New visit" in measurer.sees
    said = await measurer.send_photo("window")
    assert "Photo attached: Nino Beridze" in said
    assert await list_files_by_customer(house) == [("Nino Beridze", "photo")]


async def test_files_that_went_to_a_wrong_deal_move_to_another_as_they_came(
    house: House, seller: Person, measurer: Person
) -> None:
    await test_files_sent_without_a_word_go_to_the_visit_told_of_last(house, seller, measurer)
    await measurer.send_photo("p1", album="g")
    await measurer.send_photo("p2", album="g")
    measurer.taps = 0
    assert "To which deal" in await measurer.press("Another deal")
    assert not any("Nino" in label for label in measurer.last.buttons)
    said = await measurer.press("Vera Abashidze")
    assert measurer.taps == 2
    assert "2 files attached: Vera Abashidze" in said
    vera, nino = ("Vera Abashidze", "photo"), ("Nino Beridze", "photo")
    assert await list_files_by_customer(house) == [nino, vera, vera]
    assert "Taken back" in await measurer.press("Undo")
    assert await list_files_by_customer(house) == [nino, nino, nino]


async def test_a_file_without_a_card_goes_to_the_only_visit_of_the_day(
    house: House, seller: Person, measurer: Person
) -> None:
    await book(seller)
    await open_deal(seller, "Nino Beridze", "+995599555555")
    await seller.press("Book a visit")
    await seller.press("Measurement")
    await seller.press("Thu 26 Nov")
    await seller.press("15:00")
    await pass_time(house, minutes=1)
    await pass_time(house, hours=20, minutes=30)
    await house.dispatcher.storage.set_data(StorageKey(house.bot.id, measurer.id, measurer.id), {})
    said = await measurer.send_photo("window")
    assert "Photo attached: Vera Abashidze" in said


async def test_a_file_of_another_cannot_be_moved(house: House, seller: Person, measurer: Person) -> None:
    await test_files_sent_without_a_word_go_to_the_visit_told_of_last(house, seller, measurer)
    [(file_id,)] = await house.ask("SELECT id FROM activities WHERE kind = 'file'")
    installer = house.person(INSTALLER, "Zurab")
    await installer.say("/today")
    for data in (f"fr:{file_id}:0", f"fr:{file_id}:1"):
        await installer.press_data(data)
        assert "not here, or it is not open to you" in (installer.alert or "")


async def test_a_specialist_makes_no_customers_and_opens_those_of_his_visits_by_contact(
    house: House, seller: Person, measurer: Person
) -> None:
    await book(seller)
    assert "not among your rights" in await measurer.say("/new")
    assert "not among your rights" in await measurer.share_contact("+995599777777", "Somebody")
    assert await house.ask("SELECT count(*) FROM customers") == [(1,)]
    assert "Vera Abashidze" in await measurer.share_contact("+995599121314", "Vera")
