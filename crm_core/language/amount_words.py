"""The lexicons of numbers, money, units and places as tables and vocabularies, built once from `amounts.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from crm_core.kernel.money import CURRENCIES
from crm_core.language.georgian_numbers import Ending, list_endings
from crm_core.language.spelling import ONE_SLIP, is_near, make_key
from crm_core.language.tokens import Script, Token, cut
from crm_core.language.vocabulary import Vocabulary, load_lexicons

SIGNS = {"₾": "GEL", "$": "USD", "€": "EUR", "₽": "RUB", "₺": "TRY", "֏": "AMD", "₼": "AZN", "₸": "KZT", "₴": "UAH"}


#: Latin letters are English words before they are anything else.
ORDER = ("en", "ru", "ka")

#: In place of a language: signs are the same in all.
SIGN = "sign"

#: Longer phrases before a number are not looked for.
LONGEST_BEFORE = 3


class Kind(StrEnum):
    """What a word does in a number."""

    ADD = "add"
    SCALE = "scale"
    #: A scale only right behind digits: "6k".
    SUFFIX = "suffix"
    #: "half" of a scale; also behind a number and a link: "шесть с половиной".
    PART = "part"
    #: A part that is a scale already: "полмиллиона".
    PART_OF_SCALE = "part_of_scale"
    #: "a couple of".
    PAIR = "pair"
    LINK = "link"
    ARTICLE = "article"
    #: A scale that may stand before its number: "тысяч шесть".
    TURNED = "turned"


#: Sections of words without numbers of their own.
_PLAIN_SECTIONS: dict[str, tuple[Kind, int | str]] = {
    "pairs": (Kind.PAIR, 2),
    "halves": (Kind.PART, "0.5"),
    "quarters": (Kind.PART, "0.25"),
    "links": (Kind.LINK, 0),
    "articles": (Kind.ARTICLE, 0),
    "one_and_half": (Kind.ADD, "1.5"),
}


@dataclass(frozen=True, slots=True)
class NumberWord:
    kind: Kind
    value: Decimal = Decimal(0)
    #: What is added behind must be less.
    step: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Money:
    """`ending` of the Georgian word: "ლარამდე" is up to."""

    currency: str
    ending: Ending = Ending.NONE


@cache
def load_number_words() -> dict[tuple[str, str], tuple[NumberWord, ...]]:
    """{(language, key): what it may do}, but for Georgian numbers themselves: see `georgian_numbers`."""
    words: dict[tuple[str, str], list[NumberWord]] = {}
    for language, lexicon in load_lexicons("amounts").items():
        for text, word in _list_number_words(lexicon):
            words.setdefault((language, make_key(text.casefold(), language)), []).append(word)
    return {key: tuple(found) for key, found in words.items()}


def _list_number_words(lexicon: dict[str, Any]) -> Iterable[tuple[str, NumberWord]]:
    sections: tuple[tuple[str, Kind], ...] = (
        ("numbers", Kind.ADD),
        ("turned", Kind.TURNED),
        ("scales", Kind.SCALE),
        ("suffixes", Kind.SUFFIX),
        ("half_scales", Kind.PART_OF_SCALE),
    )
    for name, kind in sections:
        section = lexicon.get(name) or {}
        entries = section.items() if isinstance(section, dict) else [(0, section)]
        for number, texts in entries:
            for text in (texts or "").split():
                yield text, NumberWord(kind, Decimal(number), _find_step(int(number)))
    plain: dict[str, tuple[Kind, int | str]] = {
        "pairs": (Kind.PAIR, 2),
        "halves": (Kind.PART, "0.5"),
        "quarters": (Kind.PART, "0.25"),
    }
    plain |= {"links": (Kind.LINK, 0), "articles": (Kind.ARTICLE, 0), "one_and_half": (Kind.ADD, "1.5")}
    for name, (kind, value) in plain.items():
        for text in str(lexicon.get(name) or "").split():
            yield text, NumberWord(kind, Decimal(value), Decimal("0.1") if kind is Kind.ADD else Decimal(1))


def _find_step(number: int) -> Decimal:
    """Behind 20 comes less than 10, behind 200 less than 100, behind 12 nothing."""
    if number >= 100:
        return Decimal(100)
    return Decimal(10 if number >= 20 else 1)


def find_misspelt_scale(key: str, language: str) -> Decimal | None:
    """The scale that a long word with one slip of the finger means: "thosand", "тысчя"."""
    if len(key) < ONE_SLIP:
        return None
    scales = _list_long_scales(language)
    return next((scale for scale, meant in scales if meant[0] == key[0] and is_near(key, meant, 1)), None)


@cache
def _list_long_scales(language: str) -> list[tuple[Decimal, str]]:
    return [
        (word.value, key)
        for (spoken, key), words in load_number_words().items()
        if spoken == language and len(key) >= ONE_SLIP
        for word in words
        if word.kind is Kind.SCALE
    ]


def list_forms(phrase: str) -> list[str]:
    """ "window|,s" is "window" and "windows"; "ლარ-" has the Georgian endings, "ფასდაკლებ-ა" those of both stems."""
    if "|" in phrase:
        stem, endings = phrase.split("|", 1)
        return [stem + ending for ending in endings.split(",")]
    stem, dash, vowel = phrase.rpartition("-")
    if dash and stem and vowel in {"", "ა", "ე"}:
        head, _, last = stem.rpartition(" ")
        forms = {**list_endings(last), **(list_endings(last + vowel) if vowel else {})}
        return [f"{head} {form}".strip() for form in forms]
    return [phrase]


@cache
def load_money() -> dict[tuple[str, str], Money]:
    """{(language, key): money} of single words; signs and ISO codes under every language."""
    found: dict[tuple[str, str], Money] = {}
    for language, lexicon in load_lexicons("amounts").items():
        for currency, texts in lexicon["money"].items():
            for text in texts.split():
                forms = list_endings(text[:-1]) if text.endswith("-") else {text: Ending.NONE}
                found |= {(language, make_key(form, language)): Money(currency, end) for form, end in forms.items()}
        found |= {(language, sign): Money(currency) for sign, currency in SIGNS.items()}
    found |= {("en", code.casefold()): Money(code) for code in CURRENCIES if code != "TRY"}
    return found


def find_money(token: Token) -> Money | None:
    """The currency that a token names."""
    if token.text in SIGNS:
        return Money(SIGNS[token.text])
    if token.text == "TRY":
        return Money("TRY")
    table = load_money()
    for pair in token.keys:
        if pair in table and not is_too_short(token, pair[0]):
            return table[pair]
    return None


def is_too_short(token: Token, language: str) -> bool:
    """One Latin letter is no word of Georgian or Russian, nor are two of Georgian: too many coincide."""
    return token.script is Script.LATIN and language != "en" and len(token.word) <= (2 if language == "ka" else 1)


class PhraseBook:
    """Phrases and the kinds of each. Most tokens begin none, which costs one look."""

    def __init__(self, part: str, read: Callable[[dict[str, Any]], Mapping[str, Sequence[str]]]) -> None:
        """`read` takes {kind: phrases} out of the lexicon's part."""
        phrases: dict[str, dict[str, frozenset[str]]] = {}
        for language, lexicon in load_lexicons(part).items():
            table = phrases.setdefault(language, {})
            for kind, listed in read(lexicon).items():
                for form in (form.casefold() for phrase in listed for form in list_forms(phrase)):
                    table[form] = table.get(form, frozenset()) | {kind}
        self._vocabulary = Vocabulary(phrases)
        self._first = {
            pair for language, table in phrases.items() for form in table for pair in _list_first_keys(form, language)
        }

    def find(self, tokens: Sequence[Token], at: int) -> tuple[frozenset[str], int]:
        """The kinds of the phrase that begins at `at`, and its length; nothing and 0."""
        if not 0 <= at < len(tokens) or self._first.isdisjoint(tokens[at].keys or ((SIGN, tokens[at].word),)):
            return frozenset(), 0
        match = self._vocabulary.find(tokens, at, ORDER)
        if match is None or (match.length == 1 and is_too_short(tokens[at], match.language)):
            return frozenset(), 0
        return match.value, match.length

    def find_before(self, tokens: Sequence[Token], end: int) -> tuple[frozenset[str], int]:
        """The kinds of the longest phrase that ends before token `end`, and where it begins."""
        for at in range(max(0, end - LONGEST_BEFORE), end):
            kinds, length = self.find(tokens, at)
            if length == end - at:
                return kinds, at
        return frozenset(), end


def _list_first_keys(form: str, language: str) -> list[tuple[str, str]]:
    first = cut(form)[:1]
    return [(language, make_key(token.word, language)) if token.is_word else (SIGN, token.word) for token in first]


@cache
def load_marks() -> PhraseBook:
    """Words around numbers by what they say of them: see `marks` in the lexicon, and "goods"."""
    return PhraseBook("amounts", lambda lexicon: {**lexicon["marks"], "goods": lexicon["goods"]})
