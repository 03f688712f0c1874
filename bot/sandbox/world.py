"""The little Telegram that the bot and the phones meet in: who may write to whom, and what becomes of it."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.sandbox.entities import Formatted
from bot.sandbox.faults import FaultBox
from bot.sandbox.keyboards import markup_kind
from bot.sandbox.limits import Limits, Pace
from bot.sandbox.store import Person, Store, StoredMessage
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.wire import ApiError, Json, bad_request
from crm_core.kernel.clock import MovableClock

FIRST_PERSON = 700_000_001


class NotPossible(Exception):
    """The app would not let a person do this; the text says why, for the developer who drives the phone."""


@dataclass
class PressedButton:
    """A callback query: the phone's button spins until `answer` is there ({"text", "alert"})."""

    id: str
    person_id: int
    asked_at: float = field(default_factory=time.monotonic)
    answer: Json | None = None


@dataclass
class InlineQuery:
    """The bot's name and `query` typed into a chat; `answer` has results, next_offset, is_personal and button."""

    id: str
    person_id: int
    query: str
    offset: str
    asked_at: float = field(default_factory=time.monotonic)
    answer: Json | None = None
    is_cached: bool = False


class World:
    """Everything behind both doors. The movable clock dates messages; limits and queries run in real time."""

    def __init__(
        self,
        token: str,
        clock: MovableClock,
        zone: str,
        folder: Path | None,
        pace: Pace | None,
        query_lifetime: float,
        webhook_pause: float,
    ) -> None:
        self.token = token
        self.clock = clock
        self.zone = ZoneInfo(zone)
        self.store = Store(folder)
        self.limits = Limits(pace)
        self.faults = FaultBox()
        self.queue = UpdateQueue(self.store, clock.now, webhook_pause)
        self.queries: dict[str, PressedButton] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        #: Answers by query, offset and person (0: anybody), each with the second until which it is good.
        self.inline_cache: dict[tuple[str, str, int], tuple[int, Json]] = {}
        self.in_flight = 0
        self.active_at = 0.0
        self._query_lifetime = query_lifetime
        self.bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Kavshiri",
            "username": "kavshiri_bot",
        }

    def moment(self) -> int:
        return int(self.clock.now().timestamp())

    def get_person(self, person_id: int) -> Person:
        if person_id not in self.store.people:
            raise bad_request("chat not found")
        return self.store.people[person_id]

    def get_chat(self, chat_id: int | str | None) -> Json:
        """The chat's JSON; ApiError 400 for one that the bot has never seen."""
        if isinstance(chat_id, int) and chat_id in self.store.groups:
            return self.store.groups[chat_id]
        if not isinstance(chat_id, int):
            raise bad_request("chat not found")
        return self.get_person(chat_id).as_chat()

    def check_reachable(self, chat_id: int | str | None) -> Json:
        """The chat, when the bot may write there now; ApiError 403 when blocked or never started."""
        chat = self.get_chat(chat_id)
        person = self.store.people.get(chat["id"])
        if person is not None and person.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if person is not None and not person.started:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def post_from_bot(
        self, chat: Json, content: Json, markup: Json | None, reply_to: int | None = None
    ) -> StoredMessage:
        message = self._new_message(chat, self.bot, content, reply_to)
        message.markup = markup
        kind = markup_kind(markup)
        if kind == "inline_keyboard":
            message.payload["reply_markup"] = markup
        self.store.save_message(message)
        person = self.store.people.get(chat["id"])
        if person is not None and kind in {"keyboard", "remove_keyboard", "force_reply"}:
            shown = {"markup": markup, "message_id": message.message_id}
            person.keyboard = None if kind == "remove_keyboard" else shown
            self.store.save_person(person)
        return message

    def post_from_person(
        self, person: Person, content: Json, reply_to: int | None = None, receiver: Person | None = None
    ) -> StoredMessage:
        """A message of a person: queued for the bot, or to another person, of which the bot hears nothing."""
        if receiver is not None:
            chat = {"id": self.store.find_dialog(person.id, receiver.id), "type": "private"}
            message = self._new_message(chat, person.as_user(), content, reply_to)
            self.store.save_message(message)
            return message
        message = self._new_message(person.as_chat(), person.as_user(), content, reply_to)
        person.read_upto = message.message_id
        self.store.save_person(person)
        self.store.save_message(message)
        self.queue.put(person.id, "message", message.payload)
        return message

    def _new_message(self, chat: Json, author: Json, content: Json, reply_to: int | None) -> StoredMessage:
        number = self.store.next_number("message", 1)
        payload: Json = {"message_id": number, "date": self.moment(), "chat": chat, "from": author}
        earlier = self.store.find_message(chat["id"], reply_to)
        if earlier is not None:
            payload["reply_to_message"] = {k: v for k, v in earlier.payload.items() if k != "reply_to_message"}
        return StoredMessage(chat["id"], number, bool(author["is_bot"]), payload | content)

    def press(self, person: Person, message_id: int, data: str) -> PressedButton:
        """A pressed inline button; a message that is gone arrives as Telegram's inaccessible one."""
        query = PressedButton(secrets.token_hex(9), person.id)
        self.queries[query.id] = query
        message = self.store.find_message(person.id, message_id)
        body = {"id": query.id, "from": person.as_user(), "chat_instance": str(person.id), "data": data}
        if message is not None and "via_bot" in message.payload:
            body["inline_message_id"] = f"{person.id}_{message_id}"
        else:
            gone = {"message_id": message_id, "date": 0, "chat": person.as_chat()}
            body["message"] = message.payload if message else gone
        self.queue.put(person.id, "callback_query", body)
        return query

    def answer(self, query_id: str, text: str, alert: bool) -> None:
        """Stop the spinner; ApiError 400 when the query is unknown, too old or answered already."""
        query = self.queries.get(query_id)
        if query is None or query.answer is not None or not self.is_fresh(query):
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        query.answer = {"text": text, "alert": alert}
        self.store.announce({"kind": "answered", "chat": query.person_id, "query_id": query_id, **query.answer})

    def is_fresh(self, query: PressedButton | InlineQuery) -> bool:
        """Whether the bot may still answer it."""
        return time.monotonic() - query.asked_at < self._query_lifetime

    def is_busy(self) -> bool:
        """Whether the bot owes something: an unconfirmed update, an unanswered query, a call under way."""
        asked: list[PressedButton | InlineQuery] = [*self.queries.values(), *self.inline_queries.values()]
        spinning = any(query.answer is None and self.is_fresh(query) for query in asked)
        return bool(self.store.updates or self.in_flight or spinning)

    def set_blocked(self, person: Person, blocked: bool) -> None:
        """Block or unblock the bot, which hears of it as `my_chat_member`."""
        if person.blocked == blocked:
            return
        person.blocked = blocked
        self.store.save_person(person)
        member: Json = {"status": "member", "user": self.bot}
        kicked: Json = {"status": "kicked", "user": self.bot, "until_date": 0}
        change: Json = {"chat": person.as_chat(), "from": person.as_user(), "date": self.moment()}
        change["old_chat_member"], change["new_chat_member"] = (member, kicked) if blocked else (kicked, member)
        self.queue.put(person.id, "my_chat_member", change)

    def list_commands(self, person: Person) -> list[Json]:
        """The command menu of a person: her chat, all private chats, the default; her language first.

        Source: https://core.telegram.org/bots/api#determining-list-of-commands
        """
        commands = self.store.settings.commands
        for scope in (f"chat|{person.id}", "all_private_chats|", "default|"):
            for language in (person.language, ""):
                if found := commands.get(f"{scope}|{language}"):
                    return found
        return []


def content_of(formatted: Formatted) -> Json:
    return formatted.as_fields()


def caption_of(formatted: Formatted) -> Json:
    return formatted.as_fields("caption", "caption_entities") if formatted.text else {}
