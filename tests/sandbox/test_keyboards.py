"""Keyboards and pressed buttons."""

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonPollType,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyMarkupUnion,
    WebAppInfo,
)

from tests.sandbox.conftest import House, Start


def inline(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[button] for button in buttons])


async def refused(house: House, markup: ReplyMarkupUnion, chat_id: int | None = None) -> str:
    with pytest.raises(TelegramBadRequest) as refusal:
        await house.bot.send_message(chat_id or house.nino.id, "a", reply_markup=markup)
    return refusal.value.message.removeprefix("Bad Request: ")


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        (InlineKeyboardButton(text="a", callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (InlineKeyboardButton(text="a", callback_data="ა" * 22), "BUTTON_DATA_INVALID"),
        (
            InlineKeyboardButton(text="a", callback_data=""),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            InlineKeyboardButton(text="a"),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            InlineKeyboardButton(text="a", callback_data="b", url="https://x.ge"),
            "can't parse inline keyboard button: exactly one action must be used",
        ),
        (InlineKeyboardButton(text=" ", callback_data="b"), "inline keyboard button text must be non-empty"),
        (
            InlineKeyboardButton(text="a", url="tel:+995599123456"),
            "inline keyboard button URL 'tel:+995599123456' is invalid: Unsupported URL protocol",
        ),
        (
            InlineKeyboardButton(text="a", url="ftp://example.com"),
            "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
        ),
        (
            InlineKeyboardButton(text="a", url="not-a-url"),
            "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL",
        ),
        (
            InlineKeyboardButton(text="a", url="http://localhost:8080/x"),
            "inline keyboard button URL 'http://localhost:8080/x' is invalid: Wrong HTTP URL",
        ),
        (InlineKeyboardButton(text="a", copy_text=CopyTextButton(text="")), "BUTTON_COPY_TEXT_INVALID"),
        (
            InlineKeyboardButton(text="a", web_app=WebAppInfo(url="https://x.ge")),
            "the sandbox does not know inline keyboard buttons with web_app",
        ),
    ],
)
async def test_wrong_inline_buttons_are_refused(house: House, button: InlineKeyboardButton, complaint: str) -> None:
    assert await refused(house, inline(button)) == complaint


async def test_good_inline_buttons_are_shown(house: House) -> None:
    good = [
        InlineKeyboardButton(text="Data", callback_data="ა" * 21),
        InlineKeyboardButton(text="Site", url="https://x.ge"),
        InlineKeyboardButton(text="Deep", url="tg://user?id=1"),
        InlineKeyboardButton(text="Copy", copy_text=CopyTextButton(text="KV-1")),
    ]
    sent = await house.bot.send_message(house.nino.id, "a", reply_markup=inline(*good))
    assert sent.reply_markup is not None
    assert sent.reply_markup.model_dump() == inline(*good).model_dump()
    assert (await house.nino.screen()).labels == ["Data", "Site", "Deep", "Copy"]


async def test_a_keyboard_has_at_most_a_hundred_buttons(house: House) -> None:
    buttons = [InlineKeyboardButton(text=f"{n}", callback_data=f"{n}") for n in range(101)]
    await house.bot.send_message(house.nino.id, "a", reply_markup=inline(*buttons[:100]))
    assert await refused(house, inline(*buttons)) == "reply markup is too long"


async def test_an_empty_inline_keyboard_is_none(house: House) -> None:
    sent = await house.bot.send_message(house.nino.id, "a", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[]]))
    assert sent.reply_markup is None


async def test_reply_keyboard_stays_until_it_is_removed(house: House) -> None:
    keys = ReplyKeyboardMarkup(
        keyboard=[[KeyboardButton(text="My number", request_contact=True)], [KeyboardButton(text="Orders")]],
        one_time_keyboard=True,
        input_field_placeholder="or write",
    )
    await house.bot.send_message(house.nino.id, "a", reply_markup=keys)
    await house.bot.send_message(house.nino.id, "b")
    shown = await house.nino.reply_keyboard()
    assert [[(key.text, key.asks) for key in row] for row in shown] == [[("My number", "contact")], [("Orders", None)]]
    await house.bot.send_message(house.nino.id, "c", reply_markup=ReplyKeyboardRemove())
    assert await house.nino.reply_keyboard() == []


async def test_wrong_reply_keyboards_are_refused(house: House) -> None:
    assert await refused(house, ReplyKeyboardMarkup(keyboard=[])) == "reply keyboard must have at least one button"
    two = KeyboardButton(text="a", request_contact=True, request_location=True)
    assert "at most one action" in await refused(house, ReplyKeyboardMarkup(keyboard=[[two]]))
    poll = KeyboardButton(text="a", request_poll=KeyboardButtonPollType())
    assert "does not know keyboard buttons with request_poll" in await refused(
        house, ReplyKeyboardMarkup(keyboard=[[poll]])
    )
    assert "non-empty" in await refused(house, ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="")]]))
    assert "placeholder" in await refused(house, ForceReply(input_field_placeholder="x" * 65))


async def test_contacts_are_asked_for_only_in_private_chats(house: House) -> None:
    group = await house.client.add_group("Team")
    keys = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="a", request_contact=True)]])
    assert await refused(house, keys, group) == "phone number can be requested in private chats only"


async def test_a_pressed_button_is_answered_once(house: House) -> None:
    sent = await house.bot.send_message(
        house.nino.id, "a", reply_markup=inline(InlineKeyboardButton(text="Go", callback_data="go:1"))
    )
    await house.nino.press("Go", wait=False)
    query = (await house.pull())[-1].callback_query
    assert (query.data, query.message.message_id, query.from_user.id) == ("go:1", sent.message_id, house.nino.id)
    assert await house.bot.answer_callback_query(query.id, "Done", show_alert=True)
    with pytest.raises(
        TelegramBadRequest, match="query is too old and response timeout expired or query ID is invalid"
    ):
        await house.bot.answer_callback_query(query.id)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await house.bot.answer_callback_query("nonsense")


async def test_a_late_answer_is_refused(start: Start) -> None:
    house = await start(query_lifetime=0.0)
    await house.nino.press_data(1, "go", wait=False)
    query = (await house.pull())[-1].callback_query
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await house.bot.answer_callback_query(query.id)


async def test_an_answer_is_at_most_200_characters(house: House) -> None:
    await house.nino.press_data(1, "go", wait=False)
    query = (await house.pull())[-1].callback_query
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await house.bot.answer_callback_query(query.id, "x" * 201)


async def test_a_button_of_a_deleted_message_arrives_with_an_inaccessible_one(house: House) -> None:
    await house.nino.press_data(77, "forged", wait=False)
    query = (await house.pull())[-1].callback_query
    assert query.data == "forged"
    assert type(query.message).__name__ == "InaccessibleMessage"


async def test_albums_take_no_keyboards(house: House) -> None:
    answer = await house.call("sendMediaGroup", chat_id=house.nino.id, media=[], reply_markup={"inline_keyboard": []})
    assert 'no parameter "reply_markup"' in answer["description"]
