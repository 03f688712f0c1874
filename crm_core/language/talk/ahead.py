"""What is next: calls to make, visits to book, tasks to give, a task put off."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Literal, cast

from crm_core.language.commands import AssignTask, BookVisit, Command, LogCall, PostponeTask
from crm_core.language.found import Grain
from crm_core.language.talk.clauses import is_quoted
from crm_core.language.talk.draft import CLEAR, FAINT, FAIR, GUESSED, HEAVY, Draft, rate
from crm_core.language.talk.heads import HAPPENED, Head, is_verb, is_written, list_heads
from crm_core.language.talk.leftover import write_out
from crm_core.language.talk.people import find_assignee
from crm_core.language.talk.reading import Cue, Reading
from crm_core.language.talk.tasks import make_task, read_task, take_people
from crm_core.language.talk.timing import Bound, bind_ahead, is_ahead, is_day, list_times
from crm_core.language.times import settle
from crm_core.language.tokens import cut


def read_ahead(reading: Reading, taken: set[int]) -> list[Draft]:
    """The drafts of everything planned, in order. `taken` are the words of what is over ("the measurement is done")."""
    heads = [head for head in list_heads(reading) if head.cue.says("call_asked") or head.cue.first not in taken]
    times = list_times(reading)
    bound = bind_ahead(reading, [head.cue for head in heads], times)
    drafts: list[Draft] = []
    for number, head in enumerate(heads):
        draft = _read_head(reading, head, bound.get(number, Bound()), heads)
        if draft is None:
            continue
        if is_quoted(reading, head.cue):
            draft.cap(FAINT)
        elif is_written(reading, head.cue):
            draft.cap(GUESSED)
        drafts.append(draft)
    return _merge(_send_out(reading, drafts, heads))


def _read_head(reading: Reading, head: Head, bound: Bound, heads: list[Head]) -> Draft | None:
    if head.kind == "postpone":
        draft = _read_postpone(reading, head, bound)
    elif head.kind in ("measurement", "installation"):
        draft = _read_visit(reading, head, bound)
    elif head.kind == "call":
        draft = _read_call(reading, head, bound)
    else:
        draft = read_task(reading, head, bound, heads)
    if draft is None:
        return None
    draft.clause = head.cue.clause
    for span in bound.spans:
        draft.take(reading, span)
    if bound.is_doubtful or _is_contradicted(reading, head):
        draft.cap(FAINT)
    return draft


def _is_contradicted(reading: Reading, head: Head) -> bool:
    """ "Call yesterday": what is planned cannot be over; but what happened may stand in the same clause."""
    if reading.cues_in(head.cue.clause, *HAPPENED):
        return False
    now = reading.context.now
    return any(
        not is_ahead(one, now) and one.start < now and reading.clause_of(one.span) == head.cue.clause
        for one in list_times(reading)
        if one.grain is not Grain.SECOND
    )


def _read_postpone(reading: Reading, head: Head, bound: Bound) -> Draft | None:
    length = next((one for one in reading.found.lengths if reading.clause_of(one.span) == head.cue.clause), None)
    unit = None if length else _find_unit(reading, head)
    further = length.length if length else unit[0] if unit else None
    due = settle(bound.time, reading.context) if bound.time else reading.context.now + further if further else None
    if due is None or (head.cue.says("hand_over") and reading.cues_in(head.cue.clause, "task")):
        return None
    is_known = reading.context.has_view or bool(reading.people())
    confidence = FAIR if is_known and not reading.cues_in(head.cue.clause, "ask_for") else HEAVY
    draft = Draft(PostponeTask(due=due), rate(confidence, head.cue))
    draft.take_cue(head.cue)
    if bound.time is None and length is not None:
        draft.take(reading, length.span)
    elif bound.time is None and unit is not None:
        draft.taken |= unit[1]
    for cue in reading.cues_in(head.cue.clause, "call_noun", "task", "meet_noun", "call_base"):
        draft.take_cue(cue)
    return draft


#: A unit that stands alone: "put off for a week".
_UNITS = {
    "unit_hour": timedelta(hours=1),
    "unit_day": timedelta(days=1),
    "unit_week": timedelta(weeks=1),
    "unit_month": timedelta(days=30),
}


def _find_unit(reading: Reading, head: Head) -> tuple[timedelta, set[int]] | None:
    """ "Отложи на неделю": a length without its number, behind a preposition."""
    clause = reading.clauses[head.cue.clause]
    for sense, length in _UNITS.items():
        for mark in reading.marks_in(head.cue.last - 1, clause.last, sense):
            is_behind = reading.marks_in(mark.first - 1, mark.first, "preposition") or mark.first == head.cue.last
            if is_behind and mark.last == clause.last:
                return length, {mark.first - 1, mark.first} if mark.first > head.cue.last else {mark.first}
    return None


def _read_visit(reading: Reading, head: Head, bound: Bound) -> Draft | None:
    if head.order is not None and head.order.says("remind"):
        return make_task(reading, head, bound, CLEAR if bound.time else FAIR)
    booked = reading.cues_in(head.cue.clause, "book", "task", "tell", "ask_for", "arranged", "wants", "postpone")
    confidence = CLEAR if bound.time else FAIR if booked or head.cue.says("measure_will", "install_will") else None
    if bound.time is None and reading.marks_in(reading.clauses[head.cue.clause].first, head.cue.first, "asking"):
        return None
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
    take_people(reading, draft, assignee)
    for going in reading.cues_in(head.cue.clause, "goes") if assignee else ():
        draft.take_cue(going)
    return draft


def _stands_alone(reading: Reading, cue: Cue) -> bool:
    """Nothing happened in the sentence, and its clause says only this and who."""
    if reading.has_cue(*HAPPENED, "move_stage", "measure_did", "install_did"):
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
    if cue.says("call_base") and not is_verb(reading, cue, has_time=bound.time is not None or head.order is not None):
        return None
    if cue.says("call_me"):
        confidence = HEAVY
    if cue.says("call_noun") and reading.cues_in(cue.clause, *HAPPENED):
        confidence = GUESSED
    return make_task(reading, head, bound, confidence)


def _send_out(reading: Reading, drafts: list[Draft], heads: list[Head]) -> list[Draft]:
    """ "Measurement tomorrow, Levan goes": who goes to the visit, and no task of its own."""
    kept: list[Draft] = []
    for draft in drafts:
        visit = next((one for one in kept if isinstance(one.command, BookVisit)), None)
        if visit is None or not _is_only_going(reading, draft, heads) or draft.clause - visit.clause > 1:
            kept.append(draft)
            continue
        going = cast("AssignTask", draft.command)
        visit.command = replace(cast("BookVisit", visit.command), assignee=going.assignee)
        clause = reading.clauses[draft.clause]
        visit.taken |= set(range(clause.first, clause.last)) if clause is not reading.clauses[visit.clause] else set()
        visit.taken |= draft.taken
    return kept


def _is_only_going(reading: Reading, draft: Draft, heads: list[Head]) -> bool:
    """A colleague and a verb like "goes", and nothing else in their clause."""
    said = draft.command
    if not isinstance(said, AssignTask) or said.kind != "todo" or said.assignee is None or said.due is not None:
        return False
    verb = next((head.cue for head in heads if head.cue.clause == draft.clause and head.cue.says("let_verb")), None)
    return verb is not None and len(cut(said.title)) <= verb.last - verb.first


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
        own = set(range(reading.clauses[clause].first, reading.clauses[clause].last)) - places - calls[0].taken
        if write_out(reading, own, keep_people=False):
            continue
        if clause == calls[0].clause:
            calls[0].cap(GUESSED)
        due = settle(found, reading.context)
        return [Draft(AssignTask(kind="call", due=due, recurrence=found.recurrence), GUESSED, places, clause)]
    return []


def _due(command: Command) -> object:
    return command.due if isinstance(command, AssignTask) else None
