"""A contact that is shared while somebody without a phone is in view could be hers: it is asked, in one tap.

Any other contact becomes a customer with a deal at once: see `handlers.staff.new`.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Contact, Message

from crm_core.activities.filing import FRESH
from crm_core.cards.likely import Clues, list_likely
from crm_core.cards.rows import CustomerRow
from crm_core.company.queries import get_company
from crm_core.customers.actions import AddContact, add_contact
from crm_core.customers.errors import PhoneTaken
from crm_core.customers.models import ContactKind
from crm_core.dialogue.targets import find_seen
from crm_core.kernel.actor import Role
from crm_core.kernel.phone import parse_phone
from handlers.staff import new
from handlers.staff.forwarded import take_shared
from handlers.staff.meant import read_view
from handlers.staff.present import present_customer
from handlers.ui.audience import Acting, SharedContact
from handlers.ui.callbacks import SharedAct, SharedCb
from handlers.ui.desk import Desk
from handlers.ui.forwards import Shared, forget_shared, keep_shared
from handlers.ui.questions import get_last_look
from handlers.ui.screen import Screen, show
from handlers.ui.shared_keyboards import build_contact_rows
from handlers.views.happened import said_known, said_phone
from handlers.views.shared import render_contact


def build_router() -> Router:
    router = Router(name="staff.contacts")
    router.message.register(on_contact, StateFilter(None), SharedContact())
    router.callback_query.register(on_phone, Acting(SharedCb, SharedAct.PHONE))
    return router


async def on_contact(message: Message, desk: Desk) -> None:
    contact = message.contact
    customer = None if contact is None else await _find_without_phone(message, desk, contact)
    if contact is None or customer is None:
        await new.on_contact(message, desk)
        return
    name = new.name_contact(contact)
    await keep_shared(desk.state, message.message_id, Shared(name=name, phone=contact.phone_number))
    newcomer = None if desk.actor.has_role(Role.SPECIALIST) else name
    rows = build_contact_rows(message.message_id, customer.id, customer.name, newcomer, desk.t)
    await show(message, Screen(render_contact(name, contact.phone_number, customer.name, desk.t), rows))


async def _find_without_phone(message: Message, desk: Desk, contact: Contact) -> CustomerRow | None:
    """Whoever is replied to, or was looked at today, and has no phone; None when the number is known already."""
    looked = await get_last_look(desk.state)
    if message.reply_to_message is None and (looked is None or desk.now - looked > FRESH):
        return None
    async with desk.reading() as work:
        seen = await find_seen(work, await read_view(message, desk))
        if seen.customer is None or seen.customer.phone is not None:
            return None
        phone = parse_phone(contact.phone_number, (await get_company(work.session)).region)
        known = await list_likely(work.session, desk.actor, Clues(phones=[phone]), limit=1)
    return None if known else seen.customer


async def on_phone(call: CallbackQuery, callback_data: SharedCb, desk: Desk) -> None:
    shared = await take_shared(call, callback_data, desk)
    if shared is None:
        return
    try:
        async with desk.work() as work:
            await add_contact(work, AddContact(callback_data.to, ContactKind.PHONE, shared.phone))
    except PhoneTaken as taken:
        if taken.customer_id is None:
            raise
        await present_customer(call, desk, taken.customer_id, said_known(desk.t))
        return
    await forget_shared(desk.state, callback_data.text)
    await present_customer(call, desk, callback_data.to, said_phone(desk.t), work.change_id)
