"""Voice messages are kept on the card as they were spoken. Where a transcriber is set, what it hears is shown and
understood like a typed sentence, but nothing of it is written before *Yes*.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from aiogram import Router
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import Filter
from aiogram.types import Message, Voice
from markupsafe import Markup

from crm_core.activities.actions import AttachFile, attach_file
from crm_core.activities.models import FileKind
from crm_core.dialogue.carrying import carry_out
from crm_core.dialogue.rows import Plan
from crm_core.kernel.errors import CrmError
from crm_core.language.ports import Transcriber, TranscriptionFailed
from handlers.staff.answering import answer
from handlers.staff.attached import ask_whose, tell_attached
from handlers.staff.attaching import get_named_deal, pass_on, says_more
from handlers.staff.meant import find_likeliest, read_view
from handlers.staff.sentences import make_sense, present_plan
from handlers.ui.attachments import read_attachment
from handlers.ui.desk import Desk
from handlers.ui.forwards import read_origin
from handlers.views.shared import said_heard, say_voice_failed, say_voice_kept

log = structlog.get_logger(__name__)

#: Of what is heard: with its author it fits an entry of the timeline.
TEXT_LIMIT = 3800
#: The bot may download no more.
LARGEST = 20 * 1024 * 1024
#: Telegram records Opus in Ogg.
FILE_NAME = "voice.ogg"


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said, if it could be heard, and what the person is told of it."""

    text: str | None
    words: Markup


class Spoken(Filter):
    async def __call__(self, event: Message) -> bool:
        return event.voice is not None


def build_router() -> Router:
    router = Router(name="staff.voices")
    router.message.register(on_voice, Spoken())
    return router


async def on_voice(message: Message, desk: Desk, transcriber: Transcriber | None = None) -> None:
    found, origin = read_attachment(message), read_origin(message)
    if found is None or message.voice is None:
        return
    heard = await _hear(message, message.voice, desk, transcriber)
    text = heard.text or message.caption
    entry = {"kind": FileKind.VOICE.value, "file": found[1], "text": text}
    if origin is not None:
        await pass_on(message, desk, entry, origin)
        return
    plan = None if heard.text is None else await make_sense(desk, heard.text, await read_view(message, desk))
    deal_id = get_named_deal(plan) or await find_likeliest(message, desk)
    if deal_id is None:
        await ask_whose(message, desk, entry, besides=heard.words)
    else:
        async with desk.work() as work:
            file = await attach_file(work, AttachFile(deal_id, FileKind.VOICE, found[1], text=text))
        await tell_attached(message, desk, file, work.change_id, heard.words)
    if plan is not None:
        await _propose(message, desk, plan)


async def _propose(message: Message, desk: Desk, plan: Plan) -> None:
    """Everything waits for *Yes*: who listens may mishear. A question is answered at once, it writes nothing."""
    if says_more(plan):
        async with desk.work("heard") as work:
            plan = await carry_out(work, plan, numbers=())
        await present_plan(message, desk, plan)
    elif plan.reads:
        await answer(message, desk, plan)


async def _hear(message: Message, voice: Voice, desk: Desk, transcriber: Transcriber | None) -> Heard:
    if transcriber is None:
        return Heard(None, say_voice_kept(desk.t))
    try:
        await desk.bot.send_chat_action(message.chat.id, "typing")
        text = await transcriber.transcribe(await _download(voice, desk), FILE_NAME, desk.actor.locale)
    except (CrmError, TelegramAPIError) as error:
        log.warning("voice not transcribed", error=repr(error))
        return Heard(None, say_voice_failed(desk.t))
    clean = text.replace("\x00", "").strip()[:TEXT_LIMIT]
    return Heard(clean, said_heard(clean, desk.t)) if clean else Heard(None, say_voice_failed(desk.t))


async def _download(voice: Voice, desk: Desk) -> bytes:
    """Raises TelegramAPIError, TranscriptionFailed (too large)."""
    if (voice.file_size or 0) > LARGEST:
        raise TranscriptionFailed("too_large")
    sound = await desk.bot.download(voice)
    if sound is None:
        raise TranscriptionFailed("empty")
    return sound.read()
