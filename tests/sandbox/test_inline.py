"""Inline mode is as strict as Telegram's: what is refused, what is kept for whom, and what becomes of a choice."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultPhoto,
    InlineQueryResultsButton,
    InputTextMessageContent,
)

from bot.sandbox.phone import InlineAnswer, Phone, PhoneRefused
from tests.sandbox.conftest import House, Start


def article(key: str = "1", title: str = "Vera", text: str = "<b>Deal</b> 1", **more: Any) -> InlineQueryResultArticle:
    content = InputTextMessageContent(message_text=text, parse_mode="HTML")
    return InlineQueryResultArticle(id=key, title=title, input_message_content=content, **more)


async def ask(house: House, query: str = "vera", phone: Phone | None = None, **where: Any) -> str:
    """Type the query; the id under which the bot may answer it."""
    answer = await house.client.ask(
        "POST", f"/people/{(phone or house.nino).id}/inline", json={"query": query, **where}
    )
    return str(answer["query_id"])


async def offer(
    house: House, phone: Phone, query: str, results: Sequence[InlineQueryResultArticle], **options: Any
) -> InlineAnswer:
    """Somebody types, and the bot answers."""
    typing = asyncio.create_task(phone.inline(query))
    updates: list[Any] = []
    while not updates:
        updates = await house.pull(timeout=5)
    await house.bot.answer_inline_query(updates[-1].inline_query.id, list(results), **options)
    return await typing


async def test_the_bot_hears_what_is_typed_and_where(house: House) -> None:
    vera = await house.client.add_person("Vera", phone="+995599000001")
    await ask(house, "4 windows", offset="20")
    await ask(house, "", to=vera.id)
    first, second = [update.inline_query for update in await house.pull()]
    assert (first.query, first.offset, first.chat_type, first.from_user.id) == (
        "4 windows",
        "20",
        "sender",
        house.nino.id,
    )
    assert (second.query, second.chat_type) == ("", "private")
    with pytest.raises(PhoneRefused, match="256 characters"):
        await ask(house, "x" * 257)
    assert (await house.bot.get_me()).supports_inline_queries


@pytest.mark.parametrize(
    ("results", "options", "complaint"),
    [
        ([article(str(number)) for number in range(51)], {}, "RESULTS_TOO_MUCH"),
        ([article("1"), article("1")], {}, "RESULT_ID_DUPLICATE"),
        ([article("ვ" * 22)], {}, "RESULT_ID_INVALID"),
        ([article(title=" ")], {}, "ARTICLE_TITLE_EMPTY"),
        ([article(text="<b></b>")], {}, "message text is empty"),
        ([article(text="<b>")], {}, "can't parse entities"),
        ([article()], {"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ([article(thumbnail_url="https://x.ge/a.png")], {}, "does not know inline results with thumbnail_url"),
        (
            [InlineQueryResultPhoto(id="1", photo_url="https://x.ge/a.jpg", thumbnail_url="https://x.ge/a.jpg")],
            {},
            "does not know inline results of type photo",
        ),
        ([], {"button": InlineQueryResultsButton(text="Start", start_parameter="x" * 65)}, "START_PARAM_INVALID"),
    ],
)
async def test_wrong_answers_are_refused(
    house: House, results: list[Any], options: dict[str, Any], complaint: str
) -> None:
    query = await ask(house)
    with pytest.raises(TelegramBadRequest, match=complaint):
        await house.bot.answer_inline_query(query, results, **options)
    assert await house.bot.answer_inline_query(query, [article()])


async def test_unknown_answered_and_old_queries_are_refused(start: Start) -> None:
    house, late = await start(), await start(query_lifetime=0.0)
    query = await ask(house)
    for one, where in ((query, late), ("nonsense", house), (await ask(late), late)):
        with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired"):
            await where.bot.answer_inline_query(one, [article()])
    house.bot.session.api = TelegramAPIServer.from_base(house.base_url)
    assert await house.bot.answer_inline_query(query, [article()])
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await house.bot.answer_inline_query(query, [article()])


async def test_personal_answers_are_kept_for_one_and_others_for_everybody(house: House) -> None:
    vera = await house.client.add_person("Vera", phone="+995599000001")
    mine = await offer(house, house.nino, "mine", [article(title="Mine")], is_personal=True, cache_time=10)
    assert (mine.titles, mine.is_cached, mine.is_personal) == (["Mine"], False, True)
    assert (await house.nino.inline("mine")).is_cached
    assert not (await offer(house, vera, "mine", [article(title="Vera's")], is_personal=True)).is_cached
    await offer(house, house.nino, "shared", [article(title="Anybody's")])
    seen = await vera.inline("shared")
    assert (seen.titles, seen.is_cached) == (["Anybody's"], True)
    await house.client.advance(timedelta(minutes=6))
    assert not (await offer(house, vera, "shared", [article()], cache_time=0)).is_cached
    assert not (await offer(house, vera, "shared", [article()], cache_time=0)).is_cached


async def test_a_chosen_result_stands_in_that_chat_and_only_the_own_one_is_heard_of(house: House) -> None:
    vera = await house.client.add_person("Vera", phone="+995599000001")
    key = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Open", callback_data="open")]])
    answer = await offer(house, house.nino, "v", [article(description="first call", reply_markup=key)], next_offset="1")
    assert (answer.next_offset, answer.results[0].description, answer.results[0].text) == ("1", "first call", "Deal 1")
    await house.nino.choose(answer.find("Vera"), to=vera)
    inserted = (await vera.chat(house.nino))[-1]
    assert (inserted.html, inserted.via, inserted.labels) == ("<b>Deal</b> 1", "kavshiri_bot", ["Open"])
    assert await house.pull() == []
    await house.nino.choose(answer.results[0])
    await house.nino.press("Open", wait=False)
    message, pressed = await house.pull()
    assert message.message.via_bot.id == house.bot.id
    assert pressed.callback_query.message is None
    assert pressed.callback_query.inline_message_id
    with pytest.raises(PhoneRefused, match="not offered to this person"):
        await vera.choose(answer.results[0], to=house.nino)
