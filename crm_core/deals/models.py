"""Pipelines, stages, deals and their history.

The database itself keeps a deal's stage inside the deal's pipeline, demands a reason of every lost deal, and keeps
`closed_at` in step with the stage's kind.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, validates

from crm_core.db.base import Archivable, Audited, Base, Id, enum_type
from crm_core.db.words import index_words
from crm_core.kernel.search_key import make_words_key
from crm_core.kernel.wording import Wording
from crm_core.staff.models import Craft


class StageKind(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Pipeline(Archivable, Base):
    """A process with its own stages. `code` names it in presets and imports."""

    __tablename__ = "pipelines"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[Wording]
    position: Mapped[int]


class Stage(Archivable, Base):
    """`customer_label` is what the customer is told; an empty one means that she is told nothing of this stage."""

    __tablename__ = "stages"
    __table_args__ = (
        UniqueConstraint("pipeline_id", "code"),
        UniqueConstraint("id", "pipeline_id", "kind", name="uq_stages_id_pipeline_kind"),
        CheckConstraint("probability BETWEEN 0 AND 100", name="probability"),
    )

    id: Mapped[Id]
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipelines.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[Wording]
    customer_label: Mapped[Wording]
    kind: Mapped[StageKind] = mapped_column(enum_type(StageKind))
    position: Mapped[int]
    probability: Mapped[int]
    #: Days after which a deal standing here counts as forgotten.
    rots_after_days: Mapped[int | None]


class LossReason(Archivable, Base):
    __tablename__ = "loss_reasons"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[Wording]
    position: Mapped[int]


class Deal(Archivable, Base):
    """`number` is what people say aloud; `wish` is what the customer asked for, in her words; `wish_key` follows it."""

    __tablename__ = "deals"
    __table_args__ = (
        ForeignKeyConstraint(
            ["stage_id", "pipeline_id", "stage_kind"],
            ["stages.id", "stages.pipeline_id", "stages.kind"],
            name="fk_deals_stage",
            onupdate="CASCADE",
        ),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("(stage_kind = 'lost') = (loss_reason_id IS NOT NULL)", name="loss_reason"),
        CheckConstraint("(stage_kind = 'open') = (closed_at IS NULL)", name="closed"),
        Index("ix_deals_customer_id", "customer_id"),
        Index(
            "ix_deals_open",
            "responsible_id",
            "stage_id",
            postgresql_where="closed_at IS NULL AND archived_at IS NULL",
        ),
        Index("ix_deals_stage_id", "stage_id"),
        Index("ix_deals_team_id", "team_id"),
        Index("ix_deals_created_at", "created_at"),
        Index("ix_deals_closed_at", "closed_at"),
        Index("ix_deals_responsible", "responsible_id", "created_at"),
        Index("ix_deals_wish_words", index_words("wish_key"), postgresql_using="gin"),
    )
    __unaudited__: ClassVar[frozenset[str]] = frozenset({"wish_key", "version"})

    id: Mapped[Id]
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[int] = mapped_column(BigInteger, Identity(start=1001), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    pipeline_id: Mapped[int]
    stage_id: Mapped[int]
    stage_kind: Mapped[StageKind] = mapped_column(enum_type(StageKind))
    stage_entered_at: Mapped[datetime]
    responsible_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    wish: Mapped[str | None] = mapped_column(String(4096))
    wish_key: Mapped[str] = mapped_column(default="", server_default="")
    amount: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(String(3))
    source: Mapped[str | None] = mapped_column(String(60))
    loss_reason_id: Mapped[int | None] = mapped_column(ForeignKey("loss_reasons.id"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own form

    @validates("wish")
    def _derive_wish_key(self, key: str, wish: str | None) -> str | None:
        self.wish_key = make_words_key(wish or "")
        return wish


class StageChange(Audited, Base):
    """The dated history of moves; `from_stage_id` is empty for the deal's birth. An undone move stays, marked."""

    __tablename__ = "stage_changes"
    __table_args__ = (Index(None, "deal_id"), Index(None, "at"))

    id: Mapped[Id]
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    from_stage_id: Mapped[int | None] = mapped_column(ForeignKey("stages.id"))
    to_stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"))
    loss_reason_id: Mapped[int | None] = mapped_column(ForeignKey("loss_reasons.id"))
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    def retract(self, now: datetime) -> None:
        self.undone_at = now


class Participant(Archivable, Base):
    """Who else works on the deal, by craft: one measurer, one installer, ..."""

    __tablename__ = "participants"
    __table_args__ = (
        Index(
            "uq_participants_deal_craft",
            "deal_id",
            "craft",
            unique=True,
            postgresql_where="archived_at IS NULL",
        ),
        Index(None, "employee_id", "deal_id", postgresql_where="archived_at IS NULL"),
    )

    id: Mapped[Id]
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"))
    craft: Mapped[Craft] = mapped_column(enum_type(Craft))


class Mark(Audited, Base):
    """What the customer thought of a finished deal, 1 (bad) to 5 (good); one a deal."""

    __tablename__ = "marks"
    __table_args__ = (CheckConstraint("value BETWEEN 1 AND 5", name="value"), Index(None, "at"))

    id: Mapped[Id]
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), unique=True)
    value: Mapped[int]
    comment: Mapped[str | None] = mapped_column(String(4096))
    at: Mapped[datetime]
