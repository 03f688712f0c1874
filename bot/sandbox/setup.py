"""The Bot API methods by which a bot describes itself and chooses how updates come."""

from __future__ import annotations

import re

from aiogram.methods import (
    DeleteMyCommands,
    DeleteWebhook,
    GetChat,
    GetMe,
    GetMyCommands,
    GetUpdates,
    GetWebhookInfo,
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
    SetWebhook,
)

from bot.sandbox.methods import METHODS, Uploads, covers
from bot.sandbox.wire import Json, bad_request, plain
from bot.sandbox.world import World

__all__ = ["METHODS"]

MOST_COMMANDS = 100
LONGEST = {"name": 64, "short_description": 120, "description": 512}


@covers(GetMe)
def get_me(world: World, _call: GetMe, _: Uploads) -> Json:
    can = dict.fromkeys(("can_join_groups", "supports_inline_queries"), True)
    cannot = dict.fromkeys(("can_read_all_group_messages", "can_connect_to_business", "has_main_web_app"), False)
    return world.bot | can | cannot


@covers(GetChat, "chat_id")
def get_chat(world: World, call: GetChat, _: Uploads) -> Json:
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    full: Json = {"accent_color_id": 0, "max_reaction_count": 11}
    return world.get_chat(call.chat_id) | full | {"accepted_gift_types": dict.fromkeys(gifts, False)}


@covers(GetUpdates, "offset limit timeout allowed_updates")
async def get_updates(world: World, call: GetUpdates, _: Uploads) -> list[Json]:
    return await world.queue.poll(call)


@covers(SetWebhook, "url max_connections allowed_updates drop_pending_updates secret_token")
def set_webhook(world: World, call: SetWebhook, _: Uploads) -> bool:
    return world.queue.set_webhook(call)


@covers(DeleteWebhook, "drop_pending_updates")
def delete_webhook(world: World, call: DeleteWebhook, _: Uploads) -> bool:
    return world.queue.delete_webhook(bool(call.drop_pending_updates))


@covers(GetWebhookInfo)
def get_webhook_info(world: World, _call: GetWebhookInfo, _: Uploads) -> Json:
    return world.queue.webhook_info()


@covers(SetMyCommands, "commands scope language_code")
def set_my_commands(world: World, call: SetMyCommands, _: Uploads) -> bool:
    if len(call.commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in call.commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.command):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.description.strip()) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    shelf = _shelf(world, call)
    world.store.settings.commands[shelf] = [plain(command) for command in call.commands]
    world.store.save_settings()
    return True


@covers(GetMyCommands, "scope language_code")
def get_my_commands(world: World, call: GetMyCommands, _: Uploads) -> list[Json]:
    return world.store.settings.commands.get(_shelf(world, call), [])


@covers(DeleteMyCommands, "scope language_code")
def delete_my_commands(world: World, call: DeleteMyCommands, _: Uploads) -> bool:
    world.store.settings.commands.pop(_shelf(world, call), None)
    world.store.save_settings()
    return True


def _shelf(world: World, call: SetMyCommands | GetMyCommands | DeleteMyCommands) -> str:
    """Where the commands of a scope and language are kept: "scope|chat|language"."""
    language = call.language_code or ""
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    scope = plain(call.scope) if call.scope else {"type": "default"}
    if scope["type"] not in {"default", "all_private_chats", "chat"}:
        raise bad_request(f"the sandbox does not know the command scope {scope['type']}")
    if scope["type"] == "chat":
        world.get_chat(scope["chat_id"])
    return f"{scope['type']}|{scope.get('chat_id', '')}|{language}"


@covers(SetMyName, "name language_code")
def set_my_name(world: World, call: SetMyName, _: Uploads) -> bool:
    return _keep_text(world, "name", call.name, call.language_code)


@covers(SetMyDescription, "description language_code")
def set_my_description(world: World, call: SetMyDescription, _: Uploads) -> bool:
    return _keep_text(world, "description", call.description, call.language_code)


@covers(SetMyShortDescription, "short_description language_code")
def set_my_short_description(world: World, call: SetMyShortDescription, _: Uploads) -> bool:
    return _keep_text(world, "short_description", call.short_description, call.language_code)


def _keep_text(world: World, kind: str, text: str | None, language: str | None) -> bool:
    if len(text or "") > LONGEST[kind]:
        raise bad_request(f"bot {kind.replace('_', ' ')} is too long")
    world.store.settings.texts[f"{kind}|{language or ''}"] = text or ""
    world.store.save_settings()
    return True


@covers(SetChatMenuButton, "chat_id menu_button")
def set_chat_menu_button(world: World, call: SetChatMenuButton, _: Uploads) -> bool:
    button = plain(call.menu_button) if call.menu_button else {"type": "default"}
    if button["type"] not in {"default", "commands"}:
        raise bad_request(f"the sandbox does not know the menu button {button['type']}")
    if call.chat_id is not None:
        world.get_chat(call.chat_id)
    world.store.settings.menu_buttons[str(call.chat_id or "")] = button
    world.store.save_settings()
    return True
