"""What a text typed into the search may find: names, telephones, numbers of deals, addresses, what was asked for.

Everything is looked up by an index, and of what thousands have only some are looked at, so that a search takes as long
in a large company as in a small one. Whoever is called so comes first, then numbers, then places and wishes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)

from crm_core.customers.models import ContactKind, ContactPoint, Customer
from crm_core.db.visibility import reach_customers, visible_to
from crm_core.db.words import all_of, any_of, beginning, has_words, whole
from crm_core.deals.models import Deal
from crm_core.kernel.actor import Actor
from crm_core.kernel.search_key import make_search_key
from crm_core.language.name_things import WordWanted, read_word_wanted
from crm_core.language.names import list_spellings

#: Fewer digits are in almost every number.
FEWEST_DIGITS = 3

#: So many rows of a kind are looked at.
MOST_LOOKED_AT = 200

#: So many rows of one kind are looked through for another.
MOST_TO_JOIN = 1_000

#: He who saw as many of those sees enough.
ENOUGH_SEEN = 8

#: Words that are shared out between address and wish; more are a name.
MOST_WORDS = 3

#: Shorter words ("на", "in") are looked for in names only.
FEWEST_LETTERS = 3

_NUMBER = re.compile(r"^(?P<sign>[#№]?)\s*(?P<digits>\d{1,12})$")
_DIGITS = re.compile(r"\+?\d[\d\s().\-]*")
_CALLED, _BEGUN, _NUMBERED, _PLACED, _WISHED = 5, 4, 3, 2, 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text as it is looked for. `spellings` are keys of names it may be, the likeliest first."""

    email: str | None = None
    number: int | None = None
    digits: str = ""
    words: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    #: Words and digits as one name ("Shop 24").
    mixed: str | None = None
    #: Parts out of the middle of names, all of them in one.
    inside: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return self.email is None and self.number is None and not self.words and len(self.digits) < FEWEST_DIGITS


def read_wanted(text: str, language: str) -> Wanted:
    """What may be looked for in a typed text, perhaps nothing."""
    if "@" in text:
        return Wanted(email=text.split(maxsplit=1)[0].lower())
    number = _NUMBER.match(text)
    if number is not None and number["sign"]:
        return Wanted(number=int(number["digits"]))
    digits = re.sub(r"\D", "", "".join(_DIGITS.findall(text))).lstrip("0")
    rest = _DIGITS.sub(" ", text)
    words = tuple(make_search_key(rest).split())
    return Wanted(
        number=None if number is None else int(number["digits"]),
        digits=digits if len(digits) >= FEWEST_DIGITS else "",
        words=words,
        spellings=tuple(dict.fromkeys((" ".join(words), *list_spellings(rest, language)))) if words else (),
        mixed=make_search_key(text) if words and digits else None,
    )


def select_found(actor: Actor, wanted: Wanted) -> CTE:
    """Rows (id, grade) of customers, each once; only what the actor sees."""
    parts = list(_list_parts(wanted))
    looked_at = union_all(*parts).cte("looked_at").prefix_with("MATERIALIZED", dialect="postgresql")
    own_deal = select(Deal.id).where(Deal.id == looked_at.c.deal_id, visible_to(actor, Deal)).correlate(looked_at)
    seen = (
        select(looked_at.c.id, looked_at.c.grade)
        .join(Customer, Customer.id == looked_at.c.id)
        .where(Customer.archived_at.is_(None), visible_to(actor, Customer))
        .where(or_(looked_at.c.deal_id.is_(None), own_deal.exists()))
        .cte("seen")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    found = [select(seen), *_reach(actor, wanted, looked_at, seen)]
    every = union_all(*found).subquery("every")
    return select(every.c.id, func.max(every.c.grade).label("grade")).group_by(every.c.id).cte("found")


def _list_parts(wanted: Wanted) -> Iterable[Select[Any]]:
    if wanted.email is not None:
        yield _select_contacts(ContactKind.EMAIL, ContactPoint.value.contains(wanted.email, autoescape=True))
        return
    if wanted.number is not None:
        deals = select(Deal.customer_id.label("id"), Deal.id.label("deal_id"))
        yield _grade(deals.where(Deal.archived_at.is_(None), Deal.number == wanted.number), _NUMBERED)
    if wanted.inside:
        yield _select_customers(and_(*map(Customer.search_key.contains, wanted.inside)), _BEGUN)
    if wanted.digits and not (wanted.words or wanted.inside):
        yield _select_contacts(ContactKind.PHONE, _has_part(wanted.digits))
    elif wanted.digits and wanted.words:
        yield from _list_names_with_phone(wanted)
    if wanted.mixed is not None:
        yield _select_customers(has_words(Customer.search_key, all_of(map(beginning, wanted.mixed.split()))), _BEGUN)
    elif wanted.words:
        yield from _list_names(wanted)


def _list_names(wanted: Wanted) -> Iterable[Select[Any]]:
    """Whoever is called so; and, unless those are many already, what else the words may be."""
    called = _select_customers(_is_named(wanted, begun=False), _CALLED).cte("called")
    called = called.prefix_with("MATERIALIZED", dialect="postgresql")
    yield select(called)
    are_few = select(func.count(called.c.id)).scalar_subquery() < MOST_LOOKED_AT
    yield _select_customers(and_(are_few, _is_named(wanted, begun=True)), _BEGUN)
    words = [read_word_wanted(word) for word in wanted.words if len(word) >= FEWEST_LETTERS]
    for wished in product((False, True), repeat=len(words) if len(words) <= MOST_WORDS else 0):
        shared = list(zip(words, wished, strict=False))
        if shared and all(word.is_wish if is_wished else word.is_about_customer for word, is_wished in shared):
            yield from _list_sharing(shared, are_few)


def _list_sharing(shared: Sequence[tuple[WordWanted, bool]], are_few: ColumnElement[bool]) -> Iterable[Select[Any]]:
    """Some words stand in the name or the address, the others in what was asked for.

    Things are in every other wish: by them it is only chosen among what other words found, when there are any.
    """
    wished = [word for word, is_wished in shared if is_wished]
    about = [_is_about(word, alone=len(shared) == 1) for word, is_wished in shared if not is_wished]
    if not wished:
        yield _select_customers(and_(are_few, *about), _PLACED)
        return
    rare = [word for word in wished if not word.is_thing] or (wished if not about else [])
    common = [has_words(Deal.wish_key, _spell(word)).is_(true()) for word in wished if word not in rare]
    deals = select(Deal.customer_id.label("id"), Deal.id.label("deal_id")).where(Deal.archived_at.is_(None))
    if rare:
        wish = has_words(Deal.wish_key, all_of(map(_spell, rare)))
        some = select(Deal.id).where(are_few, wish).limit(MOST_TO_JOIN).subquery()
        of_some = deals.join(some, some.c.id == Deal.id).join(Customer, Customer.id == Deal.customer_id)
        yield _grade(of_some.where(*common, *about), _WISHED)
    if about:
        people = select(Customer.id).where(are_few, *about).limit(MOST_TO_JOIN).subquery()
        wishes = [has_words(Deal.wish_key, _spell(word)).is_(true()) for word in wished]
        yield _grade(deals.join(people, people.c.id == Deal.customer_id).where(*wishes), _WISHED)


def _is_about(word: WordWanted, *, alone: bool) -> ColumnElement[bool]:
    """In the address; or, with further words, in the name: alone it has been looked for there."""
    in_address = has_words(Customer.address_key, _spell(word))
    return in_address if alone else or_(has_words(Customer.search_key, _spell(word)), in_address)


def _spell(word: WordWanted) -> str:
    return any_of(map(beginning, word.beginnings))


def _list_names_with_phone(wanted: Wanted) -> Iterable[Select[Any]]:
    """A name and a part of a telephone: some of one are looked through for the other, and the other way round."""
    named, is_point = _is_named(wanted, begun=True), _is_contact(ContactKind.PHONE, _has_part(wanted.digits))
    rows = select(Customer.id, cast(null(), Deal.id.type).label("deal_id")).where(Customer.archived_at.is_(None))
    some = select(Customer.id).where(named).limit(MOST_TO_JOIN).subquery()
    of_some = rows.join(some, some.c.id == Customer.id).join(ContactPoint, ContactPoint.customer_id == Customer.id)
    yield _grade(of_some.where(*is_point), _BEGUN)
    points = select(ContactPoint.customer_id).where(*is_point).limit(MOST_TO_JOIN).subquery()
    yield _grade(rows.join(points, points.c.customer_id == Customer.id).where(named), _BEGUN)


def _is_named(wanted: Wanted, *, begun: bool) -> ColumnElement[bool]:
    how = beginning if begun else whole
    return has_words(Customer.search_key, any_of(all_of(map(how, name.split())) for name in wanted.spellings))


def _grade(rows: Select[*tuple[Any, ...]], grade: int) -> Select[Any]:
    some = rows.limit(MOST_LOOKED_AT).subquery()
    return select(some.c.id, some.c.deal_id, literal(grade, Integer()).label("grade"))


def _select_customers(condition: ColumnElement[bool], grade: int) -> Select[Any]:
    rows = select(Customer.id, cast(null(), Deal.id.type).label("deal_id"))
    return _grade(rows.where(condition, Customer.archived_at.is_(None)), grade)


def _select_contacts(kind: ContactKind, matches: ColumnElement[bool]) -> Select[Any]:
    rows = select(ContactPoint.customer_id.label("id"), cast(null(), Deal.id.type).label("deal_id"))
    return _grade(rows.where(*_is_contact(kind, matches)), _NUMBERED)


def _is_contact(kind: ContactKind, matches: ColumnElement[bool]) -> Sequence[ColumnElement[bool]]:
    return ContactPoint.kind == kind, ContactPoint.archived_at.is_(None), matches


def _has_part(digits: str) -> ColumnElement[bool]:
    """Three digits with which a number begins are its country: everybody has them."""
    part = ContactPoint.value.contains(digits)
    if len(digits) > FEWEST_DIGITS:
        return part
    return and_(part, or_(ContactPoint.value.not_like(f"+{digits}%"), ContactPoint.value.like(f"+{digits}%{digits}%")))


def _reach(actor: Actor, wanted: Wanted, looked_at: CTE, seen: CTE) -> list[Select[Any]]:
    """Whoever sees few customers has all of those looked at for the name, when it is a common one."""
    reached = reach_customers(actor)
    if reached is None or not wanted.words:
        return []
    is_common = select(func.count(looked_at.c.id)).scalar_subquery() >= MOST_LOOKED_AT
    saw_few = select(func.count(seen.c.id)).scalar_subquery() < ENOUGH_SEEN
    own = select(Customer.id, Customer.search_key).where(is_common, saw_few, Customer.id.in_(reached))
    mine = own.where(Customer.archived_at.is_(None)).cte("own").prefix_with("MATERIALIZED", dialect="postgresql")
    begun = any_of(all_of(map(beginning, name.split())) for name in wanted.spellings)
    named = select(mine.c.id).where(has_words(mine.c.search_key, begun)).limit(MOST_LOOKED_AT).subquery()
    return [select(named.c.id, literal(_BEGUN, Integer()).label("grade"))]
