"""What is typed into a card: amount, note, address, name, phone. A question, an answer, and *Undo*."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from crm_core.activities.actions import AddNote, add_note
from crm_core.customers.actions import AddContact, ChangeCustomer, add_contact, change_customer
from crm_core.customers.models import ContactKind
from crm_core.deals.actions import ChangeDeal, change_deal
from crm_core.kernel.money import parse_amount
from handlers.staff.present import Event, load_customer, load_deal, present_customer, present_deal, show_question
from handlers.ui.audience import Acting, SharedContact, SharedPlace, Typed
from handlers.ui.callbacks import CustomerAct, CustomerCb, DealAct, DealCb
from handlers.ui.desk import Desk
from handlers.ui.questions import Asking, ask, close_question, get_question
from handlers.views.asking import ask_address, ask_amount, ask_name, ask_note, ask_phone
from handlers.views.deals import name_deal
from handlers.views.happened import said_address, said_amount, said_note, said_phone, said_renamed

_QUESTIONS: dict[str, State] = {
    CustomerAct.NAME: Asking.customer_name,
    CustomerAct.PHONE: Asking.phone,
    CustomerAct.ADDRESS: Asking.address,
    CustomerAct.NOTE: Asking.note,
}
_WORDS = {
    CustomerAct.NAME: ask_name,
    CustomerAct.PHONE: ask_phone,
    CustomerAct.ADDRESS: ask_address,
    CustomerAct.NOTE: ask_note,
}


def build_router() -> Router:
    router = Router(name="staff.fields")
    press, write = router.callback_query.register, router.message.register
    press(on_ask_amount, Acting(DealCb, DealAct.AMOUNT))
    press(on_ask_note, Acting(DealCb, DealAct.NOTE))
    press(on_ask_address, Acting(DealCb, DealAct.ADDRESS))
    press(on_ask_customer, Acting(CustomerCb, *_QUESTIONS))
    write(on_amount, StateFilter(Asking.amount), Typed())
    write(on_note, StateFilter(Asking.note), Typed())
    write(on_address, StateFilter(Asking.address), Typed())
    write(on_place, StateFilter(Asking.address), SharedPlace())
    write(on_name, StateFilter(Asking.customer_name), Typed())
    write(on_phone, StateFilter(Asking.phone), Typed())
    write(on_shared_phone, StateFilter(Asking.phone), SharedContact())
    return router


async def on_ask_amount(call: CallbackQuery, callback_data: DealCb, desk: Desk) -> None:
    card = await load_deal(desk, callback_data.id)
    await ask(desk.state, Asking.amount, deal=card.id)
    await show_question(call, desk, ask_amount(name_deal(card), desk.t))


async def on_ask_note(call: CallbackQuery, callback_data: DealCb, desk: Desk) -> None:
    card = await load_deal(desk, callback_data.id)
    await ask(desk.state, Asking.note, deal=card.id)
    await show_question(call, desk, ask_note(name_deal(card), desk.t))


async def on_ask_address(call: CallbackQuery, callback_data: DealCb, desk: Desk) -> None:
    """The address is the customer's; the question comes back to the deal."""
    card = await load_deal(desk, callback_data.id)
    await ask(desk.state, Asking.address, deal=card.id, customer=card.customer_id)
    await show_question(call, desk, ask_address(name_deal(card), desk.t))


async def on_ask_customer(call: CallbackQuery, callback_data: CustomerCb, desk: Desk) -> None:
    card = await load_customer(desk, callback_data.id)
    await ask(desk.state, _QUESTIONS[callback_data.act], customer=card.id)
    await show_question(call, desk, _WORDS[callback_data.act](card.name, desk.t))


async def on_amount(message: Message, text: str, desk: Desk) -> None:
    values = await get_question(desk.state)
    amount = parse_amount(text)
    async with desk.work() as work:
        deal = await change_deal(work, ChangeDeal(values["deal"], amount=amount))
        currency = deal.currency
    await close_question(desk.state)
    await present_deal(message, desk, values["deal"], said_amount(amount, currency, desk.t), work.change_id)


async def on_note(message: Message, text: str, desk: Desk) -> None:
    values = await get_question(desk.state)
    deal_id, customer_id = values.get("deal"), values.get("customer")
    await save_note(message, desk, text, deal_id=deal_id, customer_id=None if deal_id else customer_id)
    await close_question(desk.state)


async def save_note(
    event: Event, desk: Desk, text: str, *, deal_id: int | None = None, customer_id: int | None = None
) -> None:
    """A note on a deal or on a customer, and its card."""
    async with desk.work() as work:
        await add_note(work, AddNote(deal_id=deal_id, customer_id=customer_id, text=text))
    happened = said_note(text, desk.t)
    if deal_id is not None:
        await present_deal(event, desk, deal_id, happened, work.change_id)
    elif customer_id is not None:
        await present_customer(event, desk, customer_id, happened, work.change_id)


async def on_address(message: Message, text: str, desk: Desk) -> None:
    values = await get_question(desk.state)
    await _save_address(message, desk, ChangeCustomer(values["customer"], address=text))


async def on_place(message: Message, desk: Desk) -> None:
    """A location as the answer: the point on the map."""
    values = await get_question(desk.state)
    if message.location is not None:
        place = (message.location.latitude, message.location.longitude)
        await _save_address(message, desk, ChangeCustomer(values["customer"], place=place))


async def _save_address(message: Message, desk: Desk, command: ChangeCustomer) -> None:
    values = await get_question(desk.state)
    async with desk.work() as work:
        await change_customer(work, command)
    await close_question(desk.state)
    if "deal" in values:
        await present_deal(message, desk, values["deal"], said_address(desk.t), work.change_id)
    else:
        await present_customer(message, desk, command.id, said_address(desk.t), work.change_id)


async def on_name(message: Message, text: str, desk: Desk) -> None:
    values = await get_question(desk.state)
    async with desk.work() as work:
        await change_customer(work, ChangeCustomer(values["customer"], name=text))
    await close_question(desk.state)
    await present_customer(message, desk, values["customer"], said_renamed(desk.t), work.change_id)


async def on_shared_phone(message: Message, desk: Desk) -> None:
    """A contact as the answer."""
    if message.contact is not None:
        await on_phone(message, message.contact.phone_number, desk)


async def on_phone(message: Message, text: str, desk: Desk) -> None:
    values = await get_question(desk.state)
    async with desk.work() as work:
        await add_contact(work, AddContact(values["customer"], ContactKind.PHONE, text))
    await close_question(desk.state)
    await present_customer(message, desk, values["customer"], said_phone(desk.t), work.change_id)
