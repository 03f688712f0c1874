"""Tasks: what is to be done, by whom, in the words that were typed."""

from __future__ import annotations

from crm_core.language.commands import AssignTask
from crm_core.language.found import Mention
from crm_core.language.talk.draft import CLEAR, FAIR, HEAVY, Draft, rate
from crm_core.language.talk.heads import CALLS, HAPPENED, ORDERS, TASKS, Head, begins
from crm_core.language.talk.leftover import write_out
from crm_core.language.talk.people import find_assignee, find_colleagues
from crm_core.language.talk.reading import Cue, Reading
from crm_core.language.talk.timing import Bound, list_times
from crm_core.language.times import settle

_OVER = (
    "call_did", "call_out", "call_in", "talked", "meet_did", "measure_did", "install_did", "send_out", "send_in",
    "paid",
)  # fmt: skip


def read_task(reading: Reading, head: Head, bound: Bound, heads: list[Head]) -> Draft | None:
    cue = head.cue
    is_given = head.order is not None or find_assignee(reading, cue) is not None
    if bound.time is None and not is_given:
        is_opening = begins(reading, cue) or (cue.language == "ka" and cue.says("todo"))
        if cue.says("meet_noun", "let_verb", "hand_over", "find", "book") or not is_opening:
            return None
        return make_task(reading, head, bound, HEAVY)
    untimed = HEAVY if cue.says("goes") else FAIR
    return make_task(reading, head, bound, CLEAR if bound.time is not None else untimed)


def make_task(reading: Reading, head: Head, bound: Bound, confidence: float) -> Draft:
    """The task's words are those of its clause; a call's are what stands behind it."""
    cue = head.cue
    assignee = find_assignee(reading, cue)
    draft = Draft(AssignTask(), rate(confidence, cue))
    draft.clause = cue.clause
    for span in bound.spans:
        draft.take(reading, span)
    if head.order is not None:
        draft.take_cue(head.order)
    take_people(reading, draft, assignee)
    is_call = head.kind == "call"
    if is_call:
        draft.take_cue(cue)
    clause = reading.clauses[cue.clause]
    others = {
        at
        for one in reading.cues
        if one.clause == cue.clause and one.says(*HAPPENED)
        for at in range(one.first, one.last)
    }
    first = cue.last if is_call and others else max(clause.first, _find_told(reading, cue))
    last = _find_end(reading, cue)
    for one in reading.cues_in(cue.clause, "must", *(("ask_for",) if is_call else ()), *ORDERS):
        is_others = one.says("must") and _is_anothers(reading, one, cue)
        if one.first < cue.first and not is_others and not (is_call and _is_asked_of_another(reading, one)):
            draft.take_cue(one)
    words = {at for at in range(first, last) if at not in draft.taken and at not in others}
    title = write_out(reading, words, keep_people=False)
    if not title and not is_call and (further := _list_further(reading, cue)):
        words |= further
        title = write_out(reading, words, keep_people=False)
    if not title and not is_call:
        is_call = reading.has_cue("no_answer")
        title = "" if is_call else write_out(reading, words)
        draft.cap(CLEAR if title or is_call or bound.time is not None else HEAVY)
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


def _find_told(reading: Reading, cue: Cue) -> int:
    """Where, in a Georgian clause that first tells what is over, the words of the task begin."""
    told = [one for one in reading.cues_in(cue.clause, *_OVER) if one.last <= cue.first]
    if cue.language != "ka" or not told:
        return 0
    over = told[-1].last
    sums = [reading.place(one.span)[1] for one in reading.found.amounts]
    goods = [reading.place(one.span)[1] for one in reading.found.quantities]
    prices = [one.last for one in reading.cues_in(cue.clause, "price_word")]
    return max([over, *(last for last in (*sums, *goods, *prices) if over < last <= cue.first)])


def _is_asked_of_another(reading: Reading, order: Cue) -> bool:
    """ "She needs to ask her husband, call her Monday": nobody here is asked."""
    return order.says("tell") and not find_colleagues(reading, order.clause) and order.says("todo")


def _is_anothers(reading: Reading, must: Cue, cue: Cue) -> bool:
    """ "ქმარს უნდა დაელაპარაკოს, გადავურეკო": a further verb stands between."""
    busy = {at for one in list_times(reading) for at in range(*reading.place(one.span))}
    return must.language == "ka" and any(
        reading.tokens[at].is_word
        and at not in busy
        and reading.mention_at(at) is None
        and reading.word(at).endswith(("ოს", "ეს", "os", "es"))
        for at in range(must.last, cue.first)
    )


def _list_further(reading: Reading, cue: Cue) -> set[int]:
    """ "Reminder for tomorrow 9:00 - invoice": the next clause says what for, when it says nothing else."""
    number = cue.clause + 1
    if number >= len(reading.clauses) or reading.clauses[number].sentence != reading.clauses[cue.clause].sentence:
        return set()
    if any(one.clause == number and one.says(*HAPPENED, *CALLS, *TASKS) for one in reading.cues):
        return set()
    return set(range(reading.clauses[number].first, reading.clauses[number].last))


def _find_end(reading: Reading, cue: Cue) -> int:
    """Where the words of a task end: with its clause, or with the next that says nothing of its own."""
    number = cue.clause
    own = cue.says("remind", "task") and cue.last >= reading.clauses[number].last - 1
    if (
        own
        and number + 1 < len(reading.clauses)
        and not any(one.clause == number + 1 and one.says(*HAPPENED) for one in reading.cues)
    ):
        return reading.clauses[number + 1].last
    return reading.clauses[number].last


def take_people(reading: Reading, draft: Draft, assignee: Mention | None) -> None:
    if assignee is not None:
        draft.take(reading, assignee.span)
        for cue in reading.cues_in(reading.clause_of(assignee.span), "tell"):
            draft.take_cue(cue)
