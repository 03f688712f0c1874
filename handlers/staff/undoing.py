"""*Undo*: for ten minutes, by whoever made the change, and all of it at once. An album of files is taken back whole."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery

from crm_core.db.visibility import find_visible
from crm_core.deals.models import Deal
from crm_core.history.undo import UndoneChange, undo_change
from crm_core.staff.queries import list_employees
from crm_core.tasks.models import Task, TaskStatus
from handlers.owner.asking import build_settings
from handlers.owner.team import build_team
from handlers.staff.present import present_deal, present_home, present_task
from handlers.ui.album import get_album
from handlers.ui.audience import Acting
from handlers.ui.callbacks import UndoCb
from handlers.ui.commands import set_commands
from handlers.ui.desk import Desk
from handlers.ui.questions import get_deal_in_view
from handlers.ui.screen import Screen, show
from handlers.ui.subject import find_subject
from handlers.views.happened import said_undone

_OF_COMPANY = {"company", "days_off"}
_OF_PEOPLE = {"employees", "teams", "invitations"}


def build_router() -> Router:
    router = Router(name="staff.undoing")
    router.callback_query.register(on_undo, Acting(UndoCb))
    return router


async def on_undo(call: CallbackQuery, callback_data: UndoCb, desk: Desk) -> None:
    album = await get_album(desk.state)
    changes = album.changes if album is not None and callback_data.change in album.changes else [callback_data.change]
    things: set[tuple[str, str]] = set()
    for number, change_id in enumerate(changes):
        async with desk.work(f":{number}" if number else "") as work:
            undone = await undo_change(work, change_id)
        desk = await _speak_again(desk, undone)
        things |= set(undone.things)
    settings = await _find_settings(desk, things)
    if settings is not None:
        await show(call, settings.after(said_undone(desk.t)))
    else:
        await _present_rest(call, desk)


async def _find_settings(desk: Desk, things: set[tuple[str, str]]) -> Screen | None:
    """Where a change of the company, of oneself or of colleagues was made; None for all other changes."""
    tables = {thing for thing, _ in things}
    if tables & _OF_COMPANY or ("employees", str(desk.me)) in things:
        return await build_settings(desk)
    return await build_team(desk) if tables & _OF_PEOPLE else None


async def _speak_again(desk: Desk, undone: UndoneChange) -> Desk:
    """Whoever got a role or a language back gets its menu of commands; the presser is spoken to in his own again."""
    keys = {key for thing, key in undone.things if thing == "employees"}
    if not keys:
        return desk
    async with desk.reading() as work:
        people = [one for one in await list_employees(work.session) if str(one.id) in keys]
    for person in people:
        await set_commands(desk.bot, person.as_actor())
    me = next((one.as_actor() for one in people if one.id == desk.me), desk.actor)
    return replace(desk, actor=me, t=replace(desk.t, locale=me.locale, zone=me.zone))


async def _present_rest(call: CallbackQuery, desk: Desk) -> None:
    """The card that the pressed message was about, as it is again; the first screen when it is gone with the change."""
    subject = find_subject(call.message)
    deal_id = subject.deal_id if subject is not None else None
    task_id = subject.task_id if subject is not None else None
    if deal_id is None and task_id is None:
        deal_id = await get_deal_in_view(desk.state)
    async with desk.reading() as work:
        deal = await find_visible(work.session, desk.actor, Deal, deal_id or 0)
        task = await find_visible(work.session, desk.actor, Task, task_id or 0)
    if deal is not None and deal.archived_at is None:
        await present_deal(call, desk, deal.id, said_undone(desk.t))
    elif task is not None and task.status is not TaskStatus.CANCELLED:
        await present_task(call, desk, task.id, said_undone(desk.t))
    else:
        await present_home(call, desk, said_undone(desk.t))
