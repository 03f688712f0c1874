"""From tokens to meanings of single words: which words mean something about time, and where each begins and ends.

Places stand between words. A word whose ending says something of its own ("პარასკევამდე") takes two. What never
carries meaning ("the", the hyphen of "18-го") takes none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from crm_core.language.spelling import list_shortened, measure_distance
from crm_core.language.times.figures import read_run
from crm_core.language.times.grammar import Piece
from crm_core.language.times.lexicon import LEAST_LETTERS, Sense, load, look_up
from crm_core.language.times.runs import find_runs, is_ending, is_free, is_named, names_nothing
from crm_core.language.tokens import Script, Token

_DASHES = frozenset("-–—")
#: Words of so few letters belong to another language only when something else says that the text does.
_SHORT = 3
#: Letters that say something only when they are typed right after figures.
_AFTER_FIGURES = frozenset(("ord_end", "ampm_letter", "unit_short", "iso_t"))
#: Numbers in words, and what they are called when no word follows that they could count.
_NUMBERS = frozenset(("nw", "ord"))
_FREE_NUMBERS = {"n": ("word_free",), "ord": ("ord_free",)}


@dataclass(slots=True)
class Places:
    """`pieces` by the place where they begin; `bounds` the offsets of what stands after each place."""

    pieces: list[list[Piece]] = field(default_factory=list)
    bounds: list[tuple[int, int]] = field(default_factory=list)
    #: Places before which no token but "the" stands, or after which none: a phrase from one to another is all there is.
    content: list[bool] = field(default_factory=list)


def read_words(tokens: Sequence[Token], language: str) -> Places:
    """`language` is the person's: it decides the order of figures and what Latin letters mostly write."""
    kept, after_the = _keep(tokens)
    found = _find_senses(kept, language)
    runs = find_runs(kept, found)
    split = [False] * len(kept)
    for at, senses in enumerate(found):
        for sense in senses:
            if sense.mark:
                split[at + sense.length - 1] = True
    return _lay_out(kept, found, runs, split, after_the, language)


def _lay_out(
    kept: list[Token],
    found: list[list[Sense]],
    runs: dict[int, list[tuple[int, str]]],
    split: list[bool],
    after_the: list[bool],
    language: str,
) -> Places:
    starts, places = [0], Places()
    for token, halved in zip(kept, split, strict=True):
        for _ in range(1 + halved):
            places.bounds.append((token.start, token.end))
            places.pieces.append([])
            places.content.append(token.script is not Script.SIGN)
        starts.append(starts[-1] + 1 + halved)
    for at, senses in enumerate(found):
        for sense in senses:
            last = at + sense.length
            end = starts[last] - (1 if sense.mark else 0)
            tags = _add_tags(kept, found, sense, at, after_the[at])
            places.pieces[starts[at]].append(Piece(starts[at], end, tags, sense.value, 2 * (sense.length - 1)))
            if sense.mark:
                places.pieces[end].append(Piece(end, end + 1, (sense.mark,), None))
        for length, run in runs.get(at, ()):
            free = is_free(kept, found, at + length)
            for tags, value in read_run(run, month_first=language == "en"):
                more = (*("free",) * free, *("the_nd",) * after_the[at]) if "nd" in tags else ()
                places.pieces[starts[at]].append(Piece(starts[at], starts[at + length], (*tags, *more), value))
    return places


def _add_tags(kept: list[Token], found: list[list[Sense]], sense: Sense, at: int, after_the: bool) -> tuple[str, ...]:
    """What follows a number decides whether it may be an hour or a day."""
    last, tags = at + sense.length, sense.tags
    if "nw" in tags and last < len(kept) and not found[last] and is_named(kept[last]):
        tags = ("n",)
    if not _NUMBERS.isdisjoint(tags) and is_free(kept, found, last):
        tags = (*tags, *_FREE_NUMBERS[tags[0]], *("the_ord",) * (after_the and tags[0] == "ord"))
    if "ord_genitive" in tags and names_nothing(kept, found, last):
        tags = (*tags, "day_end")
    return tags


def _keep(tokens: Sequence[Token]) -> tuple[list[Token], list[bool]]:
    """Without "the", hyphens before endings of figures and points after shortened words."""
    kept: list[Token] = []
    after_the: list[bool] = []
    was_the = False
    for at, token in enumerate(tokens):
        if token.word == "the":
            was_the = True
            continue
        if token.script is Script.SIGN and token.glued and kept:
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            if token.word in _DASHES and following and following.glued and _joins(kept[-1], following):
                continue
            if token.word == "." and kept[-1].is_word and len(kept[-1].word) <= 4 and _is_shortened(kept[-1]):
                continue
        kept.append(token)
        after_the.append(was_the)
        was_the = False
    return kept, after_the


def _joins(before: Token, after: Token) -> bool:
    """A figure and its ending, or "მე-3"."""
    if before.is_number:
        return is_ending(after) or any(_is_mark(sense) for sense in look_up(after))
    return after.is_number and any(sense.tags[0] == "ord_prefix" for sense in look_up(before))


def _is_mark(sense: Sense) -> bool:
    return sense.tags[0].endswith("_")


def _is_shortened(token: Token) -> bool:
    return any(sense.tags[0] in ("weekday", "month", "unit", "year_mark", "oclock") for sense in look_up(token))


@lru_cache(maxsize=20000)
def _guess(language: str, key: str) -> tuple[Sense, ...]:
    """The senses of the only word that this may be a slip for."""
    lexicon = load()
    most = 2 if len(key) >= LEAST_LETTERS + 2 else 1
    candidates: set[str] = set()
    for shortened in list_shortened(key, 1):
        candidates |= lexicon.near.get((language, shortened), set())
    rated = sorted((measure_distance(key, one, most), one) for one in candidates if one[0] == key[0])
    near = [one for distance, one in rated if distance <= most and distance == rated[0][0]]
    meant = [sense for one in near[:1] for sense in lexicon.senses[language, one] if sense.length == 1]
    return tuple(sense for sense in meant if sense.tags[0] in ("weekday", "month", "day", "partword"))


def _find_senses(kept: list[Token], language: str) -> list[list[Sense]]:
    known = [look_up(token) if not token.is_number else [] for token in kept]
    is_english, is_foreign = _weigh(kept, known)
    found: list[list[Sense]] = []
    for at, token in enumerate(kept):
        senses = [sense for sense in known[at] if _goes_on(kept, at, sense)]
        if token.script is Script.LATIN:
            senses = _choose_language(token, senses, is_english, is_foreign, language)
        if not known[at] and token.is_word and len(token.word) >= LEAST_LETTERS:
            senses = [sense for spoken, key in token.keys if len(key) >= LEAST_LETTERS for sense in _guess(spoken, key)]
        found.append(_part_numbers(token, senses))
    return found


def _part_numbers(token: Token, senses: list[Sense]) -> list[Sense]:
    """ "к пяти" is no "пятый", though both may be typed "pyati"."""
    kinds = {sense.tags[0] for sense in senses if sense.language == "ru"}
    if not {"n", "ord"} <= kinds:
        return senses
    wrong = "n" if token.word.endswith(("й", "y", "j")) else "ord"
    return [sense for sense in senses if sense.language != "ru" or sense.tags[0] != wrong]


def _goes_on(kept: list[Token], at: int, sense: Sense) -> bool:
    if at + sense.length > len(kept):
        return False
    if sense.tags[0] == "ord_end" and at + 1 < len(kept) and is_named(kept[at + 1]):
        return False
    if sense.is_upper and not kept[at].text.isupper():
        return False
    if sense.tags[0] == "unit_short" and at and kept[at - 1].is_number:
        return True
    if sense.tags[0] in _AFTER_FIGURES and not (at and kept[at].glued and kept[at - 1].is_number):
        return False
    for number, key in enumerate(sense.rest, 1):
        token = kept[at + number]
        typed = (token.word, *(one for language, one in token.keys if language == sense.language))
        if key not in typed and key.replace("tS", "C") not in typed:
            return False
    return True


def _weigh(kept: list[Token], known: list[list[Sense]]) -> tuple[bool, bool]:
    """Whether Latin words say that the text is English, and whether they say that it is not."""
    stops = load().stops
    is_english = is_foreign = False
    for token, senses in zip(kept, known, strict=True):
        if token.script is not Script.LATIN:
            continue
        if token.word in stops:
            is_english = True
        elif len(token.word) > _SHORT and senses and not any(sense.language == "en" for sense in senses):
            is_foreign = True
    return is_english, is_foreign


def _choose_language(
    token: Token, senses: list[Sense], is_english: bool, is_foreign: bool, language: str
) -> list[Sense]:
    if is_foreign:
        return senses
    if token.word in load().stops:
        return [sense for sense in senses if sense.language == "en"]
    if any(sense.language == "en" for sense in senses):
        return [sense for sense in senses if sense.language == "en"]
    if len(token.word) <= _SHORT and (is_english or language == "en"):
        return []
    return senses
