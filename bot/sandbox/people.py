"""The people with phones: who there is, what they press, and what their phones show."""

from __future__ import annotations

import re
from dataclasses import asdict
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.entities import clean
from bot.sandbox.sending import check_open
from bot.sandbox.store import Person
from bot.sandbox.wire import Json
from bot.sandbox.world import FIRST_PERSON, NotPossible, World

LANGUAGES = ("ka", "ru", "en")


def add_person(
    world: World,
    name: str,
    language: str,
    phone: str,
    role: str = "",
    username: str = "",
    person_id: int | None = None,
    started: bool = False,
    hides_account: bool = False,
) -> Person:
    """A new Telegram user; one with this id who is already here is given back as he is.

    `started` spares the first press of Start, for people whom a ready-made company knows already. Forwarded messages of
    one who `hides_account` carry only his name.
    """
    if person_id is not None and person_id in world.store.people:
        return world.store.people[person_id]
    if not clean(name).strip() or language not in LANGUAGES or not re.fullmatch(r"\+\d{7,15}", phone):
        raise NotPossible("a person needs a name, a language of ka, ru, en and a phone such as +995599123456")
    number = person_id or world.store.next_number("person", FIRST_PERSON)
    person = Person(number, " ".join(clean(name).split()), language, phone, role, username, started)
    person.hides_account = hides_account
    world.store.save_person(person)
    return person


def add_group(world: World, title: str) -> Json:
    """A group with the bot in it; people do not write there, it is for the bot's limits."""
    group = {"id": -world.store.next_number("group", 400_000_001), "type": "group", "title": title}
    world.store.save_group(group)
    return group


def payload_of(link: str) -> str:
    """The payload of `https://t.me/<bot>?start=…`, or the text itself when it is one already."""
    return parse_qs(urlsplit(link).query).get("start", [""])[0] if "://" in link else link


def press(world: World, person: Person, message_id: int, data: str) -> str:
    """Press an inline button (any data: apps can be forged); gives the query's id."""
    check_open(person)
    if not 1 <= len(data.encode()) <= 64:
        raise NotPossible("callback data has 1-64 bytes")
    return world.press(person, message_id, data).id


def mark_read(world: World, person: Person) -> None:
    newest = max(world.store.messages.get(person.id, {}), default=0)
    if newest > person.read_upto:
        person.read_upto = newest
        world.store.save_person(person)


def show_chat(world: World, person: Person, peer: int | None = None) -> Json:
    """All that the phone shows: the person, messages by age, the command menu, the bot's description.

    With `peer`, the messages are those of the chat with that person.
    """
    chat_id = person.id if peer is None else world.store.find_dialog(person.id, peer)
    texts = world.store.settings.texts
    description = texts.get(f"description|{person.language}") or texts.get("description|", "")
    return {
        "revision": world.store.revision,
        "person": asdict(person),
        "messages": [message.as_json() for message in world.store.list_chat(chat_id)],
        "commands": world.list_commands(person),
        "description": description,
    }
