"""Single-use links by which people join: the owner's first one, and those she hands out.

Only the SHA-256 of a token is stored. A link that is unknown, used, revoked or expired is refused alike.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from crm_core.company.actions import lock_company
from crm_core.company.checks import check_locale
from crm_core.db.unit_of_work import Work, get_violated
from crm_core.kernel.actor import Role
from crm_core.kernel.errors import NotVisible
from crm_core.kernel.permissions import Right, check_right
from crm_core.kernel.wording import check_text
from crm_core.staff.errors import AlreadyEmployed, InvitationInvalid, RoleInvalid
from crm_core.staff.events import EmployeeJoined
from crm_core.staff.models import Craft, Employee, Invitation, Team

LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who opened the link, as Telegram tells."""

    telegram_id: int
    name: str
    username: str | None
    locale: str


@dataclass(frozen=True, slots=True)
class Invite:
    """`team_id` None: the owner's own team."""

    role: Role
    craft: Craft | None = None
    team_id: int | None = None


@dataclass(frozen=True, slots=True)
class InvitationIssued:
    """`token` is known only here; it is not stored."""

    id: int
    token: str


async def issue_owner_invitation(work: Work) -> str | None:
    """The token of the owner's first link, in place of earlier ones; None when the company is claimed."""
    company = await lock_company(work)
    if company.claimed_at is not None:
        return None
    query = select(Invitation).where(Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
    for earlier in (await work.session.execute(query.where(Invitation.invited_by.is_(None)))).scalars():
        earlier.revoked_at = work.now
    return (await _issue(work, Role.OWNER, None, None)).token


async def claim_company(work: Work, token: str, newcomer: Newcomer, team_name: str) -> Employee:
    """The first owner takes the company over; everybody belongs to one team at first. Raises InvitationInvalid."""
    company = await lock_company(work)
    invitation = await _take(work, token)
    if company.claimed_at is not None or invitation.role is not Role.OWNER or invitation.invited_by is not None:
        raise InvitationInvalid
    team = Team(name=team_name)
    work.session.add(team)
    await work.session.flush()
    company.claimed_at = work.now
    return await _join(work, invitation, newcomer, team.id)


async def invite(work: Work, command: Invite) -> InvitationIssued:
    """Raises NotPermitted, RoleInvalid, NotVisible (the team)."""
    check_right(work.actor, Right.CONFIGURE)
    if (command.role is Role.SPECIALIST) != (command.craft is not None):
        raise RoleInvalid
    team_id = command.team_id or work.actor.team_id
    query = select(Team.id).where(Team.id == team_id, Team.archived_at.is_(None))
    if (await work.session.execute(query)).scalar_one_or_none() is None:
        raise NotVisible("teams", team_id)
    return await _issue(work, command.role, command.craft, team_id)


async def revoke_invitation(work: Work, invitation_id: int) -> None:
    """Raises NotPermitted, NotVisible (unknown or used)."""
    check_right(work.actor, Right.CONFIGURE)
    query = select(Invitation).where(Invitation.id == invitation_id, Invitation.used_at.is_(None)).with_for_update()
    invitation = (await work.session.execute(query)).scalar_one_or_none()
    if invitation is None:
        raise NotVisible("invitations", invitation_id)
    invitation.revoked_at = invitation.revoked_at or work.now


async def accept_invitation(work: Work, token: str, newcomer: Newcomer) -> Employee:
    """Raises InvitationInvalid, AlreadyEmployed (the link stays good for somebody else)."""
    invitation = await _take(work, token)
    if invitation.invited_by is None or invitation.team_id is None:
        raise InvitationInvalid
    employee = await _join(work, invitation, newcomer, invitation.team_id)
    work.record(EmployeeJoined(employee.id))
    return employee


async def _issue(work: Work, role: Role, craft: Craft | None, team_id: int | None) -> InvitationIssued:
    token = secrets.token_urlsafe(24)
    invitation = Invitation(
        token_hash=_hash(token),
        role=role,
        craft=craft,
        team_id=team_id,
        invited_by=work.actor.employee_id if team_id is not None else None,
        created_at=work.now,
        expires_at=work.now + LIFETIME,
    )
    work.session.add(invitation)
    await work.session.flush()
    return InvitationIssued(invitation.id, token)


async def _take(work: Work, token: str) -> Invitation:
    query = select(Invitation).where(
        Invitation.token_hash == _hash(token),
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > work.now,
    )
    invitation = (await work.session.execute(query.with_for_update())).scalar_one_or_none()
    if invitation is None:
        raise InvitationInvalid
    return invitation


async def _join(work: Work, invitation: Invitation, newcomer: Newcomer, team_id: int) -> Employee:
    employee = Employee(
        name=check_text("name", newcomer.name, 120),
        role=invitation.role,
        craft=invitation.craft,
        team_id=team_id,
        telegram_id=newcomer.telegram_id,
        username=newcomer.username,
        locale=check_locale(newcomer.locale),
        on_shift=True,
        joined_at=work.now,
    )
    query = select(Employee.id).where(Employee.telegram_id == newcomer.telegram_id, Employee.dismissed_at.is_(None))
    known = (await work.session.execute(query)).scalar_one_or_none()
    if known is not None:
        raise AlreadyEmployed(known)
    work.session.add(employee)
    try:
        await work.session.flush()
    except IntegrityError as error:
        if get_violated(error) != "uq_employees_telegram_id_active":
            raise
        raise InvitationInvalid from error
    invitation.used_at, invitation.used_by = work.now, employee.id
    await work.session.flush()
    return employee


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
