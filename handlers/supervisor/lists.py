"""The lists behind the numbers of summaries, alarms and the board; everything in them is what the reader may see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.cards.deals import DealFilter, list_deals
from crm_core.deals.models import StageKind
from crm_core.kernel.actor import Role
from crm_core.reports.behind import list_calls, list_marks
from crm_core.reports.queries import get_bounds
from crm_core.tasks.models import TaskStatus
from crm_core.tasks.queries import TaskFilter, list_tasks
from handlers.supervisor.access import check_supervises, get_offset
from handlers.ui.audience import Acting, ForRoles, ForStaff, Naming
from handlers.ui.callbacks import HomeCb, ListCb
from handlers.ui.desk import Desk
from handlers.ui.screen import Screen, show
from handlers.ui.times import unpack_day
from handlers.views.lists import (
    PAGE,
    build_call_screen,
    build_deal_screen,
    build_mark_screen,
    build_task_screen,
    name_list,
)

Event = Message | CallbackQuery

TASKS = ("overdue", "today", "done")
DEALS = ("requests", "moved", "won", "lost", "nostep", "open")


def build_router() -> Router:
    router = Router(name="supervisor.lists")
    router.message.filter(ForRoles(Role.OWNER, Role.SUPERVISOR))
    router.callback_query.filter(ForStaff())
    router.message.register(on_overdue_command, Command("overdue"))
    router.callback_query.register(on_list, Acting(ListCb), Naming(*_LISTS))
    return router


async def on_overdue_command(event: Message, desk: Desk) -> None:
    await _present(event, desk, ListCb(what="overdue"))


async def on_list(event: CallbackQuery, desk: Desk, callback_data: ListCb) -> None:
    await _present(event, desk, callback_data)


async def _present(event: Event, desk: Desk, asked: ListCb) -> None:
    async with desk.reading() as work:
        check_supervises(desk.actor)
        screen = await _LISTS[asked.what](work.session, desk, asked)
    await show(event, screen)


def _get_day(desk: Desk, asked: ListCb) -> date:
    return unpack_day(asked.day) or desk.t.today


def _get_title(desk: Desk, asked: ListCb) -> str:
    return name_list(asked.what, desk.t.day(_get_day(desk, asked)), desk.t)


def _turn(asked: ListCb) -> Callable[[int], CallbackData]:
    return lambda number: asked.model_copy(update={"page": number})


def _get_back(asked: ListCb) -> CallbackData:
    """To the person or the day that the number stood on, else home."""
    if asked.who:
        return ListCb(what="person", who=asked.who)
    return ListCb(what="day", day=asked.day) if asked.day else HomeCb()


async def _list_tasks(session: AsyncSession, desk: Desk, asked: ListCb) -> Screen:
    page = await list_tasks(session, desk.actor, _build_task_filter(desk, asked), PAGE, get_offset(asked.page, PAGE))
    return build_task_screen(_get_title(desk, asked), page, desk.t, _turn(asked), _get_back(asked))


def _build_task_filter(desk: Desk, asked: ListCb) -> TaskFilter:
    who = asked.who or None
    start, end = get_bounds(_get_day(desk, asked), desk.t.zone)
    match asked.what:
        case "overdue":
            return TaskFilter(assignee_id=who, overdue=desk.now)
        case "today":
            return TaskFilter(assignee_id=who, due_from=desk.now, due_to=end)
        case _:
            return TaskFilter(assignee_id=who, status=TaskStatus.DONE, closed_from=start, closed_to=end)


async def _list_deals(session: AsyncSession, desk: Desk, asked: ListCb) -> Screen:
    page = await list_deals(session, desk.actor, _build_deal_filter(desk, asked), PAGE, get_offset(asked.page, PAGE))
    return build_deal_screen(_get_title(desk, asked), page, desk.t, _turn(asked), _get_back(asked))


def _build_deal_filter(desk: Desk, asked: ListCb) -> DealFilter:
    who = asked.who or None
    start, end = get_bounds(_get_day(desk, asked), desk.t.zone)
    match asked.what:
        case "requests":
            return DealFilter(responsible_id=who, open_only=False, created_from=start, created_to=end)
        case "moved":
            return DealFilter(responsible_id=who, open_only=False, moved_from=start, moved_to=end)
        case "won":
            return DealFilter(responsible_id=who, closed_kind=StageKind.WON, closed_from=start, closed_to=end)
        case "lost":
            return DealFilter(responsible_id=who, closed_kind=StageKind.LOST, closed_from=start, closed_to=end)
        case "nostep":
            return DealFilter(responsible_id=who, without_next_step=True)
        case _:
            return DealFilter(responsible_id=who)


async def _list_calls(session: AsyncSession, desk: Desk, asked: ListCb) -> Screen:
    page = await list_calls(
        session,
        desk.actor,
        _get_day(desk, asked),
        desk.t.zone,
        employee_id=asked.who or None,
        limit=PAGE,
        offset=get_offset(asked.page, PAGE),
    )
    return build_call_screen(_get_title(desk, asked), page, desk.t, _turn(asked), _get_back(asked))


async def _list_marks(session: AsyncSession, desk: Desk, asked: ListCb) -> Screen:
    day, offset = _get_day(desk, asked), get_offset(asked.page, PAGE)
    page = await list_marks(session, desk.actor, day, desk.t.zone, limit=PAGE, offset=offset)
    return build_mark_screen(_get_title(desk, asked), page, desk.t, _turn(asked), _get_back(asked))


_LISTS: dict[str, Callable[[AsyncSession, Desk, ListCb], Awaitable[Screen]]] = {
    **dict.fromkeys(TASKS, _list_tasks),
    **dict.fromkeys(DEALS, _list_deals),
    "calls": _list_calls,
    "marks": _list_marks,
}
