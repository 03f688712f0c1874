"""Words that are data: names a company gives to its stages, reasons and rules, in several languages.

A wording is a JSON object `{"ka": ..., "ru": ..., "en": ...}`; what one person typed is `{"*": ...}` and reads the same
in every language.
"""

from __future__ import annotations

from collections.abc import Mapping

from crm_core.kernel.errors import TextInvalid

ANY = "*"

Wording = dict[str, str]


def typed(text: str) -> Wording:
    """The wording of a text as somebody typed it."""
    return {ANY: text}


def say(wording: Mapping[str, str], locale: str) -> str:
    """The words for a reader: his language, else as typed, else English, else any."""
    for key in (locale, ANY, "en"):
        if key in wording:
            return wording[key]
    return next(iter(wording.values()), "")


def check_text(field: str, text: str, limit: int) -> str:
    """Return `text` without white space at its ends; raise TextInvalid when nothing is left or it is too long."""
    clean = text.replace("\x00", "").strip()
    if (
        not clean.strip("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff \t\r\n")
        or len(clean) > limit
    ):
        raise TextInvalid(field, limit)
    return clean
