"""Where a deal goes: to a stage by its name or a usual word for it, on after an agreement or a payment, or lost."""

from __future__ import annotations

from crm_core.language.commands import LoseDeal, MoveDeal
from crm_core.language.talk.clauses import is_quoted, is_told
from crm_core.language.talk.draft import CLEAR, FAINT, GUESSED, HEAVY, Draft, rate
from crm_core.language.talk.leftover import is_whole
from crm_core.language.talk.losses import find_reason, list_reason_places, read_loss
from crm_core.language.talk.reading import Cue, Reading
from crm_core.language.talk.stage_names import find_next_stage, find_stage
from crm_core.language.talk.timing import has_time
from crm_core.language.talk.values import is_paid_sum

_VISITS = ("measure_noun", "measure_will", "install_noun", "install_will")


def read_moves(reading: Reading) -> list[Draft]:
    """Moves and losses; at most one, the one that was said outright before one that follows from what happened."""
    for clause in range(len(reading.clauses)):
        draft = _read_named(reading, clause)
        if draft is not None:
            return [draft]
    bare = _read_bare(reading)
    if bare is not None:
        return [bare]
    for cue in reading.cues:
        draft = read_loss(reading, cue) or _read_progress(reading, cue)
        if draft is not None:
            if is_quoted(reading, cue):
                draft.cap(FAINT)
            return [draft]
    return []


def _read_bare(reading: Reading) -> Draft | None:
    """ "Веру на согласование", "დათო გადახდაზე": only who and where to, so it is asked."""
    if not reading.people() or len(reading.clauses) > 1 or reading.clauses[0].is_question:
        return None
    named = find_stage(reading, 0, len(reading.tokens))
    if named is None or named[0].kind == "lost" or any(not cue.says("price_word", "papers") for cue in reading.cues):
        return None
    stage, places = named
    before = min(places) - 1
    is_there = bool(reading.marks_in(before, before + 1, "preposition")) or reading.tokens[min(places)].word.endswith(
        ("ზე", "ze")
    )
    clause = reading.clauses[0]
    if not is_there or not is_whole(reading, clause, Cue(frozenset(), 0, 0, reading.language), places):
        return None
    return Draft(MoveDeal(stage=stage.code), GUESSED, {*places, before} if before >= 0 else places)


def _read_named(reading: Reading, number: int) -> Draft | None:
    """ "Move Vera to approval", "перевести на согласование", "stage: payment"."""
    clause = reading.clauses[number]
    for cue in reading.cues_in(number, "move_stage", "stage_word"):
        if not is_told(reading, cue) or has_time(reading, number):
            continue
        named = find_stage(reading, cue.last, clause.last) or (
            find_stage(reading, clause.first, cue.first) if cue.says("stage_word") or _is_georgian(cue) else None
        )
        if named is None and number + 1 < len(reading.clauses) and is_whole(reading, clause, cue, set()):
            named = find_stage(reading, reading.clauses[number + 1].first, reading.clauses[number + 1].last)
        if named is None or (cue.says("weak_move") and not is_whole(reading, clause, cue, named[1])):
            continue
        if _is_put_off(reading, number, cue, named[1]):
            continue
        if cue.says("paid") and not _is_moved_there(reading, number, named[1]):
            continue
        stage, places = named
        said = LoseDeal(reason=find_reason(reading)) if stage.kind == "lost" else MoveDeal(stage=stage.code)
        draft = Draft(said, rate(HEAVY if stage.kind == "lost" else CLEAR, cue), {*places}, number)
        draft.take_cue(cue)
        if stage.kind == "lost":
            draft.taken |= list_reason_places(reading)
        for other in reading.cues_in(number, "stage_word"):
            draft.take_cue(other)
        return draft
    return None


def _is_put_off(reading: Reading, number: int, cue: Cue, places: set[int]) -> bool:
    """ "Перенести монтаж на неделю": a visit is put off, unless the deal is moved "в монтаж"."""
    is_visit = any(one.first in places for one in reading.cues_in(number, *_VISITS))
    has_preposition = bool(reading.marks_in(min(places) - 1, min(places), "preposition"))
    return cue.language == "ru" and cue.says("postpone") and is_visit and not has_preposition


def _is_moved_there(reading: Reading, number: int, places: set[int]) -> bool:
    """ "Перевёл на оплату" moves a deal; "перевёл 2000 предоплату" pays."""
    sums = any(reading.clause_of(one.span) == number for one in reading.found.amounts)
    return not sums and bool(reading.marks_in(min(places) - 1, min(places), "preposition"))


def _is_georgian(cue: Cue) -> bool:
    """The verb stands last."""
    return cue.language == "ka"


def _read_progress(reading: Reading, cue: Cue) -> Draft | None:
    """Agreed: the stage after approval; paid: the stage after payment. Both wait for *Yes*."""
    if not is_told(reading, cue):
        return None
    if cue.says("paid") or (cue.says("paid_sum") and is_paid_sum(reading, cue)):
        stage = find_next_stage(reading.context, "payment")
    elif cue.says("agreed") and _has_sum(reading, cue) and not _is_about_meeting(reading, cue):
        stage = find_next_stage(reading.context, "approval")
    else:
        return None
    if stage is None:
        return None
    draft = Draft(MoveDeal(stage=stage), HEAVY, clause=cue.clause)
    draft.take_cue(cue)
    return draft


def _has_sum(reading: Reading, cue: Cue) -> bool:
    """ "Agreed to 5800": without a sum "agreed to" may be about anything."""
    sums = any(reading.clause_of(one.span) == cue.clause for one in reading.found.amounts)
    return sums or not cue.says("arranged")


def _is_about_meeting(reading: Reading, cue: Cue) -> bool:
    return bool(reading.cues_in(cue.clause, *_VISITS, "meet_noun", "meet_will", "call_noun", "call_will"))
