"""A name as it stands on a card, of one that was typed in a case: "Лауре" is "Лаура", "ლაურასთან" is "ლაურა".

Only first names that are known, and surnames whose end is sure, are turned; any other word stays as it was typed.
Whoever is made by such a name sees it first and can change it.
"""

from __future__ import annotations

from crm_core.kernel.search_key import make_search_key
from crm_core.language.name_words import NameWord, read_name_key
from crm_core.language.tokens import LANGUAGES_OF, Script, cut

_GEORGIAN = {"a": "ა", "e": "ე", "i": "ი", "o": "ო", "u": "უ"}
_VOWELS = "аеёиоуыэюя"
#: After these a Russian name has lost a soft sign.
_SOFT = ("ю", "я", "ем")


def put_in_nominative(name: str) -> str:
    """Each word by itself. Words that begin with a small letter get a capital, but for Georgian, which has none."""
    return " ".join(_turn(word) for word in name.split())


def _turn(word: str) -> str:
    script = cut(word)[0].script
    read = read_name_key(word, LANGUAGES_OF.get(script, ("en",)), script is Script.LATIN)
    turned = _spell(word, read, script) if read.is_first or read.is_surname else word
    return turned if script is Script.GEORGIAN else turned[:1].upper() + turned[1:]


def _spell(word: str, read: NameWord, script: Script) -> str:
    """The first spelling in the letters of the word: what both have in common, then the end that the case replaced."""
    key, wanted = make_search_key(word), read.spellings[0]
    if word.endswith("ии") and f"{key}a" in read.spellings:
        return f"{word[:-1]}я"
    if key == wanted:
        return word
    for length in range(len(word), 1, -1):
        start = make_search_key(word[:length])
        if wanted.startswith(start):
            return _end(word[:length], word[length:], wanted.removeprefix(start), script)
    return word


def _end(stem: str, case: str, end: str, script: Script) -> str:
    match script:
        case Script.GEORGIAN:
            return stem + "".join(_GEORGIAN.get(letter, "") for letter in end)
        case Script.CYRILLIC:
            return stem + _end_in_russian(stem, case, end)
        case _:
            return stem.rstrip("'’") + end


def _end_in_russian(stem: str, case: str, end: str) -> str:
    after_vowel = stem[-1] in _VOWELS
    match end:
        case "":
            return "й" if stem.endswith("и") else ("ь" if case in _SOFT and not after_vowel else "")
        case "a":
            return "я" if stem.endswith("и") else "а"
        case "ia":
            return "я"
        case "i":
            return "й" if after_vowel else ("ь" if case in _SOFT else "и")
        case _:
            return ""
