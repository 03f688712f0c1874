"""Telling what was attached, one line for a file or an album with *Undo* and *Another deal…*; or asking whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from crm_core.activities.models import Activity, FileKind
from crm_core.cards.deals import DealFilter, list_deals
from crm_core.cards.likely import Likely
from handlers.staff.present import load_deal
from handlers.ui.album import Album, get_album, keep_album
from handlers.ui.desk import Desk
from handlers.ui.list_keyboards import build_attach_choice, build_attached_rows
from handlers.ui.questions import get_waiting, keep_waiting
from handlers.ui.screen import Row, Screen, show
from handlers.ui.shared_keyboards import build_likely_rows, build_place_row
from handlers.views.deals import name_deal
from handlers.views.happened import ask_whose_files, said_attached
from handlers.views.texts import join_lines

#: Deals offered when it is not clear whose a file is.
OFFERED = 6


async def show_attached(
    call: CallbackQuery, desk: Desk, deal_id: int, files: Sequence[Activity], change_id: int | None
) -> None:
    """Files that went to the deal in one change; what is done to one of them is done to all."""
    card = await load_deal(desk, deal_id)
    together = Album("", 0, card.id)
    for file in files:
        together.add(file, change_id)
    await keep_album(desk.state, together)
    kinds = [FileKind(value) for value in together.kinds]
    rows = _build_rows(desk, card.id, change_id, files[0])
    await show(call, Screen(said_attached(kinds, name_deal(card), desk.t), rows))


async def tell_attached(
    message: Message, desk: Desk, file: Activity, change_id: int | None, besides: Markup | None = None
) -> None:
    """One line for a file, and what there is to say besides; for further files of an album that line is edited."""
    card = await load_deal(desk, file.deal_id or 0)
    album = await get_album(desk.state) if message.media_group_id else None
    if album is None or album.group != message.media_group_id or album.deal != card.id:
        album = Album(message.media_group_id or "", 0, card.id)
    album.add(file, change_id)
    kinds = [FileKind(value) for value in album.kinds]
    words = join_lines(said_attached(kinds, name_deal(card), desk.t), besides)
    screen = Screen(words, _build_rows(desk, card.id, change_id, file))
    album.answer = await _answer_or_edit(message, desk, album.answer, screen)
    if message.media_group_id:
        await keep_album(desk.state, album)


def _build_rows(desk: Desk, deal_id: int, change_id: int | None, file: Activity) -> list[Row]:
    rows = build_attached_rows(desk.t, deal_id, change_id, file.id)
    return [build_place_row(file.id, desk.t), *rows] if file.file_kind is FileKind.LOCATION else rows


async def _answer_or_edit(message: Message, desk: Desk, answer: int, screen: Screen) -> int:
    if answer:
        try:
            await desk.bot.edit_message_text(
                screen.text, chat_id=message.chat.id, message_id=answer, reply_markup=screen.keyboard
            )
        except TelegramBadRequest:
            pass
        else:
            return answer
    return (await message.answer(screen.text, reply_markup=screen.keyboard)).message_id


async def ask_whose(
    message: Message,
    desk: Desk,
    file: dict[str, Any],
    likely: Sequence[Likely] = (),
    besides: Markup | None = None,
) -> None:
    """`file` has its kind, description and text; files of one album wait together and are asked about once.

    The likely deals stand first.
    """
    waiting = await get_waiting(desk.state)
    same = bool(message.media_group_id) and any(one["group"] == message.media_group_id for one in waiting)
    entry = file | {"group": message.media_group_id}
    await keep_waiting(desk.state, [*waiting, entry] if same else [entry])
    if same:
        return
    async with desk.reading() as work:
        page = await list_deals(work.session, desk.actor, DealFilter(), limit=OFFERED, offset=0)
    named = {one.deal_id for one in likely}
    others = [deal for deal in page.items if deal.id not in named][: OFFERED - len(likely)]
    rows = [*build_likely_rows(likely, desk.t), *build_attach_choice(others, desk.t)]
    await show(message, Screen(join_lines(ask_whose_files(bool(page.items), desk.t), besides), rows))
