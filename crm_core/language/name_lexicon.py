"""The lexicon of names: who is called how in three languages, and what stands beside a name and is none itself.

Names are kept by their search keys, so that one spelling serves all scripts; ordinary words by their letters, so that
a month or a verb is told from a name that sounds like it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from crm_core.kernel.actor import LOCALES
from crm_core.kernel.search_key import make_search_key
from crm_core.language.name_cases import list_nominatives
from crm_core.language.spelling import make_key
from crm_core.language.talk.lexicon import list_phrases
from crm_core.language.tokens import Token, cut
from crm_core.language.vocabulary import load_lexicon, load_lexicons

Phrase = tuple[str, ...]

#: A Latin word that is typed like a word of another language is that word from so many letters on.
FEWEST_TYPED = 4


@dataclass(frozen=True, slots=True)
class NameLexicon:
    """`names` are {key: keys of the same name elsewhere, full forms first}; `careful` (by language) are words too."""

    names: dict[str, tuple[str, ...]]
    careful: dict[str, frozenset[str]]
    places: frozenset[str]
    ordinary: frozenset[str]
    ordinary_english: frozenset[str]
    typed: frozenset[str]
    ordinary_typed: frozenset[tuple[str, str]]

    def is_ordinary(self, token: Token) -> bool:
        """A word of the language and no name; also one of another language that is typed in Latin letters."""
        if token.word in self.ordinary:
            return True
        if not token.word.isascii() or make_search_key(token.text) in self.names:
            return False
        return self.is_typed(token)

    def is_typed(self, token: Token) -> bool:
        """A word of one language that is typed in the letters of another: Georgian or Russian in Latin letters."""
        if not token.word.isascii() or token.word in self.ordinary_english:
            return False
        if token.word in self.typed:
            return True
        return any(pair in self.ordinary_typed for pair in token.keys if len(pair[1]) >= FEWEST_TYPED)


@cache
def get_name_lexicon() -> NameLexicon:
    """Built once from the lexicons of all languages."""
    lexicons = load_lexicons("names")
    parts = lexicons.values()
    names: dict[str, tuple[str, ...]] = {}
    for part in parts:
        for key, others in _read_families(part["families"]):
            names[key] = tuple(dict.fromkeys((*names.get(key, ()), *others)))
        for name in part["first_names"].split():
            names.setdefault(make_search_key(name), ())
    ordinary = {(language, word) for language in LOCALES for word in _list_ordinary(language)}
    typed = frozenset(load_lexicon("en", "names")["typed"].casefold().split())
    further = {(language, word) for language in LOCALES for word in _list_further(language)}
    ordinary |= {(language, word) for language, word in further if not _may_be_name(word, language, names)}
    return NameLexicon(
        names=names,
        careful={
            language: frozenset(make_search_key(name) for name in part["careful"].split())
            for language, part in lexicons.items()
        },
        places=frozenset(make_search_key(name) for part in parts for name in part["places"].split()),
        ordinary=frozenset(word for _, word in ordinary) | typed,
        typed=typed,
        ordinary_english=frozenset(load_lexicon("en", "names")["ordinary"].casefold().split()),
        ordinary_typed=frozenset(
            (language, make_key(word, language)) for language, word in ordinary if language != "en"
        ),
    )


def _read_families(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """For every name of the family: the others. Whoever is called by a short form is looked for by the full ones."""
    for line in lines:
        full, _, short = line.partition("|")
        full_keys = [make_search_key(name) for name in full.split()]
        short_keys = [make_search_key(name) for name in short.split()]
        for key in full_keys:
            yield key, [other for other in full_keys if other != key]
        for key in short_keys:
            yield key, [other for other in full_keys if other != key]


def _list_ordinary(language: str) -> Iterator[str]:
    yield from load_lexicon(language, "names")["ordinary"].casefold().split()
    for words in _list_cues(language):
        yield from words


def _list_further(language: str) -> Iterator[str]:
    """The words of all other lexicons mean something else than a person, unless somebody is called so."""
    for file in (files("crm_core.language") / "lexicons" / language).iterdir():
        if file.name.endswith(".yaml") and file.name != "names.yaml":
            for text in _walk(load_lexicon(language, file.name.removesuffix(".yaml"))):
                yield from (token.word for phrase in list_phrases(text) for token in cut(phrase) if token.is_word)


def _may_be_name(word: str, language: str, names: Container[str]) -> bool:
    return any(form in names for form in list_nominatives(make_search_key(word), language))


def _list_cues(language: str) -> Iterator[Phrase]:
    part = load_lexicon(language, "names")
    for words in (part["cues"]["before"], part["cues"]["after"], part["errands"], part["deal"], part["number"]):
        yield tuple(words.casefold().split())


def _walk(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from _walk(key)
            yield from _walk(value)
    elif isinstance(content, list):
        for value in content:
            yield from _walk(value)


class Phrases:
    """Phrases of one or more words, in all languages, found by the spellings of their words."""

    def __init__(self, *path: str) -> None:
        """`path` leads to the words in every language's lexicon; "_" joins the words of a phrase."""
        self._begun: dict[tuple[str, str], list[Phrase]] = {}
        for language, part in load_lexicons("names").items():
            content: Any = part
            for step in path:
                content = content.get(step, "")
            for phrase in str(content).split():
                words = tuple(make_key(word.casefold(), language) for word in phrase.split("_"))
                self._begun.setdefault((language, words[0]), []).append(words)

    def measure(self, tokens: tuple[Token, ...], at: int) -> int:
        """How many tokens from `at` on are one of the phrases, the longest; 0 when none is."""
        if not 0 <= at < len(tokens):
            return 0
        best, is_english = 0, tokens[at].word in get_name_lexicon().ordinary_english
        for language, key in tokens[at].keys:
            if is_english and language != "en":
                continue
            for phrase in self._begun.get((language, key), ()):
                if len(phrase) > best and self._goes_on(tokens, at, phrase, language):
                    best = len(phrase)
        return best

    @staticmethod
    def _goes_on(tokens: tuple[Token, ...], at: int, phrase: Phrase, language: str) -> bool:
        following = tokens[at : at + len(phrase)]
        if len(following) < len(phrase):
            return False
        return all(
            (language, word) in token.keys or (token.is_number and token.word == word)
            for word, token in zip(phrase, following, strict=True)
        )
