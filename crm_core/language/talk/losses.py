"""A deal that is lost, and why: never done before somebody says yes."""

from __future__ import annotations

from crm_core.language.commands import LoseDeal
from crm_core.language.talk.clauses import is_doubtful, is_negated
from crm_core.language.talk.draft import HEAVY, Draft
from crm_core.language.talk.reading import Cue, Reading, find_phrase
from crm_core.language.talk.stage_names import find_named

_VISITS = ("measure_noun", "measure_will", "install_noun", "install_will")


REFUSALS = ("refused", "refused_others", "refused_need")


def read_loss(reading: Reading, cue: Cue) -> Draft | None:
    if not cue.says(*REFUSALS) or not _is_told(reading, cue) or cue.says("agreed"):
        return None
    if reading.cues_in(cue.clause, *_VISITS, "meet_noun", "call_noun"):
        return None
    reason = "chose_others" if cue.says("refused_others") else "no_need" if cue.says("refused_need") else None
    codes = {one.code for one in reading.context.loss_reasons}
    named = find_reason(reading)
    if named is not None and (reason not in codes or cue.says("refused")):
        reason = named
    draft = Draft(LoseDeal(reason=reason if reason in codes else None), HEAVY, clause=cue.clause)
    draft.take_cue(cue)
    draft.taken |= list_reason_places(reading)
    return draft


def _is_told(reading: Reading, cue: Cue) -> bool:
    """ "Отказ, уже не надо": a denial that is the reason denies nothing."""
    if reading.clauses[cue.clause].is_question or is_doubtful(reading, cue):
        return False
    return not is_negated(reading, cue) or _is_reason_behind(reading, cue)


def _is_reason_behind(reading: Reading, cue: Cue) -> bool:
    before = reading.marks_in(reading.clauses[cue.clause].first, cue.first, "negation", "denial")
    return not before and min(list_reason_places(reading), default=-1) >= cue.last


def list_reason_places(reading: Reading) -> set[int]:
    found = _look_for_reason(reading)
    return found[1] if found else set()


def find_reason(reading: Reading) -> str | None:
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
