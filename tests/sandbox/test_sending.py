"""What is forwarded, shared and edited on the phones, and what the bot hears of it."""

from typing import Any

import pytest
from aiogram.types import MessageOriginChannel, MessageOriginHiddenUser, MessageOriginUser

from bot.sandbox.phone import Channel, Hidden, PhoneRefused
from tests.sandbox.conftest import House
from tests.sandbox.pictures import draw_png


async def pull_messages(house: House) -> list[Any]:
    return [update.message for update in await house.pull()]


async def test_a_message_of_another_chat_is_forwarded_with_its_author_and_date(house: House) -> None:
    vera = await house.client.add_person("Vera Ivanova", phone="+995599000001")
    await vera.send("4 windows, call me", to=house.nino)
    assert await house.pull() == []
    said = (await house.nino.chat(vera))[0]
    assert (said.text, said.from_bot) == ("4 windows, call me", False)
    await house.client.move_to((await house.client.now()).replace(year=2031))
    await house.nino.forward(said, of=vera)
    (message,) = await pull_messages(house)
    assert message.text == "4 windows, call me"
    assert message.from_user.id == house.nino.id
    assert isinstance(message.forward_origin, MessageOriginUser)
    assert (message.forward_origin.sender_user.id, message.forward_origin.sender_user.last_name) == (vera.id, "Ivanova")
    assert message.forward_origin.sender_user.language_code is None
    assert message.forward_origin.date.year < message.date.year == 2031


async def test_who_hides_the_account_is_only_a_name(house: House) -> None:
    vera = await house.client.add_person("Vera", phone="+995599000001", hides_account=True)
    await vera.send("hello", to=house.nino)
    await house.nino.forward((await house.nino.chat(vera))[0], of=vera)
    await house.nino.send("from nobody here", author=Hidden("Lasha"))
    first, second = await pull_messages(house)
    assert isinstance(first.forward_origin, MessageOriginHiddenUser)
    assert first.forward_origin.sender_user_name == "Vera"
    assert second.forward_origin.sender_user_name == "Lasha"


async def test_any_kind_is_forwarded_also_from_a_channel(house: House) -> None:
    channel = Channel("Windows of Tbilisi")
    nino = house.nino
    await nino.send_photo(draw_png(), caption="look", author=channel)
    await nino.send_document(b"%PDF", "plan.pdf", author=channel)
    await nino.send_voice(b"OggS", seconds=7, author=channel)
    await nino.share_contact(of=("Dato", "599111222"), author=channel)
    await nino.share_location(41.7, 44.8, author=channel)
    messages = await pull_messages(house)
    assert {type(message.forward_origin) for message in messages} == {MessageOriginChannel}
    assert [message.content_type for message in messages] == ["photo", "document", "voice", "contact", "location"]
    assert messages[0].caption == "look"
    assert messages[2].voice.duration == 7
    assert (await nino.chat())[0].author == "Windows of Tbilisi"


async def test_forwarding_twice_keeps_the_first_author_and_protected_messages_stay(house: House) -> None:
    nino = house.nino
    sent = await house.bot.send_message(nino.id, "card")
    await house.bot.send_message(nino.id, "secret", protect_content=True)
    card, secret = await nino.chat()
    vera = await house.client.add_person("Vera", phone="+995599000001")
    await nino.forward(card, to=vera)
    passed = (await vera.chat(nino))[0]
    assert passed.author == "Kavshiri"
    await nino.forward(passed, of=vera)
    (message,) = await pull_messages(house)
    assert message.forward_origin.sender_user.id == house.sandbox.world.bot["id"]
    assert message.message_id > sent.message_id
    with pytest.raises(PhoneRefused, match="protected"):
        await nino.forward(secret)
    with pytest.raises(PhoneRefused, match="no such message"):
        await nino.forward(card, of=vera)


async def test_an_edited_text_reaches_the_bot_as_such(house: House) -> None:
    await house.nino.send("about 6000")
    first = (await house.nino.chat())[0]
    await house.nino.edit(first, "about 7000")
    sent, edited = await house.pull()
    assert (sent.event_type, edited.event_type) == ("message", "edited_message")
    assert (edited.edited_message.message_id, edited.edited_message.text) == (first.id, "about 7000")
    assert edited.edited_message.edit_date is not None
    await house.bot.send_message(house.nino.id, "not yours")
    with pytest.raises(PhoneRefused, match="only an own text"):
        await house.nino.edit((await house.nino.chat())[-1], "mine")
    await house.nino.send("somebody's", author=Hidden("Vera"))
    with pytest.raises(PhoneRefused, match="only an own text"):
        await house.nino.edit((await house.nino.chat())[-1], "mine")


async def test_venues_and_stickers_reach_the_bot(house: House) -> None:
    await house.nino.share_location(41.7, 44.8, title="Cafe", address="Kazbegi 3")
    await house.nino.send_sticker("👍")
    venue, sticker = await pull_messages(house)
    assert (venue.venue.title, venue.venue.address, venue.location.latitude) == ("Cafe", "Kazbegi 3", 41.7)
    assert sticker.sticker.emoji == "👍"


async def test_a_voice_message_is_downloaded_as_it_was_spoken(house: House) -> None:
    await house.nino.send_voice(b"OggS" + bytes(range(256)), seconds=3)
    (message,) = await pull_messages(house)
    assert (message.voice.mime_type, message.voice.duration) == ("audio/ogg", 3)
    sound = await house.bot.download(message.voice)
    assert sound is not None
    assert sound.read() == b"OggS" + bytes(range(256))
