"""Phones against a real aiogram dispatcher: what people do, and what the bot hears of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from aiogram import Dispatcher, F
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MenuButtonCommands,
    MenuButtonWebApp,
    Message,
    ReplyKeyboardMarkup,
    WebAppInfo,
)

from bot.sandbox.control import next_morning
from bot.sandbox.phone import PhoneRefused
from tests.sandbox.conftest import House
from tests.sandbox.pictures import draw_png


@pytest.fixture
async def talking(house: House) -> AsyncIterator[House]:
    """The house with a bot that polls: echoes texts, greets by deep link, answers buttons, thanks for contacts."""
    dispatcher = Dispatcher()

    async def on_start(message: Message, command: CommandObject) -> None:
        await message.answer(f"Hello {command.args}")

    async def on_contact(message: Message) -> None:
        await message.answer(f"Thank you {message.contact.phone_number if message.contact else ''}")

    async def on_text(message: Message) -> None:
        button = InlineKeyboardButton(text="Done", callback_data="done")
        keys = InlineKeyboardMarkup(
            inline_keyboard=[[button, InlineKeyboardButton(text="Not done", callback_data="not")]]
        )
        await message.answer(f"You said: {message.text}", reply_markup=keys)

    async def on_button(query: CallbackQuery) -> None:
        if isinstance(query.message, Message):
            await query.message.edit_text("It is done")
        await query.answer("Saved")

    dispatcher.message.register(on_start, CommandStart(deep_link=True))
    dispatcher.message.register(on_contact, F.contact)
    dispatcher.message.register(on_text)
    dispatcher.callback_query.register(on_button)
    polling = asyncio.create_task(dispatcher.start_polling(house.bot, handle_signals=False, close_bot_session=False))
    yield house
    await dispatcher.stop_polling()
    await polling


async def test_a_conversation_reads_like_one(talking: House) -> None:
    nino = talking.nino
    await nino.send("a & <b>")
    card = await nino.wait_for("You said")
    assert card.text == "You said: a & <b>"
    assert card.labels == ["Done", "Not done"]
    answer = await nino.press("Done")
    assert answer is not None
    assert (answer.text, answer.alert) == ("Saved", False)
    assert (await nino.wait_for("It is done")).id == card.id
    assert nino.taps == 2


async def test_a_deep_link_starts_the_chat_with_its_payload_and_no_tap(talking: House) -> None:
    vera = await talking.client.add_person("Vera", phone="+995599000001")
    with pytest.raises(PhoneRefused, match="press Start first"):
        await vera.send("hello")
    await vera.open_link("https://t.me/kavshiri_bot?start=order-17_A")
    await vera.wait_for("Hello order-17_A")
    assert vera.taps == 0
    for wrong in ("has space", "x" * 65, "ა"):
        with pytest.raises(PhoneRefused, match="1-64 characters"):
            await vera.open_link(wrong)


async def test_contacts_are_shared_by_key_or_as_a_card(house: House) -> None:
    vera = await house.client.add_person("Vera Ivanova", phone="+995599000001", started=True)
    key = KeyboardButton(text="My number", request_contact=True)
    await house.bot.send_message(vera.id, "a", reply_markup=ReplyKeyboardMarkup(keyboard=[[key]]))
    await vera.press("My number")
    await vera.share_contact(of=house.nino)
    await vera.share_contact(of=("დათო", "0599 12-34-56"))
    contacts = [update.message.contact for update in await house.pull()]
    assert [(c.user_id, c.phone_number, c.first_name, c.last_name) for c in contacts] == [
        (vera.id, "995599000001", "Vera", "Ivanova"),
        (house.nino.id, "995599123456", "ნინო", "ბერიძე"),
        (None, "0599 12-34-56", "დათო", None),
    ]
    assert vera.taps == 3


async def test_files_places_and_replies_reach_the_bot(house: House) -> None:
    question = await house.bot.send_message(house.nino.id, "Where?")
    await house.nino.reply((await house.nino.chat())[0], "here")
    await house.nino.share_location(41.7, 44.8)
    await house.nino.send_photo(draw_png(30, 20), caption="window")
    await house.nino.send_document(b"%PDF", "ზომები.pdf")
    await house.nino.send_voice(b"OggS")
    reply, place, photo, document, voice = [update.message for update in await house.pull()]
    assert reply.reply_to_message.message_id == question.message_id
    assert place.location.latitude == 41.7
    assert (photo.photo[-1].width, photo.caption) == (30, "window")
    assert document.document.file_name == "ზომები.pdf"
    assert voice.voice.mime_type == "audio/ogg"
    with pytest.raises(PhoneRefused, match="IMAGE_PROCESS_FAILED"):
        await house.nino.send_photo(b"not a picture")


async def test_a_long_text_goes_as_several_messages_and_spaces_not_at_all(house: House) -> None:
    await house.nino.send("x" * 4096 + "y" * 10)
    assert [len(update.message.text) for update in await house.pull()] == [4096, 10]
    with pytest.raises(PhoneRefused, match="nothing to send"):
        await house.nino.send("   ")


async def test_a_blocked_phone_sends_nothing_until_start(house: House) -> None:
    await house.nino.block()
    with pytest.raises(PhoneRefused, match="blocked"):
        await house.nino.send("a")
    await house.nino.open_link("again")
    kinds = [update.event_type for update in await house.pull()]
    assert kinds == ["my_chat_member", "my_chat_member", "message"]


async def test_commands_follow_chat_then_private_then_default_and_language_first(house: House) -> None:
    bot, nino = house.bot, house.nino

    def one(name: str) -> list[BotCommand]:
        return [BotCommand(command=name, description=name)]

    await bot.set_my_commands(one("default"))
    assert await nino.commands() == ["default – default"]
    await bot.set_my_commands(one("default_ka"), language_code="ka")
    assert await nino.commands() == ["default_ka – default_ka"]
    await bot.set_my_commands(one("private"), scope=BotCommandScopeAllPrivateChats())
    assert await nino.commands() == ["private – private"]
    chat = BotCommandScopeChat(chat_id=nino.id)
    await bot.set_my_commands(one("chat"), scope=chat)
    await bot.set_my_commands(one("chat_ru"), scope=chat, language_code="ru")
    assert await nino.commands() == ["chat – chat"]
    await nino.set_language("ru")
    assert await nino.commands() == ["chat_ru – chat_ru"]
    assert [command.command for command in await bot.get_my_commands(scope=chat)] == ["chat"]
    await bot.delete_my_commands(scope=chat)
    await bot.delete_my_commands(scope=chat, language_code="ru")
    assert await nino.commands() == ["private – private"]


async def test_wrong_commands_are_refused(house: House) -> None:
    async def refused(command: str, description: str, **options: str) -> str:
        with pytest.raises(TelegramBadRequest) as refusal:
            await house.bot.set_my_commands(
                [BotCommand(command=command, description=description)],
                language_code=options.get("language"),
            )
        return refusal.value.message.removeprefix("Bad Request: ")

    assert await refused("Find", "x") == "BOT_COMMAND_INVALID"
    assert await refused("ნახვა", "x") == "BOT_COMMAND_INVALID"
    assert await refused("find", " ") == "BOT_COMMAND_DESCRIPTION_INVALID"
    assert await refused("find", "x", language="georgian") == "invalid language code specified"
    with pytest.raises(TelegramBadRequest, match="BOT_COMMANDS_TOO_MUCH"):
        await house.bot.set_my_commands([BotCommand(command=f"c{n}", description="x") for n in range(101)])
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await house.bot.set_my_commands([], scope=BotCommandScopeChat(chat_id=1))


async def test_the_bot_describes_itself(house: House) -> None:
    await house.bot.set_my_name("Kavshiri")
    await house.bot.set_my_short_description("CRM", language_code="en")
    await house.bot.set_my_description("სად არის ჩემი შეკვეთა?", language_code="ka")
    chat = await house.client.ask("GET", f"/people/{house.nino.id}/chat")
    assert chat["description"] == "სად არის ჩემი შეკვეთა?"
    with pytest.raises(TelegramBadRequest, match="description is too long"):
        await house.bot.set_my_description("x" * 513)
    assert await house.bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    web_app = MenuButtonWebApp(text="a", web_app=WebAppInfo(url="https://x.ge"))
    with pytest.raises(TelegramBadRequest, match="does not know the menu button web_app"):
        await house.bot.set_chat_menu_button(menu_button=web_app)


async def test_unread_counts_until_the_phone_is_looked_at(house: House) -> None:
    await house.bot.send_message(house.nino.id, "a")
    await house.bot.send_message(house.nino.id, "b")
    assert await house.nino.unread() == 2
    await house.nino.mark_read()
    assert await house.nino.unread() == 0


async def test_waiting_in_vain_shows_the_chat(house: House) -> None:
    await house.bot.send_message(house.nino.id, "something else")
    with pytest.raises(AssertionError, match=r"did not get 'hello'(.|\n)*something else"):
        await house.nino.wait_for("hello", timeout=0.05)
    with pytest.raises(AssertionError, match="has no button 'Done'"):
        await house.nino.press("Done")


async def test_settled_waits_for_a_slow_bot_and_complains_of_a_silent_one(talking: House) -> None:
    await talking.client.add_fault("delay", method="sendMessage", seconds=0.2)
    await talking.nino.send("slow")
    await talking.nino.settled()
    assert (await talking.nino.screen()).text == "You said: slow"


async def test_a_silent_bot_is_not_settled(house: House) -> None:
    await house.nino.send("anybody?")
    with pytest.raises(AssertionError, match="still busy"):
        await house.nino.settled(timeout=0.05)


async def test_the_clock_moves_for_everybody_and_only_forward(house: House) -> None:
    before = await house.client.now()
    after = await house.client.advance(timedelta(minutes=15))
    assert timedelta(minutes=15) <= after - before < timedelta(minutes=16)
    morning = (await house.client.next_morning()).astimezone(ZoneInfo("Asia/Tbilisi"))
    assert (morning.hour, morning.minute) == (9, 0)
    assert house.sandbox.world.clock.now() >= morning
    with pytest.raises(PhoneRefused, match="only forward"):
        await house.client.advance(timedelta(minutes=-1))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23T08:59", "2026-11-23T09:00"),
        ("2026-11-23T09:00", "2026-11-24T09:00"),
        ("2026-03-28T23:00", "2026-03-29T09:00"),
    ],
)
def test_next_morning_is_by_the_wall_clock(now: str, expected: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    local = datetime.fromisoformat(now).replace(tzinfo=zone)
    assert next_morning(local, "09:00") == datetime.fromisoformat(expected).replace(tzinfo=zone)
