"""Forwarded words are somebody else's, so they do nothing by themselves. Whose they could be is proposed, and one tap
keeps them as a note or makes a customer of their author. They correct nothing that was said before.
"""

from __future__ import annotations

import re
from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from crm_core.activities.actions import AddNote, add_note
from crm_core.cards.deals import DealFilter, list_deals
from crm_core.cards.glances import find_glance
from crm_core.cards.likely import Clues, Likely, list_likely
from crm_core.db.unit_of_work import Work
from crm_core.db.visibility import find_visible
from crm_core.deals.actions import NewDeal, create_deal
from crm_core.deals.models import Deal
from crm_core.dialogue.context import load_context
from crm_core.dialogue.rows import View
from crm_core.dialogue.targets import find_seen
from crm_core.kernel.actor import Role
from crm_core.language.contacts import find_phones
from crm_core.language.found import MentionKind
from crm_core.language.names import find_mentions
from crm_core.language.tokens import cut
from handlers.staff.meant import read_view
from handlers.staff.new import ask_step, create
from handlers.staff.present import present_deal, present_home, present_step_question
from handlers.ui.audience import Acting
from handlers.ui.callbacks import SharedAct, SharedCb
from handlers.ui.desk import Desk
from handlers.ui.forwards import ForwardedWords, Origin, Shared, forget_shared, get_shared, keep_shared
from handlers.ui.questions import close_question
from handlers.ui.screen import Screen, show
from handlers.ui.shared_keyboards import build_forwarded_rows, build_listed_rows
from handlers.ui.subject import find_subject
from handlers.views.happened import ask_whose_files, said_deal_created, said_note, say_text_gone
from handlers.views.shared import render_forwarded, say_own_message, write_forwarded

#: Deals among which another one is chosen.
LISTED = 6
#: Spellings of one name that are looked for.
SPELLINGS = 2

_DEAL_NUMBER = re.compile(r"#(\d{1,12})\b")


def build_router() -> Router:
    router = Router(name="staff.forwarded")
    router.message.register(on_forwarded, ForwardedWords())
    press = router.callback_query.register
    press(on_note, Acting(SharedCb, SharedAct.NOTE))
    press(on_list, Acting(SharedCb, SharedAct.LIST))
    press(on_deal, Acting(SharedCb, SharedAct.DEAL))
    press(on_new, Acting(SharedCb, SharedAct.NEW))
    return router


async def on_forwarded(message: Message, origin: Origin, text: str, desk: Desk) -> None:
    await close_question(desk.state)
    if origin.telegram_id == desk.bot.id:
        await _show_own(message, desk, text)
        return
    async with desk.reading() as work:
        clues = await read_clues(work, desk, origin, text)
        likely = await _list_candidates(work, message, desk, clues)
    name = origin.name if origin.is_person else ""
    shared = Shared(text, origin.name, origin.at.isoformat(), name, next(iter(clues.phones), ""))
    await keep_shared(desk.state, message.message_id, shared)
    may_be_new = not desk.actor.has_role(Role.SPECIALIST) and not any(one.is_known for one in likely)
    words = render_forwarded(origin.name, origin.at, text, likely, desk.t)
    rows = build_forwarded_rows(message.message_id, likely, name if may_be_new else None, desk.t)
    await show(message, Screen(words, rows))


async def _show_own(message: Message, desk: Desk, text: str) -> None:
    """A card of ours came back: its deal opens."""
    named = _DEAL_NUMBER.search(text)
    async with desk.reading() as work:
        glance = await find_glance(work.session, desk.actor, desk.now, int(named[1])) if named else None
    if glance is None:
        await present_home(message, desk, say_own_message(desk.t))
    else:
        await present_deal(message, desk, glance.deal_id)


async def read_clues(work: Work, desk: Desk, origin: Origin, text: str) -> Clues:
    """What tells whose the words are: their author, phones and names in them."""
    context = await load_context(work.session, desk.actor, desk.now)
    phones = [phone for phone in find_phones(text, context) if not phone.is_tail]
    mentions = find_mentions(cut(text), text, context, [phone.span for phone in phones])
    names = [key for one in mentions if one.kind is MentionKind.NAME for key in one.spellings[:SPELLINGS]]
    author = origin.name if origin.is_person else None
    return Clues(origin.telegram_id, [phone.value for phone in phones], author, names)


async def _list_candidates(work: Work, message: Message, desk: Desk, clues: Clues) -> list[Likely]:
    """What was replied to, then those whom the words point at, then the deal in view."""
    likely = await list_likely(work.session, desk.actor, clues)
    seen = await _find_seen(work, await read_view(message, desk))
    if seen is None or seen.deal_id in [one.deal_id for one in likely]:
        return likely
    return [seen, *likely] if find_subject(message.reply_to_message) is not None else [*likely, seen]


async def _find_seen(work: Work, view: View) -> Likely | None:
    seen = await find_seen(work, view)
    if seen.customer is None or seen.deal_id is None:
        return None
    deal = await find_visible(work.session, work.actor, Deal, seen.deal_id)
    if deal is None or deal.archived_at is not None:
        return None
    return Likely(seen.customer.id, seen.customer.name, deal.id, deal.number, is_known=False)


async def take_shared(call: CallbackQuery, pressed: SharedCb, desk: Desk) -> Shared | None:
    """What the button was offered for; what is used or forgotten is told so."""
    shared = await get_shared(desk.state, pressed.text)
    if shared is None:
        await call.answer(say_text_gone(desk.t), show_alert=True)
    return shared


async def on_note(call: CallbackQuery, callback_data: SharedCb, desk: Desk) -> None:
    shared = await take_shared(call, callback_data, desk)
    if shared is None:
        return
    async with desk.work() as work:
        for note in _write(shared, desk):
            await add_note(work, AddNote(note, deal_id=callback_data.to))
    await forget_shared(desk.state, callback_data.text)
    await present_deal(call, desk, callback_data.to, said_note(shared.text, desk.t), work.change_id)


def _write(shared: Shared, desk: Desk) -> list[str]:
    return write_forwarded(shared.author, datetime.fromisoformat(shared.at), shared.text, desk.t) if shared.at else []


async def on_list(call: CallbackQuery, callback_data: SharedCb, desk: Desk) -> None:
    if await take_shared(call, callback_data, desk) is None:
        return
    async with desk.reading() as work:
        page = await list_deals(work.session, desk.actor, DealFilter(), limit=LISTED, offset=0)
    rows = build_listed_rows(callback_data.text, page.items, desk.t)
    await show(call, Screen(ask_whose_files(bool(page.items), desk.t), rows))


async def on_deal(call: CallbackQuery, callback_data: SharedCb, desk: Desk) -> None:
    """A known customer without an open deal: the words are a new request of hers."""
    shared = await take_shared(call, callback_data, desk)
    if shared is None:
        return
    async with desk.work() as work:
        deal = await create_deal(work, NewDeal(callback_data.to, wish=shared.text or None, source="chat"))
        for note in _write(shared, desk):
            await add_note(work, AddNote(note, deal_id=deal.id))
    await forget_shared(desk.state, callback_data.text)
    await present_step_question(call, desk, deal.id, said_deal_created(desk.t), work.change_id)


async def on_new(call: CallbackQuery, callback_data: SharedCb, desk: Desk) -> None:
    """Their author becomes a customer with a deal; of a channel or a bot the name is asked."""
    shared = await take_shared(call, callback_data, desk)
    if shared is None:
        return
    values = {"name": shared.name, "phone": shared.phone, "wish": shared.text, "notes": _write(shared, desk)}
    known = {key: value for key, value in values.items() if value}
    if shared.name:
        await create(call, desk, known)
    else:
        await ask_step(call, desk, "name", known)
    await forget_shared(desk.state, callback_data.text)
