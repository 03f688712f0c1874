"""Whose a message is that somebody passed on: customers known by its author, or by a phone or a name in it.

Only what the actor sees is looked at: a forwarded text is somebody else's words and opens no door.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, literal, or_, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.customers.models import ContactKind, ContactPoint, Customer
from crm_core.db.visibility import visible_to
from crm_core.deals.models import Deal
from crm_core.kernel.actor import Actor
from crm_core.kernel.search_key import make_search_key

#: Further phones and names in one message tell nothing.
MOST_CLUES = 5


@dataclass(frozen=True, slots=True)
class Clues:
    """`phones` are E.164; `author` is a person's name as it stands in Telegram; `names` are search keys."""

    telegram_id: int | None = None
    phones: Sequence[str] = ()
    author: str | None = None
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Likely:
    """A customer with one of her open deals, or without any. `is_known`: by her account, her number or her own name."""

    customer_id: int
    customer_name: str
    deal_id: int | None
    deal_number: int | None
    is_known: bool


#: How a customer was found, the surest first.
_ACCOUNT, _PHONE, _AUTHOR, _NAME = range(4)


async def list_likely(session: AsyncSession, actor: Actor, clues: Clues, limit: int = 4) -> list[Likely]:
    """The likeliest first, each open deal by itself; 1 query, none without clues."""
    ways = list(_list_ways(clues))
    if not ways:
        return []
    found = union_all(*ways).subquery("found")
    best = select(found.c.id, func.min(found.c.way).label("way")).group_by(found.c.id).subquery("best")
    deals = (
        select(Deal.id, Deal.number, Deal.created_at)
        .where(
            Deal.customer_id == Customer.id,
            Deal.closed_at.is_(None),
            Deal.archived_at.is_(None),
            visible_to(actor, Deal),
        )
        .correlate(Customer)
        .lateral("open_deals")
    )
    query = (
        select(Customer.id, Customer.name, deals.c.id, deals.c.number, best.c.way)
        .join(best, best.c.id == Customer.id)
        .outerjoin(deals, true())
        .where(Customer.archived_at.is_(None), visible_to(actor, Customer))
        .order_by(best.c.way, deals.c.created_at.desc().nulls_last(), Customer.id)
        .limit(limit)
    )
    found_rows = await session.execute(query)
    return [Likely(key, name, deal_id, number, way < _NAME) for key, name, deal_id, number, way in found_rows]


def _list_ways(clues: Clues) -> Iterator[Select[int, int]]:
    if clues.telegram_id is not None:
        yield _select_owners(ContactKind.TELEGRAM, [str(clues.telegram_id)], _ACCOUNT)
    if clues.phones:
        yield _select_owners(ContactKind.PHONE, list(clues.phones[:MOST_CLUES]), _PHONE)
    author = make_search_key(clues.author or "")
    if author:
        yield _select_called([author], _AUTHOR)
    if clues.names:
        yield _select_called(list(clues.names[:MOST_CLUES]), _NAME)


def _select_owners(kind: ContactKind, values: list[str], way: int) -> Select[int, int]:
    query = select(ContactPoint.customer_id.label("id"), literal(way).label("way"))
    return query.where(ContactPoint.kind == kind, ContactPoint.value.in_(values), ContactPoint.archived_at.is_(None))


def _select_called(keys: list[str], way: int) -> Select[int, int]:
    """Called exactly so; or so by the first name, when no more than that is known."""
    alone = [Customer.search_key.startswith(f"{key} ") for key in keys if " " not in key]
    return select(Customer.id.label("id"), literal(way).label("way")).where(or_(Customer.search_key.in_(keys), *alone))
