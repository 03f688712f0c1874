"""The words of calls, visits, agreements and questions in three languages, as vocabularies built once.

A lexicon part has layers; in each a phrase has one or more senses: "move" is said of visits, tasks and stages. Phrases
of a layer do not hide those of another.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache

from crm_core.kernel.actor import LOCALES
from crm_core.language.spelling import is_near, list_shortened, make_key
from crm_core.language.tokens import Token, cut
from crm_core.language.vocabulary import Match, Vocabulary, load_lexicon

PART = "talk"

#: Shorter words are not looked for when they are typed wrong: too many others are near.
FEWEST_LETTERS = 6

Senses = frozenset[str]

#: What is over.
OVER = frozenset({
    "call_did", "call_out", "call_in", "no_answer", "answered", "missed", "talked", "call_talk", "meet_did",
    "measure_did", "install_did", "send_did", "send_out", "send_in", "paid", "agreed", "refused", "done",
})  # fmt: skip

_VARIANTS = re.compile(r"\{([^}]*)\}")


def expand(entry: str) -> Iterator[str]:
    """ "no {answer,reply}" -> "no answer", "no reply"."""
    pieces = _VARIANTS.split(entry)
    for chosen in itertools.product(
        *(piece.split(",") if number % 2 else (piece,) for number, piece in enumerate(pieces))
    ):
        yield "".join(chosen).strip()


def list_phrases(listed: str) -> list[str]:
    """The phrases of a lexicon entry, variants written out."""
    return [phrase for entry in listed.split(";") if entry.strip() for phrase in expand(entry.strip())]


@cache
def load_senses(layer: str) -> dict[str, dict[str, Senses]]:
    """{language: {phrase: senses}} of a layer."""
    loaded: dict[str, dict[str, Senses]] = {}
    for language in LOCALES:
        senses = loaded.setdefault(language, {})
        for sense, listed in load_lexicon(language, PART)[layer].items():
            for phrase in list_phrases(listed):
                senses[phrase] = senses.get(phrase, frozenset()) | {sense}
    return loaded


@cache
def get_layer(layer: str) -> Vocabulary[Senses]:
    return Vocabulary(load_senses(layer))


@cache
def load_known_keys() -> dict[str, frozenset[str]]:
    """The single words that are said in each language, for guessing what Latin letters stand for."""
    return {
        language: frozenset(
            make_key(word, language)
            for layer in ("acts", "words")
            for phrase in load_senses(layer)[language]
            for word in phrase.split()
        )
        for language in LOCALES
    }


@cache
def _load_near() -> dict[tuple[str, str], dict[str, Senses]]:
    """Long words of acts by what is left of them without one letter: {(language, rest): {key: senses}}."""
    near: dict[tuple[str, str], dict[str, Senses]] = {}
    for language, phrases in load_senses("acts").items():
        for phrase in sorted(phrases, key=len):
            senses, tokens = phrases[phrase], cut(phrase)
            if len(tokens) != 1:
                continue
            key = make_key(tokens[0].word, language)
            if len(key) < FEWEST_LETTERS:
                continue
            for rest in list_shortened(key, 1):
                near.setdefault((language, rest), {}).setdefault(key, senses)
    return near


def _keeps_form(language: str, typed: str, meant: str) -> bool:
    """Person and tense are in the endings, in Georgian also at the beginning: "ответит" is no slip for "ответил"."""
    if language == "en":
        return typed[0] == meant[0]
    if language == "ru":
        return _begins_alike(typed, meant) and _ends_alike(typed, meant)
    return typed[0] == meant[0] and typed[-2:] == meant[-2:] and typed[:2] == meant[:2]


def _begins_alike(typed: str, meant: str) -> bool:
    """Unstressed vowels sound alike: "атложи"."""
    return typed[0] == meant[0] or {typed[0], meant[0]} in ({"a", "o"}, {"e", "i"})


def _ends_alike(typed: str, meant: str) -> bool:
    """ "отправел", "отказалсь", "perezvonu": what is left of the ending tells person and tense."""
    if typed[-2:] == meant[-2:] or (typed[-2:] == "ls" and meant[-3:] in ("las", "lis")):
        return True
    if typed[-1] == "u" and meant[-2:] == "iu":
        return True
    return typed[-1] == meant[-1] and {typed[-2], meant[-2]} == {"e", "i"}


def _list_alike(key: str, found: dict[str, Senses]) -> Iterator[Senses]:
    return (senses for meant, senses in found.items() if is_near(key, meant, 1))


def _is_other(one: Senses, other: Senses) -> bool:
    """One tells what happened, the other what is to be: a slip may not choose between them."""
    return bool(one & OVER) != bool(other & OVER)


def find_near(token: Token, languages: tuple[str, ...]) -> Match[Senses] | None:
    """A long word with one slip of the finger; None when nothing is near, or words of different senses are."""
    for language, key in sorted(token.keys, key=lambda pair: languages.index(pair[0]) if pair[0] in languages else 9):
        if len(key) < FEWEST_LETTERS - 1 or language not in languages:
            continue
        found: dict[str, Senses] = {}
        for rest in list_shortened(key, 1):
            found |= _load_near().get((language, rest), {})
        senses = {one for meant, one in found.items() if _keeps_form(language, key, meant) and is_near(key, meant, 1)}
        if len(senses) == 1:
            meant = senses.pop()
            return Match(meant, 1, language, slips=1 + any(_is_other(meant, one) for one in _list_alike(key, found)))
    return None
