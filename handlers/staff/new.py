"""A new customer with a deal: a shared contact makes both at once; otherwise one thing is asked at a time.

Only the name must be there. A phone is recognised whenever it is typed; a known one opens the customer it belongs to.
"""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.filters import Command, StateFilter
from aiogram.types import CallbackQuery, Contact, Message

from crm_core.activities.actions import AddNote, add_note
from crm_core.company.queries import get_company
from crm_core.customers.actions import NewCustomer, create_customer
from crm_core.customers.errors import PhoneTaken
from crm_core.deals.actions import NewDeal, create_deal
from crm_core.kernel.actor import Role
from crm_core.kernel.errors import NotPermitted
from crm_core.kernel.phone import PhoneInvalid, parse_phone
from crm_core.kernel.wording import check_text
from handlers.staff.present import Event, present_customer, present_step_question
from handlers.ui.audience import Acting, SharedContact, Typed
from handlers.ui.callbacks import NewCb
from handlers.ui.desk import Desk
from handlers.ui.list_keyboards import build_new_rows
from handlers.ui.questions import Adding, ask, close_question, get_question
from handlers.ui.screen import Screen, show
from handlers.views.asking import ask_new_name, ask_new_phone, ask_new_wish
from handlers.views.happened import said_created, said_known

NAME_LIMIT = 200
WISH_LIMIT = 4096


def build_router() -> Router:
    router = Router(name="staff.new")
    router.message.register(on_new, Command("new"))
    router.message.register(on_contact, SharedContact())
    router.message.register(on_name, StateFilter(Adding.name), Typed())
    router.message.register(on_phone, StateFilter(Adding.phone), Typed())
    router.message.register(on_wish, StateFilter(Adding.wish), Typed())
    router.callback_query.register(on_step, Acting(NewCb))
    return router


async def on_new(message: Message, desk: Desk) -> None:
    await ask_step(message, desk, "name", {})


async def on_contact(message: Message, desk: Desk) -> None:
    """1 share: customer and deal are there, and the next step is asked."""
    contact = message.contact
    if contact is None:
        return
    known = await get_question(desk.state) if await desk.state.get_state() in _STATES else {}
    values = {"name": known.get("name") or name_contact(contact), "phone": contact.phone_number}
    await create(message, desk, values)


def name_contact(contact: Contact) -> str:
    return " ".join(part for part in (contact.first_name, contact.last_name) if part) or contact.phone_number


async def on_step(call: CallbackQuery, callback_data: NewCb, desk: Desk) -> None:
    """*New*, *Back* to a question, or *Skip* of one."""
    values = await get_question(desk.state) if await desk.state.get_state() in _STATES else {}
    match callback_data.step:
        case "phone" | "wish" if values.get("name"):
            await ask_step(call, desk, callback_data.step, values)
        case "done" if values.get("name"):
            await create(call, desk, values)
        case _:
            await ask_step(call, desk, "name", values)


async def ask_step(event: Event, desk: Desk, step: str, values: dict[str, Any]) -> None:
    """Ask for the name, the phone or the wish; `values` are the answers so far. Raises NotPermitted.

    A wish that is known already, with `notes` or without, is not asked for.
    """
    _check_sells(desk)
    if step == "wish" and values.get("wish"):
        await create(event, desk, values)
        return
    name = values.get("name", "")
    match step:
        case "phone":
            state, words = Adding.phone, ask_new_phone(name, desk.t)
        case "wish":
            state, words = Adding.wish, ask_new_wish(name, desk.t)
        case _:
            state, words = Adding.name, ask_new_name(desk.t, values.get("phone"))
    await ask(desk.state, state, **values)
    await show(event, Screen(words, build_new_rows(step, desk.t)))


async def on_name(message: Message, text: str, desk: Desk) -> None:
    values = await get_question(desk.state)
    phone = await find_phone(desk, text)
    if phone is not None:
        await ask_step(message, desk, "name", {**values, "phone": phone})
        return
    values["name"] = check_text("name", text, NAME_LIMIT)
    await ask_step(message, desk, "wish" if values.get("phone") else "phone", values)


async def on_phone(message: Message, text: str, desk: Desk) -> None:
    values = await get_question(desk.state)
    phone = await find_phone(desk, text)
    if phone is None:
        raise PhoneInvalid(text)
    await ask_step(message, desk, "wish", {**values, "phone": phone})


async def on_wish(message: Message, text: str, desk: Desk) -> None:
    values = await get_question(desk.state)
    phone = None if values.get("phone") else await find_phone(desk, text)
    if phone is not None:
        await ask_step(message, desk, "wish", {**values, "phone": phone})
        return
    await create(message, desk, {**values, "wish": check_text("wish", text, WISH_LIMIT)})


async def find_phone(desk: Desk, text: str) -> str | None:
    """E.164 when the whole text is a phone number."""
    async with desk.reading() as work:
        region = (await get_company(work.session)).region
    try:
        return parse_phone(text, region) if len(text) <= 32 and text.strip().strip("+")[:1].isdigit() else None
    except PhoneInvalid:
        return None


def _check_sells(desk: Desk) -> None:
    """A specialist opens the customers of his visits, and makes no new ones."""
    if desk.actor.has_role(Role.SPECIALIST):
        raise NotPermitted("create_customer")


async def create(event: Event, desk: Desk, values: dict[str, Any]) -> None:
    """Customer and deal in one change, with `notes` on it; a phone that is known opens the customer it belongs to."""
    try:
        async with desk.work() as work:
            customer = await create_customer(
                work, NewCustomer(values["name"], phone=values.get("phone"), source="chat")
            )
            _check_sells(desk)
            deal = await create_deal(work, NewDeal(customer.id, wish=values.get("wish"), source="chat"))
            for note in values.get("notes", ()):
                await add_note(work, AddNote(note, deal_id=deal.id))
    except PhoneTaken as taken:
        if taken.customer_id is None:
            raise
        await close_question(desk.state)
        await present_customer(event, desk, taken.customer_id, said_known(desk.t))
        return
    await close_question(desk.state)
    await present_step_question(event, desk, deal.id, said_created(desk.t), work.change_id)


_STATES = (Adding.name.state, Adding.phone.state, Adding.wish.state)
