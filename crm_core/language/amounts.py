"""Sums of money in running text: "6к", "5-6 thousand", "₾6,000", "ექვსი ათასი", "6000 with installation".

Spans cover the number, its currency and "about", "up to", "from" before it. Whatever is no sum, or could be a
telephone, a size, a house or a date, is left out: see `crm_core.language.amount_evidence`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from crm_core.kernel.money import CURRENCIES
from crm_core.language.amount_evidence import Said, judge
from crm_core.language.amount_words import SIGNS, Money, find_money, load_marks
from crm_core.language.context import Context
from crm_core.language.found import AmountFound
from crm_core.language.georgian_numbers import Ending
from crm_core.language.number_reading import NumberRead
from crm_core.language.numbers import find_numbers
from crm_core.language.ranges import join_range, join_short
from crm_core.language.sizes import find_sizes
from crm_core.language.tokens import Span, Token

_PREFIXES = frozenset({*SIGNS, *CURRENCIES, *(code.casefold() for code in CURRENCIES if code != "TRY")})
_LEADING = frozenset({"about", "up_to", "from", "between"})
_ROUGH = frozenset({"about", "up_to"})
_FOR = frozenset({"за", "for", "на", "za", "na"})
_ROUGH_SIGNS = frozenset("~≈±")


def find_amounts(
    tokens: Sequence[Token], text: str, context: Context, taken: Sequence[Span] = ()
) -> tuple[AmountFound, ...]:
    """The sums in order. `taken` are spans that mean something else: times, telephones, addresses, deal numbers."""
    found: list[tuple[AmountFound, bool]] = []
    all_said = _list_said(tokens, list_blocked(tokens, taken))
    for number, said in enumerate(all_said):
        judgement = judge(tokens, said)
        if judgement is not None:
            amount = replace(_build(tokens, said, is_sure=judgement.is_sure), role=judgement.role)
            found.append((amount, judgement.is_bare and _is_of_goods(tokens, all_said, number)))
    lone = [amount for amount, _ in found if not amount.is_sure or amount.currency is None]
    return tuple(
        replace(amount, is_sure=True) if is_of_goods and len(lone) == 1 else amount for amount, is_of_goods in found
    )


def _is_of_goods(tokens: Sequence[Token], said: Sequence[Said], number: int) -> bool:
    """ "4 windows 6000", "6000 for 4 windows"."""
    if any(before.counts_goods for before in said[:number]):
        return True
    if number + 1 == len(said):
        return False
    end, behind = said[number].end, said[number + 1]
    return behind.counts_goods and behind.start - end == 1 and tokens[end].word in _FOR


def list_blocked(tokens: Sequence[Token], taken: Sequence[Span]) -> frozenset[int]:
    """Tokens inside the taken spans and in sizes ("140x120")."""
    inside = {i for start, end in find_sizes(tokens) for i in range(start, end)}
    ends = [token.end for token in tokens] if taken else []
    for span in taken:
        i = bisect_right(ends, span.start)
        while i < len(tokens) and tokens[i].start < span.end:
            inside.add(i)
            i += 1
    return frozenset(inside)


def _list_said(tokens: Sequence[Token], blocked: frozenset[int]) -> list[Said]:
    """Numbers and ranges in their places, with their currency."""
    numbers = list(find_numbers(tokens, blocked))
    said: list[Said] = []
    i = 0
    while i < len(numbers):
        at, number = numbers[i]
        floor = said[-1].end if said else 0
        end, value = at + number.length, _tidy(number.value)
        one = Said(at, end, value, None, number, number, ending=number.ending, floor=floor)
        joined = _join(tokens, one, *numbers[i + 1], blocked) if i + 1 < len(numbers) else None
        i += 1 if joined is None else 2
        one = _add_money(tokens, joined or one, blocked)
        counted = any("goods" in load_marks().find(tokens, one.end + ahead)[0] for ahead in (0, 1))
        is_grouped = _is_grouped(tokens, one, blocked)
        said.append(replace(one, is_grouped=is_grouped, counts_goods=counted and one.currency is None))
    return said


def _join(
    tokens: Sequence[Token], one: Said, second_at: int, second: NumberRead, blocked: frozenset[int]
) -> Said | None:
    """Both numbers as one range, or as one sum said short: "семь пятьсот" is 7500."""
    if blocked.intersection(range(one.end, second_at)):
        return None
    end = second_at + second.length
    short = join_short(one.end == second_at, one.first, second)
    if short is not None:
        return replace(one, end=end, low=short, last=second, ending=second.ending)
    joined = join_range(tokens, one.start, one.first, second_at, second)
    if joined is None:
        return None
    low, high = map(_tidy, joined)
    return replace(one, end=end, low=low, high=high, last=second, ending=second.ending)


def _is_grouped(tokens: Sequence[Token], said: Said, blocked: frozenset[int]) -> bool:
    """ "599 12 34": groups of two or three digits stand beside it."""
    beside = [i for i in (said.start - 1, said.end) if 0 <= i < len(tokens) and i not in blocked]
    return any(tokens[i].is_number and 2 <= len(tokens[i].text) <= 3 for i in beside)


def _tidy(value: Decimal) -> Decimal:
    return Decimal(int(value)) if value == value.to_integral_value() else value.quantize(Decimal("0.01"))


def _add_money(tokens: Sequence[Token], said: Said, blocked: frozenset[int]) -> Said:
    """With the currency named right before ("$500") or behind ("500 долл", "6 тыс. лари")."""
    at = said.end
    if at + 1 < len(tokens) and tokens[at].text in {".", "-"} and tokens[at].glued:
        at += 1
    money = find_money(tokens[at]) if at < len(tokens) and at not in blocked else None
    if money is not None and (at == said.end or _is_linked(tokens, at)):
        ending = money.ending if money.ending is not Ending.NONE else said.ending
        return replace(said, end=at + 1, currency=money.currency, ending=ending)
    before = said.start - 1
    if before >= said.floor and before not in blocked and tokens[before].text in _PREFIXES:
        prefix = find_money(tokens[before])
        has_own = before > 0 and tokens[before - 1].is_number
        if prefix is not None and not has_own:
            return replace(said, start=before, currency=prefix.currency)
    return _add_inner(tokens, said)


def _is_linked(tokens: Sequence[Token], at: int) -> bool:
    """ "тыс. лари", "6000-ლარი"; a full stop behind plain digits ends a sentence."""
    return tokens[at - 1].text == "-" or tokens[at - 2].is_word


def _add_inner(tokens: Sequence[Token], said: Said) -> Said:
    """ "5000 лари - 6000": the currency stands inside of the range."""
    if said.high is None:
        return said
    inner: Money | None = next(filter(None, map(find_money, tokens[said.start + said.first.length : said.end])), None)
    return replace(said, currency=inner.currency) if inner is not None else said


def _build(tokens: Sequence[Token], said: Said, *, is_sure: bool) -> AmountFound:
    start = said.start
    is_about = said.first.is_rough or (said.ending is Ending.UP_TO and said.high is None)
    for _ in range(2):
        kinds, at = load_marks().find_before(tokens, start)
        if at < said.floor:
            break
        if kinds & _LEADING:
            start, is_about = at, is_about or (bool(kinds & _ROUGH) and said.high is None)
        elif start > said.floor and tokens[start - 1].text in _ROUGH_SIGNS:
            start, is_about = start - 1, True
    span = Span(tokens[start].start, tokens[said.end - 1].end)
    return AmountFound(said.low, said.high, said.currency, span, is_sure, is_about)
