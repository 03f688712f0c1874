"""Photos, documents, voice messages and locations go to a deal: the one replied to, else the likeliest, else the one
that is chosen. What is attached can be taken back or moved to another deal."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from crm_core.activities.actions import AttachFile, attach_file
from crm_core.activities.filing import MoveFiles, move_files
from crm_core.activities.models import Activity, FileKind
from crm_core.activities.queries import get_activity
from crm_core.cards.deals import DealFilter, list_deals
from handlers.staff.meant import find_likeliest
from handlers.staff.present import load_deal, present_deal
from handlers.ui.album import Album, get_album, keep_album
from handlers.ui.attachments import Stored, read_attachment
from handlers.ui.audience import Acting
from handlers.ui.callbacks import AttachCb, RefileCb
from handlers.ui.desk import Desk
from handlers.ui.list_keyboards import build_attach_choice, build_attached_rows, build_refile_choice
from handlers.ui.questions import get_waiting, keep_waiting
from handlers.ui.screen import Screen, show
from handlers.views.deals import name_deal
from handlers.views.happened import ask_other_deal, ask_whose_files, said_attached, say_no_other_deal

#: Deals offered when it is not clear whose a file is.
OFFERED = 6


class Carrying(Filter):
    """A message with something that can hang on a deal."""

    async def __call__(self, event: Message) -> bool:
        return read_attachment(event) is not None


def build_router() -> Router:
    router = Router(name="staff.attaching")
    router.message.register(on_file, Carrying())
    router.callback_query.register(on_chosen, Acting(AttachCb))
    router.callback_query.register(on_other, Acting(RefileCb))
    return router


async def on_file(message: Message, desk: Desk) -> None:
    """Attached at once to the likeliest deal; one tap moves it to another."""
    found = read_attachment(message)
    if found is None:
        return
    deal_id = await find_likeliest(message, desk)
    if deal_id is None:
        await _ask_whose(message, desk, *found)
        return
    async with desk.work() as work:
        file = await attach_file(work, AttachFile(deal_id, *found, text=message.caption))
    await _tell(message, desk, file, work.change_id)


async def on_chosen(call: CallbackQuery, callback_data: AttachCb, desk: Desk) -> None:
    """The files that waited, attached in one go."""
    waiting = await get_waiting(desk.state)
    if not waiting:
        await present_deal(call, desk, callback_data.deal)
        return
    async with desk.work() as work:
        files = [
            await attach_file(work, AttachFile(callback_data.deal, FileKind(one["kind"]), one["file"], one["text"]))
            for one in waiting
        ]
    await keep_waiting(desk.state, [])
    await _show_attached(call, desk, callback_data.deal, files, work.change_id)


async def on_other(call: CallbackQuery, callback_data: RefileCb, desk: Desk) -> None:
    """Another deal for a file that is attached, and for the album it came in."""
    if not callback_data.deal:
        await _ask_other(call, desk, callback_data.file)
        return
    album = await get_album(desk.state)
    ids = album.files if album is not None and callback_data.file in album.files else [callback_data.file]
    async with desk.work() as work:
        files = await move_files(work, MoveFiles(tuple(ids), callback_data.deal))
    await _show_attached(call, desk, callback_data.deal, files, work.change_id)


async def _ask_other(call: CallbackQuery, desk: Desk, file_id: int) -> None:
    async with desk.reading() as work:
        file = await get_activity(work.session, desk.actor, file_id)
        page = await list_deals(work.session, desk.actor, DealFilter(), limit=OFFERED + 1, offset=0)
    others = [deal for deal in page.items if deal.id != file.deal_id][:OFFERED]
    if not others:
        await call.answer(say_no_other_deal(desk.t), show_alert=True)
        return
    rows = build_refile_choice(others, file_id, file.deal_id or 0, desk.t)
    await show(call, Screen(ask_other_deal(desk.t), rows))


async def _show_attached(
    call: CallbackQuery, desk: Desk, deal_id: int, files: Sequence[Activity], change_id: int | None
) -> None:
    """Files that went to the deal in one change; what is done to one of them is done to all."""
    card = await load_deal(desk, deal_id)
    together = Album("", 0, card.id)
    for file in files:
        together.add(file, change_id)
    await keep_album(desk.state, together)
    kinds = [FileKind(value) for value in together.kinds]
    rows = build_attached_rows(desk.t, card.id, change_id, files[0].id)
    await show(call, Screen(said_attached(kinds, name_deal(card), desk.t), rows))


async def _tell(message: Message, desk: Desk, file: Activity, change_id: int | None) -> None:
    """One line for a file; for the following files of an album that line is edited."""
    card = await load_deal(desk, file.deal_id or 0)
    album = await get_album(desk.state) if message.media_group_id else None
    if album is None or album.group != message.media_group_id or album.deal != card.id:
        album = Album(message.media_group_id or "", 0, card.id)
    album.add(file, change_id)
    kinds = [FileKind(value) for value in album.kinds]
    rows = build_attached_rows(desk.t, card.id, change_id, file.id)
    album.answer = await _answer_or_edit(
        message, desk, album.answer, Screen(said_attached(kinds, name_deal(card), desk.t), rows)
    )
    if message.media_group_id:
        await keep_album(desk.state, album)


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


async def _ask_whose(message: Message, desk: Desk, kind: FileKind, file: Stored) -> None:
    """Files of one album wait together and are asked about once."""
    waiting = await get_waiting(desk.state)
    same = bool(message.media_group_id) and any(one["group"] == message.media_group_id for one in waiting)
    entry = {"group": message.media_group_id, "kind": kind.value, "file": file, "text": message.caption}
    await keep_waiting(desk.state, [*waiting, entry] if same else [entry])
    if same:
        return
    async with desk.reading() as work:
        page = await list_deals(work.session, desk.actor, DealFilter(), limit=OFFERED, offset=0)
    rows = build_attach_choice(page.items, desk.t)
    await show(message, Screen(ask_whose_files(bool(page.items), desk.t), rows))
