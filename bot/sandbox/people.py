"""What people do on their phones, as the real app would let them, and what the bot hears of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.entities import Formatted, clean, trim, utf16_length, with_found
from bot.sandbox.files import MEGABYTE, describe_file, keep_upload
from bot.sandbox.methods import LONGEST_CAPTION, LONGEST_TEXT
from bot.sandbox.store import Person
from bot.sandbox.wire import ApiError, Json, Upload
from bot.sandbox.world import FIRST_PERSON, World

LANGUAGES = ("ka", "ru", "en")
LARGEST_FROM_PERSON = 100 * MEGABYTE


class NotPossible(Exception):
    """The app would not let a person do this; the text says why, for the developer who drives the phone."""


def add_person(
    world: World,
    name: str,
    language: str,
    phone: str,
    role: str = "",
    username: str = "",
    person_id: int | None = None,
    started: bool = False,
) -> Person:
    """A new Telegram user; one with this id who is already here is given back as he is.

    `started` spares the first press of Start, for people whom a ready-made company knows already.
    """
    if person_id is not None and person_id in world.store.people:
        return world.store.people[person_id]
    if not clean(name).strip() or language not in LANGUAGES or not re.fullmatch(r"\+\d{7,15}", phone):
        raise NotPossible("a person needs a name, a language of ka, ru, en and a phone such as +995599123456")
    number = person_id or world.store.next_number("person", FIRST_PERSON)
    person = Person(number, " ".join(clean(name).split()), language, phone, role, username, started)
    world.store.save_person(person)
    return person


def add_group(world: World, title: str) -> Json:
    """A group with the bot in it; people do not write there, it is for the bot's limits."""
    group = {"id": -world.store.next_number("group", 400_000_001), "type": "group", "title": title}
    world.store.save_group(group)
    return group


def start(world: World, person: Person, payload: str = "") -> None:
    """Press Start, perhaps by a deep link; also what unblocks a blocked bot."""
    if payload and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload):
        raise NotPossible("a deep link's payload has 1-64 characters of A-Z, a-z, 0-9, _ and -")
    world.set_blocked(person, blocked=False)
    person.started = True
    text = f"/start {payload}".strip()
    world.post_from_person(person, with_found(Formatted(text)).as_fields())


def payload_of(link: str) -> str:
    """The payload of `https://t.me/<bot>?start=…`, or the text itself when it is one already."""
    return parse_qs(urlsplit(link).query).get("start", [""])[0] if "://" in link else link


def write(world: World, person: Person, text: str, reply_to: int | None = None) -> None:
    """Type and send; a text too long for one message goes as several, as the app does it."""
    if re.fullmatch(r"/start(?: .+)?", text.strip()):
        start(world, person, text.strip().partition(" ")[2])
        return
    _check_open(person)
    trimmed = trim(Formatted(text)).text
    if not trimmed:
        raise NotPossible("there is nothing to send: the text is empty or only spaces")
    for piece in _pieces(trimmed):
        world.post_from_person(person, with_found(Formatted(piece)).as_fields(), reply_to)


def _pieces(text: str) -> Iterator[str]:
    while utf16_length(text) > LONGEST_TEXT:
        size = LONGEST_TEXT
        while utf16_length(text[:size]) > LONGEST_TEXT:
            size -= 1
        yield text[:size]
        text = text[size:]
    yield text


def press(world: World, person: Person, message_id: int, data: str) -> str:
    """Press an inline button (any data: apps can be forged); gives the query's id."""
    _check_open(person)
    if not 1 <= len(data.encode()) <= 64:
        raise NotPossible("callback data has 1-64 bytes")
    return world.press(person, message_id, data).id


def share_contact(world: World, person: Person, contact: Json | None) -> None:
    """Share the own contact (None), another person's ({"person": id}) or a card ({"phone", "name"}).

    The own phone comes without "+", as most apps send it.
    """
    _check_open(person)
    other = person if contact is None else world.store.people.get(int(contact.get("person", 0)))
    if other is not None:
        user = other.as_user()
        shared = {
            "phone_number": other.phone.lstrip("+"),
            "first_name": user["first_name"],
            "user_id": other.id,
        }
        if "last_name" in user:
            shared["last_name"] = user["last_name"]
    else:
        card = contact or {}
        first, _, last = str(card.get("name", "")).strip().partition(" ")
        shared = {"phone_number": str(card.get("phone", "")), "first_name": first, "last_name": last}
        if not shared["phone_number"] or not first:
            raise NotPossible("a contact card needs a phone and a name")
    world.post_from_person(person, {"contact": {name: value for name, value in shared.items() if value}})


def share_location(world: World, person: Person, latitude: float, longitude: float) -> None:
    _check_open(person)
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise NotPossible("there is no such place")
    world.post_from_person(person, {"location": {"latitude": latitude, "longitude": longitude}})


def send_file(
    world: World,
    person: Person,
    kind: str,
    upload: Upload,
    caption: str = "",
    reply_to: int | None = None,
    duration: int = 1,
) -> None:
    """Send a photo, document or voice message from the phone."""
    _check_open(person)
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
    world.post_from_person(person, fields, reply_to)


def mark_read(world: World, person: Person) -> None:
    newest = max(world.store.messages.get(person.id, {}), default=0)
    if newest > person.read_upto:
        person.read_upto = newest
        world.store.save_person(person)


def show_chat(world: World, person: Person) -> Json:
    """All that the phone shows: the person, messages by age, the command menu, the bot's description."""
    texts = world.store.settings.texts
    description = texts.get(f"description|{person.language}") or texts.get("description|", "")
    return {
        "revision": world.store.revision,
        "person": asdict(person),
        "messages": [message.as_json() for message in world.store.list_chat(person.id)],
        "commands": world.list_commands(person),
        "description": description,
    }


def _check_open(person: Person) -> None:
    if not person.started:
        raise NotPossible("the chat has not been started: press Start first")
    if person.blocked:
        raise NotPossible("the bot is blocked on this phone: unblock it first")
