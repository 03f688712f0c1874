"""What every table has in common: naming of constraints, column types, and the mark of audited tables."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Enum, Identity, MetaData, Numeric, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Id = Annotated[int, mapped_column(BigInteger, Identity(always=False), primary_key=True)]


class Base(DeclarativeBase):
    """Relations are written as explicit queries; there are no lazy relationships to load by accident."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        int: BigInteger(),
        datetime: DateTime(timezone=True),
        Decimal: Numeric(14, 2),
        dict[str, Any]: JSONB(),
        dict[str, str]: JSONB(),
        list[str]: ARRAY(Text()),
    }


class Retractable:
    """A table whose inserted rows *Undo* can take back."""

    def retract(self, now: datetime) -> None:
        """Take the row back after its insertion is undone: it stays in the table, marked, and is no longer shown."""
        raise TypeError(f"{type(self).__name__} cannot be taken back")


class Audited(Retractable):
    """A table whose every insert and update leaves an audit row, and whose change can be undone.

    `__unaudited__` are columns that carry no meaning of their own (versions, search keys).
    """

    __unaudited__: ClassVar[frozenset[str]] = frozenset()


class Archivable(Audited):
    """An audited table whose rows are put away rather than deleted: by people, and by *Undo* of their insertion."""

    archived_at: Mapped[datetime | None]

    def retract(self, now: datetime) -> None:
        self.archived_at = now


def enum_type(kind: type[StrEnum]) -> Enum:
    """A text column that holds only the values of `kind`, checked by the database."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
        name=kind.__name__.lower(),
        length=32,
    )
