"""What is next: calls to make, visits to book, tasks to give, a task put off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crm_core.language.commands import AssignTask, BookVisit, Command, LogCall, PostponeTask
from crm_core.language.found import Grain, Mention, TimeFound
from crm_core.language.talk.clauses import is_denied, is_doubtful, is_negated, is_quoted
from crm_core.language.talk.draft import CLEAR, FAINT, FAIR, GUESSED, HEAVY, Draft, rate
from crm_core.language.talk.leftover import write_out
from crm_core.language.talk.people import find_assignee, find_colleagues, is_customers_doing
from crm_core.language.talk.reading import PEOPLE, Cue, Reading
from crm_core.language.talk.timing import Bound, bind_ahead, is_ahead, is_day, list_times
from crm_core.language.times import settle

ORDERS = ("remind", "task", "tell")
_CALLS = ("call_will", "call_base", "call_noun", "call_let", "call_me", "call_now", "call_asked")
_MEASURES, _INSTALLS = ("measure_will", "measure_noun"), ("install_will", "install_noun")
_MEETINGS = ("meet_will", "meet_noun")
_TASKS = ("todo", "let_verb")
_NOUNS = ("call_noun", "measure_noun", "install_noun", "meet_noun")
_HAPPENED = ("call_did", "call_out", "call_in", "call_talk", "answered", "talked", "no_answer", "missed", "meet_did")


@dataclass(frozen=True, slots=True)
class Head:
    """One planned act. `order` is the "remind me", "tell", "need to" that stands over it."""

    kind: Literal["call", "measurement", "installation", "meet", "todo", "postpone"]
    cue: Cue
    order: Cue | None = None


def read_ahead(reading: Reading, taken: set[int]) -> list[Draft]:
    """The drafts of everything planned, in order. `taken` are the words of what is over ("the measurement is done")."""
    heads = [head for head in _list_heads(reading) if head.cue.says("call_asked") or head.cue.first not in taken]
    times = list_times(reading)
    bound = bind_ahead(reading, [head.cue for head in heads], times)
    drafts: list[Draft] = []
    for number, head in enumerate(heads):
        draft = _read_head(reading, head, bound.get(number, Bound()), heads)
        if draft is None:
            continue
        if is_quoted(reading, head.cue):
            draft.cap(FAINT)
        elif _is_written(reading, head.cue):
            draft.cap(GUESSED)
        drafts.append(draft)
    return _merge(drafts)


def _is_written(reading: Reading, cue: Cue) -> bool:
    """ "Wrote to Dato that the measurement is tomorrow": what was told to the customer."""
    clause = reading.clauses[cue.clause]
    that = reading.marks_in(clause.first, cue.first, "that")
    return bool(that) and any(
        one.last <= that[0].first and one.says("send_did", "send_out", "tell") and cue.clause - one.clause <= 1
        for one in reading.cues
        if not (one.says("tell") and _is_order(reading, one))
    )


def _list_heads(reading: Reading) -> list[Head]:
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
            not cue.says("remind", "task")
            or cue.first in led
            or not _is_meant(reading, cue)
            or cue.says("hand_over", "move_stage")
        ):
            continue
        heads.append(Head("todo", cue, cue))
    visits = {head.cue.clause for head in heads if head.cue.says("measure_will", "install_will")}
    heads = [
        head
        for head in heads
        if not (head.order is not None and _is_over(head, heads)) and not (head.kind == "todo" and head.cue.clause in visits)
    ]
    return sorted(heads, key=lambda head: head.cue.first)


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
    if cue.says(*_CALLS) or _is_phoning(reading, cue):
        return "call"
    if cue.says(*_MEASURES):
        return "measurement"
    if cue.says(*_INSTALLS):
        return "installation"
    if cue.says(*_MEETINGS):
        return "meet"
    if cue.says("tell") and _is_order(reading, cue):
        return None
    if cue.says(*_TASKS) and not cue.says("show") and _is_ordered(reading, cue):
        return "todo"
    return None


def _is_phoning(reading: Reading, cue: Cue) -> bool:
    """ "Phone Nino": the word before a name, at the beginning."""
    following = reading.mention_at(cue.last)
    return cue.says("phone_verb") and following is not None and following.kind in PEOPLE and _begins(reading, cue)


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
    """ "Send the measurement", "remind about the call": a noun behind another act of its clause is what that is about."""
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
            one.says(*_CALLS, *_TASKS, *_HAPPENED) for one in reading.cues if one.clause == clause
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


def _read_head(reading: Reading, head: Head, bound: Bound, heads: list[Head]) -> Draft | None:
    if head.kind == "postpone":
        draft = _read_postpone(reading, head, bound)
    elif head.kind in ("measurement", "installation"):
        draft = _read_visit(reading, head, bound)
    elif head.kind == "call":
        draft = _read_call(reading, head, bound)
    else:
        draft = _read_task(reading, head, bound, heads)
    if draft is None:
        return None
    draft.clause = head.cue.clause
    for span in bound.spans:
        draft.take(reading, span)
    if bound.is_doubtful or _is_contradicted(reading, head):
        draft.cap(FAINT)
    return draft


def _is_contradicted(reading: Reading, head: Head) -> bool:
    """ "Call yesterday": what is planned cannot be over; but a call that was and one that will be may share a clause."""
    if reading.cues_in(head.cue.clause, *_HAPPENED):
        return False
    now = reading.context.now
    return any(
        not is_ahead(one, now) and one.start < now and reading.clause_of(one.span) == head.cue.clause
        for one in list_times(reading)
        if one.grain is not Grain.SECOND
    )


def _settle(reading: Reading, found: TimeFound | None) -> dict[str, object]:
    if found is None:
        return {"due": None}
    return {"due": settle(found, reading.context), "recurrence": found.recurrence}


def _read_postpone(reading: Reading, head: Head, bound: Bound) -> Draft | None:
    if bound.time is None or (head.cue.says("hand_over") and reading.cues_in(head.cue.clause, "task")):
        return None
    is_known = reading.context.has_view or bool(reading.people())
    confidence = FAIR if is_known and not reading.cues_in(head.cue.clause, "ask_for") else HEAVY
    draft = Draft(PostponeTask(due=settle(bound.time, reading.context)), rate(confidence, head.cue))
    draft.take_cue(head.cue)
    for cue in reading.cues_in(head.cue.clause, "call_noun", "task", "meet_noun", "call_base"):
        draft.take_cue(cue)
    return draft


def _read_visit(reading: Reading, head: Head, bound: Bound) -> Draft | None:
    if head.order is not None and head.order.says("remind"):
        return _make_task(reading, head, bound, CLEAR if bound.time else FAIR)
    booked = reading.cues_in(head.cue.clause, "book", "task", "tell", "ask_for", "arranged", "wants", "postpone")
    confidence = CLEAR if bound.time else FAIR if booked or head.cue.says("measure_will", "install_will") else None
    if confidence is None:
        if not _stands_alone(reading, head.cue):
            return None
        confidence = GUESSED
    assignee = find_assignee(reading, head.cue, is_visit=True)
    start, is_day_only = None, False
    if bound.time is not None:
        is_day_only = is_day(bound.time)
        start = bound.time.start if is_day_only else settle(bound.time, reading.context)
    purpose: Literal["measurement", "installation"] = "measurement" if head.kind == "measurement" else "installation"
    said = BookVisit(
        purpose=purpose, start=start, is_day=is_day_only, assignee=assignee.colleague_id if assignee else None
    )
    draft = Draft(said, rate(confidence, head.cue))
    draft.take_cue(head.cue)
    for cue in booked:
        draft.take_cue(cue)
    _take_people(reading, draft, assignee)
    return draft


def _stands_alone(reading: Reading, cue: Cue) -> bool:
    """Nothing happened in the sentence, and its clause says only this and who."""
    if reading.has_cue(*_HAPPENED, "move_stage", "measure_did", "install_did"):
        return False
    clause = reading.clauses[cue.clause]
    return not any(
        reading.tokens[at].is_word
        and not cue.first <= at < cue.last
        and reading.mention_at(at) is None
        and not reading.marks_in(at, at + 1, "stop", "link", "joins")
        for at in range(clause.first, clause.last)
    )


def _read_call(reading: Reading, head: Head, bound: Bound) -> Draft | None:
    cue = head.cue
    confidence = CLEAR if bound.time else FAIR
    if cue.says("call_noun", "call_now") and bound.time is None and (head.order is None or cue.says("call_now")):
        return None
    if cue.says("call_base") and bound.time is None and head.order is None and not _begins(reading, cue):
        return None
    if cue.says("call_me"):
        confidence = HEAVY
    if cue.says("call_noun") and reading.cues_in(cue.clause, *_HAPPENED):
        confidence = GUESSED
    return _make_task(reading, head, bound, confidence)


def _begins(reading: Reading, cue: Cue) -> bool:
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


def _read_task(reading: Reading, head: Head, bound: Bound, heads: list[Head]) -> Draft | None:
    cue = head.cue
    is_given = head.order is not None or find_assignee(reading, cue) is not None
    if bound.time is None and not is_given:
        begins = _begins(reading, cue) or (cue.language == "ka" and cue.says("todo"))
        if cue.says("meet_noun", "let_verb", "hand_over", "find", "book") or not begins:
            return None
        return _make_task(reading, head, bound, HEAVY)
    return _make_task(reading, head, bound, CLEAR if bound.time is not None else FAIR)


def _make_task(reading: Reading, head: Head, bound: Bound, confidence: float) -> Draft:
    """The task's words are those of its clause; a call's are what stands behind it."""
    cue = head.cue
    assignee = find_assignee(reading, cue)
    draft = Draft(AssignTask(), rate(confidence, cue))
    draft.clause = cue.clause
    for span in bound.spans:
        draft.take(reading, span)
    if head.order is not None:
        draft.take_cue(head.order)
    _take_people(reading, draft, assignee)
    is_call = head.kind == "call"
    if is_call:
        draft.take_cue(cue)
    clause = reading.clauses[cue.clause]
    others = {
        at
        for one in reading.cues
        if one.clause == cue.clause and one.says(*_HAPPENED)
        for at in range(one.first, one.last)
    }
    first = cue.last if is_call and others else clause.first
    last = _find_end(reading, cue)
    for one in reading.cues_in(cue.clause, "must", *ORDERS):
        if one.first < cue.first:
            draft.take_cue(one)
    words = {at for at in range(first, last) if at not in draft.taken and at not in others}
    title = write_out(reading, words, keep_people=False)
    if not title and not is_call and (further := _list_further(reading, cue)):
        words |= further
        title = write_out(reading, words, keep_people=False)
    if not title and not is_call:
        is_call = reading.has_cue("no_answer")
        title = "" if is_call else write_out(reading, words)
    draft.taken |= words
    due = settle(bound.time, reading.context) if bound.time is not None else None
    draft.command = AssignTask(
        kind="call" if is_call else "todo",
        title=title,
        due=due,
        recurrence=bound.time.recurrence if bound.time is not None else None,
        assignee=assignee.colleague_id if assignee else None,
    )
    return draft


def _list_further(reading: Reading, cue: Cue) -> set[int]:
    """ "Reminder for tomorrow 9:00 - invoice": the next clause says what for, when it says nothing else."""
    number = cue.clause + 1
    if number >= len(reading.clauses) or reading.clauses[number].sentence != reading.clauses[cue.clause].sentence:
        return set()
    if any(one.clause == number and one.says(*_HAPPENED, *_CALLS, *_TASKS) for one in reading.cues):
        return set()
    return set(range(reading.clauses[number].first, reading.clauses[number].last))


def _find_end(reading: Reading, cue: Cue) -> int:
    """Where the words of a task end: with its clause, or with the next that says nothing of its own."""
    number = cue.clause
    own = cue.says("remind", "task") and cue.last >= reading.clauses[number].last - 1
    if (
        own
        and number + 1 < len(reading.clauses)
        and not any(one.clause == number + 1 and one.says(*_HAPPENED) for one in reading.cues)
    ):
        return reading.clauses[number + 1].last
    return reading.clauses[number].last


def _take_people(reading: Reading, draft: Draft, assignee: Mention | None) -> None:
    if assignee is not None:
        draft.take(reading, assignee.span)
        for cue in reading.cues_in(reading.clause_of(assignee.span), "tell"):
            draft.take_cue(cue)


def _merge(drafts: list[Draft]) -> list[Draft]:
    """ "Asked to call back, call tomorrow": one call, at the time that was said."""
    calls = [draft for draft in drafts if isinstance(draft.command, AssignTask) and draft.command.kind == "call"]
    with_time = [draft for draft in calls if _due(draft.command) is not None]
    dropped: list[Draft] = []
    for draft in calls:
        others = [one for one in calls if one is not draft and one not in dropped]
        if _due(draft.command) is None and (with_time or others):
            dropped.append(draft)
            (with_time or others)[0].taken |= draft.taken
        elif draft.command in [one.command for one in others]:
            dropped.append(draft)
            others[0].taken |= draft.taken
    return [draft for draft in drafts if draft not in dropped]


def read_loose_times(reading: Reading, happened: list[Draft], ahead: list[Draft]) -> list[Draft]:
    """A future time beside a call that happened, and nothing that it could belong to: asked about as the next call.

    "Called Vera, tomorrow at 10" and, contradicting itself, "called Vera tomorrow".
    """
    calls = [draft for draft in happened if isinstance(draft.command, LogCall)]
    if not calls or ahead:
        return []
    now = reading.context.now
    for found in list_times(reading):
        clause = reading.clause_of(found.span)
        places = set(range(*reading.place(found.span)))
        if found.is_deadline or not is_ahead(found, now) or places & calls[0].taken:
            continue
        own = {at for at in range(reading.clauses[clause].first, reading.clauses[clause].last)} - places - calls[0].taken
        if write_out(reading, own, keep_people=False):
            continue
        if clause == calls[0].clause:
            calls[0].cap(GUESSED)
        due = settle(found, reading.context)
        return [Draft(AssignTask(kind="call", due=due, recurrence=found.recurrence), GUESSED, places, clause)]
    return []


def _due(command: Command) -> object:
    return command.due if isinstance(command, AssignTask) else None
