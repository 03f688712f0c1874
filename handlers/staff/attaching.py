"""Photos, documents, voice messages and locations go to a deal: the one replied to, else the one in view, else the one
that is chosen."""

from __future__ import annotations

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from crm_core.activities.actions import AttachFile, attach_file
from crm_core.activities.models import FileKind
from crm_core.cards.deals import DealFilter, get_deal_card, list_deals
from crm_core.cards.rows import DealCard
from crm_core.db.unit_of_work import Work
from crm_core.db.visibility import find_visible
from crm_core.deals.models import Deal
from handlers.staff.present import load_deal, load_task
from handlers.ui.album import Album, get_album, keep_album
from handlers.ui.attachments import Stored, read_attachment
from handlers.ui.audience import Acting
from handlers.ui.callbacks import AttachCb
from handlers.ui.desk import Desk
from handlers.ui.list_keyboards import build_attach_choice, build_attached_rows
from handlers.ui.questions import get_deal_in_view, get_waiting, keep_waiting
from handlers.ui.screen import Screen, show
from handlers.ui.subject import find_subject
from handlers.views.deals import name_deal
from handlers.views.happened import ask_whose_files, said_attached

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
    return router


async def on_file(message: Message, desk: Desk) -> None:
    found = read_attachment(message)
    if found is None:
        return
    deal_id = await _find_deal(message, desk)
    if deal_id is None:
        await _ask_whose(message, desk, *found)
        return
    async with desk.work() as work:
        card = await _attach(work, desk, deal_id, found, message.caption)
    await _tell(message, desk, card, found[0], work.change_id)


async def on_chosen(call: CallbackQuery, callback_data: AttachCb, desk: Desk) -> None:
    """The files that waited, attached in one go."""
    waiting = await get_waiting(desk.state)
    kinds = [FileKind(one["kind"]) for one in waiting]
    async with desk.work() as work:
        for one, kind in zip(waiting, kinds, strict=True):
            await _attach(work, desk, callback_data.deal, (kind, one["file"]), one["text"])
    await keep_waiting(desk.state, [])
    card = await load_deal(desk, callback_data.deal)
    rows = build_attached_rows(desk.t, card.id, work.change_id if kinds else None)
    await show(call, Screen(said_attached(kinds, name_deal(card), desk.t), rows))


async def _find_deal(message: Message, desk: Desk) -> int | None:
    """The deal that the message is for; None when it is not clear or no longer open to the person."""
    subject = find_subject(message.reply_to_message)
    deal_id = await get_deal_in_view(desk.state)
    if subject is not None and subject.deal_id is not None:
        deal_id = subject.deal_id
    elif subject is not None and subject.task_id is not None:
        deal_id = (await load_task(desk, subject.task_id)).deal_id
    if deal_id is None:
        return None
    async with desk.reading() as work:
        deal = await find_visible(work.session, desk.actor, Deal, deal_id)
    return deal.id if deal is not None and deal.archived_at is None else None


async def _attach(
    work: Work, desk: Desk, deal_id: int, found: tuple[FileKind, Stored], caption: str | None
) -> DealCard:
    await attach_file(work, AttachFile(deal_id, found[0], found[1], text=caption))
    return await get_deal_card(work.session, desk.actor, deal_id)


async def _tell(message: Message, desk: Desk, card: DealCard, kind: FileKind, change_id: int | None) -> None:
    """One line for a file; for the following files of an album that line is edited."""
    album = await get_album(desk.state) if message.media_group_id else None
    if album is None or album.group != message.media_group_id or album.deal != card.id:
        album = Album(message.media_group_id or "", 0, card.id)
    album.kinds.append(kind.value)
    album.changes += [change_id] if change_id is not None else []
    screen = Screen(
        said_attached([FileKind(value) for value in album.kinds], name_deal(card), desk.t),
        build_attached_rows(desk.t, card.id, change_id),
    )
    album.answer = await _answer_or_edit(message, desk, album.answer, screen)
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
