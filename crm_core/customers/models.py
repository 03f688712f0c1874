"""Customers and their contact points. A phone, an e-mail or a Telegram account belongs to one customer."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, validates

from crm_core.db.base import Archivable, Base, Id, enum_type
from crm_core.db.words import index_words
from crm_core.kernel.search_key import make_search_key, make_words_key


class CustomerKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


class ContactKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    TELEGRAM = "telegram"


class Customer(Archivable, Base):
    """`search_key` and `address_key` follow name and address.

    `locale` is empty until the customer has shown her language.
    """

    __tablename__ = "customers"
    __table_args__ = (
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="place"),
        CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="coordinates"),
        Index(
            "ix_customers_search_key",
            "search_key",
            postgresql_using="gin",
            postgresql_ops={"search_key": "gin_trgm_ops"},
        ),
        Index("ix_customers_name", "search_key"),
        Index("ix_customers_name_words", index_words("search_key"), postgresql_using="gin"),
        Index("ix_customers_address_words", index_words("address_key"), postgresql_using="gin"),
        Index(None, "responsible_id"),
        Index("ix_customers_tags", "tags", postgresql_using="gin"),
    )
    __unaudited__: ClassVar[frozenset[str]] = frozenset({"search_key", "address_key", "version"})

    id: Mapped[Id]
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[CustomerKind] = mapped_column(enum_type(CustomerKind), default=CustomerKind.PERSON)
    name: Mapped[str] = mapped_column(String(200))
    search_key: Mapped[str] = mapped_column(String(400))
    locale: Mapped[str | None] = mapped_column(String(2))
    address: Mapped[str | None] = mapped_column(String(500))
    address_key: Mapped[str] = mapped_column(default="", server_default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    source: Mapped[str | None] = mapped_column(String(60))
    birthday: Mapped[date | None]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list, server_default="{}")
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))
    consented_at: Mapped[datetime | None]
    unreachable_since: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own form

    @validates("name")
    def _derive_search_key(self, key: str, name: str) -> str:
        """However the name changes, also by *Undo*, the key follows."""
        self.search_key = make_search_key(name)[:400]
        return name

    @validates("address")
    def _derive_address_key(self, key: str, address: str | None) -> str | None:
        self.address_key = make_words_key(address or "")
        return address


class NameWord(Base):
    """Every word of four letters or more that is in somebody's `search_key`: where a name typed wrong is looked up.

    The database itself adds to it (a trigger on customers); nothing is taken out.
    """

    __tablename__ = "name_words"
    __table_args__ = (
        Index("ix_name_words_word", "word", postgresql_using="gin", postgresql_ops={"word": "gin_trgm_ops"}),
    )

    word: Mapped[str] = mapped_column(String(60), primary_key=True)


class ContactPoint(Archivable, Base):
    """`value` is normalised: E.164, lower-case e-mail, or Telegram id; `typed` is what was written."""

    __tablename__ = "contact_points"
    __table_args__ = (
        Index(
            "uq_contact_points_kind_value",
            "kind",
            "value",
            unique=True,
            postgresql_where="archived_at IS NULL",
        ),
        Index(
            "ix_contact_points_value",
            "value",
            postgresql_using="gin",
            postgresql_ops={"value": "gin_trgm_ops"},
        ),
        Index(None, "customer_id"),
        CheckConstraint("kind <> 'phone' OR value ~ '^\\+[1-9][0-9]{5,14}$'", name="e164"),
        CheckConstraint("kind <> 'telegram' OR value ~ '^[0-9]+$'", name="telegram"),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    kind: Mapped[ContactKind] = mapped_column(enum_type(ContactKind))
    value: Mapped[str] = mapped_column(String(200))
    typed: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
