"""Who acts: an employee, a customer, a visitor who is not known yet, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

LOCALES = ("ka", "ru", "en")


class ActorKind(StrEnum):
    EMPLOYEE = "employee"
    CUSTOMER = "customer"
    VISITOR = "visitor"
    SYSTEM = "system"


class Role(StrEnum):
    """What an employee does here. A seller's role is called `manager`, as customers call him."""

    OWNER = "owner"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    SPECIALIST = "specialist"


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is the employee's or the customer's id, None for visitors and the system."""

    kind: ActorKind
    id: int | None
    locale: str
    zone: ZoneInfo
    role: Role | None = None
    team_id: int | None = None
    name: str = ""
    telegram_id: int | None = None

    @property
    def is_employee(self) -> bool:
        return self.kind is ActorKind.EMPLOYEE

    @property
    def employee_id(self) -> int | None:
        return self.id if self.kind is ActorKind.EMPLOYEE else None

    @property
    def customer_id(self) -> int | None:
        return self.id if self.kind is ActorKind.CUSTOMER else None

    def has_role(self, *roles: Role) -> bool:
        return self.role in roles


def build_system_actor(locale: str = "en", zone: ZoneInfo | None = None) -> Actor:
    """The actor of ticks and set-up commands, who sees and may do everything."""
    return Actor(ActorKind.SYSTEM, None, locale, zone or ZoneInfo("UTC"), name="system")
