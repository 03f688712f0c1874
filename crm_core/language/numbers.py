"""Numbers in running text: digits with marks and suffixes, words of three languages in any script, and both together.

Ordinals are none: "15-го", "6th" and "მეხუთე" are left to whoever reads dates. Nothing here knows what is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from crm_core.language.amount_words import is_too_short, load_number_words
from crm_core.language.digits import read_digits
from crm_core.language.georgian_numbers import find_georgian
from crm_core.language.number_reading import NumberRead, NumberReading
from crm_core.language.tokens import Script, Token

LANGUAGES = ("en", "ka", "ru")


def read_number(
    tokens: Sequence[Token], at: int, languages: Iterable[str] = LANGUAGES, stop: int | None = None
) -> NumberRead | None:
    """The longest number that begins at token `at` and ends before `stop`; None when there is none."""
    end = len(tokens) if stop is None else stop
    token = tokens[at]
    if not token.is_number and not any(_can_begin(token, language) for language in languages):
        return None
    best: NumberRead | None = None
    for language in languages:
        found = NumberReading(tokens, at, end, language).read()
        if found is not None and (best is None or found.length > best.length):
            best = found
    return best


def find_numbers(tokens: Sequence[Token], blocked: frozenset[int] = frozenset()) -> Iterator[tuple[int, NumberRead]]:
    """Every number with the token where it begins, in order; none touches a `blocked` token."""
    at = 0
    while at < len(tokens):
        length = 1
        if at not in blocked:
            stop = next((i for i in range(at + 1, len(tokens)) if i in blocked), None) if blocked else None
            found = read_number(tokens, at, LANGUAGES, stop)
            if found is not None:
                yield at, found
                length = found.length
            elif tokens[at].is_number:
                length = read_digits(tokens, at, stop).length
        at += length


def _can_begin(token: Token, language: str) -> bool:
    for spoken, key in token.keys:
        if spoken == language and not is_too_short(token, language):
            if (language, key) in load_number_words():
                return True
            if language == "ka" and find_georgian(key, token.script is Script.LATIN):
                return True
    return False
