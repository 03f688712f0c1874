"""A text cut into words, numbers and signs, each knowing where it stands.

Cuts also fall where letters meet digits or another script ("10საათზე", "3pm", "17ч10", "გიორგი-ს"), so that readers
see the same pieces with and without a space. Nothing of the text is lost: every token names its span.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from crm_core.language.spelling import make_key

#: Longer texts are something to write down: only their beginning is read.
MOST_TOKENS = 400


class Script(StrEnum):
    LATIN = "latin"
    CYRILLIC = "cyrillic"
    GEORGIAN = "georgian"
    DIGIT = "digit"
    SIGN = "sign"
    #: Letters of any further script, emoji.
    OTHER = "other"


#: The languages that a word in this script may belong to; Latin letters are used to type all three.
LANGUAGES_OF: dict[Script, tuple[str, ...]] = {
    Script.LATIN: ("en", "ka", "ru"),
    Script.CYRILLIC: ("ru",),
    Script.GEORGIAN: ("ka",),
}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Offsets into the text as it was typed, `end` exclusive."""

    start: int
    end: int

    def cut(self, text: str) -> str:
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Token:
    """`text` as typed, `word` case-folded; `glued` when nothing stands between it and the token before.

    `keys` are its spellings for looking up: (language, key) for every language that its script may write.
    """

    text: str
    word: str
    start: int
    end: int
    script: Script
    glued: bool
    keys: tuple[tuple[str, str], ...] = field(default=())

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def is_number(self) -> bool:
        return self.script is Script.DIGIT

    @property
    def is_word(self) -> bool:
        return bool(self.keys)


_PIECES = re.compile(
    r"(?P<digit>[0-9]+)"
    r"|(?P<georgian>[\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2d]+)"
    r"|(?P<cyrillic>[\u0400-\u052f]+(?:['’][\u0400-\u052f]+)*)"
    r"|(?P<latin>[A-Za-z\u00c0-\u024f]+(?:['’`][A-Za-z\u00c0-\u024f]+)*)"
    r"|(?P<other>[^\W\d_]+)"
    r"|(?P<sign>\S)",
)


def cut(text: str) -> tuple[Token, ...]:
    """The tokens of the text in order; at most `MOST_TOKENS`. Never raises."""
    tokens: list[Token] = []
    end = -1
    for match in _PIECES.finditer(text):
        script = Script(match.lastgroup or "sign")
        piece = match[0]
        word = unicodedata.normalize("NFC", piece).casefold()
        keys = tuple((language, make_key(word, language)) for language in LANGUAGES_OF.get(script, ()))
        tokens.append(Token(piece, word, match.start(), match.end(), script, match.start() == end, keys))
        end = match.end()
        if len(tokens) == MOST_TOKENS:
            break
    return tuple(tokens)


def span_of(tokens: tuple[Token, ...] | list[Token]) -> Span:
    """From the first to the last of them."""
    return Span(tokens[0].start, tokens[-1].end)
