"""Who is meant: the mentions of a sentence become customers with their open deals, as far as the actor sees them.

At most 2 queries for all mentions together, whatever the size of the company: everything is looked up by an index,
and of a name that thousands have only some are looked at. Whoever is called so comes before whose name only begins
so; whose name is nearly so is looked for when there is nobody else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.cards.meant_queries import Lookup, select_meant
from crm_core.cards.near import NearWords, correct_spellings
from crm_core.kernel.actor import Actor
from crm_core.kernel.wording import Wording
from crm_core.language.found import Mention, MentionKind

_KEY = re.compile(r"[a-z0-9]+( [a-z0-9]+)*")
_DIGITS = re.compile(r"[0-9]{1,15}")


class Grade(IntEnum):
    """How well a customer fits a mention. `CALLED` is also for a deal's number and a whole phone."""

    NEAR = 1
    BEGINNING = 2
    CALLED = 3
    #: The whole name is what was said, not one word of it.
    WHOLE = 4


@dataclass(frozen=True, slots=True)
class DealMeant:
    """An open deal, or the one whose number was said, which may be closed."""

    id: int
    number: int
    pipeline_id: int
    stage_id: int
    stage_code: str
    stage: Wording
    is_open: bool
    amount: Decimal | None
    currency: str
    responsible_id: int
    responsible_name: str


@dataclass(frozen=True, slots=True)
class CustomerMeant:
    """`phone` is E.164. `deal_id` is the deal that was named by its number."""

    id: int
    name: str
    phone: str | None
    deals: tuple[DealMeant, ...]
    grade: Grade
    deal_id: int | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """`people` are of one grade of likeness, the likeliest first; `has_more` of them than were asked for."""

    mention: Mention
    people: tuple[CustomerMeant, ...] = ()
    has_more: bool = False

    @property
    def is_near(self) -> bool:
        """Nobody is called so; these are called nearly so."""
        return bool(self.people) and self.people[0].grade is Grade.NEAR


async def find_meant(
    session: AsyncSession, actor: Actor, mentions: Sequence[Mention], limit: int = 7
) -> tuple[Meant, ...]:
    """One `Meant` a mention, in order. Pronouns and colleagues are nobody here: they are known without a query."""
    lookups = _make_lookups(mentions)
    found: dict[int, list[CustomerMeant]] = {}
    if lookups:
        hits, near = (await session.execute(select_meant(actor, lookups, limit, asks_near=True))).one()
        found = _group(hits)
        corrected = _correct(lookups, found, near or {})
        if corrected:
            hits, _ = (await session.execute(select_meant(actor, corrected, limit, asks_near=False))).one()
            found |= _group(hits, Grade.NEAR)
    return tuple(_make_meant(mention, found.get(number, []), limit) for number, mention in enumerate(mentions))


def _make_lookups(mentions: Sequence[Mention]) -> list[Lookup]:
    """Of what can be looked up: keys of lower-case letters and digits, or digits alone."""
    lookups = []
    for number, mention in enumerate(mentions):
        form = _KEY if mention.kind is MentionKind.NAME else _DIGITS
        spellings = tuple(spelling for spelling in mention.spellings if form.fullmatch(spelling))
        if spellings and mention.kind not in {MentionKind.PRONOUN, MentionKind.COLLEAGUE}:
            lookups.append(Lookup(number, mention.kind, spellings))
    return lookups


def _make_meant(mention: Mention, people: list[CustomerMeant], limit: int) -> Meant:
    """Whoever is called so in full or in part stays; names that only begin so are left when there is anybody."""
    kept = [one for one in people if one.grade >= min(people[0].grade, Grade.CALLED)]
    return Meant(mention, tuple(kept[:limit]), len(kept) > limit)


def _group(hits: list[dict[str, Any]] | None, grade: Grade | None = None) -> dict[int, list[CustomerMeant]]:
    found: dict[int, list[CustomerMeant]] = {}
    for hit in hits or ():
        customer = CustomerMeant(
            id=hit["id"],
            name=hit["name"],
            phone=hit["phone"],
            deals=tuple(_make_deal(deal) for deal in hit["deals"] or ()),
            grade=grade or Grade(hit["grade"]),
            deal_id=hit["deal_id"],
        )
        found.setdefault(hit["mention"], []).append(customer)
    return found


def _make_deal(deal: dict[str, Any]) -> DealMeant:
    amount = deal.pop("amount")
    return DealMeant(**deal, amount=None if amount is None else Decimal(amount))


def _correct(lookups: Sequence[Lookup], found: dict[int, list[CustomerMeant]], near: NearWords) -> list[Lookup]:
    """For names that nobody has: the same names without the slips of the finger, the nearest first."""
    corrected = []
    for lookup in lookups:
        if lookup.kind is MentionKind.NAME and not found.get(lookup.number):
            names = correct_spellings(lookup.spellings, near)
            if names:
                corrected.append(Lookup(lookup.number, MentionKind.NAME, names))
    return corrected
