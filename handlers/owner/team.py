"""The owner's people: who is here, invitations, teams."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from crm_core.kernel.actor import Role
from crm_core.kernel.errors import NotVisible
from crm_core.kernel.permissions import Right, check_right
from crm_core.staff.actions import Invite, add_team, invite, rename_team, revoke_invitation
from crm_core.staff.invitations import LIFETIME
from crm_core.staff.queries import list_employees, list_teams
from crm_core.staff.rows import TeamRow
from handlers.ui.audience import Acting, ForRoles, ForStaff, Typed
from handlers.ui.callbacks import OwnerCb
from handlers.ui.desk import Desk
from handlers.ui.keyboards import undo_button
from handlers.ui.questions import ask, close_question, get_question
from handlers.ui.screen import Screen, show
from handlers.views.team import (
    POSITIONS,
    name_role,
    render_ask_team_name,
    render_invitation,
    render_positions,
    render_team,
    render_teams,
    render_which_team,
)

#: Of an id's digits: longer ones are forged and no number of the database.
LONGEST_NUMBER = 18


def build_router() -> Router:
    router = Router(name="owner.team")
    router.callback_query.filter(ForStaff())
    router.message.register(on_team_command, Command("team"), ForRoles(Role.OWNER))
    router.callback_query.register(on_team, Acting(OwnerCb, "team"))
    router.callback_query.register(on_invite, Acting(OwnerCb, "inv"))
    router.callback_query.register(on_position, Acting(OwnerCb, "invr"))
    router.callback_query.register(on_invite_to, Acting(OwnerCb, "invt"))
    router.callback_query.register(on_revoke, Acting(OwnerCb, "invx"))
    router.callback_query.register(on_teams, Acting(OwnerCb, "teams"))
    router.callback_query.register(on_name_team, Acting(OwnerCb, "tnew", "tren"))
    router.message.register(on_team_named, StateFilter(Naming.team), Typed(), ForStaff())
    return router


class Naming(StatesGroup):
    """Waits for a team's name; "team" is the id, 0 for a new one."""

    team = State()


async def on_team_command(event: Message, desk: Desk) -> None:
    await show(event, await build_team(desk))


async def on_team(event: CallbackQuery, desk: Desk, callback_data: OwnerCb) -> None:
    await close_question(desk.state)
    await show(event, await build_team(desk, read_number(callback_data.value)))


async def on_invite(event: CallbackQuery, desk: Desk) -> None:
    async with desk.reading():
        check_right(desk.actor, Right.CONFIGURE)
    await show(event, render_positions(desk.t))


async def on_position(event: CallbackQuery, desk: Desk, callback_data: OwnerCb) -> None:
    """The position is chosen; the team is asked only where there are several."""
    teams = await _list_teams(desk)
    if len(teams) == 1:
        await _issue(event, desk, callback_data.value, teams[0])
    else:
        await show(event, render_which_team(teams, "invt", callback_data.value, desk.t))


async def on_invite_to(event: CallbackQuery, desk: Desk, callback_data: OwnerCb) -> None:
    position, _, team_id = callback_data.value.partition(".")
    await _issue(event, desk, position, find_team(await _list_teams(desk), team_id))


async def on_revoke(event: CallbackQuery, desk: Desk, callback_data: OwnerCb) -> None:
    async with desk.work() as work:
        await revoke_invitation(work, read_number(callback_data.value))
    screen = (await build_team(desk)).after(desk.t.gettext("✅ The invitation is revoked: its link opens nothing."))
    await show(event, screen.with_rows(undo_button(desk.t, work.change_id)))


async def on_teams(event: CallbackQuery, desk: Desk) -> None:
    await close_question(desk.state)
    await show(event, render_teams(await _list_teams(desk), desk.t))


async def on_name_team(event: CallbackQuery, desk: Desk, callback_data: OwnerCb) -> None:
    teams = await _list_teams(desk)
    team = find_team(teams, callback_data.value) if callback_data.act == "tren" else None
    await ask(desk.state, Naming.team, team=team.id if team else 0)
    await show(event, render_ask_team_name(team.name if team else None, desk.t))


async def on_team_named(event: Message, desk: Desk, text: str) -> None:
    team_id = int((await get_question(desk.state)).get("team", 0))
    async with desk.work() as work:
        if team_id:
            await rename_team(work, team_id, text)
        else:
            await add_team(work, text)
    await close_question(desk.state)
    screen = render_teams(await _list_teams(desk), desk.t).after(desk.t.gettext("✅ Saved."))
    await show(event, screen.with_rows(undo_button(desk.t, work.change_id)))


async def _issue(event: CallbackQuery, desk: Desk, position: str, team: TeamRow) -> None:
    if position not in POSITIONS:
        raise NotVisible("positions", position)
    role, craft = POSITIONS[position]
    async with desk.work() as work:
        invitation = await invite(work, Invite(role=role, craft=craft, team_id=team.id))
    url = desk.links.start(f"i_{invitation.token}")
    name = name_role(role, craft, desk.t)
    await show(event, render_invitation(url, invitation.id, name, team.name, desk.now + LIFETIME, desk.t))


async def build_team(desk: Desk, page: int = 0) -> Screen:
    async with desk.reading() as work:
        check_right(desk.actor, Right.CONFIGURE)
        people = await list_employees(work.session)
    return render_team(people, desk.t, page)


async def _list_teams(desk: Desk) -> list[TeamRow]:
    async with desk.reading() as work:
        check_right(desk.actor, Right.CONFIGURE)
        return await list_teams(work.session)


def find_team(teams: list[TeamRow], team_id: str) -> TeamRow:
    """The chosen team; NotVisible when a forged button names none."""
    team = next((team for team in teams if str(team.id) == team_id), None)
    if team is None:
        raise NotVisible("teams", team_id)
    return team


def read_number(value: str) -> int:
    """The number that a button carries; 0 for anything else."""
    return int(value) if value.isdecimal() and len(value) < LONGEST_NUMBER else 0
