"""`@bot vera` in any chat: the deals that the person may see, and a card of one for that chat."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import InlineQuery, Message

from crm_core.cards.customers import find_customers
from crm_core.cards.glances import Glance, find_glance, glance_at_customers, glance_at_deals
from crm_core.db.unit_of_work import Store, Work
from crm_core.kernel.actor import Actor, Role
from handlers.staff.present import present_deal, present_home
from handlers.ui.audience import ForStaff
from handlers.ui.desk import Desk
from handlers.ui.inline import SHOWN, ChosenHere, build_result, offer, read_offset
from handlers.views.happened import say_nothing_chosen
from handlers.views.inline import describe_glance, render_passed, title_glance
from handlers.views.reader import Reader

#: Deals of one customer that are offered.
EACH = 2


def build_router() -> Router:
    router = Router(name="staff.inline")
    router.inline_query.register(on_query, ForStaff())
    router.message.register(on_chosen, ChosenHere())
    return router


async def on_query(query: InlineQuery, actor: Actor, store: Store, t: Reader) -> None:
    offset = read_offset(query)
    async with store.reading(actor) as work:
        glances, following = await _look(work, actor, query.query.strip(), offset)
    results = [
        build_result(one.deal_id, title_glance(one), describe_glance(one, t), render_passed(one, t)) for one in glances
    ]
    await offer(query, results, following)


async def _look(work: Work, actor: Actor, text: str, offset: int) -> tuple[list[Glance], int | None]:
    """Deals of the customers found; for no text at all, what is next for the person. Also the next page's offset."""
    if not text:
        whose = None if actor.has_role(Role.SPECIALIST) else actor.employee_id
        page = await glance_at_deals(work.session, actor, work.now, responsible_id=whose, limit=SHOWN, offset=offset)
        return list(page.items), offset + SHOWN if page.has_more else None
    found = await find_customers(work.session, actor, text, limit=SHOWN // EACH, offset=offset)
    ids = [customer.id for customer in found.items]
    glances = await glance_at_customers(work.session, actor, work.now, ids, each=EACH)
    return glances, offset + len(ids) if found.has_more else None


async def on_chosen(message: Message, number: int, desk: Desk) -> None:
    """Put into the chat with the bot itself, it is no sentence to be understood: the deal opens."""
    async with desk.reading() as work:
        glance = await find_glance(work.session, desk.actor, desk.now, number)
    if glance is None:
        await present_home(message, desk, say_nothing_chosen(desk.t))
    else:
        await present_deal(message, desk, glance.deal_id)
