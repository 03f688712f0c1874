"""Booking a visit, by buttons or with the time typed; a missing address, without which nobody gets there, is asked."""

from __future__ import annotations

from datetime import datetime

from crm_core.cards.rows import DealCard
from crm_core.staff.models import Craft
from crm_core.staff.queries import list_employees
from crm_core.tasks.models import VisitPurpose
from crm_core.tasks.visits import BookVisit, book_visit
from handlers.staff.present import Event, load_deal, load_task, present_deal, show_happened
from handlers.ui.desk import Desk
from handlers.ui.pickers import build_no_address_rows
from handlers.ui.screen import Screen
from handlers.views.happened import said_visit
from handlers.views.visits import render_no_address


async def book(event: Event, desk: Desk, deal_id: int, purpose: VisitPurpose, start: datetime) -> None:
    """The visit is booked; the deal's card, or the question for the address, follows."""
    async with desk.work() as work:
        visit = await book_visit(work, BookVisit(deal_id, purpose, start))
    task = await load_task(desk, visit.id)
    happened = said_visit(task, desk.t)
    if task.address is not None or task.latitude is not None:
        await present_deal(event, desk, deal_id, happened, work.change_id)
        return
    card = await load_deal(desk, deal_id)
    screen = Screen(render_no_address(card, desk.t), build_no_address_rows(card.id, desk.t))
    await show_happened(event, desk, screen, happened, work.change_id)


async def list_specialists(desk: Desk, card: DealCard, craft: Craft) -> list[int]:
    """The deal's own specialist of the craft, else everybody with it."""
    own = [employee_id for kind, employee_id, _ in card.participants if kind is craft]
    if own:
        return own
    async with desk.reading() as work:
        return [one.id for one in await list_employees(work.session, craft=craft)]
