"""How many of what: "4 windows", "два балкона", "ოთხი ფანჯარა", "3 m2", "140x120". Never money, never a time.

A noun that no lexicon knows counts when it looks like one behind a small number: "5 стульев", "4 chairs".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from crm_core.language.amount_words import find_money, load_marks
from crm_core.language.amounts import list_blocked
from crm_core.language.context import Context
from crm_core.language.found import QuantityFound
from crm_core.language.number_reading import NumberRead
from crm_core.language.numbers import find_numbers, read_number
from crm_core.language.sizes import find_sizes
from crm_core.language.tokens import Script, Span, Token

#: More of something that no lexicon knows is rather a sum with a word behind it.
MOST_OF_UNKNOWN = 99
MOST = Decimal(1_000_000)

_COUNTED = frozenset({"goods", "units"})
_PLURALS = {
    Script.LATIN: re.compile(r"[a-z]{2,}[^su\W]s"),
    Script.CYRILLIC: re.compile(r"[а-яё]{3,}(?:ов|ев|ей|ок|ек|а|я|ы|и)"),
    Script.GEORGIAN: re.compile(r"[ა-ჰ]{3,}[იაეო]"),
}
_ADJECTIVES = {
    Script.CYRILLIC: re.compile(r"[а-яё]{2,}(?:ых|их|ые|ие|ый|ий|ой|ую|ая)"),
    Script.GEORGIAN: re.compile(r"[ა-ჰ]{2,}[იაეო]"),
    Script.LATIN: re.compile(r"[a-z]{3,}"),
}


def find_quantities(
    tokens: Sequence[Token], text: str, context: Context, taken: Sequence[Span] = ()
) -> tuple[QuantityFound, ...]:
    """In order. `taken` are spans that mean something else: times, telephones, addresses, sums."""
    blocked = list_blocked(tokens, taken)
    sizes = [(start, end) for start, end in find_sizes(tokens) if not _is_taken(tokens, start, end, taken)]
    found = [_build_size(tokens, text, start, end) for start, end in sizes]
    for at, number in find_numbers(tokens, blocked):
        end = _find_thing(tokens, at, number, blocked)
        if end and Decimal(0) < number.value <= MOST:
            start, last = tokens[at + number.length].start, tokens[end - 1].end
            found.append(QuantityFound(number.value, text[start:last], Span(tokens[at].start, last)))
    return tuple(sorted(found, key=lambda quantity: quantity.span))


def _is_taken(tokens: Sequence[Token], start: int, end: int, taken: Sequence[Span]) -> bool:
    span = Span(tokens[start].start, tokens[end - 1].end)
    return any(span.overlaps(other) for other in taken)


def _build_size(tokens: Sequence[Token], text: str, start: int, end: int) -> QuantityFound:
    span = Span(tokens[start].start, tokens[end - 1].end)
    return QuantityFound(Decimal(1), span.cut(text), span)


def _find_thing(tokens: Sequence[Token], at: int, number: NumberRead, blocked: frozenset[int]) -> int:
    """Behind the noun that the number counts; 0 when it counts nothing."""
    noun = at + number.length
    if noun >= len(tokens) or noun in blocked or _is_numbered(tokens, at):
        return 0
    kinds, length = load_marks().find(tokens, noun)
    if kinds & _COUNTED and not blocked.intersection(range(noun, noun + length)):
        return noun + length
    if kinds or not tokens[noun].is_word or find_money(tokens[noun]) is not None or tokens[noun].glued:
        return 0
    if read_number(tokens, noun) is not None:
        return 0
    behind, length = load_marks().find(tokens, noun + 1)
    if "goods" in behind and _looks_like(tokens[noun], _ADJECTIVES) and noun + 1 not in blocked:
        return noun + 1 + length
    is_small = number.value <= MOST_OF_UNKNOWN and number.value == number.value.to_integral_value()
    return noun + 1 if is_small and _looks_like(tokens[noun], _PLURALS) else 0


def _is_numbered(tokens: Sequence[Token], at: int) -> bool:
    if at and (tokens[at - 1].text in {"#", "№", "$", "₾", "€"} or (tokens[at].glued and not tokens[at - 1].is_word)):
        return True
    before = at - 1 if at and tokens[at - 1].text in {".", ":"} else at
    return "numbered" in load_marks().find_before(tokens, before)[0]


def _looks_like(token: Token, shapes: dict[Script, re.Pattern[str]]) -> bool:
    """By its ending; a capital letter makes it a name."""
    shape = shapes.get(token.script)
    return shape is not None and token.text == token.word and shape.fullmatch(token.word) is not None
