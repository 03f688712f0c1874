"""One colleague: position, team, shift, and the end of his work here."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from crm_core.kernel.errors import NotVisible
from crm_core.kernel.permissions import Right, check_right
from crm_core.staff.actions import ChangeEmployee, Dismiss, change_employee, dismiss
from crm_core.staff.queries import list_employees, list_teams
from crm_core.staff.rows import EmployeeRow
from handlers.owner.team import find_team, read_number
from handlers.ui.audience import Acting, ForStaff
from handlers.ui.callbacks import OwnerCb
from handlers.ui.commands import forget_commands, set_commands
from handlers.ui.desk import Desk
from handlers.ui.keyboards import undo_button
from handlers.ui.screen import show
from handlers.views.team import (
    POSITIONS,
    render_dismissal,
    render_heirs,
    render_new_position,
    render_person,
    render_team,
    render_which_team,
)


def build_router() -> Router:
    router = Router(name="owner.person")
    router.callback_query.filter(ForStaff())
    router.callback_query.register(on_person, Acting(OwnerCb, "pers"))
    router.callback_query.register(on_ask_position, Acting(OwnerCb, "prole"))
    router.callback_query.register(on_position, Acting(OwnerCb, "pset"))
    router.callback_query.register(on_ask_team, Acting(OwnerCb, "pteam"))
    router.callback_query.register(on_team, Acting(OwnerCb, "ptset"))
    router.callback_query.register(on_shift, Acting(OwnerCb, "pshift"))
    router.callback_query.register(on_ask_heir, Acting(OwnerCb, "dis"))
    router.callback_query.register(on_ask_dismissal, Acting(OwnerCb, "disq"))
    router.callback_query.register(on_dismiss, Acting(OwnerCb, "disy"))
    return router


async def on_person(event: CallbackQuery, desk: Desk, callback_data: OwnerCb) -> None:
    person, _ = await _load(desk, callback_data.value)
    await show(event, render_person(person, desk.t))


async def on_ask_position(event: CallbackQuery, desk: Desk, callback_data: OwnerCb) -> None:
    person, _ = await _load(desk, callback_data.value)
    await show(event, render_new_position(person, desk.t))


async def on_position(event: CallbackQuery, desk: Desk, callback_data: OwnerCb) -> None:
    key, _, position = callback_data.value.partition(".")
    if position not in POSITIONS:
        raise NotVisible("positions", position)
    role, craft = POSITIONS[position]
    await _change(event, desk, ChangeEmployee(id=read_number(key), role=role, craft=craft))


async def on_ask_team(event: CallbackQuery, desk: Desk, callback_data: OwnerCb) -> None:
    person, _ = await _load(desk, callback_data.value)
    async with desk.reading() as work:
        teams = await list_teams(work.session)
    await show(event, render_which_team(teams, "ptset", str(person.id), desk.t))


async def on_team(event: CallbackQuery, desk: Desk, callback_data: OwnerCb) -> None:
    key, _, team_id = callback_data.value.partition(".")
    async with desk.reading() as work:
        team = find_team(await list_teams(work.session), team_id)
    await _change(event, desk, ChangeEmployee(id=read_number(key), team_id=team.id))


async def on_shift(event: CallbackQuery, desk: Desk, callback_data: OwnerCb) -> None:
    key, _, on_shift = callback_data.value.partition(".")
    await _change(event, desk, ChangeEmployee(id=read_number(key), on_shift=on_shift == "1"))


async def on_ask_heir(event: CallbackQuery, desk: Desk, callback_data: OwnerCb) -> None:
    person, people = await _load(desk, callback_data.value)
    await show(event, render_heirs(person, people, desk.t))


async def on_ask_dismissal(event: CallbackQuery, desk: Desk, callback_data: OwnerCb) -> None:
    key, _, heir_id = callback_data.value.partition(".")
    person, people = await _load(desk, key)
    heir = next((other for other in people if str(other.id) == heir_id), None)
    await show(event, render_dismissal(person, heir, desk.t))


async def on_dismiss(event: CallbackQuery, desk: Desk, callback_data: OwnerCb) -> None:
    key, _, heir_id = callback_data.value.partition(".")
    person, _ = await _load(desk, key)
    async with desk.work() as work:
        await dismiss(work, Dismiss(employee_id=person.id, heir_id=read_number(heir_id) or None))
    await forget_commands(desk.bot, person.telegram_id)
    async with desk.reading() as work_after:
        people = await list_employees(work_after.session)
    happened = desk.t.gettext("✅ Access ended: {name}. The work is handed over.", name=person.name)
    await show(event, render_team(people, desk.t).after(happened).with_rows(undo_button(desk.t, work.change_id)))


async def _load(desk: Desk, key: str) -> tuple[EmployeeRow, list[EmployeeRow]]:
    """The person of a button and everybody who works here; refused to whoever does not configure the company."""
    async with desk.reading() as work:
        check_right(desk.actor, Right.CONFIGURE)
        people = await list_employees(work.session)
        person = next((one for one in people if str(one.id) == key), None)
        if person is None:
            raise NotVisible("employees", key)
    return person, people


async def _change(event: CallbackQuery, desk: Desk, command: ChangeEmployee) -> None:
    """Change a colleague, and his menu of commands with his role."""
    async with desk.work() as work:
        await change_employee(work, command)
    person, _ = await _load(desk, str(command.id))
    await set_commands(desk.bot, person.as_actor())
    screen = render_person(person, desk.t).after(desk.t.gettext("✅ Saved."))
    await show(event, screen.with_rows(undo_button(desk.t, work.change_id)))
