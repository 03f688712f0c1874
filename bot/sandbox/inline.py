"""Inline mode: `@bot query` typed in any chat, the results that the bot offers, and the one that is chosen.

As at Telegram, answers are kept for `cache_time` seconds, and those that are not personal are shown to everybody who
types the same: a bot that forgets `is_personal` shows one person's things to another here too. Feedback is off, so no
`chosen_inline_result` is sent. Source: https://core.telegram.org/bots/api#inline-mode
"""

from __future__ import annotations

import secrets

from aiogram.methods import AnswerInlineQuery
from aiogram.types import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent

from bot.sandbox.entities import format_text
from bot.sandbox.keyboards import check_markup
from bot.sandbox.methods import LONGEST_TEXT, Uploads, covers
from bot.sandbox.sending import Sending, check_open
from bot.sandbox.store import Person
from bot.sandbox.wire import Json, bad_request
from bot.sandbox.world import InlineQuery, NotPossible, World, content_of

MOST_RESULTS = 50
LONGEST_QUERY = 256
LONGEST_ID = 64
USUAL_CACHE_TIME = 300
KNOWN_FIELDS = {"type", "id", "title", "description", "input_message_content", "reply_markup"}


def ask_inline(world: World, person: Person, query: str, offset: str, to: int | None) -> InlineQuery:
    """Type the bot's name and `query` into the chat with it, or with the person `to`; a good cached answer is given."""
    if len(query) > LONGEST_QUERY:
        raise NotPossible(f"an inline query has at most {LONGEST_QUERY} characters")
    if to is not None:
        world.get_person(to)
    asked = InlineQuery(secrets.token_hex(9), person.id, query, offset)
    world.inline_queries[asked.id] = asked
    for whose in (person.id, 0):
        until, answer = world.inline_cache.get((query, offset, whose), (0, {}))
        if world.moment() < until:
            asked.answer, asked.is_cached = answer, True
            return asked
    body = {"id": asked.id, "from": person.as_user(), "query": query, "offset": offset}
    world.queue.put(person.id, "inline_query", body | {"chat_type": "sender" if to is None else "private"})
    return asked


@covers(AnswerInlineQuery, "inline_query_id results cache_time is_personal next_offset button")
def answer_inline_query(world: World, call: AnswerInlineQuery, _: Uploads) -> bool:
    query = world.inline_queries.get(call.inline_query_id)
    if query is None or query.answer is not None or not world.is_fresh(query):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(call.results) > MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    if len({result.id for result in call.results}) < len(call.results):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len((call.next_offset or "").encode()) > LONGEST_ID:
        raise bad_request("NEXT_OFFSET_INVALID")
    query.answer = {
        "results": [_read_result(result) for result in call.results],
        "next_offset": call.next_offset or "",
        "is_personal": bool(call.is_personal),
        "button": _read_button(call.button),
    }
    kept = USUAL_CACHE_TIME if call.cache_time is None else call.cache_time
    whose = query.person_id if call.is_personal else 0
    world.inline_cache[query.query, query.offset, whose] = (world.moment() + kept, query.answer)
    world.store.announce({"kind": "offered", "chat": query.person_id, "query_id": query.id})
    return True


def _read_result(result: object) -> Json:
    """What is shown of a result, and the content of the message that choosing it sends."""
    if not isinstance(result, InlineQueryResultArticle):
        raise bad_request(f"the sandbox does not know inline results of type {getattr(result, 'type', '')}")
    if strange := sorted(result.model_fields_set - KNOWN_FIELDS):
        raise bad_request(f"the sandbox does not know inline results with {', '.join(strange)}")
    if not 1 <= len(result.id.encode()) <= LONGEST_ID:
        raise bad_request("RESULT_ID_INVALID")
    if not result.title.strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    words = result.input_message_content
    if not isinstance(words, InputTextMessageContent):
        raise bad_request("the sandbox knows only texts as the content of inline results")
    formatted = format_text(words.message_text, words.parse_mode, words.entities, LONGEST_TEXT, "message")
    if not formatted.text:
        raise bad_request("message text is empty")
    return {
        "id": result.id,
        "title": result.title,
        "description": result.description or "",
        "content": content_of(formatted),
        "markup": check_markup(result.reply_markup),
    }


def _read_button(button: InlineQueryResultsButton | None) -> Json | None:
    """The button above the results, which opens the chat with the bot."""
    if button is None:
        return None
    if button.start_parameter is None or button.web_app is not None:
        raise bad_request("the sandbox knows only buttons above results that have a start_parameter")
    if not button.text.strip() or not 1 <= len(button.start_parameter) <= 64:
        raise bad_request("START_PARAM_INVALID")
    return {"text": button.text, "start_parameter": button.start_parameter}


def choose(world: World, person: Person, query_id: str, result_id: str, sending: Sending) -> None:
    """Send a result that was offered to this person: "via" the bot, which hears of it only in its own chat."""
    query = world.inline_queries.get(query_id)
    offered = query.answer["results"] if query and query.answer and query.person_id == person.id else []
    result = next((one for one in offered if one["id"] == result_id), None)
    if result is None:
        raise NotPossible("this result was not offered to this person")
    receiver = None if sending.to is None else world.get_person(sending.to)
    if receiver is None:
        check_open(person)
    content = {"via_bot": world.bot} | result["content"]
    if result["markup"]:
        content["reply_markup"] = result["markup"]
    world.post_from_person(person, content, sending.reply_to, receiver)
