"""One spelling for names in three scripts: Giorgi, გიორგი and Георгий become the same key.

The key is `anyascii` (a transliteration of all scripts to ASCII), folded for what Georgian, Russian and English
speakers write differently. It is stored beside the name and searched by trigrams. The beginning of a name makes the
beginning of its key, so that a name is found while it is being typed.
"""

from __future__ import annotations

import re

from anyascii import anyascii

#: Spellings of one sound, replaced in one pass, the longer first; never what a further replacement would meet again.
_FOLDS: dict[str, str] = {
    "shch": "sh",
    "sch": "sh",
    "dzh": "j",
    "iya": "ia",
    "iyu": "iu",
    "zh": "j",
    "kh": "h",
    "gh": "g",
    "tz": "ts",
    "ph": "p",
    "f": "p",
    "th": "t",
    "iy": "i",
    "ij": "i",
    "yi": "i",
    "x": "h",
    "q": "k",
    "w": "v",
    "y": "i",
}
_SPELLING = re.compile("|".join(_FOLDS))
_NOT_WORD = re.compile(r"[^a-z0-9 ]+")
_DOUBLES = re.compile(r"([a-z])\1+")

#: Whole names that no rule brings together: the English form of a name said otherwise here.
_NAMES = {"george": "giorgi"}


def fold_word(word: str) -> str:
    """One lower-case ASCII word without its differences of spelling."""
    word = _NAMES.get(word, word)
    if word.startswith("geo"):
        word = "gio" + word[3:]
    return _DOUBLES.sub(r"\1", _SPELLING.sub(lambda found: _FOLDS[found[0]], word))


def make_search_key(text: str) -> str:
    """Lower-case ASCII words joined by single spaces; empty when nothing can be spelled."""
    plain = _NOT_WORD.sub("", anyascii(text).lower().replace("-", " "))
    return " ".join(fold_word(word) for word in plain.split())


def make_words_key(text: str) -> str:
    """The key of a text whose words are looked for in any order: each once, in the order of appearance."""
    return " ".join(dict.fromkeys(make_search_key(text).split()))
