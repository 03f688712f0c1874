"""What is passed on to the bot: it proposes whose it is, and does nothing by itself with somebody else's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from aiogram.types import (
    Chat,
    Message,
    MessageOriginChannel,
    MessageOriginHiddenUser,
    MessageOriginUser,
    Sticker,
    User,
)

from crm_core.kernel.actor import Role
from crm_core.language.ports import TranscriptionFailed
from tests.conversations.test_customer import join, leave_request
from tests.conversations.test_seller_deals import open_deal
from tests.conversations.test_specialist import book as book_measurement
from tests.fakes.house import MEASURER, NOON, OTHER_SELLER, SELLER, House, hire
from tests.fakes.telegram import BOT, SOUND, Person

#: A Monday, 10:05 in Tbilisi.
SAID = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
WORDS = "Do you make balcony doors? We need two, please call."


def by(name: str, telegram_id: int = 900) -> MessageOriginUser:
    first, _, last = name.partition(" ")
    user = User(id=telegram_id, is_bot=False, first_name=first, last_name=last or None)
    return MessageOriginUser(date=SAID, sender_user=user)


def hidden(name: str) -> MessageOriginHiddenUser:
    return MessageOriginHiddenUser(date=SAID, sender_user_name=name)


def channel(title: str) -> MessageOriginChannel:
    return MessageOriginChannel(date=SAID, chat=Chat(id=-1001, type="channel", title=title), message_id=7)


@pytest.fixture
async def seller(house: House) -> Person:
    return house.person(SELLER, "Giorgi")


async def list_notes(house: House) -> list[object]:
    return [row[0] for row in await house.ask("SELECT text FROM activities WHERE kind = 'note' ORDER BY id")]


async def count_rows(house: House) -> list[tuple[object, ...]]:
    tables = ("customers", "deals", "activities", "tasks", "sentences", "stage_changes")
    return await house.ask("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables))  # noqa: S608


# Forwarded words


async def test_somebody_unknown_becomes_a_customer_with_her_words_in_one_tap(house: House, seller: Person) -> None:
    said = await seller.forward(WORDS + " 599 44 55 66", by("Nino Beridze"))
    assert "Nino Beridze, yesterday, 10:05" in said
    assert WORDS in said
    assert await house.ask("SELECT count(*) FROM customers") == [(0,)]
    said = await seller.press("New customer: Nino Beridze")
    assert "Customer and deal created" in said
    assert "What is the next step?" in said
    assert await house.ask("SELECT c.name, d.wish FROM customers c JOIN deals d ON d.customer_id = c.id") == [
        ("Nino Beridze", WORDS + " 599 44 55 66")
    ]
    assert await house.ask("SELECT value FROM contact_points") == [("+995599445566",)]
    assert await list_notes(house) == [f"Forwarded: Nino Beridze, Mon 23 Nov, 10:05\n{WORDS} 599 44 55 66"]
    assert seller.taps == 2
    await seller.press("Undo")
    assert await house.ask("SELECT count(*) FROM customers WHERE archived_at IS NULL") == [(0,)]


async def test_a_known_authors_deal_comes_first_and_one_tap_keeps_the_words(house: House, seller: Person) -> None:
    request = await leave_request(house)
    await join(house, telegram_id=900)
    await open_deal(seller, "Dato Abashidze", "+995599000001")
    said = await seller.forward(WORDS, by("V."))
    assert "Whose is it? One tap keeps it as a note." in said
    labels = list(seller.last.buttons)
    assert labels[0] == "📝 Note: Vera Gelashvili · #1001"
    assert labels[1] == "📝 Note: Dato Abashidze · #1002"
    assert not any("New customer" in label for label in labels)
    seller.taps = 0
    said = await seller.press("Vera Gelashvili")
    assert seller.taps == 1
    assert "Note saved" in said
    assert "Vera Gelashvili · #1001" in said
    notes = await house.ask("SELECT deal_id, text FROM activities WHERE kind = 'note'")
    assert notes == [(request.deal_id, f"Forwarded: V., Mon 23 Nov, 10:05\n{WORDS}")]
    await seller.press("Undo")
    assert await house.ask("SELECT count(*) FROM activities WHERE kind = 'note' AND retracted_at IS NULL") == [(0,)]


@pytest.mark.parametrize(
    ("words", "author"),
    [
        ("call me: 0599 12-34-56", "Somebody"),
        ("it is Vera Gelashvili, when do you come?", "Somebody"),
        ("пишет Вера Гелашвили", "Somebody"),
        ("anything", "Vera Gelashvili"),
        ("anything", "ვერა გელაშვილი"),
    ],
)
async def test_a_phone_or_a_name_tells_whose_the_words_are(
    house: House, seller: Person, words: str, author: str
) -> None:
    await leave_request(house)
    await seller.forward(words, hidden(author))
    assert next(iter(seller.last.buttons)) == "📝 Note: Vera Gelashvili · #1001"


async def test_what_is_not_hers_to_see_is_not_proposed(house: House, seller: Person) -> None:
    await leave_request(house)
    await hire(house, OTHER_SELLER, "Tamar", Role.MANAGER)
    other = house.person(OTHER_SELLER, "Tamar")
    said = await other.forward("Vera Gelashvili, 599123456", by("Vera Gelashvili"))
    assert list(other.last.buttons) == ["➕ New customer: Vera Gelashvili", "📝 Note on another deal…", "🏠 Home"]
    assert "#1001" not in said
    await other.press("New customer")
    assert "belongs to a customer of a colleague" in (other.alert or "")


@pytest.mark.parametrize(
    "words",
    [
        "called Vera, 4 windows about 6000, measurement Thursday 11:00",
        "remind me tomorrow at 10 to call Vera",
        "no, Friday",
        "/new",
        "/cancel",
        "paid 3000, refused",
    ],
)
async def test_forwarded_words_do_nothing_by_themselves(house: House, seller: Person, words: str) -> None:
    await open_deal(seller, "Vera Gelashvili")
    await seller.say("call Vera on Thursday at 11")
    before = await count_rows(house)
    tasks = await house.ask("SELECT due_at, status FROM tasks ORDER BY id")
    assert "“" + words in await seller.forward(words, by("Vera Gelashvili"))
    assert await count_rows(house) == before
    assert await house.ask("SELECT due_at, status FROM tasks ORDER BY id") == tasks


async def test_forwarded_words_answer_no_open_question(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.press("Amount")
    assert "5000" in await seller.forward("5000", hidden("Lasha"))
    assert await house.ask("SELECT amount FROM deals") == [(None,)]


async def test_of_a_channel_or_a_bot_the_name_is_asked(house: House, seller: Person) -> None:
    await seller.forward("New lead: 4 windows, 599445566", channel("Leads"))
    said = await seller.press("New customer")
    assert "+995599445566" in said
    assert "name?" in said
    assert "Customer and deal created" in await seller.say("Nino Beridze")
    assert await house.ask("SELECT wish FROM deals") == [("New lead: 4 windows, 599445566",)]
    assert await list_notes(house) == ["Forwarded: Leads, Mon 23 Nov, 10:05\nNew lead: 4 windows, 599445566"]


async def test_another_deal_is_chosen_from_the_list(house: House, seller: Person) -> None:
    await open_deal(seller)
    await open_deal(seller, "Nino Beridze", "+995599555555")
    await seller.forward(WORDS, hidden("Lasha"))
    await seller.press("Note on another deal")
    assert "Note saved" in await seller.press("Vera Abashidze")
    assert "Lasha" in str((await list_notes(house))[0])


async def test_a_known_customer_without_an_open_deal_gets_a_new_one(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.press("Move")
    await seller.press("Lost")
    await seller.press("Too expensive")
    await seller.forward(WORDS, by("Vera Abashidze"))
    said = await seller.press("New deal: Vera Abashidze")
    assert "Deal created" in said
    assert await house.ask("SELECT wish FROM deals ORDER BY id") == [(None,), (WORDS,)]


async def test_words_are_used_once_and_the_longest_are_kept_whole(house: House, seller: Person) -> None:
    await open_deal(seller)
    text = "".join(chr(97 + number % 26) for number in range(4096))
    await seller.forward(text, hidden("Lasha"))
    offered = seller.last
    data = offered.buttons["📝 Note: Vera Abashidze · #1001"]
    await seller.press("Note: Vera")
    notes = "".join(str(note) for note in await list_notes(house))
    assert notes == f"Forwarded: Lasha, Mon 23 Nov, 10:05\n{text}"
    await seller.press_data(data)
    assert "used or is too old" in (seller.alert or "")
    assert len(await list_notes(house)) == 2


async def test_a_card_of_ours_that_comes_back_opens_its_deal(house: House, seller: Person) -> None:
    await open_deal(seller)
    ours = MessageOriginUser(date=SAID, sender_user=BOT)
    assert "Vera Abashidze · #1001" in await seller.forward("Vera Abashidze · #1001\nFirst call", ours)
    assert "This message is mine" in await seller.forward("Hello", ours)


async def test_a_forged_button_keeps_nothing_on_others_deals(house: House, seller: Person) -> None:
    request = await leave_request(house)
    await hire(house, OTHER_SELLER, "Tamar", Role.MANAGER)
    other = house.person(OTHER_SELLER, "Tamar")
    await other.forward(WORDS, hidden("Lasha"))
    number = other.last.buttons["📝 Note on another deal…"].split(":")[2]
    for data in (f"w:n:{number}:{request.deal_id}", f"w:d:{number}:1", f"w:p:{number}:1"):
        await other.press_data(data)
    assert await house.ask("SELECT count(*) FROM activities WHERE kind = 'note'") == [(0,)]
    assert await house.ask("SELECT count(*) FROM deals") == [(1,)]


# Contacts


async def test_a_contact_could_be_the_number_of_whoever_is_in_view(house: House, seller: Person) -> None:
    await seller.say("/new")
    await seller.say("Vera Abashidze")
    await seller.press("Skip")
    await seller.press("Skip")
    await seller.press("Call tomorrow")
    said = await seller.share_contact("0599 12-13-14", "Vera")
    assert "Vera Abashidze: no phone yet." in said
    assert list(seller.last.buttons) == ["📱 Add the number: Vera Abashidze", "➕ New customer: Vera", "Cancel"]
    assert "Phone added" in await seller.press("Add the number")
    assert await house.ask("SELECT value FROM contact_points") == [("+995599121314",)]
    assert await house.ask("SELECT count(*) FROM customers") == [(1,)]


async def test_or_it_is_somebody_new(house: House, seller: Person) -> None:
    await seller.say("/new")
    await seller.say("Vera Abashidze")
    await seller.press("Skip")
    await seller.press("Skip")
    await seller.press("Call tomorrow")
    seller.taps = 0
    await seller.share_contact("0599 12-13-14", "Lasha")
    assert "Customer and deal created" in await seller.press("New customer: Lasha")
    assert seller.taps == 2
    assert await house.ask("SELECT name FROM customers ORDER BY id") == [("Vera Abashidze",), ("Lasha",)]


async def test_a_known_number_opens_its_customer_whoever_is_in_view(house: House, seller: Person) -> None:
    await open_deal(seller, "Nino Beridze", "+995599555555")
    await seller.say("/new")
    await seller.say("Vera Abashidze")
    await seller.press("Skip")
    await seller.press("Skip")
    said = await seller.share_contact("599 55 55 55", "N.")
    assert "already known" in said
    assert "Nino Beridze" in said
    assert await house.ask("SELECT count(*) FROM customers") == [(2,)]


# Places


async def test_a_location_becomes_the_address_in_one_tap(house: House, seller: Person) -> None:
    await open_deal(seller)
    said = await seller.share_location(41.7, 44.8)
    assert "Location attached: Vera Abashidze · #1001" in said
    assert "Address saved" in await seller.press("It is the customer's address")
    assert await house.ask("SELECT address, latitude, longitude FROM customers") == [(None, 41.7, 44.8)]
    await seller.press("Undo")
    assert await house.ask("SELECT latitude FROM customers") == [(None,)]


async def test_a_venue_brings_its_address_in_words(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.share_location(41.7, 44.8, "Cafe Leila", "Shardeni 18")
    assert "Shardeni 18, Cafe Leila" in await seller.press("It is the customer's address")


async def test_a_photo_is_no_address_whatever_a_button_says(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.send_photo()
    file = await house.ask("SELECT id FROM activities WHERE kind = 'file'")
    await seller.press_data(f"fp:{file[0][0]}")
    assert await house.ask("SELECT latitude FROM customers") == [(None,)]


# Files


async def test_a_caption_is_a_sentence_and_says_whose_the_photo_is(house: House, seller: Person) -> None:
    await open_deal(seller)
    await open_deal(seller, "Nino Beridze", "+995599555555")
    said = await seller.send_photo(caption="called Vera, about 6000")
    assert await house.ask(
        "SELECT d.number FROM activities a JOIN deals d ON d.id = a.deal_id WHERE a.kind = 'file'"
    ) == [(1001,)]
    assert "Photo attached: Vera Abashidze · #1001" in seller.chat[-2].plain
    assert "6,000" in said
    assert await house.ask("SELECT amount FROM deals ORDER BY id") == [(6000,), (None,)]


async def test_a_caption_that_says_nothing_to_do_is_only_kept(house: House, seller: Person) -> None:
    await open_deal(seller)
    assert "attached" in await seller.send_photo(caption="the kitchen side")
    assert await house.ask("SELECT kind, text FROM activities") == [("file", "the kitchen side")]


async def test_a_caption_under_the_visit_finishes_it(house: House, seller: Person) -> None:
    await book_measurement(seller)
    measurer = house.person(MEASURER, "Levan")
    said = await measurer.send_photo(caption="Vera, measured")
    assert "Measurement" in said
    assert await house.ask("SELECT status FROM tasks WHERE kind = 'visit'") == [("done",)]


async def test_a_forwarded_photo_goes_to_its_authors_deal_and_its_caption_does_nothing(
    house: House, seller: Person
) -> None:
    await open_deal(seller)
    await open_deal(seller, "Nino Beridze", "+995599555555")
    said = await seller.send_photo(caption="pay 7000", origin=by("Vera Abashidze"))
    assert "Photo attached: Vera Abashidze" in said
    assert await house.ask("SELECT text FROM activities WHERE kind = 'file'") == [
        ("Forwarded: Vera Abashidze, Mon 23 Nov, 10:05\npay 7000",)
    ]
    assert await house.ask("SELECT count(*) FROM deals WHERE amount IS NOT NULL") == [(0,)]


async def test_of_a_forwarded_photo_by_somebody_unknown_it_is_asked_whose_it_is(house: House, seller: Person) -> None:
    await open_deal(seller)
    assert "Whose is it?" in await seller.send_photo(origin=hidden("Lasha"))
    assert "attached" in await seller.press("Vera Abashidze")
    assert await house.ask("SELECT text FROM activities WHERE kind = 'file'") == [
        ("Forwarded: Lasha, Mon 23 Nov, 10:05",)
    ]


# Voices


@dataclass
class Listener:
    """A transcriber that hears `words`, or fails."""

    words: str | None
    heard: list[tuple[bytes, str, str]] = field(default_factory=list)

    async def transcribe(self, sound: bytes, file_name: str, language: str) -> str:
        self.heard.append((sound, file_name, language))
        if self.words is None:
            raise TranscriptionFailed("timeout")
        return self.words


async def test_without_a_transcriber_the_voice_is_kept_and_it_is_said(house: House, seller: Person) -> None:
    await open_deal(seller)
    said = await seller.send_voice()
    assert "Voice message attached: Vera Abashidze" in said
    assert "not turned into text" in said
    assert await house.ask("SELECT file_kind, text FROM activities WHERE kind = 'file'") == [("voice", None)]


async def test_what_is_heard_is_shown_and_waits_for_yes(house: House, seller: Person) -> None:
    await open_deal(seller)
    await open_deal(seller, "Nino Beridze", "+995599555555")
    listener = Listener("called Vera, 4 windows about 6000")
    house.dispatcher["transcriber"] = listener
    said = await seller.send_voice()
    assert listener.heard == [(SOUND, "voice.ogg", "en")]
    attached = seller.chat[-2].plain
    assert "Voice message attached: Vera Abashidze" in attached
    assert "Heard: “called Vera, 4 windows about 6000”" in attached
    assert "Yes" in " ".join(seller.last.buttons)
    assert "6,000" in said
    assert await house.ask("SELECT count(*) FROM activities WHERE kind = 'call'") == [(0,)]
    assert await house.ask("SELECT amount FROM deals ORDER BY id") == [(None,), (None,)]
    await seller.press("Yes")
    assert await house.ask("SELECT count(*) FROM activities WHERE kind = 'call'") == [(1,)]
    assert await house.ask("SELECT amount FROM deals ORDER BY id") == [(6000,), (None,)]
    assert await house.ask("SELECT file_kind, text FROM activities WHERE kind = 'file'") == [
        ("voice", "called Vera, 4 windows about 6000")
    ]


@pytest.mark.parametrize(("words", "size"), [(None, 100), ("  ", 100), ("never asked", 30_000_000)])
async def test_a_voice_that_cannot_be_heard_is_kept(house: House, seller: Person, words: str | None, size: int) -> None:
    await open_deal(seller)
    house.dispatcher["transcriber"] = Listener(words)
    said = await seller.send_voice(size=size)
    assert "could not be turned into text" in said
    assert await house.ask("SELECT file_kind, text FROM activities WHERE kind = 'file'") == [("voice", None)]


async def test_somebody_elses_voice_is_heard_and_orders_nothing(house: House, seller: Person) -> None:
    await open_deal(seller)
    house.dispatcher["transcriber"] = Listener("move Vera to payment")
    before = await house.ask("SELECT stage_id FROM deals")
    assert "Voice message attached: Vera Abashidze" in await seller.send_voice(origin=by("Vera Abashidze"))
    assert await house.ask("SELECT count(*) FROM sentences") == [(0,)]
    assert await house.ask("SELECT stage_id FROM deals") == before
    assert await house.ask("SELECT text FROM activities WHERE kind = 'file'") == [
        ("Forwarded: Vera Abashidze, Mon 23 Nov, 10:05\nmove Vera to payment",)
    ]


# What is no use


async def test_a_sticker_is_refused_with_a_sentence(house: House, seller: Person) -> None:
    sticker = Sticker(
        file_id="s", file_unique_id="s", type="regular", width=9, height=9, is_animated=False, is_video=False
    )
    for content in ({"sticker": sticker}, {"sticker": sticker, "forward_origin": hidden("Lasha")}):
        message = Message(
            message_id=3, date=NOON, chat=Chat(id=seller.id, type="private"), from_user=seller.user, **content
        )
        await house.dispatcher.feed_update(house.bot, house.telegram.next_update(message=message))
        assert "I cannot read this" in seller.sees


async def test_a_changed_message_is_not_read_silently(house: House, seller: Person) -> None:
    await open_deal(seller)
    await seller.say("called Vera, about 6000")
    assert "write what is right as a new message" in await seller.edit("called Vera, about 7000")
    assert await house.ask("SELECT amount FROM deals") == [(6000,)]
