"""Logging a call: from a deal, from a customer, from a task or its reminder. The next step is proposed at once."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from crm_core.activities.actions import LogCall, log_call
from crm_core.activities.models import CallOutcome, Direction
from crm_core.tasks.models import TaskKind
from crm_core.tasks.queries import get_task_row
from crm_core.tasks.rows import TaskRow
from handlers.staff.present import (
    load_customer,
    load_deal,
    load_task,
    present_customer,
    present_step_question,
    show_happened,
)
from handlers.ui.audience import Acting
from handlers.ui.callbacks import CallCb, CustomerAct, CustomerCb, DealAct, DealCb, TaskAct, TaskCb
from handlers.ui.desk import Desk
from handlers.ui.keyboards import build_outcome_rows, build_postpone_rows
from handlers.ui.screen import Screen, show
from handlers.views.deals import name_deal
from handlers.views.happened import ask_outcome, said_call, said_no_answer
from handlers.views.tasks import render_task


def build_router() -> Router:
    router = Router(name="staff.calls")
    router.callback_query.register(on_call, Acting(DealCb, DealAct.CALL))
    router.callback_query.register(on_customer_call, Acting(CustomerCb, CustomerAct.CALL))
    router.callback_query.register(on_outcome, Acting(CallCb))
    router.callback_query.register(on_called, Acting(TaskCb, TaskAct.CALLED))
    router.callback_query.register(on_no_answer, Acting(TaskCb, TaskAct.NO_ANSWER))
    return router


async def on_call(call: CallbackQuery, callback_data: DealCb, desk: Desk) -> None:
    """How did it end? The call completes the person's own task to call, if one is open on the deal."""
    card = await load_deal(desk, callback_data.id)
    own = [task.id for task in card.next_tasks if task.kind is TaskKind.CALL and task.assignee_id == desk.me]
    rows = build_outcome_rows(desk.t, card.id, own[0] if own else 0)
    await show(call, Screen(ask_outcome(name_deal(card), desk.t), rows))


async def on_customer_call(call: CallbackQuery, callback_data: CustomerCb, desk: Desk) -> None:
    card = await load_customer(desk, callback_data.id)
    rows = build_outcome_rows(desk.t, 0, customer_id=card.id)
    await show(call, Screen(ask_outcome(card.name, desk.t), rows))


async def on_outcome(call: CallbackQuery, callback_data: CallCb, desk: Desk) -> None:
    try:
        outcome = CallOutcome(callback_data.outcome)
    except ValueError:
        await call.answer()
        return
    command = LogCall(
        deal_id=callback_data.deal or None,
        customer_id=callback_data.customer or None,
        outcome=outcome,
        direction=Direction.IN if outcome is CallOutcome.MISSED else Direction.OUT,
        task_id=callback_data.task or None,
    )
    async with desk.work() as work:
        await log_call(work, command)
    if callback_data.task and outcome is CallOutcome.NO_ANSWER:
        await _show_next_try(call, desk, callback_data.task, work.change_id)
    elif callback_data.deal:
        happened = said_call(outcome, desk.t)
        await present_step_question(call, desk, callback_data.deal, happened, work.change_id, note=True)
    else:
        await present_customer(call, desk, callback_data.customer, said_call(outcome, desk.t), work.change_id)


async def on_called(call: CallbackQuery, callback_data: TaskCb, desk: Desk) -> None:
    """*Called* on a reminder or a task: talked, the task is done."""
    task, change_id = await _log_for_task(desk, callback_data, CallOutcome.TALKED)
    happened = said_call(CallOutcome.TALKED, desk.t)
    await present_after_task(call, desk, task, happened, change_id, note=True)


async def on_no_answer(call: CallbackQuery, callback_data: TaskCb, desk: Desk) -> None:
    """*No answer* on a reminder or a task: the try is on the timeline, the task moves on."""
    task, change_id = await _log_for_task(desk, callback_data, CallOutcome.NO_ANSWER)
    await _show_next_try(call, desk, task.id, change_id)


async def _log_for_task(desk: Desk, pressed: TaskCb, outcome: CallOutcome) -> tuple[TaskRow, int | None]:
    async with desk.work() as work:
        task = await get_task_row(work.session, desk.actor, pressed.id)
        about = {"deal_id": task.deal_id} if task.deal_id is not None else {"customer_id": task.customer_id}
        await log_call(work, LogCall(**about, outcome=outcome, direction=Direction.OUT, task_id=task.id))
    return task, work.change_id


async def _show_next_try(call: CallbackQuery, desk: Desk, task_id: int, change_id: int | None) -> None:
    """When the task comes again, and other times for it in one tap."""
    task = await load_task(desk, task_id)
    text = render_task(task, desk.t, mine=task.assignee_id == desk.me)
    screen = Screen(text, build_postpone_rows(task, desk.t, change_id))
    await show_happened(call, desk, screen, said_no_answer(task.due_at, desk.t))


async def present_after_task(
    call: CallbackQuery, desk: Desk, task: TaskRow, happened: Markup, change_id: int | None, *, note: bool = False
) -> None:
    """After a task: the next step of its deal, or the customer, or the task itself."""
    if task.deal_id is not None:
        await present_step_question(call, desk, task.deal_id, happened, change_id, note=note)
    elif task.customer_id is not None:
        await present_customer(call, desk, task.customer_id, happened, change_id)
    else:
        closed = await load_task(desk, task.id)
        text = render_task(closed, desk.t, mine=True)
        await show_happened(call, desk, Screen(text, []), happened, change_id)
