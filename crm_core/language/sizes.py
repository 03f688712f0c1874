"""Sizes: "140x120", "1,4 х 1,2", "140 на 120". They are no sums, and count one piece each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from crm_core.language.amount_words import load_marks
from crm_core.language.digits import read_digits
from crm_core.language.tokens import Token

_TIMES = frozenset({"x", "х", "×", "*", "✕", "ხ"})
_WORDS = frozenset({"на", "by", "na"})
_BETWEEN = _TIMES | _WORDS
_UNITS = frozenset({"cm", "mm", "m", "см", "мм", "м", "სმ", "მმ", "მ"})

#: In centimetres or millimetres; decimals are metres.
LEAST_SIDE, MOST_SIDE = 20, 9999
#: "140 на 120" without a sign between: only what a window may measure.
MOST_SIDE_IN_WORDS = 400
MOST_SIDE_OF_GOODS = 3500
#: Both sides so long, with no word of price before them, are millimetres: "900 на 2100".
LEAST_MILLIMETRES = 300
_MILD = frozenset({"says", "goods", "size", "to"})
_SIZE_ENDS = frozenset({"и", "мм", "mm", "and", "да"})


def find_sizes(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """(first token, token behind the last) of every size."""
    found: list[tuple[int, int]] = []
    at = 0 if any(token.word in _BETWEEN for token in tokens) else len(tokens)
    while at < len(tokens):
        end = _read_size(tokens, at) if tokens[at].is_number else at
        if end > at:
            found.append((at, end))
        at = max(end, at + 1)
    return found


def _read_size(tokens: Sequence[Token], at: int) -> int:
    """Behind the size that begins at `at`; `at` itself when there is none."""
    sides, end = 0, at
    while (length := _read_side(tokens, end, LEAST_SIDE if sides else 1)) and (sides < 3):
        sides, after = sides + 1, end + length
        after += after < len(tokens) and tokens[after].word in _UNITS
        if not _is_times(tokens, at, after):
            return after if sides > 1 else at
        end = after + 1
    return end - 1 if sides > 1 else at


def _read_side(tokens: Sequence[Token], at: int, least: int) -> int:
    """The length in tokens of one side of a size; 0."""
    if at >= len(tokens) or not tokens[at].is_number:
        return 0
    side = read_digits(tokens, at, alone=True)
    if side.value is None or side.value > MOST_SIDE:
        return 0
    is_metres = side.value != side.value.to_integral_value() or side.value < 10
    return side.length if is_metres or side.value >= least else 0


def _is_times(tokens: Sequence[Token], start: int, at: int) -> bool:
    if at + 1 >= len(tokens) or not tokens[at + 1].is_number:
        return False
    if tokens[at].word in _TIMES:
        return True
    behind = at + 2
    is_bare = behind >= len(tokens) or not tokens[behind].is_word or tokens[behind].word in _SIZE_ENDS
    if tokens[at].word in _WORDS and is_bare and not load_marks().find_before(tokens, start)[0] - _MILD:
        sides = [tokens[start].text, tokens[at + 1].text]
        if all(LEAST_MILLIMETRES <= Decimal(side) <= MOST_SIDE_OF_GOODS for side in sides):
            return True
    most = MOST_SIDE_OF_GOODS if _is_of_goods(tokens, start) else MOST_SIDE_IN_WORDS
    sides = [tokens[start].text, tokens[at + 1].text]
    return tokens[at].word in _WORDS and all(LEAST_SIDE <= Decimal(side) <= most for side in sides)


def _is_of_goods(tokens: Sequence[Token], start: int) -> bool:
    """ "окно 1400 на 1200", "size 1400 by 1200"."""
    return bool({"goods", "size"} & load_marks().find_before(tokens, start)[0])
