"""Where a deal goes: to a stage by its name or a usual word for it, on after an agreement or a payment, or lost.

A company names its stages as it likes, in any of the languages; words of a name are met in any case ("на согласование").
"""

from __future__ import annotations

from functools import lru_cache

from crm_core.language.commands import HandOver, LoseDeal, MoveDeal
from crm_core.language.context import Context, ReasonNamed, StageNamed
from crm_core.language.found import MentionKind
from crm_core.language.talk.clauses import is_doubtful, is_negated, is_quoted
from crm_core.language.talk.draft import CLEAR, FAINT, GUESSED, HEAVY, Draft, rate
from crm_core.language.talk.reading import Clause, Cue, Reading, find_phrase
from crm_core.language.talk.timing import is_ahead, list_times
from crm_core.language.tokens import Token, cut

REFUSALS = ("refused", "refused_others", "refused_need")
_VISITS = ("measure_noun", "measure_will", "install_noun", "install_will")

#: A word of a name in another case has so many letters more or less at its end.
ENDING = 3

Keys = tuple[tuple[tuple[str, str], ...], ...]


@lru_cache(maxsize=256)
def _make_names(names: tuple[tuple[str, str], ...]) -> tuple[Keys, ...]:
    return tuple(tuple(token.keys for token in cut(name) if token.is_word) for _, name in names)


def find_named(reading: Reading, first: int, last: int, named: StageNamed | ReasonNamed) -> tuple[int, int] | None:
    """Where between two tokens a stage or a reason is named as the company calls it: its tokens."""
    for keys in _make_names(tuple(sorted(named.name.items()))):
        for at in range(first, last - len(keys) + 1 if keys else first):
            if all(_is_form(reading.tokens[at + number], own) for number, own in enumerate(keys)):
                return at, at + len(keys)
    return None


def _is_form(token: Token, keys: tuple[tuple[str, str], ...]) -> bool:
    return any(
        language == spoken and _shares_stem(typed, key) for language, key in keys for spoken, typed in token.keys
    )


def _shares_stem(typed: str, key: str) -> bool:
    if typed == key:
        return True
    stem = key.rstrip("aeiouI") or key
    return len(stem) >= 4 and typed.startswith(stem) and len(typed) - len(stem) <= ENDING


def find_stage(reading: Reading, first: int, last: int) -> tuple[StageNamed, set[int]] | None:
    """The stage named between two tokens, longest name first; by the company's names before usual words."""
    for stage in reading.context.stages:
        place = find_named(reading, first, last, stage)
        if place is not None:
            return stage, set(range(*place))
    usual = {stage.code: stage for stage in reading.context.stages}
    for at in range(first, last):
        match = find_phrase(reading, "stages", at)
        code = next((code for code in sorted(match.value) if code in usual), None) if match else None
        if match and code is not None and at + match.length <= last:
            return usual[code], set(range(at, at + match.length))
    return None


def find_next_stage(context: Context, code: str) -> str | None:
    """The stage after the one with this code."""
    codes = [stage.code for stage in context.stages]
    if code not in codes or codes.index(code) + 1 >= len(codes):
        return None
    following = context.stages[codes.index(code) + 1]
    return following.code if following.kind != "lost" else None


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
        draft = _read_loss(reading, cue) or _read_progress(reading, cue)
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
    is_there = bool(reading.marks_in(before, before + 1, "preposition")) or reading.tokens[min(places)].word.endswith(("ზე", "ze"))
    clause = reading.clauses[0]
    if not is_there or not _is_whole(reading, clause, Cue(frozenset(), 0, 0, reading.language), places):
        return None
    return Draft(MoveDeal(stage=stage.code), GUESSED, {*places, before} if before >= 0 else places)


def _is_so(reading: Reading, cue: Cue) -> bool:
    is_question = reading.clauses[cue.clause].is_question
    return not (is_question or is_negated(reading, cue) or is_doubtful(reading, cue))


def _read_named(reading: Reading, number: int) -> Draft | None:
    """ "Move Vera to approval", "перевести на согласование", "stage: payment"."""
    clause = reading.clauses[number]
    for cue in reading.cues_in(number, "move_stage", "stage_word"):
        if not _is_so(reading, cue) or _has_time(reading, number):
            continue
        end = _end_of_move(reading, clause, cue)
        named = find_stage(reading, cue.last, end) or (
            find_stage(reading, clause.first, cue.first) if cue.says("stage_word") or _is_georgian(cue) else None
        )
        if named is None and number + 1 < len(reading.clauses) and _is_whole(reading, clause, cue, set()):
            named = find_stage(reading, reading.clauses[number + 1].first, reading.clauses[number + 1].last)
        if named is None or (cue.says("weak_move") and not _is_whole(reading, clause, cue, named[1])):
            continue
        if cue.says("paid") and not _is_moved_there(reading, number, named[1]):
            continue
        stage, places = named
        said = LoseDeal(reason=_find_reason(reading)) if stage.kind == "lost" else MoveDeal(stage=stage.code)
        draft = Draft(said, rate(HEAVY if stage.kind == "lost" else CLEAR, cue), {*places}, number)
        draft.take_cue(cue)
        if stage.kind == "lost":
            draft.taken |= _list_reason_places(reading)
        for other in reading.cues_in(number, "stage_word"):
            draft.take_cue(other)
        return draft
    return None


def _is_moved_there(reading: Reading, number: int, places: set[int]) -> bool:
    """ "Перевёл на оплату" moves a deal; "перевёл 2000 предоплату" pays."""
    sums = any(reading.clause_of(one.span) == number for one in reading.found.amounts)
    return not sums and bool(reading.marks_in(min(places) - 1, min(places), "preposition"))


def _is_georgian(cue: Cue) -> bool:
    """The verb stands last."""
    return cue.language == "ka"


def _is_whole(reading: Reading, clause: Clause, cue: Cue, places: set[int]) -> bool:
    """Besides the words of the move its clause has only names and small words."""
    return not any(
        reading.tokens[at].is_word
        and at not in places
        and not cue.first <= at < cue.last
        and reading.mention_at(at) is None
        and not reading.marks_in(at, at + 1, "stop", "link", "joins", "preposition", "greeting")
        for at in range(clause.first, clause.last)
    )


def _end_of_move(reading: Reading, clause: Clause, cue: Cue) -> int:
    following = [one.first for one in reading.cues_in(cue.clause, "move_stage") if one.first >= cue.last]
    return clause.last if not following or cue.says("stage_word") else clause.last


def _has_time(reading: Reading, clause: int) -> bool:
    now = reading.context.now
    return any(is_ahead(one, now) and reading.clause_of(one.span) == clause for one in list_times(reading))


def _read_loss(reading: Reading, cue: Cue) -> Draft | None:
    if not cue.says(*REFUSALS) or not _is_so(reading, cue) or cue.says("agreed"):
        return None
    if reading.cues_in(cue.clause, *_VISITS, "meet_noun", "call_noun"):
        return None
    reason = "chose_others" if cue.says("refused_others") else "no_need" if cue.says("refused_need") else None
    codes = {one.code for one in reading.context.loss_reasons}
    named = _find_reason(reading)
    if named is not None and (reason not in codes or cue.says("refused")):
        reason = named
    draft = Draft(LoseDeal(reason=reason if reason in codes else None), HEAVY, clause=cue.clause)
    draft.take_cue(cue)
    draft.taken |= _list_reason_places(reading)
    return draft


def _list_reason_places(reading: Reading) -> set[int]:
    found = _look_for_reason(reading)
    return found[1] if found else set()


def _find_reason(reading: Reading) -> str | None:
    found = _look_for_reason(reading)
    return found[0] if found else None


def _look_for_reason(reading: Reading) -> tuple[str, set[int]] | None:
    """The first reason that the text names; "no answer" only after everything else."""
    last = len(reading.tokens)
    for reason in reading.context.loss_reasons:
        place = find_named(reading, 0, last, reason)
        if place is not None and reason.code != "other":
            return reason.code, set(range(*place))
    known = {reason.code for reason in reading.context.loss_reasons}
    refused = {at for cue in reading.cues if cue.says("refused") for at in range(cue.first, cue.last)}
    found: list[tuple[bool, str, set[int]]] = []
    for at in range(last):
        match = find_phrase(reading, "reasons", at)
        if match is not None:
            found += [
                (code in ("no_answer", "other") or at in refused, code, set(range(at, at + match.length)))
                for code in sorted(match.value)
                if code in known
            ]
    if not found:
        return None
    _, code, places = min(found, key=lambda one: (one[0], min(one[2])))
    return code, places


def _read_progress(reading: Reading, cue: Cue) -> Draft | None:
    """Agreed: the stage after approval; paid: the stage after payment. Both wait for *Yes*."""
    if not _is_so(reading, cue):
        return None
    if cue.says("paid"):
        stage = find_next_stage(reading.context, "payment")
    elif cue.says("agreed") and not reading.cues_in(cue.clause, *_VISITS) and not _is_about_meeting(reading, cue):
        stage = find_next_stage(reading.context, "approval")
    else:
        return None
    if stage is None:
        return None
    draft = Draft(MoveDeal(stage=stage), HEAVY, clause=cue.clause)
    draft.take_cue(cue)
    return draft


def _is_about_meeting(reading: Reading, cue: Cue) -> bool:
    return bool(reading.cues_in(cue.clause, "meet_noun", "meet_will", "call_noun", "call_will"))


def read_hand_over(reading: Reading) -> list[Draft]:
    """ "Hand Vera over to Levan": a colleague, and nothing else to do."""
    for cue in reading.cues:
        if not cue.says("hand_over") or not _is_so(reading, cue) or _has_time(reading, cue.clause):
            continue
        colleagues = [
            mention
            for mention in reading.found.mentions
            if mention.kind is MentionKind.COLLEAGUE and reading.clause_of(mention.span) == cue.clause
        ]
        if len(colleagues) != 1 or colleagues[0].colleague_id is None or _is_given_task(reading, cue):
            continue
        (mention,) = colleagues
        places = set(range(*reading.place(mention.span)))
        clause = reading.clauses[cue.clause]
        is_plain = _is_whole(reading, clause, cue, places | _list_hand_words(reading, cue))
        draft = Draft(HandOver(to=mention.colleague_id), rate(CLEAR if is_plain else GUESSED, cue), places, cue.clause)
        for one in reading.cues_in(cue.clause, "hand_over"):
            draft.take_cue(one)
        draft.taken |= set(_list_hand_words(reading, cue))
        return [draft]
    return []


def _is_given_task(reading: Reading, cue: Cue) -> bool:
    return any(one.first != cue.first for one in reading.cues_in(cue.clause, "task", "remind"))


def _list_hand_words(reading: Reading, cue: Cue) -> set[int]:
    return {
        at
        for one in reading.cues_in(cue.clause, "hand_over", "deal_word", "tell", "must")
        for at in range(one.first, one.last)
    }
