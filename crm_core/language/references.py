"""Whom or what a text means without a name: a deal by its number, a phone by its end, "her" and "me"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from crm_core.language.context import Context
from crm_core.language.found import Mention, MentionKind, PhoneFound
from crm_core.language.name_lexicon import Phrases
from crm_core.language.tokens import Script, Span, Token

_SIGNS = {"#", "№"}

#: A deal's number said after "deal" has as many digits at least; fewer are a quantity ("order 4 windows").
FEWEST_DEAL_DIGITS = 3
MOST_DEAL_DIGITS = 12
TAIL_DIGITS = range(3, 8)

#: "Ends in 4567", "оканчивается на 4567".
_BEFORE_TAIL = {"in", "with", "на", "are", "is"}

_TAIL_SIGNS = re.compile(r"(?:…|\.{2,}|\*+|\b[xх]{2,}|-{2,})\s?(?P<digits>\d{3,7})\b")


@cache
def _get_phrases(part: str) -> Phrases:
    return Phrases(part)


def mention_phones(phones: Sequence[PhoneFound], text: str) -> tuple[Mention, ...]:
    """Phones and their tails as mentions of whoever they belong to."""
    return tuple(
        Mention(
            MentionKind.PHONE_TAIL if phone.is_tail else MentionKind.PHONE,
            phone.span.cut(text),
            ("".join(filter(str.isdigit, phone.value)),),
            phone.span,
        )
        for phone in phones
    )


def find_references(tokens: tuple[Token, ...], text: str, context: Context, taken: Sequence[Span]) -> Iterator[Mention]:
    """Deal numbers, phone tails, pronouns and "me", in no order; none overlaps another."""
    tails = list(_find_tails(text, taken))
    yield from tails
    busy = [*taken, *(tail.span for tail in tails)]
    at = 0
    while at < len(tokens):
        found = _read_deal(tokens, at, text, busy) or _read_tail(tokens, at, text, busy)
        found = found or _read_person(tokens, at, text, context, busy)
        if found is not None:
            yield found
            while at < len(tokens) and tokens[at].start < found.span.end:
                at += 1
        else:
            at += 1


def _find_tails(text: str, taken: Sequence[Span]) -> Iterator[Mention]:
    for match in _TAIL_SIGNS.finditer(text):
        span = Span(match.start(), match.end())
        if not any(span.overlaps(other) for other in taken):
            yield Mention(MentionKind.PHONE_TAIL, match[0], (match["digits"],), span)


def _read_deal(tokens: tuple[Token, ...], at: int, text: str, taken: Sequence[Span]) -> Mention | None:
    """A number after a sign is a deal's whatever it looks like; after "deal" only when it is nothing else."""
    place, is_said = at, False
    if tokens[at].is_word:
        place += _get_phrases("deal").measure(tokens, at)
        is_said = place > at
    is_marked = False
    length = _get_phrases("number").measure(tokens, place)
    if length:
        place, is_marked = place + length, is_said
        place += place < len(tokens) and tokens[place].text == "."
    if place < len(tokens) and tokens[place].text in _SIGNS:
        place, is_marked = place + 1, True
    if place >= len(tokens) or not tokens[place].is_number or not (is_said or is_marked):
        return None
    number, span = tokens[place], Span(tokens[at].start, tokens[place].end)
    if len(number.text) > MOST_DEAL_DIGITS:
        return None
    is_free = not any(number.span.overlaps(other) for other in taken) and _ends(tokens, place)
    if not is_marked and (not is_free or len(number.text) < FEWEST_DEAL_DIGITS):
        return None
    return Mention(MentionKind.DEAL_NUMBER, span.cut(text), (number.text.lstrip("0") or "0",), span)


def _ends(tokens: tuple[Token, ...], place: int) -> bool:
    """The number is whole: no decimals, no further digits, no letters stuck to it."""
    following = tokens[place + 1 : place + 3]
    if not following:
        return True
    if following[0].glued:
        is_number_going_on = len(following) > 1 and following[1].is_number and following[1].glued
        return following[0].script is Script.SIGN and not is_number_going_on and following[0].text not in "₾$€%"
    return not following[0].is_number


def _read_tail(tokens: tuple[Token, ...], at: int, text: str, taken: Sequence[Span]) -> Mention | None:
    length = _get_phrases("tail").measure(tokens, at)
    place = at + length
    if length and place < len(tokens) and tokens[place].word in _BEFORE_TAIL:
        place += 1
    if not length or place >= len(tokens) or not tokens[place].is_number:
        return _read_trailing_tail(tokens, at, text, taken)
    number, span = tokens[place], Span(tokens[at].start, tokens[place].end)
    if len(number.text) not in TAIL_DIGITS or any(number.span.overlaps(other) for other in taken):
        return None
    return Mention(MentionKind.PHONE_TAIL, span.cut(text), (number.text,), span)


def _read_trailing_tail(tokens: tuple[Token, ...], at: int, text: str, taken: Sequence[Span]) -> Mention | None:
    """The digits may stand first: "4567-ით მთავრდება"."""
    number = tokens[at]
    if not number.is_number or len(number.text) not in TAIL_DIGITS:
        return None
    place = at + 1
    while place < len(tokens) and tokens[place].glued:
        place += 1
    length = _get_phrases("tail").measure(tokens, place) if tokens[place : place + 1] else 0
    if not length or tokens[place].script is not Script.GEORGIAN or any(number.span.overlaps(one) for one in taken):
        return None
    span = Span(number.start, tokens[place + length - 1].end)
    return Mention(MentionKind.PHONE_TAIL, span.cut(text), (number.text,), span)


def _read_person(
    tokens: tuple[Token, ...], at: int, text: str, context: Context, taken: Sequence[Span]
) -> Mention | None:
    length = _get_phrases("pronouns").measure(tokens, at)
    kind, colleague_id = MentionKind.PRONOUN, None
    if not length and context.me is not None:
        length = _get_phrases("me").measure(tokens, at)
        kind, colleague_id = MentionKind.COLLEAGUE, context.me
    if not length:
        return None
    span = Span(tokens[at].start, tokens[at + length - 1].end)
    if any(span.overlaps(other) for other in taken) or _is_ordinal(tokens, at + length):
        return None
    return Mention(kind, span.cut(text), (), span, colleague_id)


def _is_ordinal(tokens: tuple[Token, ...], place: int) -> bool:
    """ "მე-3" is the third and not me."""
    following = tokens[place : place + 2]
    return len(following) == 2 and following[0].text == "-" and following[0].glued and following[1].is_number
