"""Tasks, reminders' buttons, finding people, and texts that answer nothing."""

from __future__ import annotations

import pytest
from aiogram.fsm.storage.base import StorageKey
from aiogram.methods import SendDocument, SendLocation

from crm_core.kernel.actor import Role
from tests.conversations.test_seller_deals import open_deal
from tests.fakes.house import OTHER_SELLER, SELLER, House, hire
from tests.fakes.telegram import Person


@pytest.fixture
async def seller(house: House) -> Person:
    return house.person(SELLER, "Giorgi")


async def get_call(house: House) -> tuple[int, int]:
    """Id and version of the open task to call tomorrow."""
    [(task_id, version)] = await house.ask(
        "SELECT id, version FROM tasks WHERE kind = 'call' AND status = 'open' ORDER BY due_at DESC LIMIT 1"
    )
    return int(str(task_id)), int(str(version))


async def test_a_call_from_a_reminder_with_its_next_step_takes_two_taps(house: House, seller: Person) -> None:
    await open_deal(seller)
    task_id, version = await get_call(house)
    seller.taps = 0
    await seller.press_data(f"t:c:{task_id}:{version}")
    assert "Call logged: talked" in seller.sees
    said = await seller.press("Call tomorrow")
    assert seller.taps == 2
    assert "Next step: Call" in said
    assert await house.ask("SELECT status FROM tasks WHERE id = :id", id=task_id) == [("done",)]
    assert await house.ask("SELECT count(*) FROM activities WHERE kind = 'call'") == [(1,)]


async def test_no_answer_moves_the_task_on_and_says_when_it_comes_again(house: House, seller: Person) -> None:
    await open_deal(seller)
    task_id, version = await get_call(house)
    await seller.press_data(f"t:n:{task_id}:{version}")
    assert "no answer. Again: today, 14:00" in seller.sees
    assert await house.ask("SELECT status FROM tasks WHERE id = :id", id=task_id) == [("open",)]
    assert await house.ask("SELECT outcome FROM activities WHERE kind = 'call'") == [("no_answer",)]


async def test_a_reminder_is_postponed_in_one_tap(house: House, seller: Person) -> None:
    await open_deal(seller)
    task_id, version = await get_call(house)
    seller.taps = 0
    await seller.press_data(f"tp:{task_id}:2h:{version}")
    assert seller.taps == 1
    assert "Postponed: today, 14:00" in seller.sees
    assert "Up next" not in seller.sees
    await open_deal(seller, "Nino Beridze", "+995599555555")
    await seller.press_data(f"tp:{task_id}:tom:{version + 1}")
    assert "Postponed: tomorrow, 10:00" in seller.sees
    assert "Up next: 📞 tomorrow, 10:00 Call · Nino Beridze" in seller.sees
    assert await house.ask("SELECT due_at = '2026-11-25 06:00+00' FROM tasks WHERE id = :id", id=task_id) == [(True,)]


async def test_a_task_that_somebody_closed_is_told_so(house: House, seller: Person) -> None:
    await open_deal(seller)
    task_id, version = await get_call(house)
    await seller.press_data(f"t:d:{task_id}:{version}")
    await seller.press_data(f"t:c:{task_id}:{version}")
    assert "already done" in seller.sees


async def test_tasks_are_listed_edited_and_cancelled(house: House, seller: Person) -> None:
    await open_deal(seller)
    said = await seller.say("/tasks")
    assert "Vera Abashidze" in said
    await seller.press("Call: Vera Abashidze")
    await seller.press("Edit")
    await seller.press("Change the words")
    assert "Ask about <glass> & frames" in await seller.say("Ask about <glass> & frames")
    await seller.press("Edit")
    await seller.press("Change the time")
    assert "Postponed" in await seller.say("26.11 11:00")
    await seller.press("Edit")
    said = await seller.press("Cancel the task")
    assert "Task cancelled" in said
    said = await seller.press("Undo")
    assert "Taken back" in said


async def test_a_task_is_handed_over_in_two_taps(house: House, seller: Person) -> None:
    await open_deal(seller)
    await hire(house, OTHER_SELLER, "Tamar", Role.MANAGER)
    task_id, version = await get_call(house)
    seller.taps = 0
    await seller.press_data(f"t:r:{task_id}:{version}")
    said = await seller.press("Tamar")
    assert seller.taps == 2
    assert "Handed over: Tamar" in said


async def test_a_task_is_done_in_one_tap_and_the_last_one_asks_for_the_next_step(house: House, seller: Person) -> None:
    await open_deal(seller)
    task_id, version = await get_call(house)
    seller.taps = 0
    await seller.press_data(f"t:d:{task_id}:{version}")
    assert seller.taps == 1
    assert await house.ask("SELECT status FROM tasks WHERE id = :id", id=task_id) == [("done",)]
    assert "What is the next step?" in seller.sees


async def test_home_shows_numbers_that_open_their_lists(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.say("/today")
    said = await seller.press("Tomorrow: 1")
    assert "My tasks tomorrow" in said
    assert "Vera Abashidze" in said
    await seller.press("Home")
    said = await seller.press("New: 1")
    assert "#1001" in said


@pytest.mark.parametrize("typed", ["vera", "ვერა", "Вера", "599 12", "0599 12-13-14", "1213", "#1001"])
async def test_a_customer_is_found_in_any_script_and_by_a_part_of_the_phone(
    house: House, seller: Person, typed: str
) -> None:
    await open_deal(seller)
    await seller.say("/today")
    seller.taps = 0
    said = await seller.say(typed)
    assert seller.taps == 1
    assert "Vera Abashidze" in said
    assert "+995599121314" in said


async def test_several_hits_are_buttons(house: House, seller: Person) -> None:
    await open_deal(seller)
    await open_deal(seller, "Vera Beridze", "+995599555555")
    seller.taps = 0
    said = await seller.say("Vera")
    assert "Found 2 customers" in said
    assert "+995599555555" in await seller.press("Vera Beridze")
    assert seller.taps == 2


async def test_a_text_of_nothing_known_becomes_a_note_a_task_a_call_or_a_customer(house: House, seller: Person) -> None:
    await open_deal(seller)
    said = await seller.say("Handles again <3")
    assert "“Handles again <3”\n\nWhat should become of it?" in said
    assert "✅ Note: “Handles again <3”" in await seller.press("Note: Vera")
    assert await house.ask("SELECT text FROM activities WHERE kind = 'note'") == [("Handles again <3",)]
    await seller.say("Glass for the kitchen")
    assert "❔ Task: Glass for the kitchen" in await seller.press("Task: Vera")
    assert "✅ Task: Glass for the kitchen · tomorrow, 12:00" in await seller.say("tomorrow 12:00")
    await seller.say("Glass for the kitchen")
    assert "Next step: Glass for the kitchen" in (
        await seller.press("Task without a deal") and await seller.say("tomorrow 12:00")
    )
    await seller.say("prefers white")
    assert "✅ Call: talked · “prefers white”" in await seller.press("Call: Vera")
    assert "Nobody is found: “Nestan Qeburia”" in await seller.say("Nestan Qeburia")
    assert "The phone?" in await seller.press("New customer: Nestan")


async def test_an_offer_acts_on_the_text_it_was_made_for_and_once(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.say("Handles again")
    offer = seller.last
    await seller.say("Glass for the kitchen")
    note = next(data for label, data in offer.buttons.items() if "Note: Vera" in label)
    await seller.press_data(note, on=offer)
    assert await house.ask("SELECT text FROM activities WHERE kind = 'note'") == [("Handles again",)]
    await seller.press_data(note, on=offer)
    assert "✅ Note: “Handles again”" in offer.plain
    assert await house.ask("SELECT count(*) FROM activities WHERE kind = 'note'") == [(1,)]


async def test_more_hits_than_fit_are_told_of(house: House, seller: Person) -> None:
    for number in range(9):
        await open_deal(seller, f"Vera {number}", f"+99559955550{number}")
    said = await seller.say("Vera")
    assert "Found 9 customers" in said
    assert "type more of the name" in said
    assert len(seller.last.buttons) == 8


async def test_a_reply_to_a_card_goes_to_its_deal(house: House, seller: Person) -> None:
    await open_deal(seller)
    card = seller.last
    await open_deal(seller, "Nino Beridze", "+995599555555")
    await seller.say("prefers white", reply_to=card)
    await seller.press("Note: Vera")
    assert await house.ask(
        "SELECT c.name FROM activities a JOIN customers c ON c.id = a.customer_id WHERE a.kind = 'note'"
    ) == [("Vera Abashidze",)]


async def test_files_go_to_the_card_in_view_and_an_album_is_one_line(house: House, seller: Person) -> None:
    await open_deal(seller)
    before = len(seller.chat)
    for number in range(3):
        await seller.send_photo(f"p{number}", album="g1")
    assert "3 files attached: Vera Abashidze" in seller.sees
    assert len(seller.chat) == before + 1
    assert await house.ask("SELECT count(*) FROM activities WHERE kind = 'file'") == [(3,)]
    assert "Taken back" in await seller.press("Undo")
    assert await house.ask("SELECT count(*) FROM activities WHERE kind = 'file' AND retracted_at IS NULL") == [(0,)]


async def test_a_file_without_a_card_asks_whose_it_is(house: House, seller: Person) -> None:
    assert "no deal to attach it to yet" in await seller.send_document("plan.pdf")
    await open_deal(seller)
    await seller.send_document("plan.pdf")
    assert "Document attached: Vera Abashidze" in seller.sees
    await seller.press("Open the deal")
    await seller.press("Files")
    assert await house.ask("SELECT file->>'name' FROM activities WHERE kind = 'file'") == [("plan.pdf",)]


async def test_files_open_again_from_the_history(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.send_document("plan <1>.pdf")
    await seller.share_location(41.7, 44.8)
    await seller.press("Open the deal")
    assert "Document: plan <1>.pdf" in await seller.press("History")
    sent = []
    for number in (1, 2):
        await seller.press(f"Open {number}")
        sent.append(type(seller.last.sent))
    assert sent == [SendLocation, SendDocument]


async def test_the_only_deal_there_is_gets_a_file_without_a_question(house: House, seller: Person) -> None:
    await open_deal(seller)
    await house.dispatcher.storage.set_data(StorageKey(house.bot.id, seller.id, seller.id), {})
    assert "Document attached: Vera Abashidze" in await seller.send_document("plan.pdf")
    await seller.press("Another deal")
    assert "There is no other deal" in (seller.alert or "")
    assert "Taken back" in await seller.press("Undo")


async def test_waiting_files_go_to_the_chosen_deal(house: House, seller: Person) -> None:
    await open_deal(seller)
    await open_deal(seller, "Nino Beridze", "+995599555555")
    await house.dispatcher.storage.set_data(StorageKey(house.bot.id, seller.id, seller.id), {})
    await seller.send_photo("p1", album="g")
    await seller.send_photo("p2", album="g", caption="facade")
    assert "Whose is it?" in seller.sees
    assert "2 files attached: Vera Abashidze" in await seller.press("Vera Abashidze")
    assert await house.ask("SELECT text FROM activities WHERE kind = 'file' ORDER BY id") == [(None,), ("facade",)]


async def test_a_command_leaves_an_open_question(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.press("Amount")
    await seller.say("/tasks")
    await seller.say("6000")
    assert await house.ask("SELECT amount FROM deals") == [(None,)]


async def test_a_location_is_attached_and_the_language_changes_at_once(house: House, seller: Person) -> None:
    await open_deal(seller)
    assert "Location attached" in await seller.share_location(41.7, 44.8)
    await seller.say("/language")
    await seller.press("English")
    assert await house.ask("SELECT locale FROM employees WHERE telegram_id = :id", id=SELLER) == [("en",)]


async def test_help_shows_examples_and_an_old_button_is_answered(house: House, seller: Person) -> None:
    assert "599 12" in await seller.say("/help")
    await seller.press_data("zz:1")
    assert "does not work any more" in (seller.alert or "")
    assert "no such command" in await seller.say("/nonsense")
