"""Moving a deal: a tap for the stages, a tap for the stage, and one for the reason when it is lost."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from crm_core.deals.errors import LossReasonMissing
from crm_core.deals.models import StageKind
from crm_core.deals.moves import MoveDeal, move_deal
from crm_core.deals.queries import list_loss_reasons, list_stages
from handlers.staff.present import load_deal, present_deal, present_step_question
from handlers.ui.audience import Acting
from handlers.ui.callbacks import DealAct, DealCb, MoveCb
from handlers.ui.desk import Desk
from handlers.ui.pickers import build_reason_rows, build_stage_rows
from handlers.ui.screen import Screen, show
from handlers.views.deals import render_reason_choice, render_stage_choice
from handlers.views.happened import said_moved


def build_router() -> Router:
    router = Router(name="staff.moving")
    router.callback_query.register(on_stages, Acting(DealCb, DealAct.STAGES))
    router.callback_query.register(on_move, Acting(MoveCb))
    return router


async def on_stages(call: CallbackQuery, callback_data: DealCb, desk: Desk) -> None:
    card = await load_deal(desk, callback_data.id)
    async with desk.reading() as work:
        stages = await list_stages(work.session, card.pipeline_id)
    await show(call, Screen(render_stage_choice(card, desk.t), build_stage_rows(card, stages, desk.t)))


async def on_move(call: CallbackQuery, callback_data: MoveCb, desk: Desk) -> None:
    """Moved, the deal asks for its next step when it has none."""
    command = MoveDeal(
        callback_data.deal,
        callback_data.to,
        seen_stage_id=callback_data.seen,
        loss_reason_id=callback_data.reason or None,
    )
    try:
        async with desk.work() as work:
            await move_deal(work, command)
    except LossReasonMissing:
        await _ask_reason(call, callback_data, desk)
        return
    card = await load_deal(desk, callback_data.deal)
    if card.stage_kind is StageKind.OPEN and not card.next_tasks:
        await present_step_question(call, desk, card.id, said_moved(card, desk.t), work.change_id)
    else:
        await present_deal(call, desk, card.id, said_moved(card, desk.t), work.change_id)


async def _ask_reason(call: CallbackQuery, callback_data: MoveCb, desk: Desk) -> None:
    card = await load_deal(desk, callback_data.deal)
    async with desk.reading() as work:
        reasons = await list_loss_reasons(work.session)
    await show(
        call, Screen(render_reason_choice(card, desk.t), build_reason_rows(card, callback_data.to, reasons, desk.t))
    )
