"""Files in messages: what Telegram makes of an upload and how it may be used again."""

from __future__ import annotations

import mimetypes
import secrets
import struct
from collections.abc import Mapping

from bot.sandbox.store import Store, StoredFile
from bot.sandbox.wire import ApiError, Json, Upload, bad_request, find_upload

MEGABYTE = 1024 * 1024
LARGEST = {"photo": 10 * MEGABYTE, "document": 50 * MEGABYTE, "voice": 50 * MEGABYTE}
LARGEST_DOWNLOAD = 20 * MEGABYTE
PREFIXES = {"photo": "AgACAgIAAx", "document": "BQACAgIAAx", "voice": "AwACAgIAAx"}
FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice"}


def keep_upload(store: Store, kind: str, upload: Upload, largest: int) -> StoredFile:
    """Store an upload as `kind` (photo, document, voice) after the checks that Telegram makes of it."""
    size = len(upload.content)
    if size == 0:
        raise bad_request("file must be non-empty")
    if size > largest:
        raise (
            bad_request(f"file is too big for {kind}") if kind == "photo" else ApiError(413, "Request Entity Too Large")
        )
    width, height = (0, 0)
    if kind == "photo":
        width, height = measure_image(upload.content)
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
    number = store.next_number("file", 1)
    suffix = ".jpg" if kind == "photo" else (".oga" if kind == "voice" else _suffix(upload.name))
    mime = "audio/ogg" if kind == "voice" else (mimetypes.guess_type(upload.name)[0] or upload.mime)
    file = StoredFile(
        secrets.token_urlsafe(10),
        kind,
        upload.name,
        mime,
        size,
        f"{FOLDERS[kind]}/file_{number}{suffix}",
        width,
        height,
    )
    store.save_file(file, upload.content)
    return file


def _suffix(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f".{suffix.lower()}" if dot and stem and suffix.isalnum() else ""


def take_file(store: Store, kind: str, source: object, uploads: Mapping[str, Upload]) -> StoredFile:
    """The file a bot wants to send: an upload, or the id of one it has seen. Net addresses are refused."""
    upload = find_upload(source, uploads)
    if upload is not None:
        return keep_upload(store, kind, upload, LARGEST[kind])
    if isinstance(source, str) and source.startswith(("http://", "https://")):
        raise bad_request("the sandbox does not fetch files by HTTP URL")
    file = store.find_file(source) if isinstance(source, str) else None
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


def describe_file(store: Store, file: StoredFile, duration: int = 0) -> Json:
    """The message field for a file: {"photo": sizes} | {"document": …} | {"voice": …}."""
    prefix = PREFIXES[file.kind]
    base: Json = {"file_unique_id": file.unique_id, "file_size": file.size}
    if file.kind == "photo":
        scale = min(1.0, 90 / max(file.width, file.height))
        shapes = {
            (max(1, round(file.width * scale)), max(1, round(file.height * scale))),
            (file.width, file.height),
        }
        return {
            "photo": [
                base | {"file_id": store.new_file_id(file, prefix), "width": width, "height": height}
                for width, height in sorted(shapes)
            ]
        }
    base |= {"file_id": store.new_file_id(file, prefix), "mime_type": file.mime}
    if file.kind == "voice":
        return {"voice": base | {"duration": duration}}
    return {"document": base | {"file_name": file.name}}


def measure_image(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG, JPEG, GIF or WebP picture; ApiError 400 for anything else."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack(">II", content[16:24])
        elif content[:6] in {b"GIF87a", b"GIF89a"}:
            width, height = struct.unpack("<HH", content[6:10])
        elif content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            width, height = _measure_webp(content)
        elif content.startswith(b"\xff\xd8"):
            width, height = _measure_jpeg(content)
        else:
            width = height = 0
    except (struct.error, IndexError):
        width = height = 0
    if not (width and height):
        raise bad_request("IMAGE_PROCESS_FAILED")
    return int(width), int(height)


def _measure_jpeg(content: bytes) -> tuple[int, int]:
    """Walk the segments to the frame header (SOF0-15 without the three that only look like one)."""
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return 0, 0


def _measure_webp(content: bytes) -> tuple[int, int]:
    form = content[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if form == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF
