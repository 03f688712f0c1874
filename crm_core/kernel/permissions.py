"""Which role may do what, and how far: scope x action.

The rows that a scope opens are decided in SQL by `crm_core.db.visibility`; here is only the table of rights.
"""

from __future__ import annotations

from enum import StrEnum

from crm_core.kernel.actor import Actor, ActorKind, Role
from crm_core.kernel.errors import NotPermitted


class Scope(StrEnum):
    ALL = "all"
    TEAM = "team"
    OWN = "own"
    NONE = "none"


class Right(StrEnum):
    SEE = "see"
    CHANGE = "change"
    REASSIGN = "reassign"
    EXPORT = "export"
    CONFIGURE = "configure"


_ALL, _TEAM, _OWN, _NONE = Scope.ALL, Scope.TEAM, Scope.OWN, Scope.NONE

RIGHTS: dict[Role, dict[Right, Scope]] = {
    Role.OWNER: dict.fromkeys(Right, _ALL),
    Role.SUPERVISOR: {
        Right.SEE: _TEAM,
        Right.CHANGE: _TEAM,
        Right.REASSIGN: _TEAM,
        Right.EXPORT: _NONE,
        Right.CONFIGURE: _NONE,
    },
    Role.MANAGER: {
        Right.SEE: _OWN,
        Right.CHANGE: _OWN,
        Right.REASSIGN: _OWN,
        Right.EXPORT: _NONE,
        Right.CONFIGURE: _NONE,
    },
    Role.SPECIALIST: {
        Right.SEE: _OWN,
        Right.CHANGE: _OWN,
        Right.REASSIGN: _NONE,
        Right.EXPORT: _NONE,
        Right.CONFIGURE: _NONE,
    },
}


def get_scope(actor: Actor, right: Right) -> Scope:
    """How far the actor's right reaches. Customers see what is their own and change nothing by this table."""
    if actor.kind is ActorKind.SYSTEM:
        return Scope.ALL
    if actor.kind is ActorKind.CUSTOMER:
        return Scope.OWN if right is Right.SEE else Scope.NONE
    if actor.role is None:
        return Scope.NONE
    return RIGHTS[actor.role][right]


def can(actor: Actor, right: Right) -> bool:
    return get_scope(actor, right) is not Scope.NONE


def check_right(actor: Actor, right: Right) -> None:
    """Raise NotPermitted when the actor has no such right at all."""
    if not can(actor, right):
        raise NotPermitted(right.value)
