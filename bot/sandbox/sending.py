"""What people send from their phones, to the bot or to each other, as the real app would let them.

Only what is sent to the bot reaches it. Chats between people are there for what comes out of them: forwarded
messages, and inline results put into them.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.entities import Formatted, trim, utf16_length, with_found
from bot.sandbox.files import MEGABYTE, describe_file, keep_upload
from bot.sandbox.methods import LONGEST_CAPTION, LONGEST_TEXT
from bot.sandbox.store import Person, StoredMessage
from bot.sandbox.wire import ApiError, Json, Upload
from bot.sandbox.world import NotPossible, World

LARGEST_FROM_PERSON = 100 * MEGABYTE
FIRST_CHANNEL = 1_000_000_000_001
EDITABLE_FOR = 48 * 3600

#: What of a message does not go along when it is forwarded.
STAYS = {
    "message_id", "date", "chat", "from", "reply_to_message", "reply_markup", "edit_date", "media_group_id",
    "forward_origin",
}  # fmt: skip


@dataclass(frozen=True)
class Sending:
    """Where it goes: to the bot, or to the person with the id `to`; as an answer to the message `reply_to`.

    `author` makes it a forwarded message of somebody whose chat is not here: {"person": id}, {"name": …} of one
    who hides his account, or {"channel": title}.
    """

    to: int | None = None
    reply_to: int | None = None
    author: Json | None = None


def read_sending(asked: Json) -> Sending:
    """From the fields of a request; empty ones are left out."""
    to, reply_to = (int(asked[name]) if asked.get(name) else None for name in ("to", "reply_to"))
    return Sending(to, reply_to, asked.get("author") or None)


def post(world: World, person: Person, content: Json, sending: Sending) -> None:
    """Raises NotPossible when the chat is not open."""
    receiver = None if sending.to is None else world.get_person(sending.to)
    if receiver is None:
        check_open(person)
    if sending.author is not None:
        content = {"forward_origin": _make_origin(world, sending.author)} | content
    world.post_from_person(person, content, sending.reply_to, receiver)


def check_open(person: Person) -> None:
    if not person.started:
        raise NotPossible("the chat has not been started: press Start first")
    if person.blocked:
        raise NotPossible("the bot is blocked on this phone: unblock it first")


def write(world: World, person: Person, text: str, sending: Sending) -> None:
    """Type and send; a text too long for one message goes as several, as the app does it."""
    if sending == Sending() and re.fullmatch(r"/start(?: .+)?", text.strip()):
        start(world, person, text.strip().partition(" ")[2])
        return
    if sending.to is None:
        check_open(person)
    trimmed = trim(Formatted(text)).text
    if not trimmed:
        raise NotPossible("there is nothing to send: the text is empty or only spaces")
    for piece in _pieces(trimmed):
        post(world, person, with_found(Formatted(piece)).as_fields(), sending)


def start(world: World, person: Person, payload: str = "") -> None:
    """Press Start, perhaps by a deep link; also what unblocks a blocked bot."""
    if payload and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload):
        raise NotPossible("a deep link's payload has 1-64 characters of A-Z, a-z, 0-9, _ and -")
    world.set_blocked(person, blocked=False)
    person.started = True
    post(world, person, with_found(Formatted(f"/start {payload}".strip())).as_fields(), Sending())


def _pieces(text: str) -> Iterator[str]:
    while utf16_length(text) > LONGEST_TEXT:
        size = LONGEST_TEXT
        while utf16_length(text[:size]) > LONGEST_TEXT:
            size -= 1
        yield text[:size]
        text = text[size:]
    yield text


def share_contact(world: World, person: Person, contact: Json | None, sending: Sending) -> None:
    """Share the own contact (None), another person's ({"person": id}) or a card ({"phone", "name"}).

    The own phone comes without "+", as most apps send it. A card has no account: `user_id` is absent.
    """
    other = person if contact is None else world.store.people.get(int(contact.get("person", 0)))
    if other is not None:
        user = other.as_user()
        shared = {"phone_number": other.phone.lstrip("+"), "first_name": user["first_name"], "user_id": other.id}
        if "last_name" in user:
            shared["last_name"] = user["last_name"]
    else:
        card = contact or {}
        first, _, last = str(card.get("name", "")).strip().partition(" ")
        shared = {"phone_number": str(card.get("phone", "")), "first_name": first, "last_name": last}
        if not shared["phone_number"] or not first:
            raise NotPossible("a contact card needs a phone and a name")
    post(world, person, {"contact": {name: value for name, value in shared.items() if value}}, sending)


def share_location(world: World, person: Person, place: Json, sending: Sending) -> None:
    """A point ({"latitude", "longitude"} in degrees), or with "title" and "address" a venue."""
    latitude, longitude = float(place["latitude"]), float(place["longitude"])
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise NotPossible("there is no such place")
    content: Json = {"location": {"latitude": latitude, "longitude": longitude}}
    if place.get("title"):
        named = {"title": place["title"], "address": place.get("address") or ""}
        content["venue"] = {"location": content["location"], **named}
    post(world, person, content, sending)


def send_sticker(world: World, person: Person, emoji: str, sending: Sending) -> None:
    ids = {"file_id": f"CAACAgIAAx{secrets.token_urlsafe(36)}", "file_unique_id": secrets.token_urlsafe(10)}
    shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": emoji}
    post(world, person, {"sticker": ids | shape}, sending)


def send_file(
    world: World, person: Person, kind: str, upload: Upload, caption: str, duration: int, sending: Sending
) -> None:
    """Send a photo, document or voice message from the phone."""
    if sending.to is None:
        check_open(person)
    formatted = with_found(trim(Formatted(caption)))
    if utf16_length(formatted.text) > LONGEST_CAPTION:
        raise NotPossible("the caption is too long")
    try:
        file = keep_upload(world.store, kind, upload, LARGEST_FROM_PERSON)
    except ApiError as error:
        raise NotPossible(error.description) from error
    fields = describe_file(world.store, file, duration)
    if formatted.text:
        fields |= formatted.as_fields("caption", "caption_entities")
    post(world, person, fields, sending)


def forward(world: World, person: Person, message_id: int, of: int | None, to: int | None) -> None:
    """Pass a message on from the chat with the bot, or with the person `of`, to the bot or to the person `to`."""
    message = _get_message(world, person, message_id, of)
    if message.payload.get("has_protected_content"):
        raise NotPossible("this message is protected from being forwarded")
    content = {name: value for name, value in message.payload.items() if name not in STAYS}
    origin = message.payload.get("forward_origin") or _make_origin_of(world, message.payload)
    post(world, person, {"forward_origin": origin} | content, Sending(to))


def edit(world: World, person: Person, message_id: int, text: str, to: int | None) -> None:
    """Change an own text; the bot hears of it as `edited_message`."""
    message = _get_message(world, person, message_id, to)
    trimmed = trim(Formatted(text)).text
    own = message.payload["from"]["id"] == person.id and "text" in message.payload
    if not own or message.payload.keys() & {"forward_origin", "via_bot"}:
        raise NotPossible("only an own text can be edited")
    if world.moment() - message.payload["date"] > EDITABLE_FOR:
        raise NotPossible("the message is too old to be edited")
    if not trimmed or utf16_length(trimmed) > LONGEST_TEXT:
        raise NotPossible("there is nothing to send: the text is empty or too long")
    payload = {name: value for name, value in message.payload.items() if name != "entities"}
    message.payload = payload | with_found(Formatted(trimmed)).as_fields() | {"edit_date": world.moment()}
    world.store.save_message(message)
    if to is None:
        world.queue.put(person.id, "edited_message", message.payload)


def _get_message(world: World, person: Person, message_id: int, of: int | None) -> StoredMessage:
    chat_id = person.id if of is None else world.store.find_dialog(person.id, of)
    message = world.store.find_message(chat_id, message_id)
    if message is None:
        raise NotPossible("there is no such message in this chat")
    return message


def _make_origin_of(world: World, payload: Json) -> Json:
    """Whose a message is that is forwarded for the first time; one who hides his account gives only his name."""
    author = world.store.people.get(payload["from"]["id"])
    if author is None:
        return {"type": "user", "date": payload["date"], "sender_user": payload["from"]}
    return _make_person_origin(author, payload["date"])


def _make_person_origin(author: Person, date: int) -> Json:
    if author.hides_account:
        return {"type": "hidden_user", "date": date, "sender_user_name": author.name}
    user = {name: value for name, value in author.as_user().items() if name != "language_code"}
    return {"type": "user", "date": date, "sender_user": user}


def _make_origin(world: World, author: Json) -> Json:
    date = int(author.get("date") or world.moment())
    match author:
        case {"person": number}:
            return _make_person_origin(world.get_person(int(number)), date)
        case {"channel": str(title)} if title:
            number = world.store.next_number("message", 1)
            chat: dict[str, Any] = {"id": -FIRST_CHANNEL, "type": "channel", "title": title}
            return {"type": "channel", "date": date, "chat": chat, "message_id": number}
        case {"name": str(name)} if name:
            return {"type": "hidden_user", "date": date, "sender_user_name": name}
        case _:
            raise NotPossible("a forwarded message is of a person, of a name or of a channel")
