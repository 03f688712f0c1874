"""The words for times in every language, from `lexicons/<language>/times.yaml`, ready to be looked up by key.

In the YAML, forms of a word stand with spaces between; "_" is a space inside a phrase, "(a|b)" a choice of letters,
"~x" the endings listed under `endings: x`. An ending may carry a mark of its own (Georgian "-მდე", until): such a word
fills two places, the word and the mark. "?" before a form says that the word is a time only beside other signs of one,
"^" that it is one only in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from crm_core.kernel.actor import LOCALES
from crm_core.language.spelling import list_shortened, make_key
from crm_core.language.times.values import Tags
from crm_core.language.times.words import make_sense
from crm_core.language.tokens import Token, cut
from crm_core.language.vocabulary import load_lexicon

_CHOICE = re.compile(r"\(([^()]*)\)")
#: Words of fewer letters are not guessed at when they are typed wrong.
LEAST_LETTERS = 6
_LEAST_MEANT = {"en": 6, "ru": 7, "ka": 7}


@dataclass(frozen=True, slots=True)
class Sense:
    """What a word or phrase of `length` tokens means; `mark` is what its ending says besides ("until_", …)."""

    tags: Tags
    value: Any
    language: str
    rest: tuple[str, ...] = ()
    mark: str = ""
    is_upper: bool = False

    @property
    def length(self) -> int:
        return 1 + len(self.rest)


class Lexicon:
    """`senses` by (language, key of the first word); `near` by (language, shortened key) for words typed wrong."""

    def __init__(self) -> None:
        self.senses: dict[tuple[str, str], list[Sense]] = {}
        self.near: dict[tuple[str, str], set[str]] = {}
        self.stops: frozenset[str] = frozenset()
        self.counted: dict[str, tuple[str, ...]] = {}
        #: How what is counted ends.
        self.counted_ends: dict[str, tuple[str, ...]] = {}
        #: A number before these names a place; before those, which end like something counted, it may be an hour.
        self.labels: set[tuple[str, str]] = set()
        self.events: set[tuple[str, str]] = set()
        for language in LOCALES:
            self._load(language, load_lexicon(language, "times"))

    def _load(self, language: str, content: dict[str, Any]) -> None:
        endings = content.get("endings", {})
        guessed = set(content.get("guessed", ()))
        for tag, entries in content["words"].items():
            for value, forms in entries.items() if isinstance(entries, dict) else [(None, entries)]:
                details = forms if isinstance(forms, dict) else {"forms": forms}
                for form, mark in expand(details["forms"], endings):
                    self._add(language, tag, value, details, form, mark, tag in guessed)
        if language == "en":
            self.stops = frozenset(content["stop_words"].split())
        self.counted[language] = tuple(make_key(word, language) for word in content["counted"].split())
        self.counted_ends[language] = tuple(content.get("counted_ends", "").split())
        self.events |= {(language, make_key(word, language)) for word in content.get("events", "").split()}
        self.labels |= {(language, make_key(word, language)) for word in content["labels"].split()}

    def _add(
        self, language: str, tag: str, value: Any, details: dict[str, Any], form: str, mark: str, guessed: bool
    ) -> None:
        shy, upper, form = form.startswith("?"), form.startswith("^"), form.lstrip("?^")
        keys = [make_key(token.word, language) if token.is_word else token.word for token in cut(form)]
        tags, meaning = make_sense(tag, value, details, shy)
        sense = Sense(tags, meaning, language, tuple(keys[1:]), mark, upper)
        known = self.senses.setdefault((language, keys[0]), [])
        if sense not in known:
            known.append(sense)
        if "tS" in keys[0]:
            # "saatshi": one who types so means two sounds, but they read like one.
            self.senses.setdefault((language, keys[0].replace("tS", "C")), []).append(sense)
        if guessed and len(keys) == 1 and len(keys[0]) >= _LEAST_MEANT[language]:
            for shortened in list_shortened(keys[0], 1):
                self.near.setdefault((language, shortened), set()).add(keys[0])


def expand(forms: str, endings: dict[str, dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Every form written out, with the mark of its ending ("" for none)."""
    for word in forms.split():
        plain, _, ending = word.partition("~")
        for stem in _choose(plain.replace("_", " ")):
            if not ending:
                yield stem, ""
                continue
            for mark, texts in endings[ending].items():
                for text in texts.split("|"):
                    yield stem + text, "" if mark == "plain" else mark


def _choose(word: str) -> Iterator[str]:
    pieces = _CHOICE.split(word)
    choices = [piece.split("|") if number % 2 else [piece] for number, piece in enumerate(pieces)]
    return ("".join(chosen) for chosen in product(*choices))


@cache
def load() -> Lexicon:
    return Lexicon()


def look_up(token: Token) -> list[Sense]:
    """Of the word alone, in every language that it may belong to, and of phrases that begin with it."""
    senses = load().senses
    keys = token.keys or (("en", token.word),)
    return [sense for key in keys for sense in senses.get(key, ())]
