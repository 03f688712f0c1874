"""A Telegram for conversation tests: what the bot calls is recorded, and people type, press, share and look.

`FakeTelegram` is the bot's session: it answers the API calls from memory (messages get ids, edits change what is seen,
a text that is not modified is refused as the real one does). A `Person` acts in a private chat; every act goes through
the real dispatcher.
"""

from __future__ import annotations

import html
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    AnswerCallbackQuery,
    AnswerInlineQuery,
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    GetMe,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import (
    CallbackQuery,
    Chat,
    Contact,
    Document,
    File,
    InlineKeyboardMarkup,
    InlineQuery,
    Location,
    Message,
    MessageOriginChannel,
    MessageOriginHiddenUser,
    MessageOriginUser,
    PhotoSize,
    Update,
    User,
    Venue,
    Voice,
)

BOT = User(id=4242, is_bot=True, first_name="Kavshiri", username="kavshiri_bot")
#: What is downloaded, whatever it is.
SOUND = b"OggS spoken words"
Origin = MessageOriginUser | MessageOriginHiddenUser | MessageOriginChannel
_TAGS = re.compile(r"<[^>]+>")


@dataclass
class Shown:
    """A message as it stands in a chat now. `keyboard` is inline; `sent` is the method that carried it."""

    message_id: int
    text: str
    keyboard: InlineKeyboardMarkup | None
    sent: TelegramMethod[Any]

    @property
    def plain(self) -> str:
        """What the eye sees."""
        return html.unescape(_TAGS.sub("", self.text))

    @property
    def buttons(self) -> dict[str, str]:
        """Label -> callback data or address."""
        rows = self.keyboard.inline_keyboard if self.keyboard else []
        return {one.text: one.callback_data or one.url or "" for row in rows for one in row}


class FakeTelegram(BaseSession):
    """Keeps every call in `calls` and what each chat shows in `chats`."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[TelegramMethod[Any]] = []
        self.chats: dict[int, list[Shown]] = {}
        #: (chat id) -> the error to raise instead of delivering, as the real Telegram would.
        self.failures: dict[int, Exception] = {}
        self._ids = count(1000)
        self._updates = count(1)

    async def close(self) -> None:
        return None

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        yield SOUND

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ASYNC109
        self.calls.append(method)
        chat_id = getattr(method, "chat_id", None)
        if isinstance(chat_id, int) and chat_id in self.failures:
            raise self.failures[chat_id]
        if isinstance(method, EditMessageText | EditMessageReplyMarkup):
            return self._edit(method)
        if isinstance(method, GetMe):
            return BOT
        if isinstance(method, GetFile):
            return File(file_id=method.file_id, file_unique_id="u", file_path=f"voice/{method.file_id}.oga")
        if isinstance(method, DeleteMessage):
            self.chats[int(method.chat_id)] = [
                one for one in self.chats[int(method.chat_id)] if one.message_id != method.message_id
            ]
            return True
        if not type(method).__name__.startswith("Send"):
            return True
        return self._send(method)

    def next_update(self, **content: Any) -> Update:
        """An update with a number of its own; fed twice, it is one that Telegram repeats."""
        return Update(update_id=next(self._updates), **content)

    def count_calls(self, kind: type[TelegramMethod[Any]]) -> int:
        return sum(isinstance(call, kind) for call in self.calls)

    def _send(self, method: TelegramMethod[Any]) -> Message:
        text = getattr(method, "text", None) or getattr(method, "caption", None) or ""
        chat_id = int(method.chat_id)  # type: ignore[attr-defined]  # all that send have a chat
        self._check(method, text)
        markup = getattr(method, "reply_markup", None)
        keyboard = markup if isinstance(markup, InlineKeyboardMarkup) else None
        shown = Shown(next(self._ids), text, keyboard, method)
        self.chats.setdefault(chat_id, []).append(shown)
        return make_message(chat_id, shown)

    def _edit(self, method: EditMessageText | EditMessageReplyMarkup) -> Message:
        chat_id = int(method.chat_id or 0)
        shown = next((one for one in self.chats.get(chat_id, []) if one.message_id == method.message_id), None)
        if shown is None:
            raise _refuse(method, "message to edit not found")
        text = method.text if isinstance(method, EditMessageText) else shown.text
        self._check(method, text or "")
        if (text, method.reply_markup) == (shown.text, shown.keyboard):
            raise _refuse(method, "message is not modified")
        shown.text, shown.keyboard = text or "", method.reply_markup
        return make_message(chat_id, shown)

    def _check(self, method: TelegramMethod[Any], text: str) -> None:
        if isinstance(method, SendMessage | EditMessageText):
            visible = len(html.unescape(_TAGS.sub("", text)).encode("utf-16-le")) // 2
            if not 1 <= visible <= 4096:
                raise _refuse(method, f"message has {visible} characters")
        markup = getattr(method, "reply_markup", None)
        for row in markup.inline_keyboard if isinstance(markup, InlineKeyboardMarkup) else []:
            for one in row:
                if one.callback_data is not None and not 1 <= len(one.callback_data.encode()) <= 64:
                    raise _refuse(method, "BUTTON_DATA_INVALID")


def _refuse(method: TelegramMethod[Any], why: str) -> TelegramBadRequest:
    return TelegramBadRequest(method, f"Bad Request: {why}")


def make_message(chat_id: int, shown: Shown) -> Message:
    return Message(
        message_id=shown.message_id,
        date=datetime.now(UTC),
        chat=Chat(id=chat_id, type="private"),
        from_user=BOT,
        text=shown.plain or None,
        reply_markup=shown.keyboard,
    )


def build_bot() -> tuple[Bot, FakeTelegram]:
    """The bot and the Telegram it talks to."""
    telegram = FakeTelegram()
    bot = Bot("4242:" + "x" * 30, session=telegram, default=DefaultBotProperties(parse_mode="HTML"))
    return bot, telegram


@dataclass
class Person:
    """Somebody with a phone. `taps` counts what was typed, pressed and shared; `alert` is the last pop-up."""

    bot: Bot
    telegram: FakeTelegram
    dispatcher: Dispatcher
    id: int
    name: str = "Vera"
    phone: str = ""
    language: str = "en"
    taps: int = 0
    last_update: Update | None = None
    alert: str | None = None
    _numbers: Any = field(default_factory=lambda: count(1))

    @property
    def user(self) -> User:
        return User(id=self.id, is_bot=False, first_name=self.name, language_code=self.language)

    @property
    def chat(self) -> list[Shown]:
        return self.telegram.chats.get(self.id, [])

    @property
    def last(self) -> Shown:
        """The newest message of the chat."""
        return self.chat[-1]

    @property
    def sees(self) -> str:
        return self.last.plain

    async def say(self, text: str, *, reply_to: Shown | None = None) -> str:
        """Type a message; returns what the newest message of the chat says then."""
        await self._write(text=text, reply_to=reply_to)
        return self.sees

    async def forward(self, text: str, origin: Origin) -> str:
        """Pass somebody's words on."""
        await self._write(text=text, forward_origin=origin)
        return self.sees

    async def share_contact(
        self, phone: str, first_name: str, last_name: str | None = None, *, reply_to: Shown | None = None
    ) -> str:
        contact = Contact(phone_number=phone, first_name=first_name, last_name=last_name)
        await self._write(contact=contact, reply_to=reply_to)
        return self.sees

    async def share_own_phone(self) -> str:
        """The answer to a button that asks for one's own contact."""
        await self._write(contact=Contact(phone_number=self.phone, first_name=self.name, user_id=self.id))
        return self.sees

    async def share_location(self, latitude: float, longitude: float, title: str = "", address: str = "") -> str:
        """A point; with a title, a venue."""
        place = Location(latitude=latitude, longitude=longitude)
        venue = Venue(location=place, title=title, address=address) if title else None
        await self._write(location=place, venue=venue)
        return self.sees

    async def send_voice(self, name: str = "voice", *, size: int = 100, origin: Origin | None = None) -> str:
        voice = Voice(file_id=name, file_unique_id=f"u-{name}", duration=4, mime_type="audio/ogg", file_size=size)
        await self._write(voice=voice, forward_origin=origin)
        return self.sees

    async def edit(self, text: str) -> str:
        """Change the words of a message that was sent before."""
        message = Message(
            message_id=1, date=datetime.now(UTC), chat=Chat(id=self.id, type="private"), from_user=self.user, text=text
        )
        await self._feed(edited_message=message)
        return self.sees

    async def send_photo(
        self,
        name: str = "photo",
        *,
        caption: str | None = None,
        album: str | None = None,
        reply_to: Shown | None = None,
        origin: Origin | None = None,
    ) -> str:
        photo = [PhotoSize(file_id=name, file_unique_id=f"u-{name}", width=10, height=10, file_size=100)]
        await self._write(photo=photo, caption=caption, media_group_id=album, reply_to=reply_to, forward_origin=origin)
        return self.sees

    async def send_document(self, name: str, *, reply_to: Shown | None = None) -> str:
        document = Document(file_id=name, file_unique_id=f"u-{name}", file_name=name, file_size=100)
        await self._write(document=document, reply_to=reply_to)
        return self.sees

    async def press(self, label: str, *, on: Shown | None = None) -> str:
        """Press the button whose label holds `label`, on the newest message that has it or on a given one."""
        shown = on or next(one for one in reversed(self.chat) if any(label in text for text in one.buttons))
        data = next(data for text, data in shown.buttons.items() if label in text)
        await self.press_data(data, on=shown)
        return shown.plain if shown in self.chat else self.sees

    async def press_data(self, data: str, *, on: Shown | None = None) -> None:
        """A button's data, also one that nobody gave to this person."""
        shown = on or self.last
        before = len(self.telegram.calls)
        self.taps += 1
        query = CallbackQuery(
            id=str(next(self._numbers)),
            from_user=self.user,
            chat_instance="1",
            data=data,
            message=make_message(self.id, shown),
        )
        await self._feed(callback_query=query)
        answers = [call for call in self.telegram.calls[before:] if isinstance(call, AnswerCallbackQuery)]
        assert len(answers) == 1, "a button answers once"
        self.alert = answers[0].text

    async def type_inline(self, query: str, offset: str = "") -> AnswerInlineQuery:
        """The bot's name and `query` typed in some chat; what the bot offers."""
        before = len(self.telegram.calls)
        asked = InlineQuery(id=str(next(self._numbers)), from_user=self.user, query=query, offset=offset)
        await self._feed(inline_query=asked)
        answers = [call for call in self.telegram.calls[before:] if isinstance(call, AnswerInlineQuery)]
        assert len(answers) == 1, "an inline query is answered once"
        return answers[0]

    async def repeat(self) -> None:
        """Telegram delivers the last update once more."""
        assert self.last_update is not None
        await self.dispatcher.feed_update(self.bot, self.last_update)

    async def _feed(self, **content: Any) -> None:
        self.last_update = self.telegram.next_update(**content)
        await self.dispatcher.feed_update(self.bot, self.last_update)

    async def _write(self, *, reply_to: Shown | None = None, **content: Any) -> None:
        self.taps += 1
        message = Message(
            message_id=next(self._numbers),
            date=datetime.now(UTC),
            chat=Chat(id=self.id, type="private"),
            from_user=self.user,
            reply_to_message=make_message(self.id, reply_to) if reply_to is not None else None,
            **content,
        )
        await self._feed(message=message)
