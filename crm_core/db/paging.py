"""One page of a list: what every list query returns, and how the page is cut out of all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Subquery, func, select
from sqlalchemy.ext.asyncio import AsyncSession

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """`total` counts the whole list; `offset` is the index of the first item here."""

    items: tuple[Item, ...]
    total: int
    offset: int
    limit: int

    @property
    def has_more(self) -> bool:
        return self.offset + len(self.items) < self.total


def cut_page(
    key: Any, conditions: Sequence[ColumnElement[bool]], order: Sequence[Any], limit: int, offset: int
) -> Subquery:
    """One page of those rows: their `id`, their `place` in the whole list and its `total`.

    It is cut before anything is joined for showing, and the conditions, among which rights are dear, are asked once.
    """
    place, total = func.row_number().over(order_by=order), func.count().over()
    matching = select(key.label("id"), place.label("place"), total.label("total")).where(*conditions)
    return matching.order_by("place").limit(limit).offset(offset).subquery("page")


async def count_all(
    session: AsyncSession, key: Any, conditions: Sequence[ColumnElement[bool]], found: Sequence[Any], offset: int
) -> int:
    """How many rows the list has, from the `total` of a row found; a page behind the end is counted anew."""
    if found or offset == 0:
        return found[0].total if found else 0
    return (await session.execute(select(func.count(key)).where(*conditions))).scalar_one()
