"""A card that is no longer true: nothing is done, what has changed is said, and the present card is shown."""

from __future__ import annotations

from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, TelegramObject

from crm_core.deals.errors import AlreadyInStage
from crm_core.kernel.errors import ChangedMeanwhile
from crm_core.tasks.errors import TaskClosed
from handlers.staff.present import load_deal, load_task, present_deal, present_task
from handlers.ui.callbacks import AssignCb, MoveCb, PostponeCb, TaskCb, VisitCb
from handlers.ui.desk import Desk
from handlers.ui.middleware import Handler
from handlers.views.happened import said_deal_changed, said_task_changed


class StaleCards(BaseMiddleware):
    """Catches the refusals that mean "somebody was faster" wherever the button names a deal or a task."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        try:
            return await handler(event, data)
        except (ChangedMeanwhile, TaskClosed, AlreadyInStage):
            deal_id, task_id = _find_thing(data.get("callback_data"))
            if not isinstance(event, CallbackQuery) or (deal_id is None and task_id is None):
                raise
            await _present(event, data["desk"], deal_id, task_id)
            return None


def _find_thing(pressed: object) -> tuple[int | None, int | None]:
    """(deal id, task id) that the button acts on."""
    match pressed:
        case MoveCb(deal=deal_id) | AssignCb(what="d" | "m" | "i", id=deal_id) | VisitCb(what="b", id=deal_id):
            return deal_id, None
        case TaskCb(id=task_id) | PostponeCb(task=task_id) | AssignCb(id=task_id) | VisitCb(id=task_id):
            return None, task_id
        case _:
            return None, None


async def _present(event: CallbackQuery, desk: Desk, deal_id: int | None, task_id: int | None) -> None:
    if task_id is not None:
        happened = said_task_changed(await load_task(desk, task_id), desk.t)
        await present_task(event, desk, task_id, happened)
    elif deal_id is not None:
        happened = said_deal_changed(await load_deal(desk, deal_id), desk.t)
        await present_deal(event, desk, deal_id, happened)
