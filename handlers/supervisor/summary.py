"""The day in numbers, whenever it is asked for."""

from __future__ import annotations

from datetime import date

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from crm_core.kernel.actor import Role
from crm_core.reports.queries import get_day_report
from handlers.supervisor.access import check_supervises
from handlers.ui.audience import Acting, ForRoles, ForStaff, Naming
from handlers.ui.callbacks import ListCb
from handlers.ui.desk import Desk
from handlers.ui.screen import Screen, show
from handlers.ui.times import unpack_day
from handlers.views.summary import build_summary_way, render_summary


def build_router() -> Router:
    router = Router(name="supervisor.summary")
    router.message.filter(ForRoles(Role.OWNER, Role.SUPERVISOR))
    router.callback_query.filter(ForStaff())
    router.message.register(on_summary_command, Command("summary"))
    router.callback_query.register(on_day, Acting(ListCb), Naming("day"))
    return router


async def on_summary_command(event: Message, desk: Desk) -> None:
    await show(event, await build_summary(desk, desk.t.today))


async def on_day(event: CallbackQuery, desk: Desk, callback_data: ListCb) -> None:
    await show(event, await build_summary(desk, unpack_day(callback_data.day) or desk.t.today))


async def build_summary(desk: Desk, day: date) -> Screen:
    """A day in numbers, today at the latest. Raises NotPermitted."""
    async with desk.reading() as work:
        check_supervises(desk.actor)
        report = await get_day_report(work.session, desk.actor, min(day, desk.t.today), desk.t.zone, work.now)
    return render_summary(report, desk.t).with_rows(*build_summary_way(desk.t))
