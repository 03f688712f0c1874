"""How somebody comes in: by `/start`, by a personal link, by sharing the number."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import CommandStart
from aiogram.types import Contact, Message, ReplyKeyboardRemove, User

from crm_core.company.queries import get_company
from crm_core.customers.joining import JoinTelegram, claim_customer_link, join_telegram
from crm_core.intake.actions import IncomingRequest, receive_request
from crm_core.kernel.actor import ActorKind, build_system_actor
from crm_core.orders.queries import find_promise
from handlers.customer.present import present_home
from handlers.customer.visitor import find_wish, forget_visit, recognise
from handlers.ui.audience import SharedContact
from handlers.ui.desk import Desk
from handlers.ui.order_keyboards import build_share_keyboard
from handlers.ui.questions import close_question
from handlers.ui.screen import show
from handlers.ui.start import StartedWith
from handlers.views.orders import render_foreign_contact, render_greeting, render_welcome, said_requested

router = Router(name="customer.start")


@router.message(StartedWith("c"))
async def on_link(event: Message, desk: Desk, event_from_user: User, payload: str) -> None:
    """A personal link; one that is forged, old or somebody else's is refused and written down."""
    async with desk.work() as work:
        customer = await claim_customer_link(work, f"c{payload}", event_from_user.id, desk.actor.locale)
    await forget_visit(desk.state)
    await show(event, await present_home(recognise(desk, customer)))


@router.message(CommandStart())
async def on_start(event: Message, desk: Desk) -> None:
    if desk.actor.kind is ActorKind.CUSTOMER:
        await close_question(desk.state)
        await show(event, await present_home(desk))
    else:
        await greet(event, desk)


@router.message(SharedContact())
async def on_contact(event: Message, desk: Desk, event_from_user: User) -> None:
    """Only her own number opens her orders: Telegram says whose it is."""
    if event.contact is None or event.contact.user_id != event_from_user.id:
        await event.answer(render_foreign_contact(desk.t), reply_markup=build_share_keyboard(desk.t))
        return
    await _join(event, desk, event.contact, event_from_user)


async def _join(event: Message, desk: Desk, contact: Contact, user: User) -> None:
    """Her history, and in the same transaction what she has asked for meanwhile."""
    wish = await find_wish(desk.state)
    command = JoinTelegram(user.id, contact.phone_number, user.full_name, desk.actor.locale)
    async with desk.work() as work:
        customer = await join_telegram(work, command)
        accepted = None
        if wish:
            request = IncomingRequest(
                name=customer.name,
                phone="+" + contact.phone_number.lstrip("+"),
                wish=wish,
                source="telegram",
                locale=desk.actor.locale,
                consent=True,
            )
            accepted = await receive_request(work, request)
    await forget_visit(desk.state)
    desk = recognise(desk, customer)
    await event.answer(render_welcome(customer.name, desk.t), reply_markup=ReplyKeyboardRemove())
    screen = await present_home(desk)
    if accepted is not None:
        async with desk.reading() as work:
            promise = await find_promise(work.session, desk.actor, accepted.deal_id)
        screen = screen.after(said_requested(promise, desk.t))
    await show(event, screen)


async def greet(event: Message, desk: Desk) -> None:
    """A visitor: who we are, and the one button that she needs."""
    async with desk.store.reading(build_system_actor()) as work:
        company = await get_company(work.session)
    await event.answer(render_greeting(company.name, desk.t), reply_markup=build_share_keyboard(desk.t))
