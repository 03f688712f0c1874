"""Numbers typed in digits: "6000", "6,000", "6 000", "6.000,50", "1.5". What is no number is stepped over whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm_core.language.tokens import Token

#: Longer ones are account numbers and the like.
MOST_DIGITS = 15

_MARKS = frozenset(",.'’`")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:(?P<sep>[,.'’` ])\d{3})(?:(?P=sep)\d{3})*(?:[.,](?P<cents>\d{1,2}))?")
_DECIMAL = re.compile(r"(\d+)[.,](\d{1,2})|0[.,]\d{3,6}")


@dataclass(frozen=True, slots=True)
class DigitsRead:
    """`value` is None for digits that are no number: a date, a version, a clock time, an account.

    `typed` has the marks as they stand, spaces as one space.
    """

    value: Decimal | None
    length: int
    typed: str


def read_digits(tokens: Sequence[Token], at: int, stop: int | None = None, *, alone: bool = False) -> DigitsRead:
    """The number in digits at token `at`, which must be one of digits. `alone`: spaces do not join groups."""
    end = len(tokens) if stop is None else stop
    typed, after = _gather(tokens, at, end, alone)
    if tokens[at].end - tokens[at].start > MOST_DIGITS or typed.count(":"):
        return DigitsRead(None, after - at, typed)
    value = _read(typed)
    if value is not None:
        return DigitsRead(value, after - at, typed)
    if "." in typed and typed.count(".") > 1:
        return DigitsRead(None, after - at, typed)
    first = tokens[at].text
    return DigitsRead(Decimal(first), 1, first)


def find_glued(tokens: Sequence[Token], at: int, end: int, words: frozenset[str]) -> int:
    """The length in tokens of one of `words` glued behind digits, with or without a hyphen: "-го", "th"; 0."""
    dash = at < end and tokens[at].glued and tokens[at].text == "-"
    at_word = at + dash
    if at_word < end and tokens[at_word].glued and tokens[at_word].word in words:
        return dash + 1
    return 0


def _gather(tokens: Sequence[Token], at: int, end: int, alone: bool) -> tuple[str, int]:
    """Digits and the marks between them, as far as they may be one number, and the token behind."""
    typed, i = tokens[at].text, at + 1
    mark = ""
    while i < end:
        token = tokens[i]
        if token.glued and i + 1 < end and tokens[i + 1].is_number and tokens[i + 1].glued:
            if token.text not in _MARKS and token.text != ":":
                break
            typed += token.text + tokens[i + 1].text
            mark = mark or token.text
            i += 2
        elif not alone and mark in {"", " "} and _goes_on_behind_space(typed, tokens[i - 1], token):
            typed += " " + token.text
            mark = " "
            i += 1
        else:
            break
    return typed, i


def _goes_on_behind_space(typed: str, before: Token, token: Token) -> bool:
    if not token.is_number or len(token.text) != 3 or token.start - before.end != 1:
        return False
    return len(typed.split(" ", 1)[0]) <= 3 and typed[0] != "0"


def _read(typed: str) -> Decimal | None:
    if typed.isdigit():
        return Decimal(typed)
    if found := _GROUPED.fullmatch(typed):
        cents = found["cents"]
        whole = typed[: -len(cents) - 1] if cents else typed
        return Decimal("".join(filter(str.isdigit, whole)) + (f".{cents}" if cents else ""))
    if _DECIMAL.fullmatch(typed):
        return Decimal(typed.replace(",", "."))
    return None
