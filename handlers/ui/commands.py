"""The menus of commands: for each employee by role and language in his own chat, for everybody else by language."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aiogram import Bot
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from crm_core.kernel.actor import LOCALES, Actor, Role
from handlers.views.reader import Reader

_LEADING = ("today", "board", "people", "overdue", "summary", "new", "find", "tasks")

_OF_ROLE: dict[Role, tuple[str, ...]] = {
    Role.OWNER: (*_LEADING, "team", "settings", "language", "help"),
    Role.SUPERVISOR: (*_LEADING, "settings", "language", "help"),
    Role.MANAGER: ("today", "new", "find", "tasks", "settings", "language", "help"),
    Role.SPECIALIST: ("visits", "tasks", "find", "settings", "language", "help"),
}

#: Of customers, and of whoever has not said who he is.
_OF_CUSTOMERS = ("order", "call", "language", "help")


async def set_commands(bot: Bot, actor: Actor) -> None:
    """The menu of one employee's chat, by his role and in his language. Nothing for those who are not employees."""
    if actor.role is None or actor.telegram_id is None:
        return
    words = _describe(_build_reader(actor.locale))
    await bot.set_my_commands(
        [BotCommand(command=name, description=words[name]) for name in _OF_ROLE[actor.role]],
        scope=BotCommandScopeChat(chat_id=actor.telegram_id),
    )


async def set_customer_commands(bot: Bot, telegram_id: int, locale: str) -> None:
    """The menu of a customer who has chosen another language than that of her Telegram."""
    words = _describe(_build_reader(locale))
    await bot.set_my_commands(
        [BotCommand(command=name, description=words[name]) for name in _OF_CUSTOMERS],
        scope=BotCommandScopeChat(chat_id=telegram_id),
    )


async def forget_commands(bot: Bot, telegram_id: int) -> None:
    """A dismissed employee's chat has the menu of everybody else again."""
    await bot.delete_my_commands(scope=BotCommandScopeChat(chat_id=telegram_id))


async def set_default_commands(bot: Bot) -> None:
    """The menu of everybody without one of his own: in each language, and in English for all others."""
    for locale in (*LOCALES, None):
        words = _describe(_build_reader(locale or "en"))
        await bot.set_my_commands(
            [BotCommand(command=name, description=words[name]) for name in _OF_CUSTOMERS],
            scope=BotCommandScopeAllPrivateChats(),
            language_code=locale,
        )


def _build_reader(locale: str) -> Reader:
    """Only words are asked of it, neither days nor zones."""
    return Reader(locale, ZoneInfo("UTC"), datetime.now(UTC))


def _describe(t: Reader) -> dict[str, str]:
    return {
        "today": t.label("What waits today"),
        "visits": t.label("My visits"),
        "board": t.label("Deals by stage"),
        "people": t.label("Who has what"),
        "overdue": t.label("What is overdue"),
        "summary": t.label("The day in numbers"),
        "new": t.label("New customer and deal"),
        "find": t.label("Find a customer"),
        "tasks": t.label("My tasks"),
        "team": t.label("People and invitations"),
        "settings": t.label("Settings"),
        "language": t.label("Language"),
        "help": t.label("Examples to type"),
        "order": t.label("Where is my order?"),
        "call": t.label("Call me back"),
    }
