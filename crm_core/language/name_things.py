"""Words that are looked for in addresses and wishes: in any case, and what things are called in all three languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from crm_core.kernel.search_key import make_search_key
from crm_core.language.name_lexicon import get_name_lexicon
from crm_core.language.name_words import read_name_key
from crm_core.language.vocabulary import load_lexicon

#: A word is looked for by its beginning: so much of it stays, and never less than the fewest letters.
ENDING, FEWEST_LETTERS = 2, 4


@cache
def _load_things() -> tuple[tuple[str, ...], ...]:
    lines: list[str] = load_lexicon("en", "names")["things"]
    return tuple(tuple(dict.fromkeys(make_search_key(stem) for stem in line.split())) for line in lines)


@dataclass(frozen=True, slots=True)
class WordWanted:
    """Beginnings of words that mean the same as one; where such a word may stand: in a name or address, in a wish."""

    beginnings: tuple[str, ...]
    is_about_customer: bool = True
    is_wish: bool = True
    is_thing: bool = False


@lru_cache(maxsize=4096)
def read_word_wanted(key: str) -> WordWanted:
    """`key` is a search key of one word, in any case."""
    for stems in _load_things():
        if key.startswith(stems):
            return WordWanted(stems, is_about_customer=False, is_thing=True)
    read = read_name_key(key, ("en", "ka", "ru"))
    places = get_name_lexicon().places
    place = next((form for form in (key, *read.spellings) if form in places), None)
    if place is not None:
        return WordWanted((place[:-1] if len(place) > FEWEST_LETTERS else place,))
    return WordWanted((key[: max(FEWEST_LETTERS, len(key) - ENDING)],), is_wish=not read.is_first)
