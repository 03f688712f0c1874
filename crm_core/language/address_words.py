"""The words of addresses: streets, parts of a house, labels, and places known by name alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from crm_core.language.amount_words import PhraseBook
from crm_core.language.tokens import Script, Token

#: Shorter names of places in small Latin letters are words of other languages as well ("gori", "vake").
MOST_OF_SHORT = 4

_NAMES = frozenset({"known_towns", "known_streets"})


@cache
def load_place_words() -> PhraseBook:
    """Kinds: labels, streets, parts, towns, known_streets, known_towns, no_names."""
    return PhraseBook("places", lambda lexicon: lexicon)


def find_place_word(tokens: Sequence[Token], at: int) -> tuple[frozenset[str], int]:
    """The kinds of the phrase that begins at `at`, and its length in tokens; nothing and 0."""
    kinds, length = load_place_words().find(tokens, at)
    if length and kinds & _NAMES:
        token = tokens[at]
        if token.script is Script.LATIN and len(token.word) <= MOST_OF_SHORT and token.text.islower():
            return frozenset(), 0
    return kinds, length
