"""Rules as rows: a trigger from a closed list and effects with validated parameters. Nothing in them is executed."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.db.base import Archivable, Base, Id, enum_type
from crm_core.kernel.wording import Wording


class Trigger(StrEnum):
    STAGE_ENTERED = "stage_entered"
    MARK_GIVEN = "mark_given"
    VISIT_BOOKED = "visit_booked"
    VISIT_DONE = "visit_done"


class AutomationRule(Archivable, Base):
    """`effects` is a list of `{"effect": name, ...parameters}`, checked by `automation.effects` on write and on run."""

    __tablename__ = "automation_rules"
    __table_args__ = (Index(None, "trigger", "stage_id"),)

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[Wording]
    trigger: Mapped[Trigger] = mapped_column(enum_type(Trigger))
    #: For STAGE_ENTERED.
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("stages.id"))
    #: Trigger's own parameters, {"at_most": 2} for MARK_GIVEN, {"purpose": "measurement"} for visits.
    conditions: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    effects: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    is_active: Mapped[bool] = mapped_column(default=True)
