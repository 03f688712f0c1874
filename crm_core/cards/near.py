"""Names with a slip of the finger: the known words that are near to those typed, and the names they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import JSONB

from crm_core.cards.finding import Wanted
from crm_core.customers.models import NameWord
from crm_core.language.spelling import count_allowed_slips, measure_distance

#: Known words that look like the one typed, by the word typed; None when there are none.
NearWords = Mapping[str, Sequence[str] | None]

#: Known words that are compared letter by letter with a word typed wrong.
MOST_NEAR = 24

#: Spellings in which a slip is looked for: the likeliest nominatives.
NEAR_SPELLINGS = 2

#: Corrected names that are looked up.
MOST_CORRECTED = 8

#: Shorter parts are in the middle of too many names.
FEWEST_INSIDE = 4

#: Letters from which on a name with a slip may be typed only in part.
LONG_ENOUGH = 8


def find_near_words(spellings: Sequence[str], condition: ColumnElement[bool]) -> Any:
    """An expression: the `NearWords` of these names, looked up in the database only where the condition holds."""
    words = dict.fromkeys(word for spelling in spellings[:NEAR_SPELLINGS] for word in spelling.split())
    found: list[Any] = []
    for word in words:
        if count_allowed_slips(word):
            likeness = func.similarity(NameWord.word, word)
            near = select(NameWord.word).where(condition, NameWord.word.bool_op("%")(word))
            nearest = near.order_by(likeness.desc(), NameWord.word).limit(MOST_NEAR).subquery()
            found += [word, select(func.jsonb_agg(nearest.c.word, type_=JSONB)).scalar_subquery()]
    return func.jsonb_build_object(*found, type_=JSONB)


def correct_wanted(wanted: Wanted, near: NearWords) -> Wanted | None:
    """The same search without the slips, and in the middle of names; None when there is nothing else to look for."""
    names = correct_spellings(wanted.spellings, near)
    is_long = bool(wanted.words) and min(map(len, wanted.words)) >= FEWEST_INSIDE
    inside = wanted.words if is_long and not wanted.digits else ()
    if not names and not inside:
        return None
    return replace(wanted, spellings=names, words=tuple(names[0].split()) if names else (), inside=inside, mixed=None)


def correct_spellings(spellings: Sequence[str], near: NearWords) -> tuple[str, ...]:
    """The names that may have been meant, the nearest first; those typed are not among them."""
    rated: dict[str, int] = {}
    for spelling in spellings[:NEAR_SPELLINGS]:
        for name, distance in _list_corrections(spelling.split(), near):
            rated[name] = min(distance, rated.get(name, distance))
    return tuple(sorted(rated, key=lambda name: rated[name])[:MOST_CORRECTED])


def _list_corrections(words: Sequence[str], near: NearWords) -> list[tuple[str, int]]:
    """Every word as it was meant, with how far it is from what was typed in all."""
    names: list[tuple[str, int]] = [("", 0)]
    for word in words:
        meant = _list_meant_words(word, near.get(word) or ())
        names = [(f"{name} {other}".strip(), far + distance) for name, far in names for other, distance in meant]
        names = sorted(names, key=lambda one: one[1])[:MOST_CORRECTED]
    return [name for name in names if name[1]]


def _list_meant_words(word: str, known: Sequence[str]) -> list[tuple[str, int]]:
    """The word as it stands, and known words within its slips; a long word may be typed only in part."""
    slips = count_allowed_slips(word)
    rated = {word: 0}
    for other in known:
        if other == word:
            continue
        lengths = {len(other), min(len(other), len(word) + 1)} if len(word) >= LONG_ENOUGH else {len(other)}
        distance = min(measure_distance(word, other[:length], slips) for length in lengths)
        if distance <= slips:
            rated[other] = max(distance, 1)
    return sorted(rated.items(), key=lambda one: one[1])
