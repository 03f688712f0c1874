"""Showing the things of the CRM: each loads its card anew and turns the pressed message into it.

`happened` is said first; with `change_id` the screen gets *Undo*.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from crm_core.cards.customers import get_customer_card
from crm_core.cards.deals import get_deal_card
from crm_core.cards.rows import CustomerCard, DealCard
from crm_core.kernel.actor import Role
from crm_core.tasks.models import TaskKind, TaskStatus
from crm_core.tasks.queries import TaskFilter, count_home, get_task_row, list_tasks
from crm_core.tasks.rows import TaskRow
from handlers.ui.desk import Desk
from handlers.ui.keyboards import (
    build_customer_rows,
    build_deal_rows,
    build_home_rows,
    build_next_rows,
    build_open_task_row,
    build_specialist_home_rows,
    build_task_rows,
    cancel_button,
    undo_button,
)
from handlers.ui.questions import close_question, look_at
from handlers.ui.screen import Screen, show
from handlers.views.customers import render_customer
from handlers.views.deals import render_deal, render_step_question
from handlers.views.home import render_home, render_specialist_home
from handlers.views.tasks import render_task, render_then
from handlers.views.texts import join_lines

Event = Message | CallbackQuery


async def show_happened(
    event: Event, desk: Desk, screen: Screen, happened: Markup | None, change_id: int | None = None
) -> None:
    """The screen under what has happened, with *Undo* when there is something to take back."""
    if happened is not None:
        screen = screen.after(happened)
    undo = undo_button(desk.t, change_id)
    await show(event, screen.with_rows(undo) if undo else screen)


async def load_deal(desk: Desk, deal_id: int) -> DealCard:
    """The card; from now on it is the deal in view."""
    async with desk.reading() as work:
        card = await get_deal_card(work.session, desk.actor, deal_id)
    await look_at(desk.state, deal_id, desk.now)
    return card


async def load_customer(desk: Desk, customer_id: int) -> CustomerCard:
    async with desk.reading() as work:
        return await get_customer_card(work.session, desk.actor, customer_id)


async def load_task(desk: Desk, task_id: int) -> TaskRow:
    async with desk.reading() as work:
        return await get_task_row(work.session, desk.actor, task_id)


async def present_deal(
    event: Event, desk: Desk, deal_id: int, happened: Markup | None = None, change_id: int | None = None
) -> None:
    card = await load_deal(desk, deal_id)
    text = render_deal(card, desk.t, reader_id=desk.me)
    screen = Screen(text, build_deal_rows(card, desk.actor, desk.t, desk.links))
    await show_happened(event, desk, screen, happened, change_id)


async def present_task(
    event: Event,
    desk: Desk,
    task_id: int,
    happened: Markup | None = None,
    change_id: int | None = None,
    *,
    then: bool = False,
) -> None:
    """`then`: this one is dealt with for now, so what comes next is said too."""
    task = await load_task(desk, task_id)
    if task.deal_id is not None:
        await look_at(desk.state, task.deal_id, desk.now)
    text = render_task(task, desk.t, mine=task.assignee_id == desk.me)
    screen = Screen(text, build_task_rows(task, desk.actor, desk.t, desk.links))
    following = await _find_following(desk, task) if then else None
    if following is not None:
        text = join_lines(text, "", render_then(following, desk.t))
        screen = Screen(text, [*screen.rows, build_open_task_row(following, desk.t)])
    await show_happened(event, desk, screen, happened, change_id)


async def _find_following(desk: Desk, task: TaskRow) -> TaskRow | None:
    """The person's first open task besides this one; of visits after a visit."""
    kinds = (TaskKind.VISIT,) if task.kind is TaskKind.VISIT else None
    own = TaskFilter(assignee_id=desk.me, kinds=kinds)
    async with desk.reading() as work:
        page = await list_tasks(work.session, desk.actor, own, limit=2)
    return next((one for one in page.items if one.id != task.id), None)


async def present_customer(
    event: Event, desk: Desk, customer_id: int, happened: Markup | None = None, change_id: int | None = None
) -> None:
    card = await load_customer(desk, customer_id)
    if len(card.deals) == 1:
        await look_at(desk.state, card.deals[0].id, desk.now)
    text = render_customer(card, desk.t, reader_id=desk.me)
    screen = Screen(text, build_customer_rows(card, desk.actor, desk.t, desk.links))
    await show_happened(event, desk, screen, happened, change_id)


async def present_step_question(
    event: Event,
    desk: Desk,
    deal_id: int,
    happened: Markup | None = None,
    change_id: int | None = None,
    *,
    note: bool = False,
) -> None:
    """The next step in one tap. `note` also offers to write down what was said."""
    card = await load_deal(desk, deal_id)
    screen = Screen(render_step_question(card, desk.t), build_next_rows(desk.t, deal_id, change_id, note=note))
    await show_happened(event, desk, screen, happened)


async def present_home(event: Event, desk: Desk, happened: Markup | None = None, change_id: int | None = None) -> None:
    """What waits today; drops an open question."""
    await close_question(desk.state)
    if desk.actor.has_role(Role.SPECIALIST):
        screen = await _build_specialist_home(desk)
    else:
        async with desk.reading() as work:
            counts = await count_home(work.session, desk.actor, desk.now)
        numbers = {
            "myoverdue": counts.overdue,
            "mytoday": counts.today,
            "mynew": counts.new_deals,
            "mynostep": counts.without_next_step,
            "mytomorrow": counts.tomorrow,
        }
        screen = Screen(render_home(desk.actor, counts, desk.t), build_home_rows(desk.actor, desk.t, numbers))
    await show_happened(event, desk, screen, happened, change_id)


async def _build_specialist_home(desk: Desk) -> Screen:
    start = get_day_start(desk, desk.t.today)
    visits = TaskFilter(
        assignee_id=desk.me,
        kinds=(TaskKind.VISIT,),
        status=TaskStatus.OPEN,
        due_from=start,
        due_to=get_day_start(desk, desk.t.today + timedelta(days=2)),
    )
    async with desk.reading() as work:
        page = await list_tasks(work.session, desk.actor, visits, limit=50, offset=0)
    today = sum(desk.t.local(visit.due_at).date() == desk.t.today for visit in page.items)
    text = render_specialist_home(desk.actor, desk.t, today=today, tomorrow=len(page.items) - today)
    return Screen(text, build_specialist_home_rows(desk.t))


def get_day_start(desk: Desk, day: date) -> datetime:
    """The first moment of a day where the reader lives."""
    return datetime(day.year, day.month, day.day, tzinfo=desk.t.zone)


async def show_question(event: Event, desk: Desk, words: Markup) -> None:
    """A question under which *Cancel* stands."""
    await show(event, Screen(words, [cancel_button(desk.t)]))
