"""A deal that gets another responsible."""

from __future__ import annotations

from crm_core.language.commands import HandOver
from crm_core.language.found import MentionKind
from crm_core.language.talk.clauses import WISHES, is_told
from crm_core.language.talk.draft import CLEAR, GUESSED, Draft, rate
from crm_core.language.talk.leftover import is_whole
from crm_core.language.talk.reading import Cue, Reading
from crm_core.language.talk.timing import has_time


def read_hand_over(reading: Reading) -> list[Draft]:
    """ "Hand Vera over to Levan": a colleague, and nothing else to do."""
    for cue in reading.cues:
        if not cue.says("hand_over") or not is_told(reading, cue) or has_time(reading, cue.clause):
            continue
        colleagues = [
            mention
            for mention in reading.found.mentions
            if mention.kind is MentionKind.COLLEAGUE and reading.clause_of(mention.span) == cue.clause
        ]
        if len(colleagues) != 1 or (to := colleagues[0].colleague_id) is None or _is_given_task(reading, cue):
            continue
        (mention,) = colleagues
        places = set(range(*reading.place(mention.span)))
        clause = reading.clauses[cue.clause]
        is_plain = is_whole(reading, clause, cue, places | _list_hand_words(reading, cue))
        draft = Draft(HandOver(to=to), rate(CLEAR if is_plain else GUESSED, cue), places, cue.clause)
        for one in reading.cues_in(cue.clause, "hand_over"):
            draft.take_cue(one)
        draft.taken |= set(_list_hand_words(reading, cue))
        return [draft]
    return []


def _is_given_task(reading: Reading, cue: Cue) -> bool:
    """ "Передай Левану, чтобы позвонил": something is to be done, and nothing handed over."""
    if any(
        reading.word(mark.first) in WISHES for mark in reading.marks if mark.says("that") and mark.first > cue.first
    ):
        return True
    others = [one for one in reading.cues_in(cue.clause, "task", "remind") if one.first != cue.first]
    return any(not reading.word(one.first).startswith(_AFFAIRS) or one.says("remind") for one in others)


#: A deal in everyday Georgian, and a task as well.
_AFFAIRS = ("საქმე", "saqme", "sakme")


def _list_hand_words(reading: Reading, cue: Cue) -> set[int]:
    return {
        at
        for one in reading.cues_in(cue.clause, "hand_over", "deal_word", "tell", "must")
        for at in range(one.first, one.last)
    }
