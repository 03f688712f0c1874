"""The statement behind `crm_core.cards.meant`: all mentions of a sentence at once, as JSON in one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from crm_core.customers.models import ContactKind, ContactPoint, Customer, NameWord
from crm_core.db.visibility import reach_customers, visible_to
from crm_core.db.words import all_of, any_of, beginning, has_words, whole
from crm_core.deals.models import Deal, Stage, StageKind
from crm_core.kernel.actor import Actor
from crm_core.language.found import MentionKind
from crm_core.language.spelling import count_allowed_slips
from crm_core.staff.models import Employee

#: So many people of one name are looked at; the likeliest of them are shown.
MOST_SEEN = 60

#: Of a name that more have, so many are looked at before it is asked whom the actor sees.
MOST_OF_NAME = 400

#: As many of a common name are enough to ask which one is meant.
ENOUGH_SEEN = 8

#: A shorter word is a whole name, never the beginning of one.
FEWEST_BEGINNING = 3

#: Known words that are compared with a word typed wrong.
MOST_NEAR = 24

#: Spellings in which a slip is looked for: the likeliest nominatives.
NEAR_SPELLINGS = 2

_WHOLE, _CALLED, _BEGINNING = 4, 3, 2


@dataclass(frozen=True, slots=True)
class Lookup:
    """One mention: its number in the sentence and the keys or digits it may have."""

    number: int
    kind: MentionKind
    spellings: tuple[str, ...]


def select_meant(actor: Actor, lookups: Sequence[Lookup], limit: int, *, asks_near: bool) -> Select[Any]:
    """One row: (hits as a list of objects, near words by the word typed). Either may be null."""
    candidates = union_all(*(part for lookup in lookups for part in _list_parts(actor, lookup))).cte("candidates")
    hits = _describe(actor, _choose(actor, candidates, limit))
    near = _find_near(lookups, candidates) if asks_near else cast(null(), JSONB)
    return select(hits.label("hits"), near.label("near"))


def _list_parts(actor: Actor, lookup: Lookup) -> list[Select[Any]]:
    """Rows (mention, id, deal_id, grade) of customers that may be meant."""
    match lookup.kind:
        case MentionKind.NAME:
            return _list_names(actor, lookup)
        case MentionKind.DEAL_NUMBER:
            return [_select_deal(actor, lookup)]
        case _:
            return [_select_phone(actor, lookup)]


def _list_names(actor: Actor, lookup: Lookup) -> list[Select[Any]]:
    """Called so in full, called so in one or more words, or (when nobody is) with a name that begins so."""
    exact = any_of(all_of(map(whole, spelling.split())) for spelling in lookup.spellings)
    begun = any_of(
        all_of(beginning(word) if len(word) >= FEWEST_BEGINNING else whole(word) for word in spelling.split())
        for spelling in lookup.spellings
    )
    named = _NamedSo(actor, lookup, "named", has_words(Customer.search_key, exact))
    seen = named.list_seen()
    parts = [_as_candidates(lookup, one.c.id, _CALLED) for one in seen]
    in_full = _NamedSo(actor, lookup, "in_full", Customer.search_key.in_(lookup.spellings)).list_seen()
    parts += [_as_candidates(lookup, one.c.id, _WHOLE) for one in in_full]
    nobody = and_(*(~select(one.c.id).exists() for one in seen))
    beginning_so = _NamedSo(actor, lookup, "begun", and_(nobody, has_words(Customer.search_key, begun))).list_seen()
    return parts + [_as_candidates(lookup, one.c.id, _BEGINNING) for one in beginning_so]


@dataclass(frozen=True, slots=True)
class _NamedSo:
    """Visible customers of one name. However many there are, a bounded number of rows is read:

    some of the name are looked at for whether the actor sees them; when the name has more than that and he sees hardly
    any of them, he sees few customers at all, and those are looked at for the name.
    """

    actor: Actor
    lookup: Lookup
    label: str
    condition: ColumnElement[bool]

    def list_seen(self) -> list[CTE]:
        some = self._select_some()
        seen = (
            select(Customer.id)
            .join(some, some.c.id == Customer.id)
            .where(visible_to(self.actor, Customer))
            .limit(MOST_SEEN)
            .cte(f"{self.label}_seen_{self.lookup.number}")
        )
        reached = reach_customers(self.actor)
        if reached is None:
            return [seen]
        has_more = select(func.count(some.c.id)).scalar_subquery() >= MOST_OF_NAME
        sees_few = select(func.count(seen.c.id)).scalar_subquery() < ENOUGH_SEEN
        reachable = (
            select(Customer.id)
            .where(has_more, sees_few, self.condition, Customer.archived_at.is_(None))
            .where(Customer.id.in_(reached), visible_to(self.actor, Customer))
            .limit(MOST_SEEN)
            .cte(f"{self.label}_reached_{self.lookup.number}")
        )
        return [seen, reachable]

    def _select_some(self) -> CTE:
        some = select(Customer.id).where(self.condition, Customer.archived_at.is_(None)).limit(MOST_OF_NAME)
        return some.cte(f"{self.label}_{self.lookup.number}").prefix_with("MATERIALIZED", dialect="postgresql")


def _as_candidates(lookup: Lookup, customer_id: Any, grade: int, deal_id: Any = None) -> Select[Any]:
    deal_id = cast(null(), Deal.id.type) if deal_id is None else deal_id
    number, graded = literal(lookup.number, Integer()), literal(grade, Integer())
    return select(number.label("mention"), customer_id.label("id"), deal_id.label("deal_id"), graded.label("grade"))


def _select_deal(actor: Actor, lookup: Lookup) -> Select[Any]:
    query = _as_candidates(lookup, Deal.customer_id, _CALLED, Deal.id)
    return query.where(
        Deal.number.in_([int(spelling) for spelling in lookup.spellings]),
        Deal.archived_at.is_(None),
        visible_to(actor, Deal),
    )


def _select_phone(actor: Actor, lookup: Lookup) -> Select[Any]:
    """By the end of a phone; a whole phone is its own end."""
    ends = or_(*(ContactPoint.value.like(f"%{digits}") for digits in lookup.spellings))
    if lookup.kind is MentionKind.PHONE:
        ends = ContactPoint.value.in_([f"+{digits}" for digits in lookup.spellings])
    some = (
        select(ContactPoint.customer_id.label("id"))
        .where(ContactPoint.kind == ContactKind.PHONE, ContactPoint.archived_at.is_(None), ends)
        .limit(MOST_OF_NAME)
        .cte(f"phones_{lookup.number}")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    seen = select(Customer.id).join(some, some.c.id == Customer.id)
    seen = seen.where(Customer.archived_at.is_(None), visible_to(actor, Customer)).limit(MOST_SEEN)
    return _as_candidates(lookup, seen.subquery().c.id, _CALLED)


def _choose(actor: Actor, candidates: CTE, limit: int) -> Subquery:
    """The likeliest of every mention, one more than are shown: with deals of the actor's own first, then with any."""
    grade, deal_id = func.max(candidates.c.grade), func.max(candidates.c.deal_id)
    once = (
        select(candidates.c.mention, candidates.c.id, grade.label("grade"), deal_id.label("deal_id"))
        .group_by(candidates.c.mention, candidates.c.id)
        .subquery("once")
    )
    still_open = (Deal.customer_id == once.c.id, Deal.closed_at.is_(None), Deal.archived_at.is_(None))
    own = select(Deal.id).where(*still_open, Deal.responsible_id == actor.employee_id).correlate(once).exists()
    any_open = select(Deal.id).where(*still_open).correlate(once).exists()
    nearness = case((own, 2), (any_open, 1), else_=0)
    order = (once.c.grade.desc(), nearness.desc(), once.c.id.desc())
    place = func.row_number().over(partition_by=once.c.mention, order_by=order)
    placed = select(once, place.label("place")).subquery("placed")
    return select(placed).where(placed.c.place <= limit + 1).subquery("chosen")


def _describe(actor: Actor, chosen: Subquery) -> Any:
    """The chosen ones as a list of objects, with everything that is shown of them."""
    phone = (
        select(ContactPoint.value)
        .where(
            ContactPoint.customer_id == Customer.id,
            ContactPoint.kind == ContactKind.PHONE,
            ContactPoint.archived_at.is_(None),
        )
        .order_by(ContactPoint.id)
        .limit(1)
        .correlate(Customer)
        .scalar_subquery()
    )
    described = func.jsonb_build_object(
        *("mention", chosen.c.mention, "id", Customer.id, "name", Customer.name, "phone", phone),
        *("grade", chosen.c.grade, "deal_id", chosen.c.deal_id, "deals", _list_deals(actor, chosen)),
    )
    return (
        select(func.jsonb_agg(aggregate_order_by(described, chosen.c.mention, chosen.c.place), type_=JSONB))
        .select_from(chosen)
        .join(Customer, Customer.id == chosen.c.id)
        .where(Customer.archived_at.is_(None), visible_to(actor, Customer))
        .scalar_subquery()
    )


def _list_deals(actor: Actor, chosen: Subquery) -> Any:
    described = func.jsonb_build_object(
        *("id", Deal.id, "number", Deal.number, "pipeline_id", Deal.pipeline_id, "stage_id", Deal.stage_id),
        *("stage_code", Stage.code, "stage", Stage.name, "is_open", Deal.stage_kind == StageKind.OPEN),
        *("amount", cast(Deal.amount, Text), "currency", Deal.currency),
        *("responsible_id", Deal.responsible_id, "responsible_name", Employee.name),
    )
    return (
        select(func.jsonb_agg(aggregate_order_by(described, Deal.created_at.desc(), Deal.id), type_=JSONB))
        .join(Stage, Stage.id == Deal.stage_id)
        .join(Employee, Employee.id == Deal.responsible_id)
        .where(
            Deal.customer_id == Customer.id,
            Deal.archived_at.is_(None),
            or_(Deal.closed_at.is_(None), Deal.id == chosen.c.deal_id),
            visible_to(actor, Deal),
        )
        .correlate(Customer, chosen)
        .scalar_subquery()
    )


def _find_near(lookups: Sequence[Lookup], candidates: CTE) -> Any:
    """Known words that look like those typed, for names that nobody has; looked up only then."""
    found: list[Any] = []
    for lookup in lookups:
        if lookup.kind is not MentionKind.NAME:
            continue
        nobody = ~select(candidates.c.id).where(candidates.c.mention == lookup.number).exists()
        for word in list_words_to_correct(lookup.spellings):
            if word not in found[::2]:
                found += [word, _select_near(word, nobody)]
    return func.jsonb_build_object(*found, type_=JSONB) if found else cast(null(), JSONB)


def list_words_to_correct(spellings: Sequence[str]) -> tuple[str, ...]:
    """The words of a name in which slips are looked for."""
    words = dict.fromkeys(word for spelling in spellings[:NEAR_SPELLINGS] for word in spelling.split())
    return tuple(word for word in words if count_allowed_slips(word))


def _select_near(word: str, condition: ColumnElement[bool]) -> Any:
    likeness = func.similarity(NameWord.word, word)
    near = select(NameWord.word).where(condition, NameWord.word.bool_op("%")(word))
    nearest = near.order_by(likeness.desc(), NameWord.word).limit(MOST_NEAR).subquery()
    return select(func.jsonb_agg(nearest.c.word, type_=JSONB)).scalar_subquery()
