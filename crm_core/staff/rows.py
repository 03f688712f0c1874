"""What lists of people show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from crm_core.kernel.actor import Actor, ActorKind, Role
from crm_core.staff.models import Craft


@dataclass(frozen=True, slots=True)
class EmployeeRow:
    """`zone` is his own or the company's; `unreachable`: Telegram cannot deliver to him."""

    id: int
    name: str
    role: Role
    craft: Craft | None
    team_id: int
    team_name: str
    on_shift: bool
    telegram_id: int
    locale: str
    zone: ZoneInfo
    unreachable: bool
    summary_at: time
    dismissed: bool

    def as_actor(self) -> Actor:
        """The actor that this employee is: to read what he may read."""
        return Actor(
            ActorKind.EMPLOYEE, self.id, self.locale, self.zone, self.role, self.team_id, self.name, self.telegram_id
        )


@dataclass(frozen=True, slots=True)
class TeamRow:
    """`size` counts those who work in it now."""

    id: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that can still be used."""

    id: int
    role: Role
    craft: Craft | None
    team_name: str | None
    expires_at: datetime
