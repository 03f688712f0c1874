"""What a text proposes to do: text and context become an `Understanding`. Pure; never raises, whatever is typed.

Precision before reach: a command that is not certain stays below `SURE` and is asked about, and what is not understood
stays among the rest of the words. Several readers look at the same text (times, sums, names, words of acts); their finds
are joined clause by clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_core.language.addresses import find_addresses
from crm_core.language.amounts import find_amounts
from crm_core.language.commands import Ask, AssignTask, CreateCustomer, Find, LogCall, LogMeeting, LogMessage
from crm_core.language.contacts import find_emails, find_phones
from crm_core.language.context import Context
from crm_core.language.found import Mention, MentionKind, TimeFound
from crm_core.language.names import find_mentions
from crm_core.language.quantities import find_quantities
from crm_core.language.talk.ahead import read_ahead, read_loose_times
from crm_core.language.talk.clauses import cut_clauses, guess_order, mark_questions
from crm_core.language.talk.corrections import is_only_correction, read_correction
from crm_core.language.talk.draft import FAINT, HEAVY, Draft, list_spans
from crm_core.language.talk.happened import read_happened
from crm_core.language.talk.leftover import list_people, write_out
from crm_core.language.talk.lexicon import get_layer
from crm_core.language.talk.newcomers import add_wish, read_newcomer
from crm_core.language.talk.questions import any_question, read_find, read_question
from crm_core.language.talk.reading import PEOPLE, Cue, Found, Reading, find_cues
from crm_core.language.talk.stages import read_hand_over, read_moves
from crm_core.language.talk.timing import is_now
from crm_core.language.talk.values import read_dictated, read_done, read_note, read_values
from crm_core.language.times import find_lengths, find_times
from crm_core.language.tokens import Span, Token, cut
from crm_core.language.understanding import Proposal, Understanding

#: "Sent" is near to a month in other languages.
SENT = frozenset({"send_did", "send_out", "send_in"})

#: In a longer text people tell a story: nothing of it is done without asking.
STORY = 60


def understand(text: str, context: Context) -> Understanding:
    """The commands that a text proposes, in the order in which they were said. `rest` loses none of the other words."""
    reading = read(text, context)
    if not any(token.is_word or token.is_number for token in reading.tokens):
        return Understanding(text, reading.language, (), rest=text)
    if is_only_correction(reading):
        return _finish(reading, [], is_correction=True)
    drafts = read_find(reading) or _read_sentence(reading)
    return _finish(reading, drafts)


def correct(before: Understanding, text: str, context: Context) -> Understanding | None:
    """What was said before, changed by a following message ("no, Friday"); None when that corrects nothing."""
    return read_correction(before, read(text, context), understand(text, context))


def read(text: str, context: Context) -> Reading:
    """The text with everything that was found in it."""
    tokens = cut(text)
    language, order = guess_order(tokens, context.language)
    reading = Reading(text, tokens, context, language, order, _find_values(text, tokens, context, order))
    now = [one.span for one in reading.found.times if is_now(one, context.now)]
    values = {at for span in reading.found.list_values() if span not in now for at in range(*reading.place(span))}
    marks, cues = find_cues(reading, "words"), find_cues(reading, "acts", near=True, busy=values)
    reading.marks, reading.cues = marks, cues
    reading.clauses = cut_clauses(reading)
    reading.marks, reading.cues = _place(reading, marks), _place(reading, cues)
    reading.clauses = mark_questions(reading)
    named = [one for one in reading.found.mentions if not _is_phrase(reading, one)]
    reading.found.mentions = tuple(sorted([*named, *_list_callers(reading, named)], key=lambda one: one.span))
    return reading


def _leave_sums(
    tokens: tuple[Token, ...], text: str, context: Context, taken: Sequence[Span], times: tuple[TimeFound, ...]
) -> tuple[TimeFound, ...]:
    """Without hours that are part of a sum: "около 9к" is no nine o'clock."""
    if not any(one.is_dayless for one in times):
        return times
    sums = [one.span for one in find_amounts(tokens, text, context, taken) if one.is_sure]
    return tuple(
        one
        for one in times
        if not (one.is_dayless and any(one.span.overlaps(span) and one.span.end < span.end for span in sums))
    )


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
        replace(token, keys=(), word="\x00")
        if len(token.keys) > 1 and (found := acts.find(tokens, at, order[:1])) and found.value & SENT
        else token
        for at, token in enumerate(tokens)
    )


def _place(reading: Reading, cues: tuple[Cue, ...]) -> tuple[Cue, ...]:
    return tuple(replace(cue, clause=reading.clause_at(cue.first)) for cue in cues)


def _find_values(text: str, tokens: tuple[Token, ...], context: Context, order: tuple[str, ...]) -> Found:
    phones, emails = find_phones(text, context), find_emails(text)
    taken = [one.span for one in (*phones, *emails)]
    times = tuple(
        one
        for one in find_times(_hide_acts(tokens, order), context)
        if not one.is_latent and not any(one.span.overlaps(span) for span in taken)
    )
    lengths = tuple(
        one for one in find_lengths(tokens, context) if not any(one.span.overlaps(other.span) for other in times)
    )
    times = _leave_sums(tokens, text, context, taken, times)
    taken += [one.span for one in (*times, *lengths)]
    addresses = find_addresses(tokens, text, context, taken)
    taken += [one.span for one in addresses]
    amounts = find_amounts(tokens, text, context, taken)
    taken += [one.span for one in amounts]
    quantities = find_quantities(tokens, text, context, taken)
    mentions = find_mentions(tokens, text, context, [*taken, *(one.span for one in quantities)])
    return Found(times, amounts, quantities, phones, emails, addresses, lengths, mentions)


def _read_sentence(reading: Reading) -> list[Draft]:
    asked = read_question(reading)
    if all(clause.is_question for clause in reading.clauses) or (asked and not any_question(reading)):
        return asked
    return _read_told(reading) or asked


def _read_told(reading: Reading) -> list[Draft]:
    dictated = read_dictated(reading)
    if dictated:
        return dictated
    newcomer = read_newcomer(reading)
    handed = read_hand_over(reading)
    moves = [] if newcomer else read_moves(reading)
    taken_clauses = {draft.clause for draft in handed} | {draft.clause for draft in moves if draft.confidence > HEAVY}
    happened = read_happened(reading)
    over = {at for draft in happened for at in draft.taken}
    ahead = [draft for draft in read_ahead(reading, over) if draft.clause not in taken_clauses]
    if moves:
        ahead = [draft for draft in ahead if not (isinstance(draft.command, AssignTask) and draft.confidence <= HEAVY)]
        happened = [draft for draft in happened if not _is_reason(draft, moves[0])]
    ahead += read_loose_times(reading, happened, ahead)
    drafts = [*newcomer, *handed, *moves, *happened, *ahead]
    taken = {at for draft in drafts for at in draft.taken}
    values = read_values(reading, taken)
    if newcomer:
        values = [draft for draft in values if draft.command.name == "set_amount"]
    drafts += values
    drafts += read_done(reading, drafts)
    return drafts + read_note(reading, drafts)


def _is_reason(draft: Draft, move: Draft) -> bool:
    """ "As lost, no answer": no call is told of."""
    return isinstance(draft.command, LogCall) and draft.taken <= move.taken


def _finish(reading: Reading, drafts: list[Draft], *, is_correction: bool = False) -> Understanding:
    mentions = sorted(reading.found.mentions, key=_rank_mention)
    people = [mention for mention in mentions if mention.kind in PEOPLE]
    is_torn = _doubt(reading, drafts, people)
    rest = _keep_rest(reading, drafts)
    named = set(list_people(reading))
    proposals = []
    for draft in sorted(drafts, key=_order):
        command = draft.command
        if people and not isinstance(command, Find | CreateCustomer):
            command = replace(command, who=0)
        proposals.append(
            Proposal(command, round(draft.confidence, 2), list_spans(reading, draft.taken - named or draft.taken))
        )
    found = reading.found
    return Understanding(
        text=reading.text,
        language=reading.language,
        proposals=tuple(proposals),
        times=found.times,
        amounts=found.amounts,
        quantities=found.quantities,
        phones=found.phones,
        emails=found.emails,
        addresses=found.addresses,
        lengths=found.lengths,
        mentions=tuple(mentions),
        rest=rest if proposals else reading.text,
        is_unsure=is_torn or any(not one.is_sure for one in proposals),
        is_correction=is_correction,
    )


def _order(draft: Draft) -> tuple[int, bool, int]:
    """As it was said; in one clause what happened before what is next."""
    return draft.clause, isinstance(draft.command, AssignTask), min(draft.taken, default=0)


def _rank_mention(mention: Mention) -> tuple[int, int]:
    kinds = {MentionKind.NAME: 0, MentionKind.PRONOUN: 2, MentionKind.COLLEAGUE: 3}
    return kinds.get(mention.kind, 1), mention.span.start


def _doubt(reading: Reading, drafts: list[Draft], people: Sequence[Mention]) -> bool:
    """Two customers, a story, times against each other: nothing is done before it is asked about."""
    writes = [draft for draft in drafts if not isinstance(draft.command, Find | Ask)]
    names: list[Mention] = []
    for mention in people:
        if mention.kind is MentionKind.NAME and not any(set(mention.spellings) & set(one.spellings) for one in names):
            names.append(mention)
    is_torn = len(names) > 1
    if is_torn:
        for draft in writes:
            draft.cap(FAINT)
    if sum(token.is_word for token in reading.tokens) > STORY:
        for draft in writes:
            draft.cap(HEAVY)
    return is_torn and bool(writes)


def _keep_rest(reading: Reading, drafts: list[Draft]) -> str:
    """The words nobody took: with the call or the meeting, as a newcomer's wish, or left over."""
    taken = {at for draft in drafts for at in draft.taken}
    if not drafts:
        return reading.text
    rest = write_out(reading, set(range(len(reading.tokens))) - taken, keep_people=False)
    for draft in drafts:
        if isinstance(draft.command, LogMessage) and draft.command.text is None:
            clause = reading.clauses[draft.clause]
            own = {at for at in range(clause.first, clause.last) if at in draft.taken or at not in taken}
            draft.command = replace(draft.command, text=write_out(reading, own, keep_people=False) or None)
            draft.taken |= own
            taken |= own
            rest = write_out(reading, set(range(len(reading.tokens))) - taken, keep_people=False)
    keeper = next((draft for draft in drafts if isinstance(draft.command, LogCall | LogMeeting)), None)
    newcomer = next((draft for draft in drafts if isinstance(draft.command, CreateCustomer)), None)
    if newcomer is not None:
        add_wish(reading, newcomer, rest)
        return ""
    if keeper is not None and rest and isinstance(keeper.command, LogCall | LogMeeting):
        keeper.command = replace(keeper.command, text=rest)
        return ""
    return rest
