"""The sentences that were understood wrong, to read and to take away as a file. Owners only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiogram import Router
from aiogram.types import BufferedInputFile, CallbackQuery

from crm_core.dialogue.context import load_context
from crm_core.language.commands import Ask, Command, Find
from crm_core.language.json_form import load_command
from crm_core.learning.queries import export_corrected, list_corrected
from handlers.ui.audience import Acting, ForStaff
from handlers.ui.callbacks import LearnCb
from handlers.ui.desk import Desk
from handlers.ui.screen import show
from handlers.views.commands import make_names
from handlers.views.learning import PAGE, render_corrected, say_file

FILE_NAME = "sentences.jsonl"
_LAST_PAGE = 100_000


def build_router() -> Router:
    router = Router(name="owner.learning")
    router.callback_query.filter(ForStaff())
    router.callback_query.register(on_list, Acting(LearnCb, "list"))
    router.callback_query.register(on_file, Acting(LearnCb, "file"))
    return router


async def on_list(call: CallbackQuery, callback_data: LearnCb, desk: Desk) -> None:
    async with desk.reading() as work:
        offset = min(callback_data.page, _LAST_PAGE) * PAGE
        page = await list_corrected(work.session, desk.actor, PAGE, offset)
        names = make_names(await load_context(work.session, desk.actor, desk.now))
    entries = [(one, _load(one.proposal), _load(one.became)) for one in page.items]
    await show(call, render_corrected(entries, page, names, desk.t))


def _load(stored: Sequence[dict[str, Any]]) -> list[Command]:
    """What was written; `confidence` and `words` are the file's."""
    commands = [
        load_command({key: value for key, value in one.items() if key not in ("confidence", "words")}) for one in stored
    ]
    return [command for command in commands if not isinstance(command, Find | Ask)]


async def on_file(call: CallbackQuery, desk: Desk) -> None:
    """One JSON object a line."""
    async with desk.reading() as work:
        content = await export_corrected(work.session, desk.actor)
    await call.answer()
    if call.message is not None:
        file = BufferedInputFile(content.encode(), FILE_NAME)
        await desk.bot.send_document(call.message.chat.id, file, caption=say_file(desk.t))
