"""The nominatives that a word in a case may have come from, in the form of search keys.

Georgian and Russian endings are taken off the key and not off the letters, so that "გიორგისთან", "giorgistan" and
"Георгию" need one set of rules a language whatever they are typed in.
"""

from __future__ import annotations

import re
from functools import lru_cache

VOWELS = "aeiou"

#: Keys have no letter twice in a row.
_TWICE = re.compile(r"([a-z])\1+")

#: What follows a Georgian stem, the longer first; what is left ends in the noun's own vowel or in its last consonant.
_KA_ENDINGS = (
    "stvisats", "stanats", "istvis", "stvis", "stanve", "tvis", "isgan", "sgan", "isken", "sken", "sats",
    "mats", "stan", "stn", "tan", "mde", "dan", "ze", "ma", "is", "s", "m", "ts",
)  # fmt: skip

#: What a Russian ending stands for: the ending, then what the nominative has in its place ("-" for nothing).
_RU_ENDINGS = {
    "skogo": "ski", "skomu": "ski", "skim": "ski", "skom": "ski", "skoi": "skaia ski", "skuiu": "skaia",
    "ogo": "i", "omu": "i", "iei": "ia", "iem": "i", "iam": "ia",
    "oiu": "a", "eiu": "a ia ei", "oi": "a", "oj": "a", "ei": "a ia", "ej": "a ia",
    "iu": "i ia -", "ia": "i -", "im": "-", "om": "- o",
    "em": "- i ei", "ie": "ia i", "u": "a -", "a": "-", "e": "a - ia", "i": "a ia -",
}  # fmt: skip

#: Names with these ends are not declined in Russian.
_FIXED = ("dze", "shvili", "ko")


@lru_cache(maxsize=16384)
def list_nominatives(key: str, language: str) -> tuple[str, ...]:
    """What one word's key may be in the nominative, the likeliest first, itself among them. At most a dozen."""
    if language == "ka":
        found = _strip_georgian(key)
    elif language == "ru":
        found = _strip_russian(key)
    else:
        found = [key, key[:-1]] if key.endswith("s") else [key]
    keys = (_TWICE.sub(r"\1", one) for one in found)
    return tuple(dict.fromkeys(one for one in keys if len(one) > 1))[:12]


def _strip_georgian(key: str) -> list[str]:
    for ending in _KA_ENDINGS:
        stem = key.removesuffix(ending)
        if stem == key or len(stem) < 2:
            continue
        if ending in {"m", "ts"} and stem[-1] not in VOWELS:
            continue
        # "asmats" is the dative of Asmat rather than somebody with "too" behind.
        bare = _finish_georgian(key[:-1], "s") if ending in ("mats", "sats", "ts") and len(key) > 3 else []
        return [*bare, *_finish_georgian(stem, ending), key]
    return [key, key[:-1]] if key.endswith("i") and key[-2:-1] not in VOWELS else [key]


def _finish_georgian(stem: str, ending: str) -> list[str]:
    """The stem with the vowel that its case dropped."""
    if stem[-1] in VOWELS:
        doubled = [stem + "m"] if ending == "ma" else []
        return [*doubled, stem, stem[:-1]] if stem[-1] == "i" else [*doubled, stem]
    whole = [stem, stem + "i"]
    if not ending.startswith("is"):
        return whole
    # "beridzis" -> "beridze"; "tseretlis" -> "tsereteli": the genitive drops vowels.
    if stem.endswith("dz"):
        return [stem + "e", *whole]
    restored = [stem[:-1] + vowel + stem[-1] + "i" for vowel in "ea"] if stem[-1] in "lrn" else []
    return [stem + "i", stem, *restored, stem + "e", stem + "a"]


def _strip_russian(key: str) -> list[str]:
    found = [key]
    if key.endswith(_FIXED):
        return found
    for ending, replacements in _RU_ENDINGS.items():
        stem = key.removesuffix(ending)
        if stem == key or len(stem) < 2:
            continue
        for replacement in replacements.split():
            if replacement == "-" and stem[-1] in VOWELS:
                continue
            found.append(stem if replacement == "-" else stem + replacement)
        if len(ending) > 1:
            break
    return [*found, *(form[:-1] + "el" for form in found if form.endswith("vl"))]
