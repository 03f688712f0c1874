"""The menu of commands that a chat shows."""

from __future__ import annotations

from aiogram.methods import DeleteMyCommands, SetMyCommands
from aiogram.types import BotCommandScopeChat

from tests.fakes.house import House


def get_menu(house: House, telegram_id: int) -> dict[str, str]:
    """Command -> description; empty when the chat has no menu of its own."""
    menu: dict[str, str] = {}
    for call in house.telegram.calls:
        if not isinstance(call, SetMyCommands | DeleteMyCommands) or not isinstance(call.scope, BotCommandScopeChat):
            continue
        if call.scope.chat_id == telegram_id:
            commands = call.commands if isinstance(call, SetMyCommands) else []
            menu = {command.command: command.description for command in commands}
    return menu
