"""A person's own lists: tasks by day, overdue ones, deals; every number of the first screen opens one of them."""

from __future__ import annotations

from datetime import timedelta

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from crm_core.cards.deals import DealFilter, list_deals
from crm_core.tasks.models import TaskStatus
from crm_core.tasks.queries import TaskFilter, list_tasks
from handlers.staff.present import Event, get_day_start
from handlers.ui.audience import Acting, Naming
from handlers.ui.callbacks import ListCb
from handlers.ui.desk import Desk
from handlers.ui.list_keyboards import build_deal_list_rows, build_task_list_rows
from handlers.ui.pagination import PAGE
from handlers.ui.screen import Screen, show
from handlers.views.deals import render_deal_list
from handlers.views.own_lists import name_list, render_empty
from handlers.views.tasks import render_task_list

TASKS = ("myoverdue", "mytoday", "mytomorrow", "mytasks")
DEALS = ("mynew", "mynostep", "mydeals")


def build_router() -> Router:
    router = Router(name="staff.lists")
    router.message.register(on_tasks_command, Command("tasks"))
    router.message.register(on_deals_command, Command("deals"))
    router.callback_query.register(on_tasks, Acting(ListCb), Naming(*TASKS))
    router.callback_query.register(on_deals, Acting(ListCb), Naming(*DEALS))
    return router


async def on_tasks_command(message: Message, desk: Desk) -> None:
    await present_tasks(message, desk, ListCb(what="mytasks"))


async def on_deals_command(message: Message, desk: Desk) -> None:
    await present_deals(message, desk, ListCb(what="mydeals"))


async def on_tasks(call: CallbackQuery, callback_data: ListCb, desk: Desk) -> None:
    await present_tasks(call, desk, callback_data)


async def on_deals(call: CallbackQuery, callback_data: ListCb, desk: Desk) -> None:
    await present_deals(call, desk, callback_data)


async def present_tasks(event: Event, desk: Desk, asked: ListCb) -> None:
    async with desk.reading() as work:
        page = await list_tasks(
            work.session, desk.actor, _build_task_filter(desk, asked.what), limit=PAGE, offset=asked.page * PAGE
        )
    title, empty = name_list(asked.what, page.total, desk.t), render_empty(asked.what, desk.t)
    text = render_task_list(title, empty, page, desk.t, day_known=asked.what in ("mytoday", "mytomorrow"))
    await show(event, Screen(text, build_task_list_rows(page, asked, desk.t)))


async def present_deals(event: Event, desk: Desk, asked: ListCb) -> None:
    async with desk.reading() as work:
        page = await list_deals(
            work.session, desk.actor, _build_deal_filter(desk, asked.what), limit=PAGE, offset=asked.page * PAGE
        )
    text = render_deal_list(name_list(asked.what, page.total, desk.t), page, desk.t)
    await show(event, Screen(text, build_deal_list_rows(page, asked, desk.t)))


def _build_task_filter(desk: Desk, what: str) -> TaskFilter:
    today = get_day_start(desk, desk.t.today)
    tomorrow, after = (get_day_start(desk, desk.t.today + timedelta(days=days)) for days in (1, 2))
    match what:
        case "myoverdue":
            return TaskFilter(assignee_id=desk.me, overdue=desk.now, status=TaskStatus.OPEN)
        case "mytoday":
            return TaskFilter(
                assignee_id=desk.me, due_from=max(today, desk.now), due_to=tomorrow, status=TaskStatus.OPEN
            )
        case "mytomorrow":
            return TaskFilter(assignee_id=desk.me, due_from=tomorrow, due_to=after, status=TaskStatus.OPEN)
        case _:
            return TaskFilter(assignee_id=desk.me, status=TaskStatus.OPEN)


def _build_deal_filter(desk: Desk, what: str) -> DealFilter:
    match what:
        case "mynew":
            return DealFilter(responsible_id=desk.me, new_only=True)
        case "mynostep":
            return DealFilter(responsible_id=desk.me, without_next_step=True)
        case _:
            return DealFilter(responsible_id=desk.me)
