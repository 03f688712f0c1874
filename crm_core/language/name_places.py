"""Where in a sentence names stand: what is before a word, after it, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from crm_core.language.name_lexicon import Phrases, get_name_lexicon
from crm_core.language.name_words import NameWord, read_name_word
from crm_core.language.tokens import Script, Span, Token

#: After these a sentence goes on; after any other sign, or emoji, a capital means nothing.
_GOES_ON = frozenset(",-–()/&'\"+#№")
_AND = frozenset({"and", "и", "da", "და", "i", "&"})
_HYPHENS = frozenset("-‐‑–")

_VERB = re.compile(r"(ал|ил|ел|ыл|ла|ли|ло|ть|ти|ся|сь|ает|яет|ует|ите|йте)$")

#: What no surname ends in.
_SURE_VERB = re.compile(r"(лся|лась|лись|ться|тся|ются|утся|ает|яет|ует)$")

#: Georgian endings by which a word before or after a verb is known to be somebody.
_KA_PERSON = ("s", "m", "ma", "tan", "tvis", "gan", "dze", "shvili", "ia", "ua")
_RU_PERSON = ("u", "e", "i", "oi", "ei", "om", "em", "im", "a", "o")

#: Shorter words beside a verb are rather something else.
FEWEST_LETTERS = 4


@cache
def get_cues(*path: str) -> Phrases:
    return Phrases(*path)


class Around:
    """The tokens of a text with what the name-reader asks of each of them."""

    def __init__(self, tokens: tuple[Token, ...], taken: Sequence[Span]) -> None:
        self.tokens = tokens
        self._taken = [any(token.start < span.end and span.start < token.end for span in taken) for token in tokens]
        typed = sum(get_name_lexicon().is_typed(token) for token in tokens)
        self._is_typed, self._is_much_typed = typed > 0, typed > 1
        words = [token for token in tokens if token.is_word]
        capitals = sum(token.text[0].isupper() for token in words)
        self._are_capitals_usual = len(words) > 3 and capitals > 0.6 * len(words)

    def is_free(self, at: int) -> bool:
        return 0 <= at < len(self.tokens) and not self._taken[at]

    def read(self, at: int) -> NameWord:
        return read_name_word(self.tokens[at])

    def is_ordinary(self, at: int) -> bool:
        return get_name_lexicon().is_ordinary(self.tokens[at])

    def says_something(self, at: int) -> bool:
        """A word that is not looked for as a name: an ordinary one, a place, what ends like a Russian verb."""
        read = self.read(at)
        if self.is_ordinary(at) or (read.is_place and not read.is_first):
            return True
        return not read.is_first and not self.is_capital(at) and bool(_VERB.search(self.tokens[at].word))

    def begins_sentence(self, at: int) -> bool:
        before = self.tokens[at - 1]
        return at == 0 or (not before.is_word and not before.is_number and before.text not in _GOES_ON)

    def is_capital(self, at: int) -> bool:
        """Written large, and not in full like an abbreviation."""
        text = self.tokens[at].text
        return text[0].isupper() and (len(text) == 1 or not text.isupper()) and len(text) > 1

    def stands_out(self, at: int) -> bool:
        """A capital where none is due."""
        return self.is_capital(at) and not self.begins_sentence(at) and not self._are_capitals_usual

    def is_hyphen(self, at: int) -> bool:
        return 0 <= at < len(self.tokens) - 1 and self.tokens[at].text in _HYPHENS and self.tokens[at + 1].glued

    def is_glued_ending(self, at: int) -> bool:
        """ "-ს", "-s", "-тан": an ending that is kept apart from a name."""
        if not self.is_hyphen(at) or not self.tokens[at].glued:
            return False
        ending = self.tokens[at + 1]
        return ending.text.islower() or (ending.script is Script.GEORGIAN and len(ending.text) <= 5)

    def begins_name(self, at: int) -> bool:
        token = self.tokens[at]
        if not token.is_word or not self.is_free(at):
            return False
        read = self.read(at)
        if self.is_ordinary(at) and not self._is_name_after_all(at, read):
            return False
        if read.is_first and not (read.is_place and token.word.endswith(("ზე", "ში"))):
            return self._is_first_name(at, read)
        if read.is_place:
            return False
        if read.is_surname or self.stands_out(at):
            return True
        if self.is_capital(at) and self.begins_sentence(at):
            return self._is_before(at, strict=True) or self._is_name_next(at)
        return self._is_unknown_name(at, read)

    def _is_name_after_all(self, at: int, read: NameWord) -> bool:
        """Names that are words ("Mark"); and English words in a text that is Russian in Latin letters ("u very")."""
        if read.is_careful and read.is_plain:
            return True
        is_english = self.tokens[at].word in get_name_lexicon().ordinary_english
        return self._is_much_typed and is_english and read.is_first and not read.is_georgian

    def _is_first_name(self, at: int, read: NameWord) -> bool:
        """A known first name: as it stands, unless it is a word as well or only sounds like one in Latin letters."""
        if read.is_careful:
            return self._is_careful_name(at)
        if self.stands_out(at):
            return True
        if self.tokens[at].script is not Script.LATIN or read.is_plain or read.is_georgian:
            return True
        return self._is_typed or self._is_behind(at) or self._is_before(at)

    def _is_careful_name(self, at: int) -> bool:
        """A name that is a word as well ("Mark", "May"): beside a strong cue, or written large where no word is."""
        if self.is_contacted(at) or self._is_behind_noun(at):
            return True
        if not self.is_capital(at):
            return False
        return (self.stands_out(at) and not self.is_ordinary(at)) or self._is_name_next(at)

    def _is_unknown_name(self, at: int, read: NameWord) -> bool:
        """A word in small letters that nobody knows: only beside a strong cue, with the ending of somebody."""
        token = self.tokens[at]
        if len(token.word) < FEWEST_LETTERS:
            return False
        is_surname = read.is_like_surname and token.script is not Script.LATIN
        if self._is_behind_noun(at) and (is_surname or self._is_closed(at) or self._is_before(at, strict=True)):
            return True
        if token.script is Script.GEORGIAN:
            is_person = read.spellings[0] != token.word and self._ends_like(at, _KA_PERSON)
            return is_person and (self._is_behind(at, strict=True) or self._is_before(at, strict=True))
        if token.script is Script.CYRILLIC:
            return self._is_behind(at, strict=True) and self._ends_like(at, _RU_PERSON) and self._is_closed(at)
        return self._is_behind(at, strict=True) and self._is_closed(at)

    def _ends_like(self, at: int, endings: tuple[str, ...]) -> bool:
        return any(key.lower().endswith(endings) for _, key in self.tokens[at].keys)

    def _is_closed(self, at: int) -> bool:
        """Nothing hangs on the word: the text ends, a sign or something already understood follows."""
        return at + 1 == len(self.tokens) or not self.tokens[at + 1].is_word or not self.is_free(at + 1)

    def _is_name_next(self, at: int) -> bool:
        place = at + 1
        if place >= len(self.tokens) or not self.tokens[place].is_word or not self.is_free(place):
            return False
        read = self.read(place)
        return not self.is_ordinary(place) and (self.is_capital(place) or read.is_surname)

    def _is_behind(self, at: int, *, strict: bool = False) -> bool:
        """Behind "called", "у"; strictly: with no weak word ("with", "to") that has no strong one before it."""
        for place in (at - 1, at - 2, at - 3):
            if place < 0:
                return False
            length = at - place
            if get_cues("cues", "before").measure(self.tokens, place) != 1:
                if length == 1:
                    return False
                continue
            is_weak = bool(get_cues("cues", "weak").measure(self.tokens, place))
            if not is_weak or not strict:
                return length == 1 or self._is_weak(at - 1)
        return False

    def is_contacted(self, at: int) -> bool:
        """Somebody called, wrote to, agreed: what customers do and what is done to them. "Vera and Nino" are alike."""
        if at > 1 and self.tokens[at - 1].word in _AND and self.begins_name(at - 2):
            return self.is_contacted(at - 2)
        return self._is_behind(at, strict=True) or self._is_before(at, strict=True)

    def _is_weak(self, at: int) -> bool:
        return bool(get_cues("cues", "weak").measure(self.tokens, at))

    def _is_behind_noun(self, at: int) -> bool:
        return at > 0 and bool(get_cues("nouns").measure(self.tokens, at - 1))

    def _is_before(self, at: int, *, strict: bool = False) -> bool:
        """Before "called", "звонила", also with a "not" between."""
        after = get_cues("cues", "after")
        for place in (at + 1, at + 2):
            if place < len(self.tokens) and after.measure(self.tokens, place):
                if not strict or not self._is_weak(place):
                    return True
            else:
                return False
        return False

    def goes_on(self, first: int, at: int) -> bool:
        """Whether the name that begins at `first` has this word too."""
        if self.is_hyphen(at):
            return self.tokens[at].glued and self.is_free(at + 1) and self.is_capital(at + 1)
        if not self.is_free(at) or not self.tokens[at].is_word or self.is_ordinary(at):
            return False
        read = self.read(at)
        if read.is_place and not read.is_like_surname:
            return False
        if read.is_first and not read.is_surname:
            return False
        if _SURE_VERB.search(self.tokens[at].word) and not self.is_capital(at):
            return False
        begun = self.read(first)
        if read.is_surname or (begun.is_first and read.is_like_surname):
            return True
        return self.is_capital(at) and not self._are_capitals_usual
