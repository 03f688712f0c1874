"""Telephone numbers, their tails, and e-mail addresses in running text. Places are in `crm_core.language.addresses`.

A telephone has nine digits or more and is valid where the company works, in Russia's domestic form, or internationally;
round sums and what money words follow are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from crm_core.kernel.phone import PhoneInvalid, parse_phone
from crm_core.language.addresses import find_addresses
from crm_core.language.amount_words import find_money
from crm_core.language.context import Context
from crm_core.language.found import EmailFound, PhoneFound
from crm_core.language.tokens import Span, cut
from crm_core.language.vocabulary import load_lexicons

LEAST_DIGITS, MOST_DIGITS = 9, 15
#: "+995 5 99 12 34 56" has six groups.
MOST_GROUPS = 7
#: Somebody's last digits: fewer could be anything.
LEAST_TAIL, MOST_TAIL = 3, 7
#: No address or number of a person is looked for behind so much text.
MOST_TEXT = 4096

_EMAIL = re.compile(
    r"(?<![\w.+-])(?:mailto:)?([A-Za-z0-9_][A-Za-z0-9_.+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,4}[A-Za-z]{2,24})(?![\w@-])"
)
#: Groups of digits and what people type between them.
_RUN = re.compile(
    r"(?<![\w.,@/#№$₾€])\+?\(?\d[\d ()\-–—.\u00a0\u202f\u2011\u202a\u202c]{6,38}\d(?![A-Za-z\u0400-\u052f_\d])"
)
_GROUP = re.compile(r"\d+")
_ROUND = re.compile(r"0{5,}$")
_DOTS = re.compile(r"(?:(?<=\s)|^)(?:\.{2,}|…|\*+|[xX]{2,})\s?(\d{3,7})(?![\d.,:]?\d)(?!\w)")


def find_phones(text: str, context: Context) -> tuple[PhoneFound, ...]:
    """Numbers and tails in order. Never raises."""
    text = text[:MOST_TEXT]
    found = [phone for run in _RUN.finditer(text) for phone in _read_run(text, run.start(), run[0], context.region)]
    for tail in _find_tails(text):
        if not any(tail.span.overlaps(phone.span) for phone in found):
            found.append(tail)
    return tuple(sorted(found, key=lambda phone: phone.span))


def find_emails(text: str) -> tuple[EmailFound, ...]:
    """E-mail addresses as typed, in order."""
    return tuple(EmailFound(match[1], Span(*match.span(1))) for match in _EMAIL.finditer(text[:MOST_TEXT]))


def _read_run(text: str, offset: int, run: str, region: str) -> Iterator[PhoneFound]:
    """The valid numbers among the run's groups, the longest from the left first."""
    groups = list(_GROUP.finditer(run))
    at = 0
    while at < len(groups):
        for last in range(min(len(groups), at + MOST_GROUPS) - 1, at - 1, -1):
            digits = "".join([group[0] for group in groups[at : last + 1]])
            if not LEAST_DIGITS <= len(digits) <= MOST_DIGITS:
                continue
            start = _find_start(run, groups, at)
            typed = run[start : groups[last].end()]
            value = _parse(typed, digits, region)
            span = Span(offset + start, offset + groups[last].end())
            if value is not None and not _is_rather_money(text, span, typed):
                yield PhoneFound(value, span)
                at = last
                break
        at += 1


def _find_start(run: str, groups: list[re.Match[str]], at: int) -> int:
    """With the "+" or bracket that opens the number."""
    start, least = groups[at].start(), groups[at - 1].end() if at else 0
    while start > least and run[start - 1] in "+(":
        start -= 1
    return start


def _is_rather_money(text: str, span: Span, typed: str) -> bool:
    """ "500 000 000", or a sum with its currency behind."""
    if typed.startswith("+"):
        return False
    digits = "".join(filter(str.isdigit, typed))
    if _ROUND.search(digits):
        return True
    behind = cut(text[span.end : span.end + 12])
    return bool(behind) and find_money(behind[0]) is not None


@lru_cache(maxsize=2048)
def _parse(typed: str, digits: str, region: str) -> str | None:
    for spelling in _list_spellings(typed, digits):
        try:
            return parse_phone(spelling, region)
        except PhoneInvalid:
            continue
    return None


def _list_spellings(typed: str, digits: str) -> list[str]:
    """As typed; "8 916 …" and "7 916 …" are Russian."""
    if not typed.startswith("+") and len(digits) == 11 and digits[0] in "78":
        return [typed, f"+7{digits[1:]}"]
    return [typed]


def _find_tails(text: str) -> Iterator[PhoneFound]:
    """ "…4567", "ending in 4567", "на 4567 оканчивается", "ბოლო 4567"; no sum with its currency."""
    for pattern in (_DOTS, *_load_tails()):
        for match in pattern.finditer(text):
            span = Span(match.start(), match.end())
            behind = cut(text[match.end() : match.end() + 12])
            if not behind or find_money(behind[0]) is None:
                yield PhoneFound(match[1], span, is_tail=True)


@cache
def _load_tails() -> tuple[re.Pattern[str], re.Pattern[str]]:
    before: list[str] = []
    after: list[str] = []
    for lexicon in load_lexicons("amounts").values():
        before += lexicon.get("tails", [])
        after += lexicon.get("tails_after", [])
    digits = rf"(\d{{{LEAST_TAIL},{MOST_TAIL}}})(?!\w|[.,:]\d)"
    return (
        re.compile(rf"(?<!\w)(?:{_alternate(before)})(?!\w)\s*[:\-]?\s*(?:на|in|with|on)?\s*{digits}", re.IGNORECASE),
        re.compile(rf"(?<![\w.,:+])(?:на\s+)?{digits}(?:-ით|-ზე)?\s+(?:{_alternate(after)})(?!\w)", re.IGNORECASE),
    )


def _alternate(phrases: list[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(set(phrases), key=len, reverse=True))


__all__ = ["find_addresses", "find_emails", "find_phones"]
