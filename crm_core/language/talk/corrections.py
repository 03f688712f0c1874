"""A message that corrects the one before: "no, Friday", "не 6, а 7 тысяч", "არა, ნინო".

A value alone corrects nothing: a word that takes back ("no", "вернее", "უფრო სწორად") or the pair "not … but …" has to
stand there. Of two values the one that is not denied counts. An hour alone keeps the day that was said, a day the hour.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from crm_core.language.commands import (
    AddNote,
    Ask,
    AssignTask,
    BookVisit,
    Command,
    CreateCustomer,
    Find,
    FinishVisit,
    HandOver,
    LogCall,
    LogMeeting,
    MoveDeal,
    PostponeTask,
    SetAmount,
    SetPhone,
)
from crm_core.language.found import AmountFound, Mention, MentionKind, TimeFound
from crm_core.language.talk.draft import CLEAR
from crm_core.language.talk.reading import PEOPLE, Reading
from crm_core.language.talk.stage_names import find_stage
from crm_core.language.talk.taking_back import find_marker, find_number, find_scale, is_taken_back, list_denied
from crm_core.language.talk.timing import is_day
from crm_core.language.times import find_times, settle
from crm_core.language.understanding import Proposal, Understanding

_READS = (Find, Ask)


def read_correction(before: Understanding, reading: Reading, after: Understanding) -> Understanding | None:
    """The whole sentence before with other values; None when the text changes nothing of it."""
    if not before.proposals or find_marker(reading) is None:
        return None
    if all(isinstance(one.command, _READS) for one in before.proposals):
        return None
    denied = list_denied(reading)
    sums = [one.command.amount for one in before.proposals if isinstance(one.command, SetAmount)]
    if not reading.found.times and not any(_is_sum(reading, amount, denied) for amount in sums):
        expected = find_times(reading.tokens, replace(reading.context, expects_time=True))
        reading.found.times = tuple(
            one for one in expected if not any(one.span.overlaps(other.span) for other in reading.found.amounts)
        )
    proposals = [_change(reading, one, denied) for one in before.proposals]
    mentions, is_renamed = _rename(reading, before, denied)
    proposals = _replace_kinds(before, proposals, after)
    if is_renamed:
        proposals = [_point(one) for one in proposals]
    if not is_renamed and [one.command for one in proposals] == [one.command for one in before.proposals]:
        return None
    return replace(
        before,
        proposals=tuple(proposals),
        mentions=mentions,
        is_unsure=any(not one.is_sure for one in proposals),
        is_correction=True,
    )


def _is_sum(reading: Reading, before: Decimal, denied: set[int]) -> bool:
    """Whether a bare number is said of the sum rather than of an hour."""
    number = find_number(reading, denied)
    return bool(reading.found.amounts) or number is None or number >= 100 or find_scale(reading, before, denied) > 1


def _change(reading: Reading, one: Proposal, denied: set[int]) -> Proposal:
    command = _change_command(reading, one.command, denied)
    if command == one.command:
        return one
    return Proposal(command, max(one.confidence, CLEAR) if not isinstance(command, MoveDeal) else CLEAR, one.spans)


def _change_command(reading: Reading, command: Command, denied: set[int]) -> Command:
    match command:
        case SetAmount():
            return _change_amount(reading, command, denied)
        case AssignTask() | BookVisit() | PostponeTask():
            return _change_colleague(reading, _change_time(reading, command, denied), denied)
        case LogCall():
            return _change_call(reading, command)
        case HandOver():
            colleague = _find_colleague(reading, denied)
            return replace(command, to=colleague) if colleague is not None else command
        case MoveDeal():
            found = find_stage(reading, _after_denied(denied), len(reading.tokens))
            return replace(command, stage=found[0].code) if found and found[0].kind != "lost" else command
        case SetPhone() if reading.found.phones:
            return replace(command, phone=reading.found.phones[-1].value)
        case CreateCustomer():
            return _change_newcomer(reading, command, denied)
        case _:
            return command


def _after_denied(denied: set[int]) -> int:
    return max(denied) + 1 if denied and min(denied) <= 1 else 0


def _change_amount(reading: Reading, command: SetAmount, denied: set[int]) -> SetAmount:
    found = [one for one in reading.found.amounts if not is_taken_back(reading, one.span, denied)]
    if found and not _is_share(found[-1], command.amount):
        amount = found[-1]
        return replace(command, amount=amount.amount, most=amount.most, currency=amount.currency or command.currency)
    number = found[-1].amount if found else find_number(reading, denied)
    if number is None or (reading.found.times and not found):
        return command
    scale = find_scale(reading, command.amount, denied) if number < 100 else Decimal(1)
    if number * scale < 100 and scale == 1:
        return command
    return replace(command, amount=number * scale, most=None)


def _is_share(found: AmountFound, before: Decimal) -> bool:
    """ "7" for 7000: the thousand was said before."""
    return found.amount < 100 and before >= 1000


def _list_new_times(reading: Reading, denied: set[int]) -> list[TimeFound]:
    return [one for one in reading.found.times if not is_taken_back(reading, one.span, denied)]


def _change_time(
    reading: Reading, command: AssignTask | BookVisit | PostponeTask, denied: set[int]
) -> AssignTask | BookVisit | PostponeTask:
    times = _list_new_times(reading, denied)
    if not times:
        return command
    found, context = times[-1], reading.context
    before = command.start if isinstance(command, BookVisit) else command.due
    at, is_day_only = settle(found, context), is_day(found)
    kept_hour = before is not None and not (isinstance(command, BookVisit) and command.is_day)
    if before is not None and is_day_only and kept_hour:
        at, is_day_only = datetime.combine(found.start.date(), before.astimezone(context.zone).timetz()), False
    elif before is not None and not is_day_only and found.is_dayless:
        local = before.astimezone(context.zone)
        at = datetime.combine(local.date(), found.start.astimezone(context.zone).timetz())
    if isinstance(command, BookVisit):
        return replace(command, start=found.start if is_day_only else at, is_day=is_day_only)
    return replace(command, due=at)


def _find_colleague(reading: Reading, denied: set[int]) -> int | None:
    found = [
        one.colleague_id
        for one in reading.found.mentions
        if one.kind is MentionKind.COLLEAGUE and not is_taken_back(reading, one.span, denied)
    ]
    return found[-1] if found else None


def _change_colleague(
    reading: Reading, command: AssignTask | BookVisit | PostponeTask, denied: set[int]
) -> AssignTask | BookVisit | PostponeTask:
    colleague = _find_colleague(reading, denied)
    if colleague is None or isinstance(command, PostponeTask):
        return command
    return replace(command, assignee=None if colleague == reading.context.me else colleague)


def _change_call(reading: Reading, command: LogCall) -> LogCall:
    if reading.has_cue("no_answer"):
        return replace(command, outcome="no_answer", direction="out", duration_minutes=None)
    if reading.has_cue("missed"):
        return replace(command, outcome="missed", direction="in")
    if reading.has_cue("call_asked"):
        return replace(command, outcome="call_back")
    if reading.has_cue("answered", "talked"):
        return replace(command, outcome="talked")
    if reading.has_cue("call_in"):
        return replace(command, direction="in")
    return replace(command, direction="out") if reading.has_cue("call_out") else command


def _change_newcomer(reading: Reading, command: CreateCustomer, denied: set[int]) -> CreateCustomer:
    changes: dict[str, Any] = {}
    if reading.found.phones:
        changes["phone"] = reading.found.phones[-1].value
    if reading.found.emails:
        changes["email"] = reading.found.emails[-1].value
    if reading.found.addresses:
        changes["address"] = reading.found.addresses[-1].value
    names = [
        one for one in reading.people() if one.kind is MentionKind.NAME and not is_taken_back(reading, one.span, denied)
    ]
    if names:
        changes["full_name"] = names[-1].text
    return replace(command, **changes)


def _rename(reading: Reading, before: Understanding, denied: set[int]) -> tuple[tuple[Mention, ...], bool]:
    """Another customer was meant."""
    names = [one for one in reading.people() if not is_taken_back(reading, one.span, denied)]
    kinds = {one.command.name for one in before.proposals}
    if not names or kinds & {"create_customer", "set_phone"}:
        return before.mentions, False
    others = [one for one in before.mentions if one.kind not in PEOPLE]
    old = [one for one in before.mentions if one.kind in PEOPLE]
    if old and set(old[0].spellings) & set(names[-1].spellings[:1]):
        return before.mentions, False
    return (names[-1], *others), True


def _point(one: Proposal) -> Proposal:
    has_customer = any(field.name == "who" for field in fields(one.command))
    return replace(one, command=replace(one.command, who=0)) if has_customer else one


def _replace_kinds(before: Understanding, proposals: list[Proposal], after: Understanding) -> list[Proposal]:
    """What the correction says in so many words takes the place of the same kind, or stands beside it."""
    changed = [one.command for one in proposals] != [one.command for one in before.proposals]
    has_sum = any(isinstance(one.command, SetAmount) for one in before.proposals)
    kept_out = (*_READS, AddNote, LogMeeting, FinishVisit, *((SetAmount,) if has_sum else ()))
    fresh = [_keep_start(before, one) for one in after.proposals if not isinstance(one.command, kept_out)]
    if changed or not fresh:
        return proposals
    kinds = {type(one.command) for one in fresh}
    kept = [one for one in proposals if type(one.command) not in kinds]
    return [*kept, *(replace(one, command=replace(one.command, who=before.proposals[0].command.who)) for one in fresh)]


def _keep_start(before: Understanding, one: Proposal) -> Proposal:
    """ "Not the measurement but the installation": when and who stay as they were said."""
    old = next((each for each in before.proposals if isinstance(each.command, BookVisit)), None)
    if old is None or not isinstance(old.command, BookVisit) or not isinstance(one.command, BookVisit):
        return one
    if one.command.start is not None or old.command.start is None:
        return one
    kept = replace(old.command, purpose=one.command.purpose, assignee=one.command.assignee or old.command.assignee)
    return replace(one, command=kept, confidence=max(one.confidence, old.confidence))
