"""Phrases of a lexicon, found at a place in a text whatever script they are typed in and with slips of the finger.

Lexicons are YAML files, `lexicons/<language>/<part>.yaml`; each reader builds its vocabularies from its own part once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Generic, TypeVar

import yaml

from crm_core.kernel.actor import LOCALES
from crm_core.language.spelling import count_allowed_slips, is_near, list_shortened, make_key
from crm_core.language.tokens import Token, cut

Value = TypeVar("Value")


@cache
def load_lexicon(language: str, part: str) -> dict[str, Any]:
    """The content of `lexicons/<language>/<part>.yaml`, read once."""
    path = files("crm_core.language") / "lexicons" / language / f"{part}.yaml"
    content: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return content


def load_lexicons(part: str) -> dict[str, dict[str, Any]]:
    """The same part in every language: {language: content}."""
    return {language: load_lexicon(language, part) for language in LOCALES}


@dataclass(frozen=True, slots=True)
class Match(Generic[Value]):
    """`length` tokens mean `value` in `language`; `slips` are the letters that were typed otherwise."""

    value: Value
    length: int
    language: str
    slips: int = 0


class Vocabulary(Generic[Value]):
    """Phrases of one or more words, by language. Longer phrases win over shorter, exact over near.

    A phrase is cut like any text; `signs` in it ("o'clock", "a.m.") count. With `slips`, single long words are also
    found when they are typed wrong.
    """

    def __init__(self, phrases: Mapping[str, Mapping[str, Value]], *, slips: bool = False) -> None:
        """`phrases` are {language: {phrase: value}}."""
        self._begun: dict[tuple[str, str], list[tuple[tuple[str, ...], Value]]] = {}
        self._near: dict[tuple[str, str], set[str]] = {}
        for language, entries in phrases.items():
            for phrase, value in entries.items():
                self._add(language, phrase, value)
        for begun in self._begun.values():
            begun.sort(key=lambda entry: -len(entry[0]))
        if slips:
            self._index_near()

    def _add(self, language: str, phrase: str, value: Value) -> None:
        keys = tuple(_key_in(token, language) for token in cut(phrase))
        if keys:
            self._begun.setdefault((language, keys[0]), []).append((keys, value))

    def _index_near(self) -> None:
        for language, key in self._begun:
            allowed = count_allowed_slips(key)
            if allowed:
                for shortened in list_shortened(key, allowed):
                    self._near.setdefault((language, shortened), set()).add(key)

    def find(self, tokens: Sequence[Token], at: int, languages: Iterable[str] = LOCALES) -> Match[Value] | None:
        """The longest phrase that begins at token `at`; languages earlier in the order win among equals."""
        best: Match[Value] | None = None
        order = tuple(languages)
        for language, key in _order(_keys_of(tokens[at]), order):
            for phrase, value in self._begun.get((language, key), ()):
                if best is not None and len(phrase) <= best.length:
                    break
                if _goes_on(tokens, at, phrase, language):
                    best = Match(value, len(phrase), language)
                    break
        return best if best is not None or not self._near else self._find_near(tokens[at], order)

    def _find_near(self, token: Token, order: tuple[str, ...]) -> Match[Value] | None:
        found: list[tuple[int, int, str, Value]] = []
        for rank, (language, key) in enumerate(_order(token.keys, order)):
            allowed = count_allowed_slips(key)
            if not allowed:
                continue
            candidates: set[str] = set()
            for shortened in list_shortened(key, allowed):
                candidates |= self._near.get((language, shortened), set())
            for meant in candidates:
                slips = next((count for count in range(1, allowed + 1) if is_near(key, meant, count)), None)
                if slips is None:
                    continue
                found += [
                    (slips, rank, language, value)
                    for phrase, value in self._begun[(language, meant)]
                    if len(phrase) == 1
                ]
        if not found:
            return None
        slips, _, language, value = min(found, key=lambda one: one[:2])
        return Match(value, 1, language, slips)


def _key_in(token: Token, language: str) -> str:
    return make_key(token.word, language) if token.is_word else token.word


def _keys_of(token: Token) -> tuple[tuple[str, str], ...]:
    """A sign or a number reads the same in every language."""
    return token.keys or tuple((language, token.word) for language in LOCALES)


def _order(keys: tuple[tuple[str, str], ...], order: tuple[str, ...]) -> list[tuple[str, str]]:
    return sorted((pair for pair in keys if pair[0] in order), key=lambda pair: order.index(pair[0]))


def _goes_on(tokens: Sequence[Token], at: int, phrase: tuple[str, ...], language: str) -> bool:
    if at + len(phrase) > len(tokens):
        return False
    return all(
        any(key == typed for spoken, typed in _keys_of(tokens[at + number]) if spoken == language)
        for number, key in enumerate(phrase)
    )
