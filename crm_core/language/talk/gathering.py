"""All readers look at a text: what they find, the words of acts and its clauses make a `Reading`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_core.language.addresses import find_addresses
from crm_core.language.amounts import find_amounts
from crm_core.language.contacts import find_emails, find_phones
from crm_core.language.context import Context
from crm_core.language.found import Grain, Mention, MentionKind, TimeFound
from crm_core.language.names import find_mentions
from crm_core.language.quantities import MOST_OF_UNKNOWN, find_quantities
from crm_core.language.talk.clauses import cut_clauses, guess_order, mark_questions
from crm_core.language.talk.georgian import read_forms
from crm_core.language.talk.idioms import join_idioms
from crm_core.language.talk.lexicon import get_layer
from crm_core.language.talk.reading import Cue, Found, Reading, find_cues
from crm_core.language.talk.respelling import respell
from crm_core.language.talk.timing import is_now
from crm_core.language.times import find_lengths, find_times
from crm_core.language.tokens import Span, Token, cut

#: "Sent" is near to a month in other languages.
SENT = frozenset({"send_did", "send_out", "send_in"})


#: Acts beside which a time is expected.
WAITING = (
    "call_will", "call_base", "call_asked", "call_noun", "call_me", "measure_noun", "measure_will", "install_noun",
    "install_will", "remind", "postpone", "meet_noun",
)  # fmt: skip


def read(text: str, context: Context) -> Reading:
    """The text with everything that was found in it."""
    typed = cut(text)
    tokens = respell(typed, guess_order(typed, context.language)[1])
    language, order = guess_order(tokens, context.language)
    reading = Reading(text, tokens, context, language, order, _find_values(text, tokens, context, order))
    now = [one.span for one in reading.found.times if is_now(one, context.now)]
    values = {at for span in reading.found.list_values() if span not in now for at in range(*reading.place(span))}
    marks, cues = find_cues(reading, "words"), find_cues(reading, "acts", near=True, busy=values)
    reading.marks, reading.cues = marks, cues
    reading.clauses = cut_clauses(reading)
    reading.marks, reading.cues = _place(reading, marks), _place(reading, cues)
    reading.cues = read_forms(reading)
    reading.clauses = mark_questions(reading)
    _add_expected_times(reading)
    named = [one for one in reading.found.mentions if not _is_phrase(reading, one)]
    reading.found.mentions = tuple(sorted([*named, *_list_callers(reading, named)], key=lambda one: one.span))
    reading.cues = join_idioms(reading)
    return reading


def _add_expected_times(reading: Reading) -> None:
    """ "cb mon", "აზომვა ხუთ 11": beside an act that waits for a time, short words for days count too."""
    timed = {reading.clause_of(one.span) for one in reading.found.times}
    waiting = {cue.clause for cue in reading.cues if cue.says(*WAITING)} - timed
    if not waiting:
        return
    busy = [*reading.found.list_values(), *(one.span for one in reading.found.mentions)]
    busy += [*(one.span for one in reading.found.quantities), *(one.span for one in reading.found.addresses)]
    busy += [reading.span(cue.first, cue.last) for cue in reading.cues]
    expected = [
        one
        for one in find_times(reading.tokens, replace(reading.context, expects_time=True))
        if reading.clause_of(one.span) in waiting
        and one.grain in (Grain.DAY, Grain.HOUR, Grain.MINUTE)
        and any(reading.tokens[at].is_word for at in range(*reading.place(one.span)))
        and not any(one.span.overlaps(span) for span in busy)
    ]
    reading.found.times = tuple(sorted([*reading.found.times, *expected], key=lambda one: one.span))


def _leave_sums(
    tokens: tuple[Token, ...], text: str, context: Context, taken: Sequence[Span], times: tuple[TimeFound, ...]
) -> tuple[TimeFound, ...]:
    """Without what is part of a sum: "около 9к" is no nine o'clock, "пять тысяч" no Friday, "4 windows about 1800"."""
    if not times:
        return times
    sums = [one.span for one in find_amounts(tokens, text, context, taken) if one.is_sure]
    goods = [one.span.end for one in find_quantities(tokens, text, context, taken) if one.quantity <= MOST_OF_UNKNOWN]
    prices = [span for span in sums if any(not text[end : span.start].strip(" ,") for end in goods if end < span.start)]
    return tuple(
        one
        for one in times
        if not any(span.start <= one.span.start and one.span.end < span.end for span in sums)
        and not (one.is_dayless and (one.span in prices or any(_goes_on(one.span, span) for span in sums)))
    )


def _goes_on(time: Span, amount: Span) -> bool:
    return time.overlaps(amount) and time.end < amount.end


def _list_callers(reading: Reading, named: list[Mention]) -> list[Mention]:
    """Telephones that say who is meant: all but those that are to be written down."""
    if reading.has_cue("phone_word", "new_customer"):
        return []
    return [
        Mention(MentionKind.PHONE, one.span.cut(reading.text), (one.value.lstrip("+"),), one.span)
        for one in reading.found.phones
        if not one.is_tail and not any(one.span.overlaps(other.span) for other in named)
    ]


def _is_phrase(reading: Reading, mention: Mention) -> bool:
    """What looks like a name inside of a phrase ("no ans"), or is a "not"."""
    first, last = reading.place(mention.span)
    phrases = [cue for cue in reading.cues if cue.last - cue.first > 1]
    phrases += [mark for mark in reading.marks if mark.says("negation")]
    return mention.kind in (MentionKind.NAME, MentionKind.PRONOUN) and any(
        cue.first <= first and last <= cue.last for cue in phrases
    )


def _hide_acts(tokens: tuple[Token, ...], order: tuple[str, ...]) -> tuple[Token, ...]:
    """The words for the reader of times: one that says an act in the text's own language is no month ("sent")."""
    acts = get_layer("acts")
    return tuple(
        replace(token, keys=(), word="\x00", text="\x00" * len(token.text))
        if (len(token.keys) > 1 and (found := acts.find(tokens, at, order[:1])) and found.value & SENT)
        or _is_to(tokens, at, order)
        else token
        for at, token in enumerate(tokens)
    )


def _is_to(tokens: tuple[Token, ...], at: int, order: tuple[str, ...]) -> bool:
    """ "Postpone 2 tmrw": the figure is typed for the word, when a word for a day follows."""
    if tokens[at].text != "2" or order[0] != "en" or not 0 < at < len(tokens) - 1:
        return False
    verb = get_layer("acts").find(tokens, at - 1, order[:1])
    following = get_layer("words").find(tokens, at + 1, order[:1])
    return bool(verb and "postpone" in verb.value and following and "ahead" in following.value)


def _place(reading: Reading, cues: tuple[Cue, ...]) -> tuple[Cue, ...]:
    return tuple(replace(cue, clause=reading.clause_at(cue.first)) for cue in cues)


def _find_values(text: str, tokens: tuple[Token, ...], context: Context, order: tuple[str, ...]) -> Found:
    phones, emails = find_phones(text, context), find_emails(text)
    taken = [*(one.span for one in phones), *(one.span for one in emails)]
    times = tuple(
        one
        for one in find_times(_hide_acts(tokens, order), context)
        if not one.is_latent and not any(one.span.overlaps(span) for span in taken)
    )
    lengths = tuple(
        one for one in find_lengths(tokens, context) if not any(one.span.overlaps(other.span) for other in times)
    )
    times = _leave_sums(tokens, text, context, taken, times)
    taken += [*(one.span for one in times), *(one.span for one in lengths)]
    addresses = find_addresses(tokens, text, context, taken)
    taken += [one.span for one in addresses]
    amounts = find_amounts(tokens, text, context, taken)
    taken += [one.span for one in amounts]
    quantities = find_quantities(tokens, text, context, taken)
    mentions = find_mentions(tokens, text, context, [*taken, *(one.span for one in quantities)])
    return Found(times, amounts, quantities, phones, emails, addresses, lengths, mentions)
