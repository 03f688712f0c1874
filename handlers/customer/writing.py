"""What she writes or sends reaches whoever is responsible for her order, or becomes a new request."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from crm_core.activities.models import FileKind
from crm_core.db.unit_of_work import Store, Work
from crm_core.intake.actions import IncomingRequest, receive_request
from crm_core.kernel.actor import Actor
from crm_core.orders.actions import WriteAboutOrder, write_about_order
from crm_core.orders.queries import find_own_phone, find_promise, list_orders
from crm_core.orders.rows import OrderFate
from handlers.customer.present import present_home
from handlers.customer.start import greet
from handlers.customer.visitor import Known, remember_wish
from handlers.ui.audience import Acting, Typed
from handlers.ui.callbacks import PersonCb
from handlers.ui.desk import Desk
from handlers.ui.order_keyboards import build_after_rows, build_new_order_row, build_share_keyboard
from handlers.ui.questions import forget_text, get_deal_in_view, get_text, keep_text
from handlers.ui.screen import Screen, show
from handlers.views.orders import render_wish_kept, said_passed, said_requested

router = Router(name="customer.writing")
router.message.filter(Known())
router.callback_query.filter(Known())

_ALBUM = "album"


class SentFile(Filter):
    """A photo, a document, a voice message, a video or a place; passes on what it is, as `Activity.file` holds it."""

    async def __call__(self, event: Message) -> bool | dict[str, Any]:
        found = describe_file(event)
        return {"kind": found[0], "file": found[1]} if found else False


class WithoutNumber(Filter):
    """Somebody known by a link alone, with no order under way: what she asks for needs a number to call."""

    async def __call__(self, event: Message | CallbackQuery, actor: Actor, store: Store) -> bool:
        async with store.reading(actor) as reading:
            return await find_newest(reading) is None and await find_own_phone(reading.session, actor) is None


@router.message(SentFile(), WithoutNumber())
async def on_file_without_number(event: Message, desk: Desk) -> None:
    await greet(event, desk)


@router.message(SentFile())
async def on_file(event: Message, desk: Desk, kind: FileKind, file: dict[str, Any]) -> None:
    async with desk.work() as work:
        deal_id = await _find_order(work, desk) or await request(work, None)
        passed = await write_about_order(work, WriteAboutOrder(deal_id, event.caption, kind, file))
    if not await _is_told(event, desk):
        await show(event, Screen(said_passed(passed, desk.t), build_after_rows(deal_id, desk.t)))


@router.message(Typed())
async def on_text(event: Message, desk: Desk, text: str) -> None:
    """About the order she looks at, else the newest one under way; without any it is a new request."""
    async with desk.reading() as reading:
        deal_id = await _find_order(reading, desk)
        is_open = deal_id in await _list_under_way(reading)
        phone = await find_own_phone(reading.session, desk.actor)
    if deal_id is None and phone is None:
        wish = await remember_wish(desk.state, text)
        await event.answer(render_wish_kept(wish, desk.t), reply_markup=build_share_keyboard(desk.t))
        return
    if deal_id is None:
        await show(event, await _take_request(desk, text))
        return
    async with desk.work() as work:
        passed = await write_about_order(work, WriteAboutOrder(deal_id, text))
    rows = build_after_rows(deal_id, desk.t)
    if not is_open:
        await keep_text(desk.state, event.message_id, text)
        rows = [build_new_order_row(event.message_id, desk.t), *rows]
    await show(event, Screen(said_passed(passed, desk.t), rows))


@router.callback_query(Acting(PersonCb, "new"))
async def on_new_order(event: CallbackQuery, desk: Desk, callback_data: PersonCb) -> None:
    """What she wrote to a finished order was about a new one."""
    number = int(callback_data.value) if callback_data.value.isascii() and callback_data.value.isdigit() else 0
    text = await get_text(desk.state, number)
    if text is None:
        await show(event, await present_home(desk))
        return
    screen = await _take_request(desk, text)
    await forget_text(desk.state, number)
    await show(event, screen)


async def _take_request(desk: Desk, text: str) -> Screen:
    async with desk.work() as work:
        deal_id = await request(work, text)
        promise = await find_promise(work.session, desk.actor, deal_id)
    return Screen(said_requested(promise, desk.t), build_after_rows(deal_id, desk.t))


async def request(work: Work, wish: str | None) -> int:
    """A new request of a customer who is known; the deal that it became."""
    command = IncomingRequest(
        name=work.actor.name,
        phone=await find_own_phone(work.session, work.actor) or "",
        wish=wish,
        source="telegram",
        locale=work.actor.locale,
        consent=True,
    )
    return (await receive_request(work, command)).deal_id


async def find_newest(work: Work) -> int | None:
    """Her newest order under way."""
    return next(iter(await _list_under_way(work)), None)


async def _list_under_way(work: Work) -> list[int]:
    orders = await list_orders(work.session, work.actor)
    return [order.deal_id for order in orders if order.fate is OrderFate.OPEN]


async def _find_order(work: Work, desk: Desk) -> int | None:
    """The one she looks at, also when it is done: thanks and complaints come afterwards. Else the newest under way."""
    orders = await list_orders(work.session, work.actor)
    in_view = await get_deal_in_view(desk.state)
    known = {order.deal_id for order in orders if order.fate is not OrderFate.GIVEN_UP}
    under_way = [order.deal_id for order in orders if order.fate is OrderFate.OPEN]
    return in_view if in_view in known else next(iter(under_way), None)


async def _is_told(event: Message, desk: Desk) -> bool:
    """Whether another file of the same album has been answered already."""
    album = event.media_group_id
    if album is None:
        return False
    told = (await desk.state.get_data()).get(_ALBUM) == album
    await desk.state.update_data({_ALBUM: album})
    return told


def describe_file(message: Message) -> tuple[FileKind, dict[str, Any]] | None:
    if message.photo:
        return FileKind.PHOTO, _describe(message.photo[-1])
    if message.document:
        return FileKind.DOCUMENT, _describe(message.document)
    if message.voice:
        return FileKind.VOICE, _describe(message.voice)
    if message.video or message.video_note:
        return FileKind.VIDEO, _describe(message.video or message.video_note)
    if message.location:
        place = message.location
        return FileKind.LOCATION, {"latitude": place.latitude, "longitude": place.longitude}
    return None


def _describe(sent: Any) -> dict[str, Any]:
    """`sent` is any of Telegram's kinds of files."""
    described = {
        "id": sent.file_id,
        "unique_id": sent.file_unique_id,
        "name": getattr(sent, "file_name", None),
        "mime": getattr(sent, "mime_type", None),
        "size": sent.file_size,
    }
    return {name: value for name, value in described.items() if value is not None}
