"""What happened: calls, meetings, letters, visits done. Nothing that was denied, supposed or asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, cast

from crm_core.language.commands import FinishVisit, LogCall, LogMeeting, LogMessage
from crm_core.language.numbers import read_number
from crm_core.language.talk.clauses import WISHES, is_doubtful, is_negated, is_quoted, is_told
from crm_core.language.talk.draft import CLEAR, FAINT, Draft, rate
from crm_core.language.talk.people import find_colleagues, find_direction
from crm_core.language.talk.reading import Cue, Reading
from crm_core.language.talk.slips import hear_slips
from crm_core.language.talk.timing import find_past, is_ahead, list_times
from crm_core.language.tokens import Span

Outcome = Literal["talked", "no_answer", "call_back", "missed"]

CALLS = ("call_did", "call_out", "call_in", "call_talk", "call_asked", "no_answer", "answered", "missed", "talked")
_DENIED_ANSWERS = ("answered", "pick")


def read_happened(reading: Reading) -> list[Draft]:
    drafts: list[Draft] = []
    for cue in reading.cues:
        for draft in _read_cue(reading, cue):
            drafts = _add(drafts, draft)
    drafts = _drop_talks(reading, drafts)
    hear_slips(reading, drafts)
    _date(reading, drafts)
    _measure(reading, drafts)
    return drafts


def _drop_talks(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """ "Met Vera, discussed the price": what was talked about at a meeting is no call."""
    meeting = next((draft for draft in drafts if isinstance(draft.command, LogMeeting)), None)
    if meeting is None or any(cue.says(*CALLS) and not cue.says("talked") for cue in reading.cues):
        return drafts
    return [draft for draft in drafts if not isinstance(draft.command, LogCall)]


def _read_cue(reading: Reading, cue: Cue) -> list[Draft]:
    if _is_wished(reading, cue):
        return []
    if cue.says(*CALLS):
        draft = _read_call(reading, cue)
    elif cue.says("send_did", "send_out", "send_in") and is_told(reading, cue):
        direction, is_certain = find_direction(reading, cue)
        said = LogMessage(direction=cast("Literal['in', 'out']", direction))
        is_certain = is_certain and _is_to_somebody(reading, cue) and not _is_money(reading, cue)
        draft = Draft(said, rate(CLEAR if is_certain else HEARD, cue), clause=cue.clause)
    elif cue.says("meet_did", "meet_noun") and is_told(reading, cue) and _is_meeting(reading, cue):
        draft = Draft(LogMeeting(), rate(CLEAR, cue), clause=cue.clause)
    elif _is_finished(reading, cue) and is_told(reading, cue):
        purpose: Literal["measurement", "installation"] = (
            "measurement" if cue.says("measure_did", "measure_noun") else "installation"
        )
        draft = Draft(FinishVisit(purpose=purpose), rate(CLEAR, cue), clause=cue.clause)
    else:
        draft = None
    if draft is None:
        return []
    draft.take_cue(cue)
    if is_quoted(reading, cue) or _is_passed_on(reading, cue):
        draft.cap(FAINT)
    return [draft]


def _is_money(reading: Reading, cue: Cue) -> bool:
    """ "Кинула 500 на карту": a payment rather than a letter."""
    clause = reading.clauses[cue.clause]
    has_paper = bool(reading.marks_in(clause.first, clause.last, "papers"))
    return not has_paper and bool(reading.cues_in(cue.clause, "not_price", "paid"))


def _is_passed_on(reading: Reading, cue: Cue) -> bool:
    """ "Tell Nika that Vera called": an errand, and perhaps no news."""
    orders = [one for one in reading.cues_in(cue.clause, "tell", "remind") if one.last <= cue.first]
    is_opening = any(one.first == reading.clauses[cue.clause].first for one in orders)
    return bool(orders) and (is_opening or bool(find_colleagues(reading, cue.clause)))


def _is_to_somebody(reading: Reading, cue: Cue) -> bool:
    """A letter to or from a customer; "sent" alone may be anything."""
    clause = reading.clauses[cue.clause]
    has_paper = bool(reading.marks_in(clause.first, clause.last, "papers"))
    return has_paper or bool(reading.found.mentions) or reading.context.has_view


def _is_meeting(reading: Reading, cue: Cue) -> bool:
    return _was(reading, cue) if not cue.says("meet_did") else not _is_about_visit(reading, cue)


def _was(reading: Reading, cue: Cue) -> bool:
    """ "Meeting with Giorgi yesterday": every time in its clause is over, and nobody is reminded or told."""
    now = reading.context.now
    own = [one for one in list_times(reading) if reading.clause_of(one.span) == cue.clause]
    if reading.cues_in(cue.clause, "remind", "task", "tell", "must", "todo", "postpone", "cancel"):
        return False
    return bool(own) and all(one.start < now and not is_ahead(one, now) for one in own)


def _is_about_visit(reading: Reading, cue: Cue) -> bool:
    """ "Съездил к Дато на замер"."""
    return bool(reading.cues_in(cue.clause, "measure_noun", "install_noun", "measure_did"))


def _is_finished(reading: Reading, cue: Cue) -> bool:
    """ "Measured"; "measurement at Vera's done"; "съездил к Дато на замер"."""
    if cue.says("measure_did", "install_did"):
        return True
    if not cue.says("measure_noun", "install_noun"):
        return False
    now = reading.context.now
    if any(is_ahead(one, now) and reading.clause_of(one.span) == cue.clause for one in list_times(reading)):
        return False
    return any(is_told(reading, one) for one in reading.cues_in(cue.clause, "visit_done", "meet_did"))


#: Who acted, or whether anybody answered, is not certain, so it is asked.
HEARD = 0.75


def _read_call(reading: Reading, cue: Cue) -> Draft | None:
    if cue.says("call_talk") and not _is_log(reading, cue):
        return None
    if cue.says("answered") and is_negated(reading, cue):
        if reading.clauses[cue.clause].is_question or is_doubtful(reading, cue):
            return None
        return Draft(LogCall(outcome="no_answer"), rate(CLEAR, cue), clause=cue.clause)
    if not is_told(reading, cue):
        return None
    outcome: Outcome = "talked"
    if cue.says("no_answer"):
        outcome = "no_answer"
    elif cue.says("missed"):
        outcome = "missed"
    elif cue.says("call_asked"):
        outcome = "call_back"
    direction, is_certain = ("in", True) if outcome == "missed" else ("out", True)
    if cue.says("call_did", "call_in", "call_out"):
        direction, is_certain = find_direction(reading, cue)
    is_certain = is_certain and not cue.says("call_tried")
    said = LogCall(outcome=outcome, direction=cast("Literal['in', 'out']", direction))
    return Draft(said, rate(CLEAR if is_certain else HEARD, cue), clause=cue.clause)


def _is_wished(reading: Reading, cue: Cue) -> bool:
    """ "Чтобы позвонил": a past form behind this word is what somebody is to do."""
    first = reading.clauses[cue.clause].first
    wishes = [mark for mark in reading.marks_in(first, cue.first, "that") if reading.word(mark.first) in WISHES]
    return bool(wishes) and not cue.says("call_asked", "measure_noun", "install_noun")


def _is_log(reading: Reading, cue: Cue) -> bool:
    """ "Call with Vera: 4 windows" tells of a call; "call with Vera tomorrow" and "after the call" do not."""
    if reading.marks_in(max(0, cue.first - 2), cue.first, "relative"):
        return False
    now = reading.context.now
    ahead = [one for one in list_times(reading) if is_ahead(one, now) and reading.clause_of(one.span) == cue.clause]
    return not ahead and not reading.cues_in(cue.clause, "remind", "task", "tell", "must")


def _add(drafts: list[Draft], draft: Draft) -> list[Draft]:
    """One call is told in several words ("called, no answer"): they make one line."""
    if not isinstance(draft.command, LogCall):
        same = next(
            (one for one in drafts if type(one.command) is type(draft.command) and one.command == draft.command), None
        )
        if same is None:
            return [*drafts, draft]
        same.taken |= draft.taken
        return drafts
    last = next((one for one in reversed(drafts) if isinstance(one.command, LogCall)), None)
    if last is None:
        return [*drafts, draft]
    joined = _join(cast("LogCall", last.command), draft.command)
    if joined is None:
        return [*drafts, draft]
    last.command = joined
    last.taken |= draft.taken
    last.confidence = (
        min(last.confidence, draft.confidence)
        if joined.outcome != "no_answer"
        else max(last.confidence, draft.confidence)
    )
    return drafts


def _join(one: LogCall, other: LogCall) -> LogCall | None:
    """None when they are two calls: a missed one that was returned."""
    if "missed" in (one.outcome, other.outcome) and one.outcome != other.outcome:
        return None if other.outcome == "talked" or one.outcome == "missed" else other
    ranks = {"talked": 0, "call_back": 2, "no_answer": 1, "missed": 3}
    outcome = max(one.outcome, other.outcome, key=lambda each: ranks[each])
    direction = "out" if outcome == "no_answer" else "in" if "in" in (one.direction, other.direction) else "out"
    return replace(one, outcome=outcome, direction=cast("Literal['in', 'out']", direction))


def _date(reading: Reading, drafts: list[Draft]) -> None:
    """Times in the past belong to what happened."""
    times = list_times(reading)
    used: set[Span] = set()
    planned = any(cue.says(*_PLANNED) for cue in reading.cues)
    for draft in drafts:
        if not isinstance(draft.command, LogCall | LogMeeting):
            continue
        cue = next(cue for cue in reading.cues if cue.first in draft.taken)
        found = find_past(reading, cue, times, used)
        if found is None:
            continue
        time, at = found
        is_now = at == reading.context.now
        own_plan = [one for one in reading.cues if one.clause == reading.clause_of(time.span) and one.says(*_PLANNED)]
        if time.start > reading.context.now and planned and own_plan:
            continue
        is_asked_for = cue.says("call_asked") and reading.place(time.span)[0] >= cue.last
        if is_asked_for and at.date() == reading.context.now.date():
            continue
        used.add(time.span)
        draft.take(reading, time.span)
        draft.command = replace(draft.command, at=None if is_now else at)


_PLANNED = (
    "call_will", "call_base", "call_noun", "call_asked", "measure_noun", "measure_will", "install_noun", "install_will",
    "meet_will", "meet_noun", "todo", "remind", "task", "tell", "call_me", "postpone", "call_let", "let_verb",
)  # fmt: skip


def _measure(reading: Reading, drafts: list[Draft]) -> None:
    """ "Talked 10 min"."""
    calls = [
        draft
        for draft in drafts
        if isinstance(draft.command, LogCall) and draft.command.outcome in ("talked", "call_back")
    ]
    if calls and not reading.found.lengths:
        _measure_turned(reading, calls[0])
    if not calls or not reading.found.lengths:
        return
    length = reading.found.lengths[0]
    if abs(reading.clause_of(length.span) - calls[0].clause) > 1:
        return
    minutes = round(length.length.total_seconds() / 60)
    if 1 <= minutes <= 240:
        calls[0].command = replace(cast("LogCall", calls[0].command), duration_minutes=minutes)
        calls[0].take(reading, length.span)


def _measure_turned(reading: Reading, draft: Draft) -> None:
    """ "Минут двадцать", "минуты 3": about so many."""
    clause = reading.clauses[draft.clause]
    for at in range(clause.first, clause.last - 1):
        if reading.word(at) not in _MINUTES or not reading.tokens[at + 1].is_word | reading.tokens[at + 1].is_number:
            continue
        number = read_number(reading.tokens, at + 1, (reading.language,))
        if number is None or not 1 <= number.value <= MOST_MINUTES or number.value != int(number.value):
            continue
        draft.command = replace(cast("LogCall", draft.command), duration_minutes=int(number.value))
        draft.taken |= set(range(at, at + 1 + number.length))
        return


_MINUTES = ("минут", "минуты", "минуток", "мин", "minut", "minuty")
MOST_MINUTES = 240
