"""One spelling for names in three scripts: Giorgi, გიორგი and Георгий become the same key.

The key is `anyascii` (a transliteration of all scripts to ASCII) folded by a few replacements for what Georgian,
Russian and English speakers write differently. It is stored beside the name and searched by trigrams.
"""

from __future__ import annotations

import re

from anyascii import anyascii

#: Applied in order to the lower-case transliteration; longer spellings first.
_FOLDS: tuple[tuple[str, str], ...] = (
    ("shch", "s"),
    ("sch", "s"),
    ("dzh", "j"),
    ("zh", "j"),
    ("kh", "h"),
    ("gh", "g"),
    ("ts", "c"),
    ("dz", "z"),
    ("ch", "c"),
    ("sh", "s"),
    ("ph", "f"),
    ("th", "t"),
    ("yu", "u"),
    ("iu", "u"),
    ("ya", "a"),
    ("ia", "a"),
    ("yo", "o"),
    ("ey", "e"),
    ("x", "h"),
    ("q", "k"),
    ("w", "v"),
    ("y", "i"),
)
_NOT_WORD = re.compile(r"[^a-z0-9 ]+")
_DOUBLES = re.compile(r"([a-z])\1+")
#: Georgian "Giorgi", Russian "Георгий", English "George" share this stem.
_NAMES = {
    "georgii": "giorgi",
    "georgi": "giorgi",
    "george": "giorgi",
    "georgij": "giorgi",
    "georgiy": "giorgi",
}


def fold_word(word: str) -> str:
    word = _NAMES.get(word, word)
    for old, new in _FOLDS:
        word = word.replace(old, new)
    word = _DOUBLES.sub(r"\1", word)
    return word[:-1] if len(word) > 3 and word.endswith("ii") else word


def make_search_key(text: str) -> str:
    """Lower-case ASCII words joined by single spaces; empty when nothing can be spelled."""
    plain = _NOT_WORD.sub("", anyascii(text).lower().replace("-", " "))
    return " ".join(fold_word(word) for word in plain.split())
