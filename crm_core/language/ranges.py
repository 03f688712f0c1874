"""Two numbers that are one range: "5-6 thousand", "от 5 до 6 тысяч", "5-დან 6 ათასამდე", "ორი-სამი ათასი"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from crm_core.language.amount_words import SIGNS, find_money, load_marks
from crm_core.language.georgian_numbers import Ending
from crm_core.language.number_reading import NumberRead
from crm_core.language.tokens import Token

_DASHES = frozenset("-–—")
_THOUSAND = Decimal(1000)

#: "3000 to 4000" is a range by itself, "6 or 7" is not.
LEAST_WITHOUT_WORDS = 100


def join_range(
    tokens: Sequence[Token], at: int, first: NumberRead, second_at: int, second: NumberRead
) -> tuple[Decimal, Decimal] | None:
    """The lower and the upper end in full; None when the two numbers are no range."""
    low, high = _share_scale(first, second)
    if low >= high:
        return None
    between = at + first.length
    if between < second_at and find_money(tokens[between]) is not None:
        between += 1
    if second_at - between > 1 and tokens[second_at - 1].text in SIGNS:
        second_at, second = second_at - 1, replace(second, length=second.length + 1)  # "$1000-$2000"
    if _is_joined(tokens, at, first, between, second_at, second):
        return low, high
    return None


def join_short(is_adjacent: bool, first: NumberRead, second: NumberRead) -> Decimal | None:
    """ "семь пятьсот", "seven five hundred": thousands and hundreds in words, the word "thousand" left out."""
    if not is_adjacent or first.typed or second.typed or max(first.scale, second.scale) > 1:
        return None
    if not 1 <= first.value < 100 <= second.value < _THOUSAND or first.value % 1 or first.is_rough or second.is_rough:
        return None
    return first.value * _THOUSAND + second.value


def _share_scale(first: NumberRead, second: NumberRead) -> tuple[Decimal, Decimal]:
    """ "5-6 thousand" is from 5 thousand; "тысяч 5-6" up to 6 thousand."""
    if first.scale == 1 and second.scale > 1 and first.value < second.factor:
        return first.value * second.scale, second.value
    if first.is_rough and first.scale > 1 and second.scale == 1 and second.value < _THOUSAND:
        return first.value, second.value * first.scale
    return first.value, second.value


def _is_joined(
    tokens: Sequence[Token], at: int, first: NumberRead, between: int, second_at: int, second: NumberRead
) -> bool:
    if between == second_at:
        is_next = first.scale == 1 and second.scale > 1 and second.factor - first.value == 1
        return first.ending is Ending.FROM or (is_next and not first.typed)
    if second_at - between == 1 and tokens[between].text in _DASHES:
        return not _is_in_chain(tokens, at, second_at + second.length)
    kinds, length = load_marks().find(tokens, between)
    if "to" not in kinds or between + length != second_at:
        return False
    before, _ = load_marks().find_before(tokens, at)
    if tokens[between].word in {"и", "and", "i"}:
        return "between" in before
    after = second_at + second.length
    has_money = after < len(tokens) and find_money(tokens[after]) is not None
    is_large = min(first.value, second.value) >= LEAST_WITHOUT_WORDS
    is_said = bool(before & {"from", "between"}) or first.ending is Ending.FROM or second.scale > 1
    return is_said or has_money or is_large


def _is_in_chain(tokens: Sequence[Token], start: int, end: int) -> bool:
    """ "599-12-34": more than two groups are no range."""
    before = start > 1 and tokens[start - 1].text in _DASHES and tokens[start - 2].is_number
    after = end + 1 < len(tokens) and tokens[end].text in _DASHES and tokens[end + 1].is_number
    return before or after
