"""What the owner sets for the company, and what everybody sets for himself."""

from __future__ import annotations

from tests.fakes.house import OWNER, SELLER, House
from tests.fakes.menus import get_menu
from tests.fakes.telegram import Person


async def open_settings(house: House, who: int = OWNER) -> Person:
    person = house.person(who)
    await person.say("/settings")
    return person


async def test_the_owner_sees_the_companys_settings_a_seller_only_his_own(house: House) -> None:
    nino = await open_settings(house)
    assert "Good Windows" in nino.sees
    giorgi = await open_settings(house, SELLER)
    assert "Good Windows" not in giorgi.sees
    assert "Hours" not in giorgi.last.buttons


async def test_another_language_changes_the_commands_at_once(house: House) -> None:
    giorgi = await open_settings(house, SELLER)
    await giorgi.press("My language")
    await giorgi.press("ქართული")
    assert get_menu(house, SELLER)["settings"] == "პარამეტრები"
    assert "ქართული" in giorgi.sees
    assert await house.ask("SELECT locale FROM employees WHERE telegram_id = :id", id=SELLER) == [("ka",)]


async def test_the_language_of_before_comes_back_with_undo_and_so_do_the_commands(house: House) -> None:
    giorgi = await open_settings(house, SELLER)
    await giorgi.press("My language")
    await giorgi.press("ქართული")
    await giorgi.press("↩")
    assert get_menu(house, SELLER)["settings"] == "Settings"
    assert "Taken back" in giorgi.sees


async def test_ones_own_time_zone_is_found_by_its_city(house: House) -> None:
    giorgi = await open_settings(house, SELLER)
    await giorgi.press("My time zone")
    assert "London" in await giorgi.say("London")
    assert (await house.actor(SELLER)).zone.key == "Europe/London"


async def test_hours_are_put_together_by_buttons(house: House) -> None:
    nino = await open_settings(house)
    await nino.press("Hours")
    await nino.press("10:00\u201320:00")
    await nino.press("Sun")
    assert "10:00\u201320:00" in await nino.press("Save")
    week = (await house.company()).week
    assert week["sun"] == week["mon"] == [["10:00", "20:00"]]


async def test_the_last_working_day_cannot_be_taken_away(house: House) -> None:
    nino = await open_settings(house)
    await nino.press("Hours")
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat"):
        await nino.press(day)
    assert "✓ Sat" in nino.last.buttons


async def test_days_off_are_typed_and_taken_away_by_a_button(house: House) -> None:
    nino = await open_settings(house)
    await nino.press("Days off")
    await nino.say("31.12, 1.01-2.01")
    assert len(await house.ask("SELECT day FROM days_off WHERE archived_at IS NULL")) == 3
    await nino.press("Days off")
    await nino.press("31 Dec")
    assert len(await house.ask("SELECT day FROM days_off WHERE archived_at IS NULL")) == 2


async def test_the_deadline_of_a_call_is_typed(house: House) -> None:
    nino = await open_settings(house)
    await nino.press("Call deadline")
    assert "20 min" in await nino.say("20")
    assert (await house.company()).deadline_minutes == 20


async def test_a_setting_is_undone(house: House) -> None:
    nino = await open_settings(house)
    await nino.press("Currency")
    await nino.press("EUR")
    assert (await house.company()).currency == "EUR"
    assert "Currency: GEL" in await nino.press("Undo")
    assert (await house.company()).currency == "GEL"


async def test_the_form_can_be_put_on_a_site(house: House) -> None:
    nino = await open_settings(house)
    seen = await nino.press("Request form")
    assert f"https://crm.test/forms/{(await house.company()).form_key}" in seen
    assert "<iframe" in seen


async def test_off_shift_is_one_tap(house: House) -> None:
    giorgi = await open_settings(house, SELLER)
    await giorgi.press("Go off shift")
    assert await house.ask("SELECT on_shift FROM employees WHERE telegram_id = :id", id=SELLER) == [(False,)]


async def test_a_button_leaves_the_question_of_before(house: House) -> None:
    nino = await open_settings(house)
    await nino.press("Company name")
    await nino.say("/settings")
    await nino.say("Vera")
    assert (await house.company()).name == "Good Windows"
