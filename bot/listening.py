"""Voice notes to text through any OpenAI-compatible `/v1/audio/transcriptions` address."""

from __future__ import annotations

import re
from pathlib import PurePath

import aiohttp
import structlog

from bot.model_server import ModelServer, ModelServerFailed, complete_address
from crm_core.language.ports import TranscriptionFailed

log = structlog.get_logger(__name__)

ENDPOINT = "audio/transcriptions"
SECONDS = 60.0

#: Telegram lets bots download no larger files.
MOST_SOUND_BYTES = 20_000_000
#: What a message may be long; a longer recording is cut.
MOST_TEXT = 4096

_KINDS = {
    ".oga": ("voice.ogg", "audio/ogg"),
    ".ogg": ("voice.ogg", "audio/ogg"),
    ".opus": ("voice.ogg", "audio/ogg"),
    ".mp3": ("voice.mp3", "audio/mpeg"),
    ".m4a": ("voice.m4a", "audio/mp4"),
    ".mp4": ("voice.mp4", "audio/mp4"),
    ".wav": ("voice.wav", "audio/wav"),
    ".webm": ("voice.webm", "audio/webm"),
    ".flac": ("voice.flac", "audio/flac"),
}
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ufffe\uffff]")


class HttpTranscriber:
    """A `crm_core.language.ports.Transcriber`. The recording's own file name is not passed on."""

    def __init__(self, url: str, key: str | None, model: str, *, seconds: float = SECONDS) -> None:
        self._server = ModelServer(complete_address(url, ENDPOINT), key, seconds=seconds)
        self._model = model

    async def close(self) -> None:
        await self._server.close()

    async def transcribe(self, sound: bytes, file_name: str, language: str) -> str:
        if not sound:
            raise TranscriptionFailed("empty")
        if len(sound) > MOST_SOUND_BYTES:
            raise TranscriptionFailed("too_large")
        name, kind = _KINDS.get(PurePath(file_name).suffix.lower(), _KINDS[".ogg"])
        form = aiohttp.FormData()
        form.add_field("file", sound, filename=name, content_type=kind)
        form.add_field("model", self._model)
        form.add_field("language", language)
        form.add_field("response_format", "json")
        try:
            text = _read_text(await self._server.ask(form=form))
        except ModelServerFailed as error:
            log.warning("transcription failed", reason=error.reason)
            raise TranscriptionFailed(error.reason) from error
        if not text:
            raise TranscriptionFailed("empty")
        return text


def _read_text(answer: object) -> str:
    if not isinstance(answer, dict) or not isinstance(answer.get("text"), str):
        raise ModelServerFailed("malformed")
    seen = _UNSEEN.sub(" ", answer["text"]).encode("utf-8", "ignore").decode()
    return seen.strip()[:MOST_TEXT].strip()
