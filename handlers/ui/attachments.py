"""What of a message can hang on a deal, in the form in which the timeline keeps it, and how it is sent again."""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.types import Location, Message, Venue

from crm_core.activities.models import FileKind
from crm_core.activities.rows import ActivityRow

Stored = dict[str, Any]


def read_attachment(message: Message) -> tuple[FileKind, Stored] | None:
    """Kind and description of the file in the message; None when it carries none."""
    if message.photo:
        return FileKind.PHOTO, _describe(message.photo[-1])
    if message.document is not None:
        return FileKind.DOCUMENT, _describe(message.document)
    if message.voice is not None or message.audio is not None:
        return FileKind.VOICE, _describe(message.voice or message.audio)
    if message.video is not None or message.video_note is not None:
        return FileKind.VIDEO, _describe(message.video or message.video_note)
    if message.location is not None:
        return FileKind.LOCATION, _describe_place(message.location, message.venue)
    return None


def _describe_place(location: Location, venue: Venue | None) -> Stored:
    """A venue has a title and an address besides."""
    place: Stored = {"latitude": location.latitude, "longitude": location.longitude}
    return place if venue is None else place | {"title": venue.title, "address": venue.address}


def _describe(file: Any) -> Stored:
    stored = {
        "id": file.file_id,
        "unique_id": file.file_unique_id,
        "name": getattr(file, "file_name", None),
        "mime": getattr(file, "mime_type", None),
        "size": file.file_size,
        "type": type(file).__name__.lower(),
    }
    return {key: value for key, value in stored.items() if value is not None}


async def send_attachment(bot: Bot, chat_id: int, entry: ActivityRow) -> None:
    """The file again, as it was sent."""
    stored = entry.file or {}
    caption = entry.text if entry.text and len(entry.text) <= 1000 else None
    match entry.file_kind:
        case FileKind.LOCATION if stored.get("title") and stored.get("address"):
            place = stored["latitude"], stored["longitude"]
            await bot.send_venue(chat_id, *place, stored["title"], stored["address"])
        case FileKind.LOCATION:
            await bot.send_location(chat_id, stored["latitude"], stored["longitude"])
        case FileKind.PHOTO:
            await bot.send_photo(chat_id, stored["id"], caption=caption, parse_mode=None)
        case FileKind.VOICE if stored.get("type") == "audio":
            await bot.send_audio(chat_id, stored["id"], caption=caption, parse_mode=None)
        case FileKind.VOICE:
            await bot.send_voice(chat_id, stored["id"], caption=caption, parse_mode=None)
        case FileKind.VIDEO if stored.get("type") == "videonote":
            await bot.send_video_note(chat_id, stored["id"])
        case FileKind.VIDEO:
            await bot.send_video(chat_id, stored["id"], caption=caption, parse_mode=None)
        case _:
            await bot.send_document(chat_id, stored["id"], caption=caption, parse_mode=None)
