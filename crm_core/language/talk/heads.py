"""Which words of a text plan something: the acts that wait for a time, a person and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crm_core.language.talk.clauses import WISHES, is_denied, is_doubtful, is_negated
from crm_core.language.talk.people import find_colleagues, is_customers_doing
from crm_core.language.talk.reading import PEOPLE, Cue, Reading
from crm_core.language.talk.timing import list_times

ORDERS = ("remind", "task", "tell")


CALLS = ("call_will", "call_base", "call_noun", "call_let", "call_me", "call_now", "call_asked")


_MEASURES, _INSTALLS = ("measure_will", "measure_noun"), ("install_will", "install_noun")


_MEETINGS = ("meet_will", "meet_noun")


TASKS = ("todo", "let_verb")


_NOUNS = ("call_noun", "measure_noun", "install_noun", "meet_noun")


HAPPENED = ("call_did", "call_out", "call_in", "call_talk", "answered", "talked", "no_answer", "missed", "meet_did")


#: "Call back", "call again".
BACK = frozenset({"back", "again", "asap", "now", "later"})


@dataclass(frozen=True, slots=True)
class Head:
    """One planned act. `order` is the "remind me", "tell", "need to" that stands over it."""

    kind: Literal["call", "measurement", "installation", "meet", "todo", "postpone"]
    cue: Cue
    order: Cue | None = None


def is_written(reading: Reading, cue: Cue) -> bool:
    """ "Wrote to Dato that the measurement is tomorrow": what was told to the customer."""
    clause = reading.clauses[cue.clause]
    that = reading.marks_in(clause.first, cue.first, "that")
    return bool(that) and any(
        one.last <= that[0].first and one.says("send_did", "send_out", "tell") and cue.clause - one.clause <= 1
        for one in reading.cues
        if not (one.says("tell") and _is_order(reading, one))
    )


def list_heads(reading: Reading) -> list[Head]:
    heads: list[Head] = []
    for cue in reading.cues:
        kind = _find_kind(reading, cue)
        if kind is None or not _is_meant(reading, cue):
            continue
        order = _find_order(reading, cue)
        if _is_object(reading, heads, cue):
            continue
        heads.append(Head(kind, cue, order))
    led = {head.order.first for head in heads if head.order is not None}
    for cue in reading.cues:
        if (
            not (cue.says("remind", "task") or _is_wish_told(reading, cue))
            or cue.first in led
            or not _is_meant(reading, cue)
            or (cue.says("hand_over", "move_stage") and not _is_wish_told(reading, cue))
            or any(one.last <= cue.first for one in reading.cues_in(cue.clause, "send_did", "send_out"))
        ):
            continue
        wished = _find_wished_call(reading, cue)
        heads.append(Head("call", wished, cue) if wished is not None else Head("todo", cue, cue))
    visits = {head.cue.clause for head in heads if head.cue.says("measure_will", "install_will")}
    heads = [
        head
        for head in heads
        if not (head.order is not None and _is_over(head, heads))
        and not (head.kind == "todo" and head.cue.clause in visits)
        and not _is_going(reading, head, heads)
    ]
    return sorted(heads, key=lambda head: head.cue.first)


def _find_wished_call(reading: Reading, order: Cue) -> Cue | None:
    """ "Скажи Левану, чтобы позвонил": the call that is wished."""
    if not _is_wish_told(reading, order):
        return None
    calls = [one for one in reading.cues if one.says("call_did", "talked") and one.first > order.last]
    return next((one for one in calls if one.clause - order.clause <= 1), None)


def _is_wish_told(reading: Reading, cue: Cue) -> bool:
    """ "Скажи Нике, чтобы забрал": told to a colleague, and what is to be done stands in the past form."""
    if not cue.says("tell", "hand_over") or not find_colleagues(reading, cue.clause):
        return False
    wishes = [mark for mark in reading.marks if mark.says("that") and reading.word(mark.first) in WISHES]
    return any(mark.first > cue.last and mark.clause - cue.clause <= 1 for mark in wishes)


def _is_going(reading: Reading, head: Head, heads: list[Head]) -> bool:
    """ "Measurement at Vera's tomorrow, Levan goes": behind a visit of its clause no task of its own."""
    if head.kind != "todo" or not head.cue.says("goes") or not find_colleagues(reading, head.cue.clause):
        return False
    return any(
        one.kind in ("measurement", "installation") and one.cue.clause == head.cue.clause and one.order is None
        for one in heads
    )


def _is_over(head: Head, heads: list[Head]) -> bool:
    """A reminder that another act of its clause makes concrete is no task of its own."""
    if head.cue is not head.order:
        return False
    return any(one is not head and one.cue.clause == head.cue.clause for one in heads)


def _find_kind(
    reading: Reading, cue: Cue
) -> Literal["call", "measurement", "installation", "meet", "todo", "postpone"] | None:
    if cue.says("postpone") and not _has_visit(reading, cue):
        return "postpone"
    if cue.says(*CALLS) or _is_phoning(reading, cue):
        return "call"
    if cue.says(*_MEASURES):
        return "measurement"
    if cue.says(*_INSTALLS):
        return "installation"
    if cue.says(*_MEETINGS):
        return "meet"
    if (cue.says("tell") and _is_order(reading, cue)) or _is_word_for_address(reading, cue):
        return None
    if cue.says(*TASKS) and not cue.says("show") and _is_ordered(reading, cue):
        return "todo"
    return None


def _is_word_for_address(reading: Reading, cue: Cue) -> bool:
    """ "Nino's email" and the address itself: nothing is to be sent."""
    return cue.says("email_word") and any(reading.clause_of(one.span) == cue.clause for one in reading.found.emails)


def _is_phoning(reading: Reading, cue: Cue) -> bool:
    """ "Phone Nino": the word before a name, at the beginning."""
    following = reading.mention_at(cue.last)
    return cue.says("phone_verb") and following is not None and following.kind in PEOPLE and begins(reading, cue)


def _has_visit(reading: Reading, cue: Cue) -> bool:
    return bool(reading.cues_in(cue.clause, *_MEASURES, *_INSTALLS))


def _is_meant(reading: Reading, cue: Cue) -> bool:
    clause = reading.clauses[cue.clause]
    if clause.is_question or is_negated(reading, cue) or is_doubtful(reading, cue):
        return False
    if reading.cues_in(cue.clause, "cancel") or (cue.says(*_NOUNS) and is_denied(reading, cue.clause)):
        return False
    if any(mark.says("greeting") and mark.first <= cue.first < cue.last <= mark.last for mark in reading.marks):
        return False
    if cue.says("call_asked", "measure_noun", "install_noun"):
        return True
    return not is_customers_doing(reading, cue)


def _is_object(reading: Reading, heads: list[Head], cue: Cue) -> bool:
    """ "Send the measurement", "remind about the call": a noun behind another act of its clause is its object."""
    if reading.cues_in(cue.clause, "postpone") and cue.says("call_noun", "call_base"):
        return True
    if not cue.says(*_NOUNS) or not heads or heads[-1].cue.clause != cue.clause or heads[-1].kind == "postpone":
        return False
    before = heads[-1].cue
    if reading.cues_in(cue.clause, "book"):
        return False
    between = [one for one in list_times(reading) if before.last <= reading.place(one.span)[0] < cue.first]
    return not between and before.says("todo", "call_will", "call_base", "meet_will", "measure_will", "install_will")


def _find_order(reading: Reading, cue: Cue) -> Cue | None:
    """The "remind me" or "tell" before an act, in its clause or, when nothing else is said there, in the one before."""
    for clause in (cue.clause, cue.clause - 1):
        if clause < 0 or reading.clauses[clause].sentence != reading.clauses[cue.clause].sentence:
            continue
        orders = [one for one in reading.cues_in(clause, *ORDERS) if one.first < cue.first and _is_order(reading, one)]
        if clause != cue.clause and any(
            one.says(*CALLS, *TASKS, *HAPPENED) for one in reading.cues if one.clause == clause
        ):
            return None
        if orders:
            return orders[0]
    return None


def _is_order(reading: Reading, cue: Cue) -> bool:
    """ "Have" and "let" are orders only to a colleague."""
    return cue.says("remind", "task") or any(
        0 <= reading.place(one.span)[0] - cue.last <= 1 for one in find_colleagues(reading, cue.clause)
    )


def _is_ordered(reading: Reading, cue: Cue) -> bool:
    """An English verb is an order only where orders stand: at the beginning, or behind "to", "please", "remind me"."""
    if cue.language != "en" or cue.says("let_verb"):
        return True
    at = cue.first - 1
    first = reading.clauses[cue.clause].first
    while at >= first:
        if any(one.last == at + 1 and one.says("must", *ORDERS) for one in reading.cues):
            return True
        found = reading.mention_at(at) or next(
            (one for one in reading.found.times if one.span.overlaps(reading.tokens[at].span)), None
        )
        if (
            found is None
            and reading.tokens[at].is_word
            and not reading.marks_in(at, at + 1, "link", "joins", "greeting", "preposition")
        ):
            return False
        at -= 1
    return True


def is_verb(reading: Reading, cue: Cue, *, has_time: bool) -> bool:
    """Whether "call" is something to do: "call Vera", "vera 17:00 call"; not "call center", "good call", "on call"."""
    before = reading.marks_in(cue.first - 1, cue.first, "preposition")
    if before and not any(one.last == cue.first and one.says("must", *ORDERS) for one in reading.cues):
        return False
    following = reading.tokens[cue.last] if cue.last < len(reading.tokens) else None
    is_followed = following is not None and following.is_word and following.word not in BACK
    is_to_somebody = reading.mention_at(cue.last) is not None
    if is_followed and not is_to_somebody and cue.last - cue.first == 1:
        times = any(reading.place(one.span)[0] == cue.last for one in reading.found.times)
        small = reading.marks_in(cue.last, cue.last + 1, "stop", "preposition", "joins")
        if not times and not (has_time and small):
            return False
    if has_time:
        return True
    clause = reading.clauses[cue.clause]
    return begins(reading, cue) and not reading.marks_in(clause.first, cue.first, "greeting")


def begins(reading: Reading, cue: Cue) -> bool:
    """Only names, small words and "need to" stand before it in its clause, or one like it that happened."""
    clause = reading.clauses[cue.clause]
    for at in range(clause.first, cue.first):
        token = reading.tokens[at]
        if not token.is_word or reading.mention_at(at) is not None:
            continue
        small = reading.marks_in(at, at + 1, "stop", "link", "joins", "preposition", "self", "greeting")
        if not small and not any(one.first <= at < one.last and one.says("must", *ORDERS) for one in reading.cues):
            return False
    return True
