"""What the sandbox remembers: people, messages, files, updates and settings of the bot.

Every change is appended to a journal in `folder` (when there is one) before anybody hears of it, so a killed
process finds its chats again; an unfinished last line is dropped. The journal is rewritten at each start.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from bot.sandbox.wire import Json

FIRST_DIALOG = 800_000_001


@dataclass
class Person:
    """Somebody with a phone. `keyboard` is the reply keyboard now shown: {"markup": …, "message_id": …}."""

    id: int
    name: str
    language: str
    phone: str
    role: str = ""
    username: str = ""
    started: bool = False
    blocked: bool = False
    read_upto: int = 0
    keyboard: Json | None = None
    hides_account: bool = False

    def as_user(self) -> Json:
        first, _, last = self.name.partition(" ")
        user: Json = {"id": self.id, "is_bot": False, "first_name": first, "language_code": self.language}
        optional = {"last_name": last, "username": self.username}
        return user | {key: value for key, value in optional.items() if value}

    def as_chat(self) -> Json:
        user = self.as_user()
        return {key: user[key] for key in ("id", "first_name", "last_name", "username") if key in user} | {
            "type": "private"
        }


@dataclass
class StoredMessage:
    """A message: `payload` is Bot API JSON; `markup` is what it was sent with, reply keyboards too."""

    chat_id: int
    message_id: int
    from_bot: bool
    payload: Json
    markup: Json | None = None
    revision: int = 0

    def as_json(self) -> Json:
        return self.payload | {"from_bot": self.from_bot, "revision": self.revision}


@dataclass
class StoredFile:
    """An upload: one content may be known by several ids (a photo's sizes)."""

    unique_id: str
    kind: str
    name: str
    mime: str
    size: int
    path: str
    width: int = 0
    height: int = 0


@dataclass
class QueuedUpdate:
    """An update the bot has not confirmed; `repeats` more deliveries of it were asked for by a test."""

    update_id: int
    chat_id: int
    body: Json
    repeats: int = 0


@dataclass
class BotSettings:
    """What the bot has set up: commands by "scope|chat|language", texts by "kind|language", webhook."""

    commands: dict[str, list[Json]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[str, Json] = field(default_factory=dict)
    webhook: Json = field(default_factory=dict)
    allowed_updates: list[str] = field(default_factory=list)


class Journal:
    """An append-only file of `[kind, key, value]` lines where the last one wins and null removes."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / "journal.jsonl" if folder else None
        self._file: IO[str] | None = None

    def load(self) -> dict[str, dict[str, Json]]:
        """Read everything, then start a fresh file with only what still counts."""
        records: dict[str, dict[str, Json]] = {}
        if self._path is None:
            return records
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if self._path.exists():
            for line in self._path.read_text(encoding="utf-8").split("\n"):
                try:
                    kind, key, value = json.loads(line)
                except ValueError:
                    continue
                shelf = records.setdefault(kind, {})
                shelf.pop(key, None)
                if value is not None:
                    shelf[key] = value
        fresh = self._path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            for kind, shelf in records.items():
                file.writelines(_line(kind, key, value) for key, value in shelf.items())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        self._file = self._path.open("a", encoding="utf-8")
        return records

    def put(self, kind: str, key: object, value: Json | None) -> None:
        if self._file is not None:
            self._file.write(_line(kind, str(key), value))
            self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _line(kind: str, key: str, value: Json | None) -> str:
    return json.dumps([kind, key, value], ensure_ascii=True, separators=(",", ":")) + "\n"


class Store:
    """The memory itself. `listeners` hear every change as a JSON event; `changed` wakes whoever waits."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._journal = Journal(folder)
        records = self._journal.load()
        self.people = {int(key): Person(**value) for key, value in records.get("person", {}).items()}
        self.groups: dict[int, Json] = {int(key): value for key, value in records.get("group", {}).items()}
        self.dialogs: dict[int, list[int]] = {int(k): v["people"] for k, v in records.get("dialog", {}).items()}
        self.files = {key: StoredFile(**value) for key, value in records.get("file", {}).items()}
        self.file_ids: dict[str, str] = {k: v["unique_id"] for k, v in records.get("file_id", {}).items()}
        self.updates = {int(key): QueuedUpdate(**value) for key, value in records.get("update", {}).items()}
        self.settings = BotSettings(**records.get("settings", {}).get("bot", {}))
        self.counters: Json = {key: value["n"] for key, value in records.get("counter", {}).items()}
        self.messages: dict[int, dict[int, StoredMessage]] = {}
        for value in records.get("message", {}).values():
            message = StoredMessage(**value)
            self.messages.setdefault(message.chat_id, {})[message.message_id] = message
        self.contents: dict[str, bytes] = {}
        self.revision = int(self.counters.get("revision", 0))
        self.listeners: list[Callable[[Json], None]] = []
        self.changed = asyncio.Event()

    def next_number(self, counter: str, first: int) -> int:
        """Numbers that never repeat, also not after a restart."""
        number = int(self.counters.get(counter, first - 1)) + 1
        self.set_number(counter, number)
        return number

    def set_number(self, counter: str, number: float) -> None:
        self.counters[counter] = number
        self._journal.put("counter", counter, {"n": number})

    def announce(self, event: Json) -> None:
        """Tell every phone and every waiting request that something is different now."""
        for listener in list(self.listeners):
            listener(event)
        waiting, self.changed = self.changed, asyncio.Event()
        waiting.set()

    def save_person(self, person: Person) -> None:
        self.people[person.id] = person
        self._journal.put("person", person.id, asdict(person))
        self.announce({"kind": "person", "person": asdict(person)})

    def save_group(self, group: Json) -> None:
        self.groups[group["id"]] = group
        self._journal.put("group", group["id"], group)

    def find_dialog(self, one: int, other: int) -> int:
        """The id of the chat of two people, which is no chat of the bot's; it is there from the first asking on."""
        pair = sorted((one, other))
        found = next((chat_id for chat_id, people in self.dialogs.items() if people == pair), None)
        if found is None:
            found = -self.next_number("dialog", FIRST_DIALOG)
            self.dialogs[found] = pair
            self._journal.put("dialog", found, {"people": pair})
        return found

    def save_message(self, message: StoredMessage) -> None:
        self.revision = message.revision = self.next_number("revision", 1)
        self.messages.setdefault(message.chat_id, {})[message.message_id] = message
        self._journal.put("message", message.message_id, asdict(message))
        told = {"kind": "message", "chat": message.chat_id, "message": message.as_json()}
        self.announce(told | {"people": self.dialogs.get(message.chat_id)})

    def delete_message(self, message: StoredMessage) -> None:
        self.revision = self.next_number("revision", 1)
        del self.messages[message.chat_id][message.message_id]
        self._journal.put("message", message.message_id, None)
        self.announce({"kind": "deleted", "chat": message.chat_id, "message_id": message.message_id})

    def find_message(self, chat_id: int, message_id: int | None) -> StoredMessage | None:
        return self.messages.get(chat_id, {}).get(message_id or 0)

    def list_chat(self, chat_id: int) -> list[StoredMessage]:
        return [message for _, message in sorted(self.messages.get(chat_id, {}).items())]

    def save_update(self, update: QueuedUpdate) -> None:
        self.updates[update.update_id] = update
        self._journal.put("update", update.update_id, asdict(update))
        self.announce({"kind": "update"})

    def drop_update(self, update_id: int) -> None:
        if self.updates.pop(update_id, None) is not None:
            self._journal.put("update", update_id, None)
            self.announce({"kind": "update"})

    def save_settings(self) -> None:
        self._journal.put("settings", "bot", asdict(self.settings))
        self.announce({"kind": "settings"})

    def save_file(self, file: StoredFile, content: bytes) -> None:
        if self._folder is None:
            self.contents[file.unique_id] = content
        else:
            place = self._folder / "files" / file.unique_id
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        self.files[file.unique_id] = file
        self._journal.put("file", file.unique_id, asdict(file))

    def new_file_id(self, file: StoredFile, prefix: str) -> str:
        """Another name of a content, as opaque as Telegram's."""
        file_id = f"{prefix}{secrets.token_urlsafe(36)}"
        self.file_ids[file_id] = file.unique_id
        self._journal.put("file_id", file_id, {"unique_id": file.unique_id})
        return file_id

    def find_file(self, file_id: str) -> StoredFile | None:
        return self.files.get(self.file_ids.get(file_id, ""))

    def read_file(self, file: StoredFile) -> bytes:
        if self._folder is None:
            return self.contents[file.unique_id]
        return (self._folder / "files" / file.unique_id).read_bytes()

    def close(self) -> None:
        self._journal.close()
