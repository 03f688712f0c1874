"""The people of the company: who is who, invitations, one person's card, teams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from markupsafe import Markup

from crm_core.kernel.actor import Role
from crm_core.staff.models import Craft
from crm_core.staff.rows import EmployeeRow, TeamRow
from handlers.ui.callbacks import HomeCb, OwnerCb
from handlers.ui.pagination import build_pages
from handlers.ui.screen import Row, Screen, button, link_button
from handlers.views.company import Field, Mode, ask
from handlers.views.names import name_craft
from handlers.views.reader import LOCALE_NAMES, Reader
from handlers.views.texts import LABEL, bold, join_lines, shorten

#: People on one screen.
PAGE = 5

#: Positions that somebody can be invited to: a role, or a specialist's craft. The value is what a button carries.
POSITIONS: dict[str, tuple[Role, Craft | None]] = {
    "manager": (Role.MANAGER, None),
    "supervisor": (Role.SUPERVISOR, None),
    "measurer": (Role.SPECIALIST, Craft.MEASURER),
    "installer": (Role.SPECIALIST, Craft.INSTALLER),
    "courier": (Role.SPECIALIST, Craft.COURIER),
    "master": (Role.SPECIALIST, Craft.MASTER),
    "owner": (Role.OWNER, None),
}

_ORDER = (Role.OWNER, Role.SUPERVISOR, Role.MANAGER, Role.SPECIALIST)


def name_role(role: Role, craft: Craft | None, t: Reader) -> str:
    """What the person is called here; plain text."""
    if craft is not None:
        return name_craft(craft, t)
    return {
        Role.OWNER: t.label("Owner"),
        Role.SUPERVISOR: t.label("Supervisor"),
        Role.MANAGER: t.label("Seller"),
        Role.SPECIALIST: t.label("Specialist"),
    }[role]


def name_first_team(t: Reader) -> str:
    """What the only team is called until the owner names it."""
    return t.label("Main team")


def sort_people(people: Sequence[EmployeeRow]) -> list[EmployeeRow]:
    """By rank, then by name."""
    return sorted(people, key=lambda person: (_ORDER.index(person.role), person.craft or "", person.name))


def render_team(people: Sequence[EmployeeRow], t: Reader, page: int = 0) -> Screen:
    ordered = sort_people(people)
    page = min(page, (len(ordered) - 1) // PAGE)
    shown = ordered[page * PAGE : page * PAGE + PAGE]
    text = join_lines(
        t.ngettext("<b>Team</b>: {n} person", "<b>Team</b>: {n} people", len(ordered)),
        "",
        *(_render_line(person, t) for person in shown),
    )
    rows: list[Row] = [
        [button(shorten(person.name, LABEL), OwnerCb(act="pers", value=str(person.id)))] for person in shown
    ]
    rows += build_pages(t, page, len(ordered), lambda number: OwnerCb(act="team", value=str(number)), PAGE)
    rows.append([button(t.label("Invite"), OwnerCb(act="inv")), button(t.label("Teams"), OwnerCb(act="teams"))])
    return Screen(text, [*rows, [button(t.label("🏠 Home"), HomeCb())]])


def _render_line(person: EmployeeRow, t: Reader) -> Markup:
    marks = [] if person.on_shift else [t.gettext("off shift")]
    if person.unreachable:
        marks.append(t.gettext("has blocked the bot"))
    line = Markup("• {}: {}").format(name_role(person.role, person.craft, t), person.name)
    return Markup("{} ({})").format(line, Markup(", ").join(marks)) if marks else line


def render_positions(t: Reader) -> Screen:
    """Whom to invite."""
    return Screen(
        t.gettext("Whom do you invite?"),
        [*_build_positions("invr", "", t), [button(t.label("‹ Back"), OwnerCb(act="team"))]],
    )


def _build_positions(act: str, before: str, t: Reader) -> list[Row]:
    buttons = [
        button(name_role(role, craft, t), OwnerCb(act=act, value=f"{before}{value}"))
        for value, (role, craft) in POSITIONS.items()
    ]
    return [buttons[start : start + 2] for start in range(0, len(buttons), 2)]


def render_which_team(teams: Sequence[TeamRow], act: str, before: str, t: Reader) -> Screen:
    """To which team; the pressed value is `before` and the team's id."""
    rows = [[button(shorten(team.name, LABEL), OwnerCb(act=act, value=f"{before}.{team.id}"))] for team in teams[:7]]
    return Screen(t.gettext("To which team?"), [*rows, [button(t.label("‹ Back"), OwnerCb(act="team"))]])


def render_invitation(
    url: str, invitation_id: int, position: str, team: str, expires_at: datetime, t: Reader
) -> Screen:
    text = t.gettext(
        "Invitation for: <b>{position}</b>, team “{team}”.\n"
        "Send this link to the person. It works once, until {until}:\n\n{url}",
        position=position,
        team=team,
        until=t.day(t.local(expires_at).date(), words=False),
        url=url,
    )
    share = f"https://t.me/share/url?url={quote(url, safe='')}"
    return Screen(
        text,
        [
            [link_button(t.label("Send it"), share)],
            [
                button(t.label("Revoke"), OwnerCb(act="invx", value=str(invitation_id))),
                button(t.label("Invite another"), OwnerCb(act="inv")),
            ],
            [button(t.label("Team"), OwnerCb(act="team"))],
        ],
    )


def render_person(person: EmployeeRow, t: Reader) -> Screen:
    """One colleague's card, for the owner."""
    text = join_lines(
        bold(person.name),
        t.gettext("Position: {position}", position=name_role(person.role, person.craft, t)),
        t.gettext("Team: {team}", team=person.team_name),
        t.gettext("On shift") if person.on_shift else t.gettext("Off shift"),
        t.gettext("The bot is blocked: messages do not arrive.") if person.unreachable else None,
    )
    key = str(person.id)
    shift = t.label("Take off shift") if person.on_shift else t.label("Put on shift")
    return Screen(
        text,
        [
            [
                button(t.label("Position"), OwnerCb(act="prole", value=key)),
                button(t.label("Move to a team"), OwnerCb(act="pteam", value=key)),
            ],
            [button(shift, OwnerCb(act="pshift", value=f"{key}.{int(not person.on_shift)}"))],
            [button(t.label("Dismiss"), OwnerCb(act="dis", value=key))],
            [button(t.label("Team"), OwnerCb(act="team"))],
        ],
    )


def render_new_position(person: EmployeeRow, t: Reader) -> Screen:
    rows = _build_positions("pset", f"{person.id}.", t)
    back = [button(t.label("‹ Back"), OwnerCb(act="pers", value=str(person.id)))]
    return Screen(t.gettext("New position for: {name}", name=person.name), [*rows, back])


def render_heirs(person: EmployeeRow, people: Sequence[EmployeeRow], t: Reader) -> Screen:
    """To whom the customers, deals and tasks of a dismissed person go: sellers and leaders, or the same craft."""
    text = t.gettext(
        "Dismiss: <b>{name}</b>. Access ends at once. Who gets the open deals, customers and tasks?", name=person.name
    )
    rows: list[Row] = [[button(t.label("The least loaded"), OwnerCb(act="disq", value=f"{person.id}.0"))]]
    fitting = (
        other for other in sort_people(people) if other.role is not Role.SPECIALIST or other.craft is person.craft
    )
    heirs = [other for other in fitting if other.id != person.id][:5]
    rows += [[button(shorten(heir.name, LABEL), OwnerCb(act="disq", value=f"{person.id}.{heir.id}"))] for heir in heirs]
    return Screen(text, [*rows, [button(t.label("‹ Back"), OwnerCb(act="pers", value=str(person.id)))]])


def render_dismissal(person: EmployeeRow, heir: EmployeeRow | None, t: Reader) -> Screen:
    """The last question before somebody's access ends."""
    receiver = heir.name if heir else t.label("the least loaded")
    text = t.gettext(
        "Dismiss: <b>{name}</b>\nDeals, customers and tasks go to: <b>{heir}</b>\n\nIs that right?",
        name=person.name,
        heir=receiver,
    )
    value = f"{person.id}.{heir.id if heir else 0}"
    return Screen(
        text,
        [
            [button(t.label("Yes, dismiss"), OwnerCb(act="disy", value=value))],
            [button(t.label("Cancel"), OwnerCb(act="pers", value=str(person.id)))],
        ],
    )


def render_teams(teams: Sequence[TeamRow], t: Reader) -> Screen:
    text = join_lines(t.gettext("<b>Teams</b>. Press one to rename it."))
    rows = [[button(shorten(team.name, LABEL), OwnerCb(act="tren", value=str(team.id)))] for team in teams[:6]]
    last = [button(t.label("Add a team"), OwnerCb(act="tnew")), button(t.label("‹ Back"), OwnerCb(act="team"))]
    return Screen(text, [*rows, last])


def render_ask_team_name(present: str | None, t: Reader) -> Screen:
    text = (
        t.gettext("What is the new team called? Type the name.")
        if present is None
        else t.gettext("The team is called “{name}”. Type the new name.", name=present)
    )
    return Screen(text, [[button(t.label("Cancel"), OwnerCb(act="teams"))]])


def render_welcome(company: str, role: Role, craft: Craft | None, t: Reader) -> Screen:
    """The first screen of somebody who has opened an invitation: who he is here and what to do first."""
    text = t.gettext(
        "Welcome to <b>{company}</b>! Your position: <b>{position}</b>.",
        company=company,
        position=name_role(role, craft, t),
    )
    return Screen(
        join_lines(text, "", _render_first_steps(role, t)),
        [
            [button(t.label("To work"), HomeCb())],
            [button(t.label("My language"), ask(Mode.OWN, Field.LANGUAGE))],
        ],
    )


def _render_first_steps(role: Role, t: Reader) -> Markup:
    return {
        Role.OWNER: t.gettext("First: /board shows all deals with their sums, /team your people, /settings the rest."),
        Role.SUPERVISOR: t.gettext(
            "First: /board shows the deals of your team, /people who has what. "
            "What is overdue comes by itself, at once."
        ),
        Role.MANAGER: t.gettext(
            "First: send me a contact from your phone book, and there is a customer with a deal and a next step. "
            "New requests and reminders come by themselves; /today shows the day."
        ),
        Role.SPECIALIST: t.gettext(
            "First: /visits shows your visits with addresses and phones. "
            "At the customer's, send photos and papers here, then press the button that the work is done."
        ),
    }[role]


def render_welcome_language(t: Reader) -> Screen:
    """Asked first when Telegram does not tell a language that we speak."""
    rows = [[button(name, OwnerCb(act="hi", value=locale))] for locale, name in LOCALE_NAMES.items()]
    return Screen(t.gettext("Which language do you prefer?"), rows)
