"""Georgian number words: counted by twenties, glued together, with any case ending, in either script.

"ოცდათხუთმეტი" is 20 + 15, "ორასი" 2 x 100, "ექვსნახევარი" 6 and a half. All stems are built once from the lexicon; a
word is one of them with an ending of the lexicon's lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache

from crm_core.language.spelling import make_key
from crm_core.language.vocabulary import load_lexicon

HALF = Decimal("0.5")

#: Typed in Latin letters, so short a stem is also a word of other languages ("or", "as", "sam", "at").
_SHORT_STEM = 3
_SHORT_STEM_ENDINGS = ("i", "amde", "mde", "idan")


class Ending(StrEnum):
    """What an ending says: "5-დან" from, "6000-მდე" up to, "6000-ად" for; `CASE` is any other."""

    NONE = ""
    FROM = "from"
    UP_TO = "up_to"
    AS = "as"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class GeorgianNumber:
    """`value` below a thousand, None when only the scale was said ("ათასი"). `step`: what follows must be less.

    `scale` is 1 without one ("ორი"). `is_open`: a beginning that needs more ("ოცდა").
    """

    value: Decimal | None
    step: Decimal
    scale: Decimal = Decimal(1)
    is_open: bool = False
    ending: Ending = Ending.NONE


@lru_cache(maxsize=4096)
def find_georgian(key: str, is_latin: bool) -> GeorgianNumber | None:
    """The number that a word's key stands for."""
    stems = _load_stems()
    for ending, meaning in _load_endings():
        if not key.endswith(ending):
            continue
        stem = key[: len(key) - len(ending)]
        number = stems.get(stem)
        if number is None or (number.is_open and ending):
            continue
        if is_latin and len(stem) <= _SHORT_STEM and ending not in _SHORT_STEM_ENDINGS and stem != "rva":
            continue
        return GeorgianNumber(number.value, number.step, number.scale, number.is_open, meaning)
    return None


@lru_cache(maxsize=1024)
def find_ending(key: str) -> Ending | None:
    """What an ending typed behind digits says ("6000-ად")."""
    return _load_meanings().get(key)


def list_endings(stem: str) -> dict[str, Ending]:
    """Every form of a noun's stem ("ლარ") and what its ending says."""
    lexicon = load_lexicon("ka", "amounts")
    ends_in_vowel = stem[-1] in "აეიოუ"
    endings = ["", *lexicon["vowel_endings" if ends_in_vowel else "endings"].split()]
    return {stem + ending: find_ending(make_key(ending, "ka")) or Ending.NONE for ending in endings}


@cache
def _load_meanings() -> dict[str, Ending]:
    lexicon = load_lexicon("ka", "amounts")
    lists = {
        Ending.CASE: "other_endings",
        Ending.AS: "as_endings",
        Ending.FROM: "from_endings",
        Ending.UP_TO: "up_to_endings",
    }
    return {make_key(word, "ka"): ending for ending, name in lists.items() for word in lexicon[name].split()}


@cache
def _load_endings() -> tuple[tuple[str, Ending], ...]:
    """(ending's key, meaning), the empty one first ("რვაას" has a stem of its own), then the longest."""
    lexicon = load_lexicon("ka", "amounts")
    words = {*lexicon["endings"].split(), *lexicon["vowel_endings"].split()}
    keys = sorted({make_key(word, "ka") for word in words}, key=len, reverse=True)
    return (("", Ending.NONE), *((key, find_ending(key) or Ending.CASE) for key in keys))


@cache
def _load_stems() -> dict[str, GeorgianNumber]:
    lexicon = load_lexicon("ka", "amounts")
    units = [(stem, value) for value, stems in lexicon["units"].items() for stem in stems.split()]
    scores, joint, half = lexicon["scores"], lexicon["joint"], lexicon["half"]
    below = {stem: (value, 1) for stem, value in units}
    below |= {stem: (value, 1) for value, stem in scores.items()}
    below |= {f"{score}{joint}{stem}": (tens + value, 1) for tens, score in scores.items() for stem, value in units}
    hundreds = {lexicon["hundred"]: (100, 100)}
    hundreds |= {f"{stem}{lexicon['hundred']}": (value * 100, 100) for stem, value in units if 1 < value < 10}
    both = {
        f"{one}{two}": (value + less, 1) for one, (value, _) in hundreds.items() for two, (less, _) in below.items()
    }
    found: dict[str, GeorgianNumber] = {}
    for stem, (value, step) in {**both, **hundreds, **below}.items():
        found[stem] = GeorgianNumber(Decimal(value), Decimal(step))
    for tens, score in scores.items():
        found[score + joint] = GeorgianNumber(Decimal(tens), Decimal(20), is_open=True)
    for stem, value in units:
        found[stem + half] = GeorgianNumber(value + HALF, HALF)
    for size, word in lexicon["big"].items():
        scale = Decimal(size)
        found[word] = GeorgianNumber(None, scale, scale)
        found[word + half] = GeorgianNumber(Decimal("1.5"), scale, scale)
        for stem, (value, _) in {**below, **hundreds}.items():
            found[stem + word] = found[f"{stem}ი{word}"] = GeorgianNumber(Decimal(value), scale, scale)
    thousand = Decimal(1000)
    for head, size in [("", 1), *((stem, value) for stem, value in units if value < 11)]:
        for tail, (value, _) in hundreds.items():
            whole = size + value / thousand
            found[head + lexicon["big"][1000] + tail] = GeorgianNumber(whole, thousand, thousand)
    return {make_key(stem, "ka"): number for stem, number in found.items()}
