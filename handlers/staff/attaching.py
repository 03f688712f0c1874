"""Photos, documents and locations go to a deal: the one replied to, the one that the caption or the author names, else
the likeliest, else the one that is chosen. What is attached can be taken back or moved to another deal.

A caption is a sentence like any other; of a forwarded file it is somebody else's, and is only kept.
"""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from crm_core.activities.actions import AttachFile, attach_file
from crm_core.activities.filing import MoveFiles, move_files
from crm_core.activities.models import FileKind
from crm_core.activities.queries import get_activity
from crm_core.cards.deals import DealFilter, get_deal_card, list_deals
from crm_core.cards.likely import Likely, list_likely
from crm_core.customers.actions import ChangeCustomer, change_customer
from crm_core.dialogue.carrying import carry_out
from crm_core.dialogue.rows import Plan
from crm_core.kernel.errors import NotVisible
from crm_core.language.commands import AddNote
from handlers.staff.attached import OFFERED, ask_whose, show_attached, tell_attached
from handlers.staff.forwarded import read_clues
from handlers.staff.meant import find_likeliest, read_view
from handlers.staff.present import present_deal
from handlers.staff.sentences import make_sense, present_plan
from handlers.ui.album import get_album
from handlers.ui.attachments import read_attachment
from handlers.ui.audience import Acting
from handlers.ui.callbacks import AttachCb, PlaceCb, RefileCb
from handlers.ui.desk import Desk
from handlers.ui.forwards import Origin, read_origin
from handlers.ui.list_keyboards import build_refile_choice
from handlers.ui.questions import get_waiting, keep_waiting
from handlers.ui.screen import Screen, show
from handlers.ui.subject import find_subject
from handlers.views.happened import ask_other_deal, said_address, say_no_other_deal
from handlers.views.shared import write_forwarded

ADDRESS_LIMIT = 500


class Carrying(Filter):
    """A message with something that can hang on a deal."""

    async def __call__(self, event: Message) -> bool:
        return read_attachment(event) is not None


def build_router() -> Router:
    router = Router(name="staff.attaching")
    router.message.register(on_file, Carrying())
    router.callback_query.register(on_chosen, Acting(AttachCb))
    router.callback_query.register(on_other, Acting(RefileCb))
    router.callback_query.register(on_place, Acting(PlaceCb))
    return router


async def on_file(message: Message, desk: Desk) -> None:
    """Attached at once to the likeliest deal; one tap moves it to another. Then the caption is understood."""
    found, origin = read_attachment(message), read_origin(message)
    if found is None:
        return
    kind, file = found
    entry = {"kind": kind.value, "file": file, "text": message.caption}
    if origin is not None:
        await pass_on(message, desk, entry, origin)
        return
    plan = await _read_caption(message, desk)
    deal_id = get_named_deal(plan) or await find_likeliest(message, desk)
    if deal_id is None:
        await ask_whose(message, desk, entry)
        return
    async with desk.work() as work:
        attached = await attach_file(work, AttachFile(deal_id, kind, file, text=message.caption))
    await tell_attached(message, desk, attached, work.change_id)
    if plan is not None and says_more(plan):
        async with desk.work("caption") as work:
            plan = await carry_out(work, plan)
        await present_plan(message, desk, plan)


async def _read_caption(message: Message, desk: Desk) -> Plan | None:
    if not message.caption:
        return None
    return await make_sense(desk, message.caption, await read_view(message, desk))


def get_named_deal(plan: Plan | None) -> int | None:
    """The one that the words are about."""
    return plan.target.deal_id if plan is not None and plan.target is not None else None


def says_more(plan: Plan) -> bool:
    """Whether the words do anything besides being kept."""
    return any(not isinstance(line.command, AddNote) for line in plan.writes)


async def pass_on(message: Message, desk: Desk, entry: dict[str, Any], origin: Origin) -> None:
    """Somebody else's file: to the deal replied to, or to the only one of its author; else it is asked whose it is."""
    words = entry["text"] or ""
    entry["text"] = write_forwarded(origin.name, origin.at, words, desk.t)[0]
    async with desk.reading() as work:
        likely = await list_likely(work.session, desk.actor, await read_clues(work, desk, origin, words))
    deal_id = _get_only(likely)
    if find_subject(message.reply_to_message) is not None:
        deal_id = await find_likeliest(message, desk)
    if deal_id is None:
        await ask_whose(message, desk, entry, [one for one in likely if one.deal_id is not None])
        return
    async with desk.work() as work:
        file = await attach_file(work, AttachFile(deal_id, FileKind(entry["kind"]), entry["file"], entry["text"]))
    await tell_attached(message, desk, file, work.change_id)


def _get_only(likely: list[Likely]) -> int | None:
    known = [one.deal_id for one in likely if one.is_known and one.deal_id is not None]
    return known[0] if len(known) == 1 else None


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
    await show_attached(call, desk, callback_data.deal, files, work.change_id)


async def on_other(call: CallbackQuery, callback_data: RefileCb, desk: Desk) -> None:
    """Another deal for a file that is attached, and for the album it came in."""
    if not callback_data.deal:
        await _ask_other(call, desk, callback_data.file)
        return
    album = await get_album(desk.state)
    ids = album.files if album is not None and callback_data.file in album.files else [callback_data.file]
    async with desk.work() as work:
        files = await move_files(work, MoveFiles(tuple(ids), callback_data.deal))
    await show_attached(call, desk, callback_data.deal, files, work.change_id)


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


async def on_place(call: CallbackQuery, callback_data: PlaceCb, desk: Desk) -> None:
    """An attached location is where the customer is: the point, and of a venue its address in words."""
    async with desk.reading() as work:
        file = await get_activity(work.session, desk.actor, callback_data.file)
        if file.file_kind is not FileKind.LOCATION or file.file is None or file.deal_id is None:
            raise NotVisible("activities", callback_data.file)
        card = await get_deal_card(work.session, desk.actor, file.deal_id)
    named = ", ".join(part for part in (file.file.get("address"), file.file.get("title")) if part)[:ADDRESS_LIMIT]
    place = (file.file["latitude"], file.file["longitude"])
    async with desk.work() as work:
        await change_customer(work, ChangeCustomer(card.customer_id, address=named or None, place=place))
    await present_deal(call, desk, card.id, said_address(desk.t), work.change_id)
