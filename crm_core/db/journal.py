"""What the unit of work writes about itself: changes with their origins, and the audit trail."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.db.base import Base, Id, enum_type
from crm_core.kernel.actor import ActorKind


class Change(Base):
    """One unit of work that wrote something. A repeated `origin` violates its unique key and is not handled twice."""

    __tablename__ = "changes"

    id: Mapped[Id]
    origin: Mapped[str | None] = mapped_column(String(200), unique=True)
    actor_kind: Mapped[ActorKind] = mapped_column(enum_type(ActorKind))
    actor_id: Mapped[int | None]
    at: Mapped[datetime]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("changes.id"), unique=True)


class HandledOrigin(Base):
    """An origin whose handling came to its end, with or without a change; forgotten after some days."""

    __tablename__ = "handled_origins"
    __table_args__ = (Index(None, "at"),)

    origin: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[datetime]


class AuditAction(StrEnum):
    INSERTED = "inserted"
    UPDATED = "updated"
    REFUSED = "refused"


class AuditEntry(Base):
    """What one change did to one row: columns before and after; or what was refused to whom."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "thing", "thing_id"), Index(None, "change_id"), Index(None, "at"))

    id: Mapped[Id]
    change_id: Mapped[int | None] = mapped_column(ForeignKey("changes.id"))
    at: Mapped[datetime]
    actor_kind: Mapped[ActorKind] = mapped_column(enum_type(ActorKind))
    actor_id: Mapped[int | None]
    telegram_id: Mapped[int | None]
    action: Mapped[AuditAction] = mapped_column(enum_type(AuditAction))
    #: Table name, or the kind of thing that was refused.
    thing: Mapped[str] = mapped_column(String(60))
    thing_id: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(String(60))
    origin: Mapped[str | None] = mapped_column(String(200))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class ConversationState(Base):
    """Where a person is in a multi-step conversation: survives a restart. The edges decide what is in it."""

    __tablename__ = "conversation_states"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    state: Mapped[str | None] = mapped_column(String(100))
    values: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    updated_at: Mapped[datetime]
