"""What may hang under a message: inline and reply keyboards, checked as Telegram does."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import urlsplit

from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyMarkupUnion,
)

from bot.sandbox.wire import Json, bad_request, plain

ButtonT = TypeVar("ButtonT", InlineKeyboardButton, KeyboardButton)

MOST_BUTTONS = 100
ACTIONS = frozenset(InlineKeyboardButton.model_fields) - {"text", "icon_custom_emoji_id", "style"}
KNOWN_ACTIONS = {"url", "callback_data", "copy_text"}
KNOWN_REQUESTS = {"request_contact", "request_location"}


def check_markup(markup: ReplyMarkupUnion | None, private: bool = True) -> Json | None:
    """The markup as JSON without empty rows, or ApiError 400; an empty inline keyboard is no keyboard."""
    if markup is None:
        return None
    if isinstance(markup, InlineKeyboardMarkup):
        rows = [row for row in markup.inline_keyboard if row]
        for button in _counted(rows):
            _check_inline_button(button)
        return {"inline_keyboard": [[plain(button) for button in row] for row in rows]} if rows else None
    if isinstance(markup, ReplyKeyboardMarkup):
        keys = [row for row in markup.keyboard if row]
        if not keys:
            raise bad_request("reply keyboard must have at least one button")
        for key in _counted(keys):
            _check_reply_button(key, private)
    if isinstance(markup, ReplyKeyboardMarkup | ForceReply):
        placeholder = markup.input_field_placeholder
        if placeholder is not None and not 1 <= len(placeholder) <= 64:
            raise bad_request("input field placeholder must have 1-64 characters")
    return plain(markup)


def markup_kind(markup: Json | None) -> str | None:
    """Which of Telegram's markups this is, by the field only that one has."""
    kinds = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
    return next((kind for kind in kinds if kind in (markup or {})), None)


def _counted(rows: list[list[ButtonT]]) -> list[ButtonT]:
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return buttons


def _check_inline_button(button: InlineKeyboardButton) -> None:
    _check_label(button.text, "inline keyboard button")
    given = [action for action in sorted(ACTIONS) if getattr(button, action) not in {None, ""}]
    if not given:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(given) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action must be used")
    if given[0] not in KNOWN_ACTIONS:
        raise bad_request(f"the sandbox does not know inline keyboard buttons with {given[0]}")
    if button.callback_data and len(button.callback_data.encode()) > 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if button.copy_text is not None and not 1 <= len(button.copy_text.text) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if button.url and (fault := find_url_fault(button.url)):
        raise bad_request(f"inline keyboard button URL '{button.url}' is invalid: {fault}")


def _check_reply_button(button: KeyboardButton, private: bool) -> None:
    _check_label(button.text, "keyboard button")
    fields = sorted(button.model_fields_set - {"text", "icon_custom_emoji_id", "style"})
    requests = [name for name in fields if getattr(button, name)]
    if len(requests) > 1:
        raise bad_request("can't parse keyboard button: at most one action may be used")
    if requests and requests[0] not in KNOWN_REQUESTS:
        raise bad_request(f"the sandbox does not know keyboard buttons with {requests[0]}")
    if requests and not private:
        wanted = "phone number" if requests[0] == "request_contact" else "location"
        raise bad_request(f"{wanted} can be requested in private chats only")


def _check_label(text: str, what: str) -> None:
    if not text.strip():
        raise bad_request(f"{what} text must be non-empty")


def find_url_fault(url: str) -> str | None:
    """Why Telegram would not take a link, or None. `tel:` and bare hosts such as `localhost` fail there."""
    scheme, colon, _ = url.partition("://")
    if not colon and ":" in url and url.split(":", maxsplit=1)[0].isalpha():
        return "Unsupported URL protocol"
    if colon and scheme.lower() not in {"http", "https", "tg", "ton", "tonsite"}:
        return "Unsupported URL protocol"
    if scheme.lower() in {"tg", "ton"}:
        return None
    try:
        host = urlsplit(url if colon else f"http://{url}").hostname or ""
    except ValueError:
        return "Wrong HTTP URL"
    if not host:
        return "URL host is empty"
    return None if "." in host or ":" in host else "Wrong HTTP URL"
