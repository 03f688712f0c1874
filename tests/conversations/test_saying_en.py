"""Say it in one message, in English: what is understood stands on one card, is corrected by a tap, and taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from aiogram.fsm.storage.base import StorageKey
from aiogram.methods import SendDocument
from aiogram.types import Chat, Message

from crm_core.kernel.actor import Role
from tests.fakes.customers import add_deal
from tests.fakes.house import MEASURER, OTHER_SELLER, OWNER, SELLER, House, hire
from tests.fakes.standing import read_standing
from tests.fakes.telegram import Person

CALLED = "called Vera, 4 windows about 6000, measurement Thursday 11:00"
STAGE = "SELECT s.code FROM deals d JOIN stages s ON s.id = d.stage_id ORDER BY d.id"
VISITS = "SELECT due_at FROM tasks WHERE kind = 'visit' AND status = 'open'"
CALLS = "SELECT outcome, text FROM activities WHERE kind = 'call' AND retracted_at IS NULL"


@pytest.fixture
async def seller(house: House) -> Person:
    return house.person(SELLER, "Giorgi")


@pytest.fixture
async def vera(house: House) -> int:
    return await add_deal(house, "Vera Abashidze", "+995599121314")


async def test_one_message_does_it_all_and_undo_restores_every_row(house: House, seller: Person, vera: int) -> None:
    before = await read_standing(house)
    said = await seller.say(CALLED)
    assert seller.taps == 1
    assert said.startswith("👤 Vera Abashidze · #1001 · Measurement")
    assert "✅ Call: talked · “4 windows”" in said
    assert "✅ Amount: ₾6,000" in said
    assert "✅ Measurement: Thu 26 Nov, 11:00, Levan Maisuradze" in said
    assert "❔" not in said
    assert await house.ask(CALLS) == [("talked", "4 windows")]
    assert await house.ask("SELECT amount FROM deals") == [(6000,)]
    assert await house.ask(STAGE) == [("measurement",)]
    assert await house.ask(VISITS) == [(datetime(2026, 11, 26, 7, tzinfo=UTC),)]
    assert "Taken back" in await seller.press("Undo")
    assert await read_standing(house) == before


async def test_a_following_message_corrects_and_undo_still_restores_every_row(
    house: House, seller: Person, vera: int
) -> None:
    before = await read_standing(house)
    await seller.say(CALLED)
    said = await seller.say("no, Friday")
    assert "Corrected" in said
    assert "✅ Measurement: Fri 27 Nov, 11:00" in said
    assert await house.ask(VISITS) == [(datetime(2026, 11, 27, 7, tzinfo=UTC),)]
    said = await seller.say("not 6 but 7 thousand")
    assert "✅ Amount: ₾7,000" in said
    assert await house.ask("SELECT amount FROM deals") == [(7000,)]
    assert await house.ask(CALLS) == [("talked", "4 windows")]
    await seller.press("Undo")
    assert await read_standing(house) == before


async def test_a_correction_is_corrected_again_by_a_sum_with_a_letter_and_by_a_pair_without_but(
    house: House, seller: Person, vera: int
) -> None:
    before = await read_standing(house)
    await seller.say(CALLED)
    assert "✅ Measurement: Fri 27 Nov, 11:00" in await seller.say("no, Friday")
    said = await seller.say("no, 7k")
    assert "Corrected" in said
    assert "✅ Amount: ₾7,000" in said
    assert "✅ Measurement: Fri 27 Nov, 11:00" in said
    assert "✅ Amount: ₾8,000" in await seller.say("not 7, 8 thousand")
    assert await house.ask("SELECT amount FROM deals") == [(8000,)]
    assert await house.ask(CALLS) == [("talked", "4 windows")]
    await seller.press("Undo")
    assert await read_standing(house) == before


async def test_each_line_is_corrected_by_a_tap(house: House, seller: Person, vera: int) -> None:
    before = await read_standing(house)
    await seller.say(CALLED)
    assert "How much?" in await seller.press("✏️ Amount")
    assert "✅ Amount: ₾5,500" in await seller.say("5500")
    await seller.press("✏️ Call")
    assert "✅ Call: asked to call back" in await seller.press("asked to call back")
    await seller.press("✏️ Thu 26 Nov 11:00")
    assert "✅ Measurement: Thu 26 Nov, 15:00" in await seller.press("15:00")
    assert "When?" in await seller.press("✏️ Thu 26 Nov 15:00")
    assert "✅ Measurement: Fri 27 Nov, 12:00" in await seller.say("friday 12:00")
    assert await house.ask(VISITS) == [(datetime(2026, 11, 27, 8, tzinfo=UTC),)]
    await seller.press("✏️ Amount")
    assert "₾" not in await seller.press("Take this out")
    assert await house.ask("SELECT amount FROM deals") == [(None,)]
    await seller.press("Undo")
    assert await read_standing(house) == before


async def test_of_two_people_of_one_name_one_is_chosen_and_the_whole_sentence_goes_on(
    house: House, seller: Person, vera: int
) -> None:
    await add_deal(house, "Vera Beridze", "+995599555555")
    seller.taps = 0
    said = await seller.say(CALLED)
    assert "Who is it?" in said
    assert await house.ask(CALLS) == []
    said = await seller.press("Vera Beridze · …5555")
    assert seller.taps == 2
    assert said.startswith("👤 Vera Beridze · #1002 · Measurement")
    assert "✅ Amount: ₾6,000" in said
    assert await house.ask("SELECT number, amount FROM deals ORDER BY number") == [(1001, None), (1002, 6000)]


async def test_whoever_is_called_by_an_unknown_name_becomes_a_customer_in_one_tap(house: House, seller: Person) -> None:
    before = await read_standing(house)
    said = await seller.say("called Nino, 4 windows about 6000")
    assert "Nobody is called “Nino”" in said
    assert await house.ask("SELECT count(*) FROM activities") == [(0,)]
    said = await seller.press("New customer: Nino")
    assert said.startswith("👤 Nino")
    assert "✅ Amount: ₾6,000" in said
    assert await house.ask("SELECT name FROM customers") == [("Nino",)]
    await seller.press("Undo")
    assert await read_standing(house) == before


async def test_an_unknown_name_may_be_somebody_else_who_is_typed(house: House, seller: Person, vera: int) -> None:
    await seller.say("called Nino, 4 windows about 6000")
    await seller.press("Find…")
    said = await seller.say("abashidze")
    assert said.startswith("👤 Vera Abashidze")
    assert "✅ Amount: ₾6,000" in said


async def test_losing_a_deal_waits_for_yes(house: House, seller: Person, vera: int) -> None:
    said = await seller.say("Vera refused, too expensive")
    assert "❔ Lost: Too expensive" in said
    assert await house.ask(STAGE) == [("first_call",)]
    assert "✅ Lost: Too expensive" in await seller.press("Yes")
    assert await house.ask(STAGE) == [("lost",)]


async def test_a_loss_without_a_reason_asks_for_it(house: House, seller: Person, vera: int) -> None:
    said = await seller.say("Vera refused")
    assert "Why is the deal lost?" in said
    assert "✅ Lost: Too expensive" in await seller.press("Too expensive")
    assert await house.ask(STAGE) == [("lost",)]


async def test_a_call_without_a_time_asks_when_and_takes_a_tap_or_words(
    house: House, seller: Person, vera: int
) -> None:
    said = await seller.say("Vera asked to call back")
    assert "❔ To call" in said
    assert "When?" in said
    said = await seller.say("tomorrow 17:00")
    assert "✅ To call: tomorrow, 17:00" in said
    assert await house.ask("SELECT due_at FROM tasks WHERE kind = 'call' AND status = 'open'") == [
        (datetime(2026, 11, 25, 13, tzinfo=UTC),)
    ]


async def test_a_visit_without_an_hour_offers_the_free_ones(house: House, seller: Person, vera: int) -> None:
    said = await seller.say("measurement at Vera's on Thursday")
    assert "at what hour?" in said
    assert "✅ Measurement: Thu 26 Nov, 14:00, Levan Maisuradze" in await seller.press("14:00")
    assert await house.ask(VISITS) == [(datetime(2026, 11, 26, 10, tzinfo=UTC),)]


async def test_an_hour_typed_alone_is_of_the_day_that_was_said(house: House, seller: Person, vera: int) -> None:
    await seller.say("measurement at Vera's on Thursday")
    assert "✅ Measurement: Thu 26 Nov, 15:00" in await seller.say("15:00")
    await seller.press("✏️ Thu 26 Nov 15:00")
    assert "✅ Measurement: Thu 26 Nov, 12:00" in await seller.say("at 12")


async def test_a_text_that_does_not_answer_is_a_sentence_of_its_own(house: House, seller: Person, vera: int) -> None:
    await seller.say("Vera asked to call back")
    said = await seller.say("4 windows for Vera, about 6000")
    assert "✅ Amount: ₾6,000" in said
    assert await house.ask("SELECT count(*) FROM sentences") == [(2,)]


async def test_it_was_another_customer_moves_everything_to_her(house: House, seller: Person, vera: int) -> None:
    before = await read_standing(house)
    await add_deal(house, "Nino Lomidze", "+995599555555")
    between = await read_standing(house)
    await seller.say(CALLED)
    await seller.press("✏️ Call")
    await seller.press("Another customer")
    said = await seller.say("nino")
    assert said.startswith("👤 Nino Lomidze · #1002 · Measurement")
    assert "✅ Amount: ₾6,000" in said
    assert await house.ask("SELECT number, amount FROM deals ORDER BY number") == [(1001, None), (1002, 6000)]
    await seller.press("Undo")
    assert await read_standing(house) == between != before


async def test_a_reply_to_a_card_corrects_that_one(house: House, seller: Person, vera: int) -> None:
    await seller.say(CALLED)
    card = seller.last
    await add_deal(house, "Nino Lomidze", "+995599555555")
    await seller.say("called Nino, 2 windows about 3000")
    said = await seller.say("no, Friday", reply_to=card)
    assert "✅ Measurement: Fri 27 Nov, 11:00" in said
    assert said.startswith("✏️ Corrected:\n\n👤 Vera Abashidze")


async def test_a_line_is_given_to_a_colleague_in_two_taps(house: House, seller: Person, vera: int) -> None:
    await hire(house, OTHER_SELLER, "Tamar", Role.MANAGER)
    await seller.say("call Vera back tomorrow at 10")
    await seller.press("✏️ tomorrow 10:00")
    await seller.press("Another assignee")
    assert "✅ To call: tomorrow, 10:00 · Tamar" in await seller.press("Tamar")
    assert await house.ask(
        "SELECT e.name FROM tasks t JOIN employees e ON e.id = t.assignee_id WHERE t.status = 'open'"
    ) == [("Tamar",)]


async def test_she_has_no_open_deal_and_a_new_one_is_offered(house: House, seller: Person, vera: int) -> None:
    await seller.say("Vera refused, too expensive")
    await seller.press("Yes")
    said = await seller.say("called Vera, 4 windows about 6000")
    assert "There is no open deal" in said
    said = await seller.press("New deal")
    assert said.startswith("👤 Vera Abashidze · #1002")
    assert "✅ Amount: ₾6,000" in said


async def test_of_two_deals_one_is_chosen(house: House, seller: Person, vera: int) -> None:
    await seller.share_contact("+995599121314", "Vera")
    await seller.press("New deal")
    await seller.say("/today")
    await house.dispatcher.storage.set_data(StorageKey(house.bot.id, seller.id, seller.id), {})
    assert "Which deal?" in await seller.say("Vera: amount 6000")
    said = await seller.press("#1002 Vera Abashidze")
    assert said.startswith("👤 Vera Abashidze · #1002")
    assert await house.ask("SELECT number, amount FROM deals ORDER BY number") == [(1001, None), (1002, 6000)]


async def test_a_taken_hour_is_refused_in_words_and_the_rest_is_done(house: House, seller: Person, vera: int) -> None:
    await add_deal(house, "Nino Lomidze", "+995599555555")
    await seller.say(CALLED)
    said = await seller.say("called Nino, 2 windows about 3000, measurement Thursday 11:00")
    assert "✅ Amount: ₾3,000" in said
    assert "⚠️ Measurement: Thu 26 Nov, 11:00" in said
    assert "This time is taken" in said
    await seller.press("✏️ Thu 26 Nov 11:00")
    assert "✅ Measurement: Thu 26 Nov, 13:00" in await seller.press("13:00")


async def test_her_is_whoever_was_replied_to(house: House, seller: Person, vera: int) -> None:
    await seller.say("Vera")
    await seller.press("#1001")
    card = seller.last
    await add_deal(house, "Nino Lomidze", "+995599555555")
    await seller.say("Nino Lomidze")
    said = await seller.say("called her, no answer", reply_to=card)
    assert said.startswith("👤 Vera Abashidze")
    assert "✅ Call: no answer" in said


@pytest.mark.parametrize("text", ["Vera", "599 12", "#1001", "Vera Abashidze"])
async def test_a_bare_name_opens_the_card_and_writes_nothing(
    house: House, seller: Person, vera: int, text: str
) -> None:
    assert "Vera Abashidze" in await seller.say(text)
    assert await house.ask("SELECT count(*) FROM activities") == [(0,)]
    assert await house.ask("SELECT count(*) FROM sentences") == [(0,)]


async def test_what_is_not_understood_becomes_a_note_a_task_or_a_call(house: House, seller: Person, vera: int) -> None:
    await seller.say("#1001")
    await seller.press("#1001")
    said = await seller.say("glass thing <b>& so on")
    if "What should become of it?" not in said:
        assert "❔ Note: “glass thing <b>& so on”" in said
        await seller.press("Yes")
    else:
        await seller.press("📝 Note")
    assert "✅ Note: “glass thing <b>& so on”" in seller.sees
    assert await house.ask("SELECT text FROM activities WHERE kind = 'note'") == [("glass thing <b>& so on",)]


@pytest.mark.parametrize("text", ["😀😀😀", "x" * 4096, "日本語のテキスト", "<b>&amp;", "…", "0"])
async def test_any_text_is_answered_and_writes_nothing_unseen(
    house: House, seller: Person, vera: int, text: str
) -> None:
    before = await read_standing(house)
    await seller.say(text)
    assert seller.last.buttons
    assert await read_standing(house) == before


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("what's today", "Today"),
        ("my tasks", "Tasks"),
        ("who is overdue", "Overdue"),
        ("show windows over 5000", "Deals"),
        ("how much does Vera owe?", "Amount of the deal: ₾6,000"),
        ("measurements on Thursday?", "Visits"),
    ],
)
async def test_a_question_is_answered_at_once(house: House, seller: Person, vera: int, text: str, shown: str) -> None:
    await seller.say(CALLED)
    before = await read_standing(house)
    assert shown in await seller.say(text)
    assert await read_standing(house) == before


async def test_deals_are_listed_by_amount_and_words_page_by_page(house: House, seller: Person) -> None:
    for number in range(8):
        await add_deal(house, f"Buyer {number}", f"+99559955550{number}", wish="4 windows")
    await add_deal(house, "Cheap", "+995599555590", wish="1 window")
    async with house.store.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE deals SET amount = CASE WHEN number < 1009 THEN 6000 ELSE 900 END")
    said = await seller.say("show windows over 5000")
    assert "Deals · windows · from ₾5,000 · 8" in said
    assert "Cheap" not in said
    assert "Buyer 7" in await seller.press("Next")


async def test_a_colleagues_day_is_for_those_who_supervise(house: House, seller: Person, vera: int) -> None:
    await seller.say(CALLED)
    assert "not among your rights" in await seller.say("what has Levan on Thursday?")
    owner = house.person(OWNER, "Nino")
    said = await owner.say("what has Levan on Thursday?")
    assert "Levan Maisuradze" in said
    assert "11:00" in said


async def test_a_specialist_only_does_what_he_may(house: House, seller: Person, vera: int) -> None:
    await seller.say(CALLED)
    measurer = house.person(MEASURER, "Levan")
    said = await measurer.say("called Vera, 4 windows about 9000")
    assert "⚠️ Amount: ₾9,000" in said
    assert "not among your rights" in said
    assert await house.ask("SELECT amount FROM deals") == [(6000,)]


async def test_forged_buttons_of_anothers_sentence_are_refused_and_audited(
    house: House, seller: Person, vera: int
) -> None:
    await seller.say(CALLED)
    await hire(house, OTHER_SELLER, "Tamar", Role.MANAGER)
    other = house.person(OTHER_SELLER, "Tamar")
    await other.say("/today")
    before = await read_standing(house)
    [(sentence,)] = await house.ask("SELECT id FROM sentences")
    forged = [f"s:{act}:{sentence}:1:{value}" for act in "oyuexstdgwlpna" for value in ("", "1", "talked")]
    for data in forged:
        await other.press_data(data)
        assert "not here, or it is not open to you" in (other.alert or other.sees), data
    assert await read_standing(house) == before
    [(refused,)] = await house.ask("SELECT count(*) FROM audit_entries WHERE action = 'refused'")
    assert int(str(refused)) >= len(forged)


@pytest.mark.parametrize("value", ["", "x", "0", "99999999999", "2611269999", "-1", "lost", "٣"])
async def test_forged_values_in_ones_own_sentence_change_nothing(
    house: House, seller: Person, vera: int, value: str
) -> None:
    await seller.say(CALLED)
    before = await read_standing(house)
    card = seller.last
    [(sentence,)] = await house.ask("SELECT id FROM sentences")
    for act in "sdgwlpat":
        for line in (0, 1, 2, 3, 99):
            await seller.press_data(f"s:{act}:{sentence}:{line}:{value}", on=card)
    assert await read_standing(house) == before


async def test_undo_is_refused_after_ten_minutes(house: House, seller: Person, vera: int) -> None:
    await seller.say(CALLED)
    house.clock.moment += timedelta(minutes=11)
    await seller.press("Undo")
    assert "can no longer be taken back" in (seller.alert or "")
    said = await seller.say("no, Friday")
    assert "Corrected" not in said


async def test_telegram_repeating_a_message_does_nothing_twice(house: House, seller: Person, vera: int) -> None:
    await seller.say(CALLED)
    await seller.repeat()
    assert await house.ask("SELECT count(*) FROM activities WHERE kind = 'call'") == [(1,)]
    assert await house.ask("SELECT count(*) FROM sentences") == [(1,)]


async def test_an_edited_message_is_left_alone(house: House, seller: Person, vera: int) -> None:
    await seller.say(CALLED)
    before = await read_standing(house)
    now = datetime.now(UTC)
    chat = Chat(id=seller.id, type="private")
    edited = Message(message_id=1, date=now, edit_date=1, chat=chat, from_user=seller.user, text="called Vera")
    await seller._feed(edited_message=edited)
    assert await read_standing(house) == before


async def test_help_shows_examples_from_ones_own_deals_that_are_understood(
    house: House, seller: Person, vera: int
) -> None:
    said = await seller.say("/help")
    assert "called Vera Abashidze, 4 windows about 6000, measurement Thursday 11:00" in said
    assert "✅ Amount: ₾6,000" in await seller.say(
        "called Vera Abashidze, 4 windows about 6000, measurement Thursday 11:00"
    )


async def test_corrected_sentences_are_the_owners_to_read_and_to_export(
    house: House, seller: Person, vera: int
) -> None:
    await seller.say(CALLED)
    await seller.say("no, Friday")
    await seller.press_data("e:list:0")
    assert "not among your rights" in (seller.alert or seller.sees)
    owner = house.person(OWNER, "Nino")
    await owner.say("/settings")
    said = await owner.press("Corrected sentences")
    assert CALLED in said
    assert "Fri 27 Nov, 11:00" in said
    await owner.press("As a file")
    file = owner.last.sent
    assert isinstance(file, SendDocument)
    assert file.caption == "Corrected sentences"
