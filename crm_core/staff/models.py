"""Employees, teams and invitations. A dismissed employee keeps his row; his access ends with `dismissed_at`."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.db.base import Archivable, Audited, Base, Id, enum_type
from crm_core.kernel.actor import Role


class Craft(StrEnum):
    """What a specialist does at the customer's place."""

    MEASURER = "measurer"
    INSTALLER = "installer"
    COURIER = "courier"
    MASTER = "master"


class Team(Archivable, Base):
    """A department or a branch; its supervisor sees what is the team's."""

    __tablename__ = "teams"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(120))


class Employee(Audited, Base):
    """A person with a Telegram account who works here. Specialists, and only they, have a craft."""

    __tablename__ = "employees"
    __table_args__ = (
        CheckConstraint("(role = 'specialist') = (craft IS NOT NULL)", name="specialist_craft"),
        Index(
            "uq_employees_telegram_id_active",
            "telegram_id",
            unique=True,
            postgresql_where="dismissed_at IS NULL",
        ),
        Index(None, "team_id"),
    )
    __unaudited__: ClassVar[frozenset[str]] = frozenset({"username"})

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role] = mapped_column(enum_type(Role))
    craft: Mapped[Craft | None] = mapped_column(enum_type(Craft))
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    telegram_id: Mapped[int]
    username: Mapped[str | None] = mapped_column(String(64))
    locale: Mapped[str] = mapped_column(String(2))
    #: Empty: the company's zone.
    timezone: Mapped[str | None] = mapped_column(String(64))
    #: Empty: the company's hours. Same form as Company.week.
    week: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    #: Local hour of the daily summary; empty: the company's.
    summary_at: Mapped[time | None]
    #: False while the person is off shift: gets no new requests.
    on_shift: Mapped[bool] = mapped_column(default=True)
    joined_at: Mapped[datetime]
    dismissed_at: Mapped[datetime | None]
    #: Set when Telegram says that the bot is blocked or the chat is gone.
    unreachable_since: Mapped[datetime | None]

    def retract(self, now: datetime) -> None:
        self.dismissed_at = now


class Invitation(Audited, Base):
    """A single-use link. Only the SHA-256 of its token is stored; the owner's first link has no `invited_by`."""

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("(role = 'specialist') = (craft IS NOT NULL)", name="specialist_craft"),
        CheckConstraint("(used_at IS NULL) = (used_by IS NULL)", name="used"),
    )
    __unaudited__: ClassVar[frozenset[str]] = frozenset({"token_hash"})

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[Role] = mapped_column(enum_type(Role))
    craft: Mapped[Craft | None] = mapped_column(enum_type(Craft))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))
    revoked_at: Mapped[datetime | None]

    def retract(self, now: datetime) -> None:
        self.revoked_at = now
