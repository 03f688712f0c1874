"""Sending, editing and deleting, as the Bot API allows it."""

from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramEntityTooLarge, TelegramForbiddenError
from aiogram.types import (
    BufferedInputFile,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    MediaUnion,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    User,
)

from tests.sandbox.conftest import TOKEN, House
from tests.sandbox.pictures import draw_jpeg, draw_png

KEYS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Open", callback_data="open:1")]])


async def test_unknown_method_is_refused_loudly(house: House) -> None:
    answer = await house.call("sendDice", chat_id=house.nino.id)
    assert answer["status"] == 404
    assert answer["description"] == "Not Found: the sandbox does not know method sendDice"


async def test_unknown_parameters_are_refused(house: House) -> None:
    answer = await house.call("sendMessage", chat_id=house.nino.id, text="a", txt="b")
    assert answer["description"] == 'Bad Request: sendMessage has no parameter "txt"'
    answer = await house.call("sendMessage", chat_id=house.nino.id, text="a", message_effect_id="1")
    assert "the sandbox does not know parameter" in answer["description"]
    keys = {"inline_keyboard": [[{"text": "a", "callback": "b"}]]}
    answer = await house.call("sendMessage", chat_id=house.nino.id, text="a", reply_markup=keys)
    assert 'no field "reply_markup.inline_keyboard.0.0.callback"' in answer["description"]
    answer = await house.call("sendLocation", chat_id=house.nino.id, latitude="north", longitude=1)
    assert answer["description"].startswith('Bad Request: can\'t parse "latitude"')


async def test_parameters_come_by_query_form_and_json(house: House) -> None:
    method = f"{house.base_url}/bot{TOKEN}/sendMessage"
    async with house.http.get(method, params={"chat_id": house.nino.id, "text": "query"}) as response:
        assert response.status == 200
    async with house.http.post(method, data={"chat_id": str(house.nino.id), "text": "form"}) as response:
        assert response.status == 200
    assert (await house.call("SENDMESSAGE", chat_id=str(house.nino.id), text="json"))["status"] == 200
    assert [message.text for message in await house.nino.chat()] == ["query", "form", "json"]


async def test_wrong_token_is_unauthorized(house: House) -> None:
    async with house.http.post(f"{house.base_url}/bot1:x/getMe") as response:
        assert response.status == 401


async def test_bot_knows_itself(house: House) -> None:
    me = await house.bot.get_me()
    assert (me.id, me.is_bot, me.username) == (4200000001, True, "kavshiri_bot")


async def test_nobody_who_is_unknown_or_has_not_started_gets_messages(house: House) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await house.bot.send_message(1, "a")
    stranger = await house.client.add_person("Vera", language="en", phone="+995599000001")
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await house.bot.send_message(stranger.id, "a")


async def test_blocked_bot_is_told_so_until_unblocked(house: House) -> None:
    await house.nino.block()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await house.bot.send_message(house.nino.id, "a")
    await house.nino.unblock()
    await house.bot.send_message(house.nino.id, "a")
    changes = [update.my_chat_member for update in await house.pull()]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]


async def test_edit_changes_the_message_in_place(house: House) -> None:
    sent = await house.bot.send_message(house.nino.id, "one", reply_markup=KEYS)
    await house.bot.edit_message_text(
        "<i>two</i>", chat_id=house.nino.id, message_id=sent.message_id, parse_mode="HTML"
    )
    shown = (await house.nino.chat())[-1]
    assert (shown.id, shown.html, shown.edited, shown.buttons) == (sent.message_id, "<i>two</i>", True, [])


async def test_edit_without_a_change_is_refused(house: House) -> None:
    sent = await house.bot.send_message(house.nino.id, "one", reply_markup=KEYS)
    for _ in range(2):
        with pytest.raises(TelegramBadRequest, match="message is not modified: specified new message content"):
            await sent.edit_text("one", reply_markup=KEYS)
    await sent.edit_text("one")
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await sent.edit_reply_markup()


async def test_edit_without_a_text_is_refused(house: House) -> None:
    sent = await house.bot.send_message(house.nino.id, "one")
    with pytest.raises(TelegramBadRequest, match="message text is empty"):
        await sent.edit_text("")


async def test_edit_finds_only_own_messages_without_reply_keyboards(house: House) -> None:
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await house.bot.edit_message_text("a", chat_id=house.nino.id, message_id=999)
    await house.nino.send("mine")
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await house.bot.edit_message_text("a", chat_id=house.nino.id, message_id=(await house.nino.chat())[-1].id)
    for markup in (
        ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="a")]]),
        ReplyKeyboardRemove(),
        ForceReply(),
    ):
        sent = await house.bot.send_message(house.nino.id, "a", reply_markup=markup)
        with pytest.raises(TelegramBadRequest, match="message can't be edited"):
            await sent.edit_text("b")


async def test_texts_and_captions_are_edited_by_their_own_methods(house: House) -> None:
    photo = await house.bot.send_photo(house.nino.id, BufferedInputFile(draw_png(), "a.png"), caption="one")
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await photo.edit_text("two")
    edited = await photo.edit_caption(caption="two")
    assert not isinstance(edited, bool)
    assert edited.caption == "two"
    text = await house.bot.send_message(house.nino.id, "one")
    with pytest.raises(TelegramBadRequest, match="there is no caption in the message to edit"):
        await text.edit_caption(caption="two")


async def test_delete_takes_a_message_away_once_and_not_after_two_days(house: House) -> None:
    sent = await house.bot.send_message(house.nino.id, "one")
    await sent.delete()
    assert await house.nino.chat() == []
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await sent.delete()
    old = await house.bot.send_message(house.nino.id, "two")
    await house.client.advance(timedelta(hours=49))
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await old.delete()


async def test_reply_shows_the_message_it_answers(house: House) -> None:
    first = await house.bot.send_message(house.nino.id, "one")
    reply = await first.reply("two")
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "one"
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await house.bot.send_message(house.nino.id, "a", reply_parameters=ReplyParameters(message_id=999))
    loose = ReplyParameters(message_id=999, allow_sending_without_reply=True)
    assert (await house.bot.send_message(house.nino.id, "a", reply_parameters=loose)).reply_to_message is None


async def test_photo_arrives_in_sizes_and_can_be_downloaded_and_sent_again(house: House) -> None:
    content = draw_png(400, 300)
    sent = await house.bot.send_photo(
        house.nino.id, BufferedInputFile(content, "a.png"), caption="<b>x</b>", parse_mode="HTML"
    )
    assert [(size.width, size.height) for size in sent.photo or []] == [(90, 68), (400, 300)]
    assert sent.html_text == "<b>x</b>"
    file = await house.bot.get_file((sent.photo or [])[-1].file_id)
    downloaded = await house.bot.download_file(file.file_path or "")
    assert downloaded is not None
    assert downloaded.read() == content
    again = await house.bot.send_photo(house.nino.id, (sent.photo or [])[-1].file_id)
    assert (again.photo or [])[-1].file_unique_id == (sent.photo or [])[-1].file_unique_id
    with pytest.raises(TelegramBadRequest, match="can't use file of type Photo as Document"):
        await house.bot.send_document(house.nino.id, (sent.photo or [])[-1].file_id)


async def test_wrong_files_are_refused(house: House) -> None:
    async def refused(content: bytes) -> str:
        with pytest.raises(TelegramBadRequest) as refusal:
            await house.bot.send_photo(house.nino.id, BufferedInputFile(content, "a.png"))
        return refusal.value.message

    assert await refused(b"not a picture") == "Bad Request: IMAGE_PROCESS_FAILED"
    assert await refused(draw_jpeg(9_000, 1_001)) == "Bad Request: PHOTO_INVALID_DIMENSIONS"
    assert await refused(draw_jpeg(2_100, 100)) == "Bad Request: PHOTO_INVALID_DIMENSIONS"
    assert "too big" in await refused(draw_png() + b"\0" * 10 * 1024 * 1024)
    with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
        await house.bot.send_photo(house.nino.id, "nonsense")
    with pytest.raises(TelegramBadRequest, match="does not fetch files by HTTP URL"):
        await house.bot.send_photo(house.nino.id, "https://example.com/a.png")
    with pytest.raises(TelegramBadRequest, match="wrong file_id"):
        await house.bot.get_file("nonsense")


async def test_large_documents_are_refused_and_not_downloadable_above_20_megabytes(house: House) -> None:
    with pytest.raises(TelegramEntityTooLarge):
        await house.bot.send_document(house.nino.id, BufferedInputFile(b"\0" * 53 * 1024 * 1024, "a.bin"))
    await house.nino.send_document(b"\0" * 21 * 1024 * 1024, "a.bin")
    update = (await house.pull())[-1]
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await house.bot.get_file(update.message.document.file_id)


async def test_documents_and_voice_keep_names_and_kinds(house: House) -> None:
    document = await house.bot.send_document(house.nino.id, BufferedInputFile(b"%PDF-1.4", "ზომები.pdf"))
    assert document.document is not None
    assert (document.document.file_name, document.document.mime_type) == ("ზომები.pdf", "application/pdf")
    voice = await house.bot.send_voice(house.nino.id, BufferedInputFile(b"OggS", "v.ogg"), duration=3)
    assert voice.voice is not None
    assert voice.voice.duration == 3


async def test_caption_is_at_most_1024(house: House) -> None:
    photo = BufferedInputFile(draw_png(), "a.png")
    await house.bot.send_photo(house.nino.id, photo, caption="x" * 1024)
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await house.bot.send_photo(house.nino.id, photo, caption="x" * 1025)


async def test_album_is_several_messages_of_one_group(house: House) -> None:
    media: list[MediaUnion] = [
        InputMediaPhoto(media=BufferedInputFile(draw_png(), f"{n}.png"), caption=f"{n}") for n in range(3)
    ]
    album = await house.bot.send_media_group(house.nino.id, media)
    assert [message.caption for message in album] == ["0", "1", "2"]
    assert len({message.media_group_id for message in album}) == 1
    with pytest.raises(TelegramBadRequest, match="2-10 items"):
        await house.bot.send_media_group(house.nino.id, media[:1])
    mixed: list[MediaUnion] = [media[0], InputMediaDocument(media=BufferedInputFile(b"a", "a.txt"))]
    with pytest.raises(TelegramBadRequest, match="only of photos or only of documents"):
        await house.bot.send_media_group(house.nino.id, mixed)


async def test_places_and_contacts(house: House) -> None:
    await house.bot.send_location(house.nino.id, 41.7, 44.8)
    assert (await house.nino.screen()).location == (41.7, 44.8)
    venue = await house.bot.send_venue(house.nino.id, 41.7, 44.8, "Office", "Rustaveli 1")
    assert venue.venue is not None
    assert venue.venue.address == "Rustaveli 1"
    await house.bot.send_contact(house.nino.id, "+995599000009", "Vera")
    assert (await house.nino.screen()).contact == {"phone_number": "+995599000009", "first_name": "Vera"}
    with pytest.raises(TelegramBadRequest, match="wrong location"):
        await house.bot.send_location(house.nino.id, 91, 0)


async def test_protected_content_is_marked(house: House) -> None:
    sent = await house.bot.send_message(house.nino.id, "secret", protect_content=True)
    assert sent.has_protected_content
    assert (await house.nino.screen()).protected


async def test_chat_action_must_be_a_known_one(house: House) -> None:
    assert await house.bot.send_chat_action(house.nino.id, "typing")
    with pytest.raises(TelegramBadRequest, match="wrong parameter action"):
        await house.bot.send_chat_action(house.nino.id, "dancing")


async def test_get_chat_tells_about_the_person(house: House) -> None:
    chat = await house.bot.get_chat(house.nino.id)
    assert (chat.type, chat.first_name, chat.last_name) == ("private", "ნინო", "ბერიძე")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await house.bot.get_chat("@nobody")


async def test_messages_are_dated_by_the_movable_clock(house: House) -> None:
    await house.client.advance(timedelta(days=3))
    sent = await house.bot.send_message(house.nino.id, "later")
    assert abs(sent.date - await house.client.now()) < timedelta(seconds=5)


def test_users_names_are_split_as_telegram_does(house: House) -> None:
    person = house.sandbox.world.get_person(house.nino.id)
    assert User.model_validate(person.as_user()).full_name == "ნინო ბერიძე"
