"""The seller's day with deals: a contact becomes a deal, calls are logged, the deal moves, Undo takes it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm_core.kernel.actor import Role
from tests.fakes.house import OTHER_SELLER, SELLER, House, hire
from tests.fakes.telegram import Person


@pytest.fixture
async def seller(house: House) -> Person:
    return house.person(SELLER, "Giorgi")


async def open_deal(seller: Person, name: str = "Vera Abashidze", phone: str = "+995599121314") -> None:
    """A deal made by sharing a contact, its card open."""
    await seller.share_contact(phone, *name.split(" ", 1))
    await seller.press("Call tomorrow")


async def test_a_shared_contact_becomes_a_customer_with_a_deal_and_a_next_step(house: House, seller: Person) -> None:
    said = await seller.share_contact("+995599121314", "Vera", "Abashidze")
    assert "Customer and deal created" in said
    assert "Vera Abashidze" in said
    said = await seller.press("Call tomorrow")
    assert seller.taps == 2
    assert "Next step: Call, tomorrow, 10:00" in said
    assert "+995599121314" in said
    assert await house.ask("SELECT name FROM customers") == [("Vera Abashidze",)]
    tasks = await house.ask("SELECT kind, due_at, status FROM tasks ORDER BY due_at DESC")
    assert tasks[0][0] == "call"
    assert tasks[0][2] == "open"


async def test_a_known_phone_opens_its_customer_and_offers_a_new_deal(house: House, seller: Person) -> None:
    await open_deal(seller)
    said = await seller.share_contact("0599 12-13-14", "V.")
    assert "already known" in said
    assert "Vera Abashidze" in said
    assert await house.ask("SELECT count(*) FROM deals") == [(1,)]
    said = await seller.press("New deal")
    assert "Deal created" in said
    assert await house.ask("SELECT count(*) FROM deals") == [(2,)]


async def test_a_colleagues_customer_is_not_shown_by_phone(house: House, seller: Person) -> None:
    await open_deal(seller)
    await hire(house, OTHER_SELLER, "Tamar", Role.MANAGER)
    other = house.person(OTHER_SELLER, "Tamar")
    said = await other.share_contact("+995599121314", "Vera")
    assert "belongs to a customer of a colleague" in said
    assert "Vera Abashidze" not in said


async def test_one_thing_is_asked_at_a_time_and_all_but_the_name_is_skipped(house: House, seller: Person) -> None:
    assert "name?" in await seller.say("/new")
    assert "The phone?" in await seller.say('გიორგი <b>&"')
    await seller.press("Back")
    assert "name?" in seller.sees
    await seller.say('გიორგი <b>&"')
    assert "want?" in await seller.press("Skip")
    said = await seller.press("Skip")
    assert 'გიორგი <b>&"' in said
    assert await house.ask("SELECT name FROM customers") == [('გიორგი <b>&"',)]


async def test_a_phone_is_recognised_where_a_name_or_a_wish_was_asked(house: House, seller: Person) -> None:
    await seller.say("/new")
    assert "+995599121314" in await seller.say("0599 12-13-14")
    await seller.say("Vera")
    said = await seller.say("4 windows, Saburtalo")
    assert "Customer and deal created" in said
    assert await house.ask("SELECT value FROM contact_points") == [("+995599121314",)]
    assert await house.ask("SELECT wish FROM deals") == [("4 windows, Saburtalo",)]


async def test_only_spaces_and_invisible_signs_are_no_name(house: House, seller: Person) -> None:
    await seller.say("/new")
    assert "must have something in it" in await seller.say("\u200f \u200b")
    assert "Cancel" in seller.last.buttons
    assert await house.ask("SELECT count(*) FROM customers") == [(0,)]
    assert "The phone?" in await seller.say("Vera")
    assert "no phone number" in await seller.say("123")
    assert "want?" in await seller.press("Skip")


async def test_cancel_leaves_everything_as_it_was(house: House, seller: Person) -> None:
    await seller.say("/new")
    assert "Nothing was changed" in await seller.press("Cancel")
    assert "There is nothing to cancel" in await seller.say("/cancel")
    assert await house.ask("SELECT count(*) FROM customers") == [(0,)]


async def test_a_call_is_logged_with_its_outcome_and_the_next_step_follows(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.press("Log a call")
    said = await seller.press("Talked")
    assert "Call logged: talked" in said
    assert "next step" in said
    await seller.press("Add a note")
    said = await seller.say("wants white frames")
    assert "Note saved" in said
    assert await house.ask("SELECT outcome FROM activities WHERE kind = 'call'") == [("talked",)]
    assert await house.ask("SELECT text FROM activities WHERE kind = 'note'") == [("wants white frames",)]


async def test_the_next_step_is_typed_freely(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.press("Next step")
    await seller.press("Type the time")
    assert "is not understood as a time" in await seller.say("when pigs fly")
    said = await seller.say("tomorrow 17:00")
    assert "tomorrow, 17:00" in said
    assert await house.ask("SELECT count(*) FROM tasks WHERE due_at = '2026-11-25 13:00+00'") == [(1,)]


async def test_a_deal_moves_in_two_taps_and_undo_takes_it_back(house: House, seller: Person) -> None:
    await open_deal(seller)
    seller.taps = 0
    await seller.press("Move…")
    said = await seller.press("Approval")
    assert seller.taps == 2
    assert "Moved to “Approval”" in said
    said = await seller.press("Undo")
    assert "Taken back" in said
    assert "First call" in said
    assert await house.ask("SELECT s.code FROM deals d JOIN stages s ON s.id = d.stage_id") == [("first_call",)]


async def test_a_lost_deal_needs_a_reason_and_only_then_closes(house: House, seller: Person) -> None:
    await open_deal(seller)
    seller.taps = 0
    await seller.press("Move…")
    assert "Why is the deal lost?" in await seller.press("Lost")
    assert await house.ask("SELECT count(*) FROM deals WHERE closed_at IS NOT NULL") == [(0,)]
    reason = next(iter(seller.last.buttons))
    said = await seller.press(reason)
    assert seller.taps == 3
    assert "Moved to “Lost”" in said
    assert await house.ask("SELECT count(*) FROM deals WHERE loss_reason_id IS NOT NULL") == [(1,)]


async def test_a_stale_card_says_what_changed_and_shows_the_present(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.press("Move…")
    stale = dict(seller.last.buttons)
    await seller.press("Approval")
    await seller.press_data(next(data for label, data in stale.items() if "Payment" in label))
    assert "changed meanwhile" in seller.sees
    assert "“Approval”" in seller.sees


async def test_amount_address_and_link_stand_on_the_card(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.press("Amount")
    assert "not understood as a sum" in await seller.say("a lot")
    assert "₾6,000" in await seller.say("6 000 ₾")
    await seller.press("Address")
    assert "Kazbegi 3" in await seller.say("Kazbegi 3")
    assert any("google.com/maps" in address for address in seller.last.buttons.values())
    assert "https://t.me/kavshiri_bot?start=c" in await seller.press("Link")


async def test_a_note_of_4096_signs_comes_back_whole(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.press("Note")
    note = ('<b>&" 👍 \u200fשלום ' * 300)[:4000].strip()
    await seller.say(note)
    assert await house.ask("SELECT text FROM activities WHERE kind = 'note'") == [(note,)]
    await seller.press("History")
    await seller.press("in full")
    assert note in "".join(shown.plain for shown in seller.chat)


async def test_nothing_is_sent_twice_when_telegram_repeats(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.press("Log a call")
    await seller.press("Talked")
    await seller.repeat()
    assert await house.ask("SELECT count(*) FROM activities WHERE kind = 'call'") == [(1,)]


async def test_undo_is_refused_after_ten_minutes(house: House, seller: Person) -> None:
    await open_deal(seller)
    house.clock.moment += timedelta(minutes=11)
    await seller.press("Undo")
    assert "can no longer be taken back" in (seller.alert or "")


async def test_a_forged_button_of_anothers_deal_is_refused_and_audited(house: House, seller: Person) -> None:
    await open_deal(seller)
    await hire(house, OTHER_SELLER, "Tamar", Role.MANAGER)
    other = house.person(OTHER_SELLER, "Tamar")
    await other.say("/today")
    [(deal_id, stage_id, customer_id)] = await house.ask("SELECT id, stage_id, customer_id FROM deals")
    [(task_id,)] = await house.ask("SELECT id FROM tasks ORDER BY id DESC LIMIT 1")
    forged = (f"d:o:{deal_id}:0", f"dm:{deal_id}:{stage_id}:0:0", f"dc:{deal_id}:talked:0:0", f"t:d:{task_id}:1",
              f"tp:{task_id}:2h:1", f"dn:{deal_id}:tom", f"f:{deal_id}", "d:o:99999999:0",
              *(f"c:{act}:{customer_id}:0" for act in "odnpawct"))  # fmt: skip
    for data in forged:
        await other.press_data(data)
        assert "not here, or it is not open to you" in (other.alert or other.sees), data
    [(refused,)] = await house.ask("SELECT count(*) FROM audit_entries WHERE action = 'refused'")
    assert int(str(refused)) >= len(forged) - 1  # nothing waits to be attached
    assert await house.ask("SELECT count(*) FROM activities WHERE kind = 'call'") == [(0,)]


async def test_a_handed_over_deal_leaves_the_seller(house: House, seller: Person) -> None:
    await open_deal(seller)
    await hire(house, OTHER_SELLER, "Tamar", Role.MANAGER)
    seller.taps = 0
    await seller.press("People")
    await seller.press("Change the responsible")
    said = await seller.press("Tamar")
    assert "Handed over: Tamar" in said
    assert await house.ask("SELECT e.name FROM deals d JOIN employees e ON e.id = d.responsible_id") == [("Tamar",)]


async def test_a_button_with_impossible_numbers_is_no_button(house: House, seller: Person) -> None:
    await open_deal(seller)
    for data in (f"d:o:{10**20}:0", "l:mytasks:0:0:-5", "d:t:1:-3", "c:t:1:-1", f"l:mytasks:0:0:{10**16}"):
        await seller.press_data(data)
        assert "does not work any more" in (seller.alert or ""), data
