"""One row: the company that this database belongs to, and its days off."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm_core.db.base import Archivable, Audited, Base

DEFAULT_WEEK = {day: [["10:00", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat")}


class Company(Audited, Base):
    """Exactly one row, id 1, made at the first start; `claimed_at` is empty until an owner has taken it over."""

    __tablename__ = "company"
    __table_args__ = (
        CheckConstraint("id = 1", name="single"),
        CheckConstraint("deadline_minutes > 0", name="deadline"),
        CheckConstraint("slot_minutes > 0", name="slot"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(120), default="")
    locale: Mapped[str] = mapped_column(String(2), default="ka")
    #: ISO 3166 country whose national phone numbers are understood.
    region: Mapped[str] = mapped_column(String(2), default="GE")
    currency: Mapped[str] = mapped_column(String(3), default="GEL")
    timezone: Mapped[str] = mapped_column(String(64), default="Asia/Tbilisi")
    trade: Mapped[str | None] = mapped_column(String(40))
    week: Mapped[dict[str, Any]] = mapped_column(JSONB, default=lambda: dict(DEFAULT_WEEK))
    #: Working minutes within which a request must be called.
    deadline_minutes: Mapped[int] = mapped_column(default=15)
    #: Length of a visit's slot.
    slot_minutes: Mapped[int] = mapped_column(default=120)
    summary_at: Mapped[time] = mapped_column(default=time(9))
    #: Part of the request form's address; unguessable, so that forms of companies do not meet.
    form_key: Mapped[str] = mapped_column(String(40), unique=True)
    #: Signs the personal links of customers.
    link_secret: Mapped[str] = mapped_column(String(64))
    claimed_at: Mapped[datetime | None]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class DayOff(Archivable, Base):
    """A date on which the company does not work."""

    __tablename__ = "days_off"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="")
