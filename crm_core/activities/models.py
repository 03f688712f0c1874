"""The timeline. Rows are only appended; one taken back by *Undo* stays, marked `retracted_at`, and is not shown."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.db.base import Audited, Base, Id, enum_type


class ActivityKind(StrEnum):
    CALL = "call"
    NOTE = "note"
    MESSAGE = "message"
    MEETING = "meeting"
    FILE = "file"
    #: A request as it arrived: the wish in the customer's words.
    REQUEST = "request"
    #: A mark or an agreement given by the customer, a visit moved by her.
    FEEDBACK = "feedback"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class CallOutcome(StrEnum):
    TALKED = "talked"
    NO_ANSWER = "no_answer"
    CALL_BACK = "call_back"
    MISSED = "missed"


class FileKind(StrEnum):
    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    VIDEO = "video"
    LOCATION = "location"


class Activity(Audited, Base):
    """`file` describes an attachment: {"id", "unique_id", "name"?, "mime"?, "size"?}; a location as {"latitude",
    "longitude"}, with "title" and "address" of a venue.
    """

    __tablename__ = "activities"
    __table_args__ = (
        Index("ix_activities_customer_at", "customer_id", "at"),
        Index("ix_activities_deal_at", "deal_id", "at"),
        Index("ix_activities_employee_at", "employee_id", "at"),
        Index("ix_activities_at", "at"),
        CheckConstraint("(kind = 'call') = (direction IS NOT NULL AND outcome IS NOT NULL)", name="call"),
        CheckConstraint("(kind = 'file') = (file IS NOT NULL AND file_kind IS NOT NULL)", name="file"),
        CheckConstraint("duration_seconds >= 0", name="duration"),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id"))
    kind: Mapped[ActivityKind] = mapped_column(enum_type(ActivityKind))
    direction: Mapped[Direction | None] = mapped_column(enum_type(Direction))
    outcome: Mapped[CallOutcome | None] = mapped_column(enum_type(CallOutcome))
    duration_seconds: Mapped[int | None]
    text: Mapped[str | None] = mapped_column(String(4096))
    file_kind: Mapped[FileKind | None] = mapped_column(enum_type(FileKind))
    file: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    #: Empty when the customer or the system did it.
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))
    at: Mapped[datetime]
    retracted_at: Mapped[datetime | None]

    def retract(self, now: datetime) -> None:
        self.retracted_at = now
