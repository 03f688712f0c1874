"""Any text that answers no question: it finds a customer, or is offered a place. There is no dead end."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, CommandObject, StateFilter
from aiogram.types import CallbackQuery, Message

from crm_core.cards.customers import find_customers
from crm_core.cards.deals import get_deal_card
from crm_core.cards.rows import DealCard
from crm_core.kernel.actor import Role
from crm_core.kernel.wording import check_text
from handlers.staff.fields import save_note
from handlers.staff.meant import find_meant
from handlers.staff.new import ask_step, find_phone
from handlers.staff.present import present_customer, show_question
from handlers.ui.audience import Acting, Naming, Typed
from handlers.ui.callbacks import OfferCb
from handlers.ui.desk import Desk
from handlers.ui.keyboards import home_button
from handlers.ui.list_keyboards import build_found_rows, build_offer_rows
from handlers.ui.questions import Asking, ask, forget_text, get_text, keep_text
from handlers.ui.screen import Screen, show
from handlers.views.customers import render_found, render_not_found, render_question_find, render_text_offer
from handlers.views.happened import ask_when, say_text_gone

#: Longer texts, or texts of several lines, are something to write down and not a name.
NAME_LIMIT = 64
TEXT_LIMIT = 4096
TITLE_LIMIT = 500
SHOWN = 7


def build_router() -> Router:
    router = Router(name="staff.finding")
    router.message.register(on_find, Command("find"))
    router.message.register(on_text, StateFilter(None), Typed())
    press = router.callback_query.register
    press(on_note, Acting(OfferCb), Naming("note"))
    press(on_task, Acting(OfferCb), Naming("task"))
    press(on_new, Acting(OfferCb), Naming("new"))
    press(on_ask_find, Acting(OfferCb), Naming("find"))
    return router


async def on_find(message: Message, command: CommandObject, desk: Desk) -> None:
    if command.args:
        await _find(message, desk, check_text("text", command.args, TEXT_LIMIT))
    else:
        await show(message, Screen(render_question_find(desk.t), [home_button(desk.t)]))


async def on_ask_find(call: CallbackQuery, desk: Desk) -> None:
    await show(call, Screen(render_question_find(desk.t), [home_button(desk.t)]))


async def on_text(message: Message, text: str, desk: Desk) -> None:
    """A reply to a card or a notice belongs to its deal; a short text is looked for."""
    clean = check_text("text", text, TEXT_LIMIT)
    if message.reply_to_message is None and len(clean) <= NAME_LIMIT and "\n" not in clean:
        await _find(message, desk, clean)
    else:
        await _offer(message, desk, clean, found=False)


async def _find(message: Message, desk: Desk, text: str) -> None:
    """One hit opens at once, several are buttons."""
    async with desk.reading() as work:
        page = await find_customers(work.session, desk.actor, text, limit=SHOWN)
    if page.total == 1:
        await present_customer(message, desk, page.items[0].id)
    elif page.items:
        await show(message, Screen(render_found(text, page, desk.t), build_found_rows(page, desk.t)))
    else:
        await _offer(message, desk, text, found=True)


async def _offer(message: Message, desk: Desk, text: str, *, found: bool) -> None:
    """What should become of it? The text waits in the conversation."""
    await keep_text(desk.state, message.message_id, text)
    deal = await _load_meant(message, desk)
    is_name = found and not desk.actor.has_role(Role.SPECIALIST)
    words = render_not_found(text, desk.t) if found else render_text_offer(text, desk.t)
    await show(
        message, Screen(words, build_offer_rows(desk.t, message.message_id, deal, as_name=text if is_name else None))
    )


async def _load_meant(message: Message, desk: Desk) -> DealCard | None:
    deal_id = await find_meant(message, desk)
    if deal_id is None:
        return None
    async with desk.reading() as work:
        return await get_deal_card(work.session, desk.actor, deal_id)


async def _get_text(call: CallbackQuery, pressed: OfferCb, desk: Desk) -> str | None:
    """The text that the button was offered for; one that is used or forgotten is told so."""
    text = await get_text(desk.state, pressed.text)
    if text is None:
        await call.answer(say_text_gone(desk.t), show_alert=True)
    return text


async def on_note(call: CallbackQuery, callback_data: OfferCb, desk: Desk) -> None:
    text = await _get_text(call, callback_data, desk)
    if text is None:
        return
    await save_note(call, desk, text, deal_id=callback_data.deal)
    await forget_text(desk.state, callback_data.text)


async def on_task(call: CallbackQuery, callback_data: OfferCb, desk: Desk) -> None:
    """The text is the task; when is asked."""
    text = await _get_text(call, callback_data, desk)
    if text is None:
        return
    title = check_text("title", text, TITLE_LIMIT)
    values = {"deal": callback_data.deal} if callback_data.deal else {}
    await ask(desk.state, Asking.time, purpose="task", title=title, **values)
    await forget_text(desk.state, callback_data.text)
    await show_question(call, desk, ask_when(title, desk.t))


async def on_new(call: CallbackQuery, callback_data: OfferCb, desk: Desk) -> None:
    """The text as the name, or the phone, of a new customer."""
    text = await _get_text(call, callback_data, desk)
    if text is None:
        return
    phone = await find_phone(desk, text)
    if phone is not None:
        await ask_step(call, desk, "name", {"phone": phone})
    else:
        await ask_step(call, desk, "phone", {"name": text})
