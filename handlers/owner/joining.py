"""How people come in: the owner by the one-time link printed at the start, colleagues by their invitations.

A used, old or invented link is refused like any other and leaves an audit row.
"""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, Message, User

from crm_core.company.queries import get_company
from crm_core.kernel.actor import LOCALES, build_system_actor
from crm_core.staff.actions import ChangeEmployee, Newcomer, accept_invitation, change_employee, claim_company
from crm_core.staff.models import Employee
from crm_core.staff.queries import get_employee
from handlers.owner.asking import show_question, speak
from handlers.ui.audience import Acting, ForStaff
from handlers.ui.callbacks import OwnerCb
from handlers.ui.commands import set_commands
from handlers.ui.desk import Desk
from handlers.ui.screen import Screen, show
from handlers.ui.start import StartedWith
from handlers.views.company import Field, Mode
from handlers.views.team import name_first_team, render_welcome, render_welcome_language


def build_router() -> Router:
    router = Router(name="owner.joining")
    router.message.register(on_claim, StartedWith("o_"))
    router.message.register(on_invited, StartedWith("i_"))
    router.callback_query.register(on_first_language, Acting(OwnerCb, "hi"), ForStaff())
    return router


async def on_claim(event: Message, desk: Desk, event_from_user: User, payload: str) -> None:
    async with desk.work() as work:
        owner = await claim_company(work, payload, _introduce(event_from_user, desk), name_first_team(desk.t))
    desk = await _sit_down(desk, owner)
    await show_question(event, desk, Mode.WIZARD, Field.LANGUAGE)


async def on_invited(event: Message, desk: Desk, event_from_user: User, payload: str) -> None:
    async with desk.work() as work:
        colleague = await accept_invitation(work, payload, _introduce(event_from_user, desk))
    desk = await _sit_down(desk, colleague)
    is_clear = (event_from_user.language_code or "")[:2] in LOCALES
    await show(event, await _welcome(desk) if is_clear else render_welcome_language(desk.t))


async def on_first_language(event: CallbackQuery, desk: Desk, callback_data: OwnerCb) -> None:
    async with desk.work() as work:
        await change_employee(work, ChangeEmployee(id=desk.me, locale=callback_data.value))
    desk = await speak(desk, callback_data.value)
    await show(event, await _welcome(desk))


def _introduce(user: User, desk: Desk) -> Newcomer:
    return Newcomer(telegram_id=user.id, name=user.full_name[:120], username=user.username, locale=desk.actor.locale)


async def _sit_down(desk: Desk, employee: Employee) -> Desk:
    """The visitor's desk becomes the employee's, with his menu of commands; an open question of before is dropped."""
    async with desk.store.reading(build_system_actor()) as work:
        row = await get_employee(work.session, employee.id)
    actor = row.as_actor()
    await desk.state.clear()
    await set_commands(desk.bot, actor)
    return Desk(desk.store, actor, desk.t, desk.links, desk.state, desk.bot, desk.origin)


async def _welcome(desk: Desk) -> Screen:
    async with desk.reading() as work:
        company = await get_company(work.session)
        row = await get_employee(work.session, desk.me)
    return render_welcome(company.name, row.role, row.craft, desk.t)
