"""The statement behind `crm_core.cards.meant`: all mentions of a sentence at once, as JSON in one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
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
    column,
    func,
    literal,
    null,
    or_,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from crm_core.cards.near import find_near_words
from crm_core.customers.models import ContactKind, ContactPoint, Customer
from crm_core.db.visibility import reach_customers, visible_to
from crm_core.db.words import all_of, any_of, beginning, has_words, whole
from crm_core.deals.models import Deal, Stage, StageKind
from crm_core.kernel.actor import Actor
from crm_core.language.found import MentionKind
from crm_core.staff.models import Employee

#: So many customers of a name are looked at, of whom the actor may see some; the likeliest of those are shown.
MOST_OF_NAME = 200

#: As many of a common name are enough to ask which one is meant.
ENOUGH_SEEN = 8

#: A shorter word is a whole name, never the beginning of one.
FEWEST_BEGINNING = 3

_WHOLE, _CALLED, _BEGINNING = 4, 3, 2


@dataclass(frozen=True, slots=True)
class Lookup:
    """One mention: its number in the sentence and the keys or digits it may have."""

    number: int
    kind: MentionKind
    spellings: tuple[str, ...]


def select_meant(actor: Actor, lookups: Sequence[Lookup], limit: int, *, asks_near: bool) -> Select[Any]:
    """One row: (hits as a list of objects, near words by the word typed). Either may be null."""
    names = [lookup for lookup in lookups if lookup.kind is MentionKind.NAME]
    found = [part for lookup in lookups for part in _list_parts(actor, lookup)]
    seen = [_select_visible(actor, union_all(*found).cte("found"), "seen")]
    if names:
        begun = union_all(*(_select_begun(lookup, seen[0]) for lookup in names)).cte("begun")
        seen.append(_select_visible(actor, begun, "seen_begun"))
        seen += _reach(actor, names, seen)
    candidates = union_all(*(select(part) for part in seen)).cte("candidates")
    hits = _describe(actor, _choose(actor, candidates, limit))
    near = _find_near(names, candidates) if asks_near else cast(null(), JSONB)
    return select(hits.label("hits"), near.label("near"))


def _list_parts(actor: Actor, lookup: Lookup) -> list[Select[Any]]:
    """Rows (mention, id, deal_id, grade) of customers that may be meant, whoever sees them."""
    match lookup.kind:
        case MentionKind.NAME:
            in_full = _select_some(Customer.search_key.in_(lookup.spellings), f"in_full_{lookup.number}")
            called = _select_some(_is_called(lookup, Customer.search_key), f"called_{lookup.number}")
            return [_as_candidates(lookup, in_full.c.id, _WHOLE), _as_candidates(lookup, called.c.id, _CALLED)]
        case MentionKind.DEAL_NUMBER:
            return [_select_deal(actor, lookup)]
        case _:
            return [_select_phone(lookup)]


def _is_called(lookup: Lookup, key: Any) -> ColumnElement[bool]:
    """All words of a spelling are words of her name."""
    return has_words(key, any_of(all_of(map(whole, spelling.split())) for spelling in lookup.spellings))


def _begins_so(lookup: Lookup, key: Any) -> ColumnElement[bool]:
    """All words of a spelling are beginnings of words of her name."""
    begun = (
        all_of(beginning(word) if len(word) >= FEWEST_BEGINNING else whole(word) for word in spelling.split())
        for spelling in lookup.spellings
    )
    return has_words(key, any_of(begun))


def _select_begun(lookup: Lookup, seen: CTE) -> Select[Any]:
    """When nobody is called so: whose name begins so."""
    nobody = ~select(seen.c.id).where(seen.c.mention == lookup.number).exists()
    some = _select_some(and_(nobody, _begins_so(lookup, Customer.search_key)), f"begun_{lookup.number}")
    return _as_candidates(lookup, some.c.id, _BEGINNING)


def _select_some(condition: ColumnElement[bool], name: str) -> CTE:
    """A bounded number of customers, found by an index and before it is asked who sees them."""
    some = select(Customer.id).where(condition, Customer.archived_at.is_(None)).limit(MOST_OF_NAME)
    return some.cte(name).prefix_with("MATERIALIZED", dialect="postgresql")


def _as_candidates(lookup: Lookup, customer_id: Any, grade: Any, deal_id: Any = None) -> Select[Any]:
    deal_id = cast(null(), Deal.id.type) if deal_id is None else deal_id
    graded = literal(grade, Integer()) if isinstance(grade, int) else grade
    number = literal(lookup.number, Integer())
    return select(number.label("mention"), customer_id.label("id"), deal_id.label("deal_id"), graded.label("grade"))


def _select_visible(actor: Actor, candidates: CTE, name: str) -> CTE:
    """Those that the actor sees."""
    query = select(candidates).join(Customer, Customer.id == candidates.c.id)
    return query.where(visible_to(actor, Customer)).cte(name).prefix_with("MATERIALIZED", dialect="postgresql")


def _reach(actor: Actor, lookups: Sequence[Lookup], seen: Sequence[CTE]) -> list[CTE]:
    """Whom the actor sees of a name that more people have than were looked at, when he saw hardly any of them.

    He sees few customers at all then: those are looked at for the name.
    """
    reached = reach_customers(actor)
    if reached is None:
        return []
    parts = [_needs_reaching(lookup, seen) for lookup in lookups]
    mine = select(Customer.id, Customer.search_key).where(or_(*parts), Customer.id.in_(reached))
    own = mine.where(Customer.archived_at.is_(None)).cte("own").prefix_with("MATERIALIZED", dialect="postgresql")
    queries = []
    for lookup, is_needed in zip(lookups, parts, strict=True):
        grade = case((_is_called(lookup, own.c.search_key), _CALLED), else_=_BEGINNING).label("grade")
        some = select(own.c.id, grade).where(is_needed, _begins_so(lookup, own.c.search_key))
        named = some.order_by(grade.desc()).limit(MOST_OF_NAME).subquery()
        queries.append(_as_candidates(lookup, named.c.id, named.c.grade))
    return [union_all(*queries).cte("reached").prefix_with("MATERIALIZED", dialect="postgresql")]


def _needs_reaching(lookup: Lookup, seen: Sequence[CTE]) -> ColumnElement[bool]:
    """There are more of the name, and of those looked at the actor hardly saw any."""
    looked_at = [table(f"{part}_{lookup.number}", column("id")) for part in ("called", "begun")]
    counts = [select(func.count(part.c.id)).scalar_subquery() for part in looked_at]
    saw = [select(func.count(part.c.id)).where(part.c.mention == lookup.number).scalar_subquery() for part in seen]
    return and_(func.greatest(*counts) >= MOST_OF_NAME, saw[0] + saw[1] < ENOUGH_SEEN)


def _select_deal(actor: Actor, lookup: Lookup) -> Select[Any]:
    query = _as_candidates(lookup, Deal.customer_id, _CALLED, Deal.id)
    return query.where(
        Deal.number.in_([int(spelling) for spelling in lookup.spellings]),
        Deal.archived_at.is_(None),
        visible_to(actor, Deal),
    )


def _select_phone(lookup: Lookup) -> Select[Any]:
    """By a whole phone, or by its end."""
    matches = or_(*(ContactPoint.value.like(f"%{digits}") for digits in lookup.spellings))
    if lookup.kind is MentionKind.PHONE:
        matches = ContactPoint.value.in_([f"+{digits}" for digits in lookup.spellings])
    some = (
        select(ContactPoint.customer_id.label("id"))
        .where(ContactPoint.kind == ContactKind.PHONE, ContactPoint.archived_at.is_(None), matches)
        .limit(MOST_OF_NAME)
        .cte(f"phones_{lookup.number}")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    return _as_candidates(lookup, some.c.id, _CALLED)


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
        select(func.jsonb_agg(aggregate_order_by(described, Deal.created_at.desc(), Deal.id.desc()), type_=JSONB))
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
    parts = []
    for lookup in lookups:
        nobody = ~select(candidates.c.id).where(candidates.c.mention == lookup.number).exists()
        parts.append(find_near_words(lookup.spellings, nobody))
    return reduce(lambda one, other: one.concat(other), parts) if parts else cast(null(), JSONB)
