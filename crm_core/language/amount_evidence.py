"""Whether a number is a sum of money: what its own shape and the words around it say.

A bare number is one only beside a word of price; beside what is counted, numbered or measured it is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm_core.kernel.money import LARGEST
from crm_core.language.amount_words import find_money, load_marks
from crm_core.language.found import AmountRole
from crm_core.language.georgian_numbers import Ending
from crm_core.language.number_reading import NumberRead
from crm_core.language.tokens import Token

#: A bare number below is too often a piece, an hour or a house.
LEAST_BARE = 100
#: Digits in a row that are rather an account or somebody's telephone.
MOST_BARE_DIGITS = 8
#: How far a word of price may stand before its number.
REACH = 4
#: A rival or a doubt may stand further off.
DOUBT_REACH = 8

_STOPS = frozenset(".,;!?()\n")
_THROUGH = frozenset(":-–—#№=")
_ABOUT_SIGNS = frozenset("~≈±")
_NOT_MONEY = frozenset({"counted", "units", "goods"})
_CLOSE_MARKS = frozenset({"about", "up_to", "from", "between", "says"})


@dataclass(frozen=True, slots=True)
class Said:
    """A number or a range in its place: tokens from `start` to `end`, money words included in neither."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    first: NumberRead
    last: NumberRead
    currency: str | None = None
    ending: Ending = Ending.NONE
    #: Short groups of digits stand beside it: rather a telephone.
    is_grouped: bool = False
    #: What it counts is sold here: "4 windows".
    counts_goods: bool = False
    #: Tokens before this one belong to the sum before.
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    is_sure: bool
    role: AmountRole = AmountRole.WHOLE
    is_bare: bool = False


def judge(tokens: Sequence[Token], said: Said) -> Judgement | None:
    """What a number in its place is; None when it is no sum of money at all."""
    if not Decimal("0.01") <= said.low <= LARGEST or (said.high or 0) > LARGEST:
        return None
    kinds_after, after = load_marks().find(tokens, said.end)
    role = _find_role(tokens, said, kinds_after, after)
    is_denied = _is_doubted(tokens, said, kinds_after)
    if said.currency is not None:
        return Judgement(role is AmountRole.WHOLE and not is_denied, role)
    if _is_counted(tokens, said, kinds_after) or _has_odd_shape(tokens, said):
        return None
    if _scale_of(said) == 1 and _is_numbered(tokens, said.start):
        return None
    if role is not AmountRole.WHOLE:
        return Judgement(False, role) if said.low >= 10 else None
    judgement = _judge_bare(tokens, said, kinds_after)
    return Judgement(False) if judgement is not None and is_denied else judgement


def _judge_bare(tokens: Sequence[Token], said: Said, kinds_after: frozenset[str]) -> Judgement | None:
    close, at = load_marks().find_before(tokens, said.start)
    has_price = "price" in _look_back(tokens, said.start)
    has_sign = at > 0 and tokens[said.start - 1].text in _ABOUT_SIGNS
    is_said = has_price or has_sign or bool(close & _CLOSE_MARKS) or "whole" in kinds_after
    if _scale_of(said) > 1:
        return Judgement(is_said or not said.last.is_scale_alone)
    if has_price and said.low >= 10:
        return Judgement(True)
    if said.low < LEAST_BARE or _is_year(said):
        return None
    if said.ending in {Ending.UP_TO, Ending.AS, Ending.FROM}:
        return Judgement(True)
    if not is_said and said.is_grouped:
        return None
    return Judgement(is_said, is_bare=not is_said)


def _is_doubted(tokens: Sequence[Token], said: Said, kinds_after: frozenset[str]) -> bool:
    """ "не 6 тысяч", "6000 дорого", "6 тысяч не потянет", "у соседа за 3000": said, but not agreed."""
    if "not" in kinds_after or "not" in load_marks().find_before(tokens, said.start)[0]:
        return True
    return _is_near(tokens, range(said.end, said.end + REACH)) or _is_near(
        tokens, range(said.start - 1, max(-1, said.start - 1 - DOUBT_REACH), -1)
    )


def _is_near(tokens: Sequence[Token], places: range) -> bool:
    """Whether a word of doubt stands at one of these places, before the sentence stops."""
    for at in places:
        if at >= len(tokens) or tokens[at].text in _STOPS:
            return False
        if "doubt" in load_marks().find(tokens, at)[0]:
            return True
    return False


def _scale_of(said: Said) -> Decimal:
    return max(said.first.scale, said.last.scale)


def _find_role(tokens: Sequence[Token], said: Said, kinds_after: frozenset[str], length: int) -> AmountRole:
    before = _look_back(tokens, said.start)
    if before == "each" or "each" in kinds_after:
        return AmountRole.EACH
    if before == "part":
        return AmountRole.PART
    behind = said.end + length
    has_own = behind < len(tokens) and (tokens[behind].is_number or find_money(tokens[behind]) is not None)
    if "part" in kinds_after and not before and not has_own:
        return AmountRole.PART
    return AmountRole.WHOLE


def _look_back(tokens: Sequence[Token], start: int) -> str:
    """The nearest word of price, part or each before token `start`, within reach; empty when there is none."""
    for end in range(start, max(0, start - REACH), -1):
        if tokens[end - 1].text in _STOPS or tokens[end - 1].is_number:
            return ""
        kinds, _ = load_marks().find_before(tokens, end)
        for kind in ("part", "each", "price"):
            if kind in kinds and (kind != "each" or end == start):
                return kind
    return ""


def _is_counted(tokens: Sequence[Token], said: Said, kinds_after: frozenset[str]) -> bool:
    """ "15 %", "4 windows", "3 m2", "2 белых окна"."""
    if kinds_after & _NOT_MONEY:
        return True
    if said.end >= len(tokens):
        return False
    if tokens[said.end].text == "%":
        return True
    return not kinds_after and tokens[said.end].is_word and "goods" in load_marks().find(tokens, said.end + 1)[0]


def _has_odd_shape(tokens: Sequence[Token], said: Said) -> bool:
    """Glued to letters or to marks of dates, sizes, accounts; with leading noughts; too long."""
    typed = said.first.typed
    if (typed[:1] == "0" and typed[1:2].isdigit()) or sum(map(str.isdigit, typed)) > MOST_BARE_DIGITS:
        return True
    if tokens[said.start].glued and said.start:
        before = tokens[said.start - 1]
        if before.text in {"/", "+", "-", "–", "_", "@", "*", ":", "."} or before.is_word or before.is_number:
            return before.text not in {"-", "–"} or (before.glued and said.start > 1)
    if said.start and tokens[said.start - 1].text == "+":
        return True
    if said.end < len(tokens) and tokens[said.end].glued:
        after = tokens[said.end]
        goes_on = said.end + 1 < len(tokens) and tokens[said.end + 1].glued
        return after.is_word or (after.text in {"/", "*", "-", "–", "_", "@", ":", "×"} and goes_on)
    return False


def _is_numbered(tokens: Sequence[Token], start: int) -> bool:
    """ "кв 120", "deal #1003", "код: 4500"."""
    at = start
    while at and tokens[at - 1].text in _THROUGH:
        at -= 1
        if tokens[at].text in {"#", "№"}:
            return True
    if at > 1 and tokens[at - 1].text == ".":
        at -= 1
    kinds, _ = load_marks().find_before(tokens, at)
    return "numbered" in kinds


def _is_year(said: Said) -> bool:
    typed = said.first.typed
    return said.high is None and len(typed) == 4 and 1950 <= said.low < 2050 and bool(said.low % 100)
