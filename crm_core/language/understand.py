"""What a text proposes to do: text and context become an `Understanding`. Pure; never raises, whatever is typed.

Precision before reach: a command that is not certain stays below `SURE` and is asked about; what is not understood
stays among the rest of the words. Several readers look at the same text (times, sums, names, words of acts); what they
find is joined clause by clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from crm_core.language.commands import Ask, AssignTask, CreateCustomer, Find, LogCall, LogMeeting, LogMessage, OpenDeal
from crm_core.language.context import Context, build_usual_context
from crm_core.language.found import Mention, MentionKind
from crm_core.language.talk.ahead import read_ahead, read_loose_times
from crm_core.language.talk.corrections import read_correction
from crm_core.language.talk.draft import FAINT, HEAVY, Draft, list_spans
from crm_core.language.talk.finding import read_find
from crm_core.language.talk.gathering import read
from crm_core.language.talk.handing import read_hand_over
from crm_core.language.talk.happened import read_happened
from crm_core.language.talk.leftover import list_people, write_out
from crm_core.language.talk.newcomers import add_wish, read_newcomer
from crm_core.language.talk.opening import read_opening
from crm_core.language.talk.questions import any_question, read_question
from crm_core.language.talk.reading import PEOPLE, Reading
from crm_core.language.talk.stages import read_moves
from crm_core.language.talk.strangers import doubt_strangers, drop_taken_back
from crm_core.language.talk.taking_back import is_only_correction
from crm_core.language.talk.values import read_dictated, read_done, read_note, read_values
from crm_core.language.understanding import Proposal, Understanding

#: In a longer text people tell a story: nothing of it is done without asking.
STORY = 60


def understand(text: str, context: Context) -> Understanding:
    """The commands that a text proposes, in the order in which they were said. `rest` loses none of the other words."""
    reading = read(text, context)
    if not any(token.is_word or token.is_number for token in reading.tokens):
        return Understanding(text, reading.language, (), rest=text)
    if is_only_correction(reading):
        return _finish(reading, [], is_correction=True)
    drafts = drop_taken_back(reading, read_find(reading) or _read_sentence(reading))
    return _finish(reading, drafts)


def load(now: datetime) -> None:
    """Read the lexicons now (half a second), so that the first sentence of a process is as fast as the others."""
    understand("called Vera 4", build_usual_context("en", now, ZoneInfo("UTC")))


def correct(before: Understanding, text: str, context: Context) -> Understanding | None:
    """What was said before, changed by a following message ("no, Friday"); None when that corrects nothing."""
    return read_correction(before, read(text, context), understand(text, context))


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
    opened = [] if newcomer else read_opening(reading)
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
    drafts = [*newcomer, *opened, *handed, *moves, *happened, *ahead]
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
    doubt_strangers(reading, drafts)
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
    opened = next((draft for draft in drafts if isinstance(draft.command, OpenDeal)), None)
    if opened is not None:
        opened.command = OpenDeal(wish=rest or None)
        return ""
    if keeper is not None and rest and isinstance(keeper.command, LogCall | LogMeeting):
        keeper.command = replace(keeper.command, text=rest)
        return ""
    return rest
