"""The Bot API methods by name, and the ones that send and change messages.

Each function takes the world, aiogram's validated method and the uploads, and gives the result as JSON. What
a method may be called with stands beside it; every other parameter is refused in `wire.parse_call`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageCaption,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    SendChatAction,
    SendContact,
    SendDocument,
    SendLocation,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVenue,
    SendVoice,
)
from aiogram.types import InlineKeyboardMarkup, ReplyParameters

from bot.sandbox.entities import Formatted, format_text, trim, utf16_length
from bot.sandbox.files import LARGEST_DOWNLOAD, describe_file, take_file
from bot.sandbox.keyboards import check_markup, markup_kind
from bot.sandbox.store import StoredMessage
from bot.sandbox.wire import Json, Method, Upload, bad_request
from bot.sandbox.world import World, caption_of, content_of

Uploads = Mapping[str, Upload]
CallT = TypeVar("CallT", bound=Method)
Act = Callable[[World, CallT, Uploads], Any]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_ANSWER = 200
DELETABLE_FOR = 48 * 3600
ACTIONS = {
    "typing",
    "upload_photo",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
}

SENDING = "chat_id disable_notification protect_content reply_parameters reply_markup"
CAPTION = "caption parse_mode caption_entities"
PREVIEW = "link_preview_options disable_web_page_preview"
EDITING = "chat_id message_id reply_markup"


@dataclass(frozen=True)
class Covered:
    """A method the sandbox knows: aiogram's model, the parameters it takes, what it does."""

    model: type[Method]
    parameters: frozenset[str]
    act: Callable[[World, Any, Uploads], Any]


METHODS: dict[str, Covered] = {}


def covers(model: type[CallT], parameters: str = "") -> Callable[[Act[CallT]], Act[CallT]]:
    """Register a function as what the sandbox does for a method, found by its lower-case name."""

    def register(act: Act[CallT]) -> Act[CallT]:
        METHODS[model.__api_method__.lower()] = Covered(model, frozenset(parameters.split()), act)
        return act

    return register


def _send(world: World, call: Any, content: Json | Callable[[], Json]) -> Json:
    """Post one message: first may it be sent at all, then is it well-formed, then is it too much."""
    chat = world.check_reachable(call.chat_id)
    markup = check_markup(getattr(call, "reply_markup", None), private=chat["type"] == "private")
    reply_to = _reply_target(world, chat["id"], call.reply_parameters)
    fields = content() if callable(content) else content
    world.limits.check_sending(chat["id"])
    if call.protect_content is True:
        fields = fields | {"has_protected_content": True}
    return world.post_from_bot(chat, fields, markup, reply_to).payload


def _reply_target(world: World, chat_id: int, wanted: ReplyParameters | None) -> int | None:
    if wanted is None:
        return None
    known = {"message_id", "allow_sending_without_reply", "chat_id"}
    if (strange := sorted(wanted.model_fields_set - known)) or wanted.chat_id not in {None, chat_id}:
        raise bad_request(f"the sandbox does not know replies with {', '.join(strange) or 'another chat_id'}")
    if world.store.find_message(chat_id, wanted.message_id) is None:
        if wanted.allow_sending_without_reply is True:
            return None
        raise bad_request("message to be replied not found")
    return wanted.message_id


def _text(call: SendMessage | EditMessageText) -> Formatted:
    if not call.text:
        raise bad_request("message text is empty")
    formatted = format_text(call.text, call.parse_mode, call.entities, LONGEST_TEXT, "message")
    if not formatted.text:
        raise bad_request("text must be non-empty")
    return formatted


def _caption(call: Any) -> Formatted:
    return format_text(call.caption, call.parse_mode, call.caption_entities, LONGEST_CAPTION, "message caption")


@covers(SendMessage, f"{SENDING} {PREVIEW} text parse_mode entities")
def send_message(world: World, call: SendMessage, _: Uploads) -> Json:
    return _send(world, call, lambda: content_of(_text(call)))


@covers(SendPhoto, f"{SENDING} {CAPTION} photo")
def send_photo(world: World, call: SendPhoto, uploads: Uploads) -> Json:
    return _send(world, call, lambda: _file_content(world, "photo", call.photo, call, uploads))


@covers(SendDocument, f"{SENDING} {CAPTION} document disable_content_type_detection")
def send_document(world: World, call: SendDocument, uploads: Uploads) -> Json:
    return _send(world, call, lambda: _file_content(world, "document", call.document, call, uploads))


@covers(SendVoice, f"{SENDING} {CAPTION} voice duration")
def send_voice(world: World, call: SendVoice, uploads: Uploads) -> Json:
    return _send(world, call, lambda: _file_content(world, "voice", call.voice, call, uploads))


def _file_content(world: World, kind: str, source: object, captioned: Any, uploads: Uploads) -> Json:
    caption = caption_of(_caption(captioned))
    duration = getattr(captioned, "duration", None) or 0
    return describe_file(world.store, take_file(world.store, kind, source, uploads), duration) | caption


@covers(SendLocation, f"{SENDING} latitude longitude horizontal_accuracy")
def send_location(world: World, call: SendLocation, _: Uploads) -> Json:
    return _send(world, call, {"location": _place(call.latitude, call.longitude)})


@covers(SendVenue, f"{SENDING} latitude longitude title address")
def send_venue(world: World, call: SendVenue, _: Uploads) -> Json:
    place = _place(call.latitude, call.longitude)
    if not call.title.strip() or not call.address.strip():
        raise bad_request("venue title and address must be non-empty")
    return _send(
        world,
        call,
        {"location": place, "venue": {"location": place, "title": call.title, "address": call.address}},
    )


def _place(latitude: float, longitude: float) -> Json:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong location: latitude or longitude is out of range")
    return {"latitude": latitude, "longitude": longitude}


@covers(SendContact, f"{SENDING} phone_number first_name last_name")
def send_contact(world: World, call: SendContact, _: Uploads) -> Json:
    if not call.phone_number.strip() or not call.first_name.strip():
        raise bad_request("contact phone number and first name must be non-empty")
    contact = {"phone_number": call.phone_number, "first_name": call.first_name, "last_name": call.last_name}
    return _send(world, call, {"contact": {name: value for name, value in contact.items() if value}})


@covers(SendMediaGroup, "chat_id media disable_notification protect_content reply_parameters")
def send_media_group(world: World, call: SendMediaGroup, uploads: Uploads) -> list[Json]:
    """An album of 2-10 photos or of 2-10 documents, each a message of its own that counts as one."""
    chat = world.check_reachable(call.chat_id)
    kinds = {str(item.type) for item in call.media}
    if not 2 <= len(call.media) <= 10:
        raise bad_request("media group must include 2-10 items")
    if kinds not in ({"photo"}, {"document"}):
        raise bad_request("the sandbox knows albums only of photos or only of documents")
    reply_to = _reply_target(world, chat["id"], call.reply_parameters)
    kind = kinds.pop()
    contents = [_file_content(world, kind, item.media, item, uploads) for item in call.media]
    world.limits.check_sending(chat["id"], len(contents))
    album = {"media_group_id": str(world.store.next_number("album", 10_000_001))}
    protected = {"has_protected_content": True} if call.protect_content is True else {}
    return [world.post_from_bot(chat, content | album | protected, None, reply_to).payload for content in contents]


@covers(SendChatAction, "chat_id action")
def send_chat_action(world: World, call: SendChatAction, _: Uploads) -> bool:
    chat = world.check_reachable(call.chat_id)
    if call.action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.store.announce({"kind": "typing", "chat": chat["id"]})
    return True


def _editable(world: World, call: EditMessageText | EditMessageCaption | EditMessageReplyMarkup) -> StoredMessage:
    """The bot's own message that may still be edited, or Telegram's refusal."""
    if call.message_id is None:
        raise bad_request("message identifier is not specified")
    chat = world.check_reachable(call.chat_id)
    message = world.store.find_message(chat["id"], call.message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot or (message.markup and markup_kind(message.markup) != "inline_keyboard"):
        raise bad_request("message can't be edited")
    return message


def _edit(world: World, message: StoredMessage, content: Json, markup: InlineKeyboardMarkup | None) -> Json:
    """Replace the fields in `content` (None removes one) and the inline keyboard."""
    shown = check_markup(markup)
    payload = {name: value for name, value in (message.payload | content).items() if value is not None}
    payload.pop("reply_markup", None)
    if shown is not None:
        payload["reply_markup"] = shown
    if payload == message.payload:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same"
            " as a current content and reply markup of the message"
        )
    message.payload = payload | {"edit_date": world.moment()}
    message.markup = shown
    world.store.save_message(message)
    return message.payload


@covers(EditMessageText, f"{EDITING} {PREVIEW} text parse_mode entities")
def edit_message_text(world: World, call: EditMessageText, _: Uploads) -> Json:
    message = _editable(world, call)
    formatted = _text(call)
    if "text" not in message.payload:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, message, {"entities": None} | content_of(formatted), call.reply_markup)


@covers(EditMessageCaption, f"{EDITING} {CAPTION}")
def edit_message_caption(world: World, call: EditMessageCaption, _: Uploads) -> Json:
    message = _editable(world, call)
    if not message.payload.keys() & {"photo", "document", "voice"}:
        raise bad_request("there is no caption in the message to edit")
    none = {"caption": None, "caption_entities": None}
    return _edit(world, message, none | caption_of(_caption(call)), call.reply_markup)


@covers(EditMessageReplyMarkup, EDITING)
def edit_message_reply_markup(world: World, call: EditMessageReplyMarkup, _: Uploads) -> Json:
    return _edit(world, _editable(world, call), {}, call.reply_markup)


@covers(DeleteMessage, "chat_id message_id")
def delete_message(world: World, call: DeleteMessage, _: Uploads) -> bool:
    chat = world.get_chat(call.chat_id)
    message = world.store.find_message(chat["id"], call.message_id)
    if message is None:
        raise bad_request("message to delete not found")
    if world.moment() - message.payload["date"] > DELETABLE_FOR:
        raise bad_request("message can't be deleted for everyone")
    world.store.delete_message(message)
    return True


@covers(AnswerCallbackQuery, "callback_query_id text show_alert cache_time")
def answer_callback_query(world: World, call: AnswerCallbackQuery, _: Uploads) -> bool:
    text = trim(Formatted(call.text or "")).text
    if utf16_length(text) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    world.answer(call.callback_query_id, text, bool(call.show_alert))
    return True


@covers(GetFile, "file_id")
def get_file(world: World, call: GetFile, _: Uploads) -> Json:
    file = world.store.find_file(call.file_id)
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": call.file_id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": file.path,
    }
