"""Whole updates through the real dispatcher, from the update's parsing to the answer; only Telegram is not there."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.enums import ParseMode
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import EditMessageText, SendMessage, TelegramMethod
from aiogram.types import CallbackQuery, Chat, Message, Update, User

from benchmarks.company import Company
from benchmarks.scenes import Scene
from benchmarks.stopwatch import Run
from bot.conversation_storage import PostgresStorage
from bot.telegram import build_dispatcher
from crm_core.activities.models import CallOutcome
from crm_core.kernel.actor import Role
from handlers.ui.callbacks import CallCb, DealAct, DealCb
from handlers.ui.links import Links

_BOT = User(id=4242, is_bot=True, first_name="Kavshiri")


class QuietTelegram(BaseSession):
    """Takes everything and keeps nothing but the number of screens shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = 0

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ASYNC109
        if isinstance(method, SendMessage | EditMessageText):
            self.shown += 1
            return _make_message(int(method.chat_id or 0), self.shown)
        return True

    async def close(self) -> None:
        return None

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        yield b""


def _make_message(chat_id: int, message_id: int) -> Message:
    chat = Chat(id=chat_id, type="private")
    return Message(message_id=message_id, date=datetime.now(UTC), chat=chat, from_user=_BOT, text="A card")


def build_updates() -> list[Scene]:
    return [
        Scene("update: a deal card is opened", Role.MANAGER, _prepare_card),
        Scene("update: a call is logged", Role.MANAGER, _prepare_call),
    ]


async def _prepare_card(company: Company) -> Run:
    return _press(company, DealCb(act=DealAct.OPEN, id=company.samples[Role.MANAGER].deal_id))


async def _prepare_call(company: Company) -> Run:
    return _press(company, CallCb(deal=company.samples[Role.MANAGER].deal_id, outcome=CallOutcome.TALKED))


def _press(company: Company, button: CallbackData) -> Run:
    """The seller presses it again and again, each time in an update of its own."""
    chat = _open_chat(company)
    telegram_id = company.people[Role.MANAGER].telegram_id or 0
    seller = User(id=telegram_id, is_bot=False, first_name="Seller", language_code="en")

    async def run() -> object:
        number = next(chat.numbers)
        pressed = CallbackQuery(
            id=str(number),
            from_user=seller,
            chat_instance="1",
            data=button.pack(),
            message=_make_message(telegram_id, number),
        )
        update = Update(update_id=number, callback_query=pressed)
        received = update.model_dump(mode="json", exclude_none=True, by_alias=True)
        shown = chat.telegram.shown
        await chat.dispatcher.feed_raw_update(chat.bot, received)
        assert chat.telegram.shown > shown, "the update was refused"
        return number

    return run


@dataclass(frozen=True, slots=True)
class _Chat:
    """`numbers` are those of updates: one that was handled is not handled again."""

    telegram: QuietTelegram
    bot: Bot
    dispatcher: Dispatcher
    numbers: Iterator[int]


@cache
def _open_chat(company: Company) -> _Chat:
    """One for a process: routers are taken into a dispatcher once."""
    store = company.store
    telegram = QuietTelegram()
    bot = Bot("4242:" + "x" * 30, session=telegram, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    storage = PostgresStorage(store.engine, store.clock)
    links = Links("kavshiri_bot", "https://crm.test")
    return _Chat(telegram, bot, build_dispatcher(store, storage, links, default_locale="en"), count(1))
