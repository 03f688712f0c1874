"""The sentences that people said to the bot. A sentence also holds its own plan, so that buttons need no memory."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.db.base import Base, Id


class Sentence(Base):
    """`proposal` is what was understood at first, `became` what the person made of it: both are lists of commands.

    A sentence is bookkeeping and leaves no audit rows: what it did is in the changes that `change_ids` names.
    """

    __tablename__ = "sentences"
    __table_args__ = (
        Index(None, "employee_id", "at"),
        Index("ix_sentences_corrected", "corrected_at", postgresql_where="corrected_at IS NOT NULL"),
    )

    id: Mapped[Id]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    at: Mapped[datetime]
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(String(4096))
    proposal: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: The present state of its lines: see `crm_core.dialogue.stored`.
    plan: Mapped[dict[str, Any]]
    change_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list, server_default="{}")
    became: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    #: The words that corrected it, when they came as a message.
    correction: Mapped[str | None] = mapped_column(String(4096))
    corrected_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
