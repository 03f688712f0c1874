"""Handing over: a task, a deal, or the craft of a deal, in two taps: whom to ask, who it is."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from crm_core.db.visibility import find_visible
from crm_core.deals.actions import ReassignDeal, SetParticipant, reassign_deal, set_participant
from crm_core.deals.models import Deal
from crm_core.kernel.actor import Role
from crm_core.kernel.permissions import Right, check_right
from crm_core.staff.models import Craft
from crm_core.staff.queries import list_employees
from crm_core.staff.rows import EmployeeRow
from crm_core.tasks.actions import ReassignTask, reassign_task
from crm_core.tasks.models import Task, VisitPurpose
from handlers.staff.present import load_deal, load_task, present_deal, present_home, present_task
from handlers.ui.audience import Acting
from handlers.ui.callbacks import AssignCb, DealAct, DealCb, TaskAct, TaskCb
from handlers.ui.desk import Desk
from handlers.ui.pickers import CRAFTS, build_deal_people_rows, build_people_rows
from handlers.ui.screen import Screen, show
from handlers.views.deals import name_deal, render_people
from handlers.views.happened import ask_whom, said_reassigned
from handlers.views.tasks import name_task

SELLING = (Role.MANAGER, Role.SUPERVISOR, Role.OWNER)
_CRAFT_OF = {VisitPurpose.MEASUREMENT: Craft.MEASURER, VisitPurpose.INSTALLATION: Craft.INSTALLER}


def build_router() -> Router:
    router = Router(name="staff.assigning")
    router.callback_query.register(on_people, Acting(DealCb, DealAct.PEOPLE))
    router.callback_query.register(on_reassign_task, Acting(TaskCb, TaskAct.REASSIGN))
    router.callback_query.register(on_assign, Acting(AssignCb))
    return router


async def on_people(call: CallbackQuery, callback_data: DealCb, desk: Desk) -> None:
    card = await load_deal(desk, callback_data.id)
    await show(call, Screen(render_people(card, desk.t), build_deal_people_rows(card, desk.t)))


async def on_reassign_task(call: CallbackQuery, callback_data: TaskCb, desk: Desk) -> None:
    await _ask_whom(call, AssignCb(what="t", id=callback_data.id, to=0, seen=callback_data.seen), desk)


async def on_assign(call: CallbackQuery, callback_data: AssignCb, desk: Desk) -> None:
    if not callback_data.to:
        await _ask_whom(call, callback_data, desk)
        return
    async with desk.work() as work:
        match callback_data.what:
            case "t":
                await reassign_task(
                    work, ReassignTask(callback_data.id, callback_data.to, seen=callback_data.seen or None)
                )
            case "d":
                await reassign_deal(work, ReassignDeal(callback_data.id, callback_data.to))
            case what:
                await set_participant(work, SetParticipant(callback_data.id, callback_data.to, CRAFTS[what]))
    await _show_result(call, callback_data, desk, work.change_id)


async def _ask_whom(call: CallbackQuery, asked: AssignCb, desk: Desk) -> None:
    check_right(desk.actor, Right.REASSIGN)
    whose, back, people, but = await _load_choice(asked, desk)
    await show(call, Screen(ask_whom(whose, desk.t), build_people_rows(people, asked, back, desk.t, but=but)))


async def _load_choice(asked: AssignCb, desk: Desk) -> tuple[str, CallbackData, list[EmployeeRow], int | None]:
    """What is handed over, where *Back* leads, who may take it, and who has it now."""
    if asked.what == "t":
        task = await load_task(desk, asked.id)
        craft = _CRAFT_OF.get(task.purpose) if task.purpose is not None else None
        back: CallbackData = TaskCb(act=TaskAct.OPEN, id=task.id)
        whose, but = name_task(task, desk.t), task.assignee_id
    else:
        card = await load_deal(desk, asked.id)
        craft = CRAFTS.get(asked.what)
        back = DealCb(act=DealAct.PEOPLE, id=card.id)
        whose, but = name_deal(card), card.responsible_id
    async with desk.reading() as work:
        people = await list_employees(work.session, craft=craft, roles=None if craft else SELLING)
    return whose, back, people, but


async def _show_result(call: CallbackQuery, done: AssignCb, desk: Desk, change_id: int | None) -> None:
    """The card, while it is still open to the person who gave it away."""
    thing = Task if done.what == "t" else Deal
    async with desk.reading() as work:
        people = await list_employees(work.session)
        still_open = await find_visible(work.session, desk.actor, thing, done.id)
    happened = said_reassigned(next((one.name for one in people if one.id == done.to), ""), desk.t)
    if still_open is None:
        await present_home(call, desk, happened, change_id)
    elif done.what == "t":
        await present_task(call, desk, done.id, happened, change_id)
    else:
        await present_deal(call, desk, done.id, happened, change_id)
