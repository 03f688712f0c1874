"""What Georgian says by the forms of its words, whatever the verb: nobody could list them all.

A colleague's "წამოიღოს" is a task, so is my own "ჩავუტანო" with a day beside it; "დარეკა" behind "remind me" is a noun.
Works on keys (see `crm_core.language.spelling`), so Latin letters are read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from crm_core.language.found import MentionKind
from crm_core.language.name_lexicon import get_name_lexicon
from crm_core.language.talk.reading import PEOPLE, Cue, Reading
from crm_core.language.talk.timing import is_ahead

_PREVERB = "(?:Gada|Gadmo|Gamo|Ga|da|mimo|mi|mo|Semo|Se|Camo|Ca|Tamo|Ta|a)"
_LET_HIM = re.compile(rf"{_PREVERB}\w+(?:os|on|ides|Hvdes)")
_LET_ME = re.compile(rf"{_PREVERB}v\w{{2,}}(?:ot?|ebt?|avt?|amt?)")
_REPORTED = re.compile(r"\w*(?:io|ebo|avo|amo|eto|ito|tKo)")
_TO_BE_DONE = re.compile(rf"{_PREVERB}?sa\w{{3,}}ia")
_ANSWERED = re.compile(r"(?:mi|u|m|Gvi|a)?P(?:asuH|asH|ausH|asuK)\w*")
_OVER = ("call_did", "call_out", "call_in", "talked", "no_answer", "answered", "missed", "meet_did")
_ORDERS = ("remind", "task", "tell", "must", "price_word")


def read_forms(reading: Reading) -> tuple[Cue, ...]:
    """The cues of the text, with those that follow from forms, and without what the others rule out."""
    cues = [one for cue in reading.cues if (one := _weigh(reading, cue)) is not None]
    return tuple(sorted([*cues, *_list_verbs(reading, cues)], key=lambda cue: cue.first))


def _weigh(reading: Reading, cue: Cue) -> Cue | None:
    if cue.language != "ka":
        return cue
    if cue.says("call_bare") and any(one.first < cue.first for one in reading.cues_in(cue.clause, "remind", "task")):
        return replace(cue, senses=frozenset({"call_will"}))
    if cue.says("busy"):
        is_called = reading.has_cue("call_out", "call_did", "call_now")
        is_told = reading.has_cue("call_asked", "talked", "answered", "call_in")
        return replace(cue, senses=frozenset({"no_answer"})) if is_called and not is_told else None
    if cue.says("answered") and reading.word(cue.first) in ("აიღო", "aigo") and _is_taken(reading, cue):
        return None
    if cue.says("was_there"):
        is_at = any(
            mention.kind in PEOPLE and mention.text.casefold().endswith(("თან", "tan"))
            for mention in reading.found.mentions
        )
        is_visit = reading.has_cue("measure_did", "measure_noun", "install_did", "install_noun")
        return replace(cue, senses=frozenset({"meet_did"})) if is_at and not is_visit else None
    if cue.says("call_asked") and _is_being_said(reading, cue):
        return replace(cue, senses=frozenset({"call_me"}))
    return cue


def _is_taken(reading: Reading, cue: Cue) -> bool:
    """ "500 ლარი აიღო": what was taken was no receiver."""
    spans = [one.span for one in reading.found.amounts] + [one.span for one in reading.found.quantities]
    return any(reading.clause_of(span) == cue.clause for span in spans) or bool(
        reading.cues_in(cue.clause, "not_price", "price_word")
    )


def _is_being_said(reading: Reading, cue: Cue) -> bool:
    """ "ამბობს დამირეკეო" without a call told of: her words, and no more."""
    said = any(mark.says("saying") and mark.first < cue.first for mark in reading.marks)
    return said and not any(one is not cue and one.says(*_OVER) for one in reading.cues)


def _list_verbs(reading: Reading, cues: list[Cue]) -> Iterator[Cue]:
    if reading.language != "ka":
        return
    busy = {at for one in cues for at in range(one.first, one.last)}
    busy |= {at for one in reading.found.mentions for at in range(*reading.place(one.span))}
    busy |= {at for span in reading.found.list_values() for at in range(*reading.place(span))}
    for at, token in enumerate(reading.tokens):
        key = dict(token.keys).get("ka")
        if key is None or at in busy or reading.marks_in(at, at + 1) or get_name_lexicon().is_ordinary(token):
            continue
        clause = reading.clause_at(at)
        sense = _find_sense(reading, key, at, clause)
        if sense == "no_answer" or (sense and all(one.clause != clause or one.says(*_ORDERS) for one in cues)):
            yield Cue(frozenset({sense}), at, at + 1, "ka", 1, clause)


def _find_sense(reading: Reading, key: str, at: int, clause: int) -> str | None:
    if _ANSWERED.fullmatch(key) and reading.marks_in(at - 1, at, "negation"):
        return "no_answer"
    if _LET_HIM.fullmatch(key):
        return "let_verb" if _has_colleague(reading, clause) else None
    is_mine = _LET_ME.fullmatch(key) is not None and _REPORTED.fullmatch(key) is None
    if not is_mine and _TO_BE_DONE.fullmatch(key) is None:
        return None
    now = reading.context.now
    is_timed = any(is_ahead(one, now) and reading.clause_of(one.span) == clause for one in reading.found.times)
    return "todo" if is_timed else None


def _has_colleague(reading: Reading, clause: int) -> bool:
    return any(
        one.kind is MentionKind.COLLEAGUE and one.colleague_id is not None and reading.clause_of(one.span) == clause
        for one in reading.found.mentions
    )
