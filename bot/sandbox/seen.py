"""What a phone shows, read from the Bot API's JSON: messages, their buttons and files, and inline results."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aiogram.types import MessageEntity
from aiogram.utils.text_decorations import html_decoration

Json = dict[str, Any]


class PhoneRefused(Exception):
    """The sandbox did not let a person do this; the sentence says why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True)
class Answer:
    """What the bot answered to a pressed button: a toast, an alert, or nothing but the end of the spinner."""

    text: str
    alert: bool


@dataclass(frozen=True)
class Hidden:
    """The author of a forwarded message who hides his account."""

    name: str


@dataclass(frozen=True)
class Channel:
    """A channel as the author of a forwarded message."""

    title: str


@dataclass(frozen=True)
class Button:
    """An inline button with one of the three actions, or a key of a reply keyboard with what it asks for."""

    text: str
    data: str | None = None
    url: str | None = None
    copies: str | None = None
    asks: str | None = None


@dataclass(frozen=True)
class Attachment:
    """A file in a message; `unique_id` opens it with `Phone.open_file`."""

    kind: str
    unique_id: str
    name: str = ""
    size: int = 0


@dataclass(frozen=True)
class Message:
    """A message as the phone shows it. `text` is the text or the caption; `raw` is Bot API JSON.

    `author` is whose words a forwarded message holds; `via` is the bot whose inline result was chosen.
    """

    id: int
    from_bot: bool
    text: str
    html: str
    buttons: list[list[Button]]
    edited: bool
    file: Attachment | None
    location: tuple[float, float] | None
    contact: Json | None
    author: str | None
    via: str | None
    reply_to: int | None
    sent_at: int
    protected: bool
    raw: Json = field(repr=False)

    @property
    def labels(self) -> list[str]:
        return [button.text for row in self.buttons for button in row]

    def find_button(self, label: str) -> Button | None:
        """The button with exactly this label, else the only one that contains it."""
        flat = [button for row in self.buttons for button in row]
        exact = [button for button in flat if button.text == label]
        near = [button for button in flat if label in button.text]
        return exact[0] if exact else (near[0] if len(near) == 1 else None)


def read_message(raw: Json) -> Message:
    text = raw.get("text") or raw.get("caption") or ""
    entities = raw.get("entities") or raw.get("caption_entities") or []
    parsed = [MessageEntity.model_validate(entity) for entity in entities]
    place = raw.get("location")
    rows = raw.get("reply_markup", {}).get("inline_keyboard", [])
    return Message(
        id=raw["message_id"],
        from_bot=raw["from_bot"],
        text=text,
        html=html_decoration.unparse(text, parsed),
        buttons=[[read_button(button) for button in row] for row in rows],
        edited="edit_date" in raw,
        file=_read_file(raw),
        location=(place["latitude"], place["longitude"]) if place else None,
        contact=raw.get("contact"),
        author=_read_author(raw.get("forward_origin")),
        via=raw.get("via_bot", {}).get("username"),
        reply_to=raw.get("reply_to_message", {}).get("message_id"),
        sent_at=raw["date"],
        protected=bool(raw.get("has_protected_content")),
        raw=raw,
    )


def read_button(raw: Json) -> Button:
    copied = raw.get("copy_text", {}).get("text")
    asks = next((name.removeprefix("request_") for name in raw if name.startswith("request_") and raw[name]), None)
    return Button(raw["text"], raw.get("callback_data"), raw.get("url"), copied, asks)


def _read_file(raw: Json) -> Attachment | None:
    for kind in ("photo", "document", "voice"):
        if kind in raw:
            described = raw[kind][-1] if kind == "photo" else raw[kind]
            size = described.get("file_size", 0)
            return Attachment(kind, described["file_unique_id"], described.get("file_name", ""), size)
    return None


def _read_author(origin: Json | None) -> str | None:
    match origin:
        case {"sender_user": user}:
            return " ".join(user[part] for part in ("first_name", "last_name") if part in user)
        case {"sender_user_name": name} | {"chat": {"title": name}}:
            return str(name)
        case _:
            return None


@dataclass(frozen=True)
class InlineResult:
    """One line of what a bot offers while somebody types its name; `text` is what choosing it would send."""

    query_id: str
    id: str
    title: str
    description: str
    text: str


@dataclass(frozen=True)
class InlineAnswer:
    """What was offered. `is_cached`: Telegram answered by itself; `next_offset` is empty after the last page."""

    results: list[InlineResult]
    next_offset: str
    is_cached: bool
    is_personal: bool

    @property
    def titles(self) -> list[str]:
        return [result.title for result in self.results]

    def find(self, title: str) -> InlineResult:
        """The first result whose title contains these words; LookupError shows what there is."""
        found = next((result for result in self.results if title in result.title), None)
        if found is None:
            raise LookupError(f"{title!r} is not among {self.titles}")
        return found


def read_inline(query_id: str, told: Json) -> InlineAnswer:
    results = [
        InlineResult(query_id, one["id"], one["title"], one["description"], one["content"]["text"])
        for one in told["answer"]["results"]
    ]
    answer = told["answer"]
    return InlineAnswer(results, answer["next_offset"], told["is_cached"], answer["is_personal"])


def describe(message: Message, name: str) -> str:
    """A message with its buttons as text; `name` is whose phone it is."""
    who = "bot" if message.from_bot else name
    keys = "".join(f"\n    [{' | '.join(button.text for button in row)}]" for row in message.buttons)
    return f"  {who} #{message.id}: {message.text or message.raw.keys()}{keys}"
