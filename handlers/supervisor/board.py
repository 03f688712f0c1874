"""The board and who has what."""

from __future__ import annotations

from datetime import timedelta

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from crm_core.cards.deals import DealFilter, list_deals
from crm_core.company.queries import get_company
from crm_core.deals.models import StageKind
from crm_core.deals.queries import get_board, list_stages
from crm_core.kernel.actor import Role
from crm_core.kernel.errors import NotVisible
from crm_core.reports.workload import list_workloads
from crm_core.staff.queries import get_employee
from handlers.supervisor.access import check_supervises, get_offset
from handlers.ui.audience import Acting, ForRoles, ForStaff, Naming
from handlers.ui.callbacks import BoardCb, ListCb
from handlers.ui.desk import Desk
from handlers.ui.screen import Screen, show
from handlers.views.board import render_board, render_people, render_person_load
from handlers.views.lists import PAGE, build_deal_screen

#: Won and lost deals stay on the board for so long.
CLOSED_SHOWN = timedelta(days=30)


def build_router() -> Router:
    router = Router(name="supervisor.board")
    router.message.filter(ForRoles(Role.OWNER, Role.SUPERVISOR))
    router.callback_query.filter(ForStaff())
    router.message.register(on_board_command, Command("board"))
    router.callback_query.register(on_board, Acting(BoardCb))
    router.message.register(on_people_command, Command("people"))
    router.callback_query.register(on_people, Acting(ListCb), Naming("people"))
    router.callback_query.register(on_person, Acting(ListCb), Naming("person"))
    return router


async def on_board_command(event: Message, desk: Desk) -> None:
    await show(event, await build_board(desk, 0))


async def on_board(event: CallbackQuery, desk: Desk, callback_data: BoardCb) -> None:
    asked = callback_data
    await show(event, await (_build_stage(desk, asked) if asked.stage else build_board(desk, asked.who)))


async def on_people_command(event: Message, desk: Desk) -> None:
    await show(event, await _build_people(desk, 0))


async def on_people(event: CallbackQuery, desk: Desk, callback_data: ListCb) -> None:
    await show(event, await _build_people(desk, max(0, callback_data.page)))


async def on_person(event: CallbackQuery, desk: Desk, callback_data: ListCb) -> None:
    async with desk.reading() as work:
        check_supervises(desk.actor)
        loads = await list_workloads(work.session, desk.actor, work.now)
        load = next((load for load in loads if load.id == callback_data.who), None)
        if load is None:
            raise NotVisible("employees", callback_data.who)
        company = await get_company(work.session)
    await show(event, render_person_load(load, company.currency, desk.t))


async def build_board(desk: Desk, who: int) -> Screen:
    """All deals by stage, or one person's. Raises NotPermitted."""
    async with desk.reading() as work:
        check_supervises(desk.actor)
        board = await get_board(work.session, desk.actor, who or None, closed_since=desk.now - CLOSED_SHOWN)
        person = await get_employee(work.session, who) if who else None
    return render_board(board, person.name if person else None, who, desk.t)


async def _build_stage(desk: Desk, asked: BoardCb) -> Screen:
    async with desk.reading() as work:
        check_supervises(desk.actor)
        stage = next((one for one in await list_stages(work.session) if one.id == asked.stage), None)
        if stage is None:
            raise NotVisible("stages", asked.stage)
        wanted = DealFilter(
            stage_id=stage.id,
            responsible_id=asked.who or None,
            open_only=False,
            closed_from=None if stage.kind is StageKind.OPEN else desk.now - CLOSED_SHOWN,
        )
        page = await list_deals(work.session, desk.actor, wanted, PAGE, get_offset(asked.page, PAGE))

    def turn(number: int) -> BoardCb:
        return BoardCb(stage=asked.stage, who=asked.who, page=number)

    return build_deal_screen(desk.t.say(stage.name), page, desk.t, turn, BoardCb(who=asked.who))


async def _build_people(desk: Desk, page: int) -> Screen:
    async with desk.reading() as work:
        check_supervises(desk.actor)
        loads = await list_workloads(work.session, desk.actor, work.now)
        company = await get_company(work.session)
    return render_people(loads, company.currency, desk.t, page)
