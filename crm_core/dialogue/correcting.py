"""Corrections of what was done: by a tap on one line, by a following message, or all of it taken back.

What can be changed afterwards is changed (`adjusting`); anything else is done anew, in the same transaction in which
the former is taken back. Either way *Undo* then restores every row as it was before the sentence. All of it works for
ten minutes and while nobody has built upon it.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as alter
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from crm_core.db.journal import Change
from crm_core.db.unit_of_work import Work
from crm_core.dialogue.adjusting import adjust, can_adjust
from crm_core.dialogue.answers import get_line, list_became
from crm_core.dialogue.carrying import go_on, list_sure
from crm_core.dialogue.planning import make_plan
from crm_core.dialogue.restoring import Opened, open_sentence
from crm_core.dialogue.rows import Line, LineStatus, Plan, Target, View
from crm_core.dialogue.stored import change_command, dump_plan
from crm_core.dialogue.targets import choose_target, find_seen
from crm_core.history.errors import UndoTooLate
from crm_core.history.undo import UNDO_MINUTES, revert_changes, undo_changes
from crm_core.kernel.errors import NotVisible
from crm_core.language.commands import (
    AddNote,
    BookVisit,
    Command,
    CreateCustomer,
    LogCall,
    LogMeeting,
    LogMessage,
    OpenDeal,
)
from crm_core.language.understanding import Understanding
from crm_core.learning.actions import mark_corrected
from crm_core.learning.models import Sentence

_WITH_TEXT = (LogCall, LogMeeting, LogMessage, AddNote)


@dataclass(frozen=True, slots=True)
class _Step:
    """A line as it should be, and the done line that it goes on from."""

    line: Line
    former: Line | None = None


async def change_line(work: Work, sentence_id: int, number: int, **values: Any) -> Plan:
    """Other values for one line, by the command's own names (`due`, `start`, `amount`, `outcome`, `stage`, `reason`,
    `assignee`, `text`, ...); a line that was not done is done with them.

    Raises NotVisible, UndoTooLate, UndoConflict, ValueError (values that the command does not have), and for a done
    line whatever its action refuses with.
    """
    opened = await open_sentence(work, sentence_id)
    line = get_line(opened.plan, number)
    if opened.plan.is_taken_back or line.is_read:
        return opened.plan
    if isinstance(line.command, BookVisit) and "start" in values:
        values = {"is_day": False, **values}
    changed = alter(line, command=change_command(line.command, values))
    lines = tuple(changed if one.number == number else one for one in opened.plan.lines)
    if line.status is LineStatus.DONE:
        return await _do_otherwise(work, opened, opened.plan, [_Step(one, _get_former(opened, one)) for one in lines])
    if line.missing is None:
        mark_corrected(work, opened.sentence, list_became(lines))
    retried = alter(changed, status=LineStatus.PROPOSED, missing=None, problem=None)
    plan = alter(opened.plan, lines=tuple(retried if one.number == number else one for one in lines))
    return await go_on(work, opened.sentence, plan, {number, *list_sure(plan)}, opened.seen)


async def undo_line(work: Work, sentence_id: int, number: int) -> Plan:
    """Takes one done line back and leaves the others. Raises NotVisible, UndoTooLate, UndoConflict."""
    opened = await open_sentence(work, sentence_id)
    line = get_line(opened.plan, number)
    if opened.plan.is_taken_back or line.status is not LineStatus.DONE:
        return opened.plan
    dropped = _Step(alter(line, status=LineStatus.DROPPED))
    steps = [dropped if one is line else _Step(one, _get_former(opened, one)) for one in opened.plan.lines]
    return await _do_otherwise(work, opened, opened.plan, steps)


def _get_former(opened: Opened, line: Line) -> Line | None:
    found = get_line(opened.plan, line.number)
    return found if found.status is LineStatus.DONE else None


async def replace(work: Work, sentence_id: int, understanding: Understanding, words: str | None = None) -> Plan:
    """The whole sentence as it is understood after a correction; `words` are those of the correcting message.

    Raises NotVisible, UndoTooLate, UndoConflict (take the message for a new one then), and what actions refuse with
    where a done line is only adjusted.
    """
    opened = await open_sentence(work, sentence_id)
    before = opened.plan
    if before.is_taken_back:
        raise UndoTooLate
    target = before.target
    view = View(
        deal_id=target.deal_id if target else None,
        customer_id=target.customer_id if target else None,
        task_id=before.task_id if target is None else None,
    )
    planned = await make_plan(work, understanding, view)
    plan = alter(planned, sentence_id=before.sentence_id, text=before.text, is_correction=True, task_id=before.task_id)
    steps = _match(before, plan)
    if any(isinstance(step.line.command, CreateCustomer) and _is_as_done(step) for step in steps):
        plan = alter(plan, target=before.target)
    return await _do_otherwise(work, opened, plan, steps, words)


async def turn_to(work: Work, sentence_id: int, customer_id: int) -> Plan:
    """It was somebody else: everything is done anew with her. Raises NotVisible, UndoTooLate, UndoConflict."""
    opened = await open_sentence(work, sentence_id)
    if opened.plan.is_taken_back:
        return opened.plan
    seen = await find_seen(work, View(customer_id=customer_id))
    if seen.customer is None:
        raise NotVisible("customers", customer_id)
    chosen = await choose_target(work, seen.customer)
    plan = alter(opened.plan, target=chosen.target, deals=chosen.deals, candidates=(), unknown_name=None)
    return await _do_otherwise(work, opened, plan, [_Step(one, _get_former(opened, one)) for one in plan.lines])


async def take_back(work: Work, sentence_id: int) -> Plan:
    """*Undo*: everything that the sentence did, by all its changes. Raises NotVisible, UndoTooLate, UndoConflict."""
    opened = await open_sentence(work, sentence_id)
    if opened.plan.is_taken_back:
        raise UndoTooLate
    sentence = opened.sentence
    if sentence.change_ids:
        await undo_changes(work, sentence.change_ids)
    sentence.taken_back_at = work.now
    mark_corrected(work, sentence, ())
    lines = tuple(line if line.is_read else alter(line, status=LineStatus.DROPPED) for line in opened.plan.lines)
    plan = alter(opened.plan, lines=lines, is_taken_back=True)
    sentence.plan = dump_plan(plan)
    return plan


def _match(before: Plan, plan: Plan) -> list[_Step]:
    """The new lines, each with the old one that it stands for. Notes of leftover words stay as they are."""
    old = [line for line in before.lines if not line.is_read and line.status is not LineStatus.DROPPED]
    left = [line for line in old if not line.is_rest]
    steps = []
    for line in plan.lines:
        twin = next((one for one in left if _stands_for(line.command, one.command)), None)
        if twin is not None:
            left.remove(twin)
        fresh = line if twin is None else _inherit(line, twin)
        steps.append(_Step(fresh, twin if twin is not None and twin.status is LineStatus.DONE else None))
    number = max((step.line.number for step in steps), default=0)
    kept = [line for line in old if line.is_rest]
    return [*steps, *(_Step(alter(line, number=number + place), line) for place, line in enumerate(kept, 1))]


def _inherit(line: Line, twin: Line) -> Line:
    """A line that means the same goes on as it was; another one takes the place of its twin."""
    if twin.status is not LineStatus.DONE:
        return alter(line, task_id=twin.task_id)
    command = twin.command if _means_same(twin.command, line.command) else line.command
    return alter(twin, number=line.number, command=command, words=line.words)


def _stands_for(new: Command, old: Command) -> bool:
    return type(new) is type(old) and getattr(new, "purpose", None) == getattr(old, "purpose", None)


def _means_same(old: Command, new: Command) -> bool:
    """Words that were put into a text besides make no difference."""
    if isinstance(old, _WITH_TEXT) and isinstance(new, _WITH_TEXT) and (old.text or "").startswith(new.text or ""):
        new = alter(new, text=old.text or "")
        old = alter(old, text=old.text or "")
    return alter(old, who=None) == alter(new, who=None)


def _is_as_done(step: _Step) -> bool:
    return step.former is not None and step.former.command == step.line.command


async def _do_otherwise(work: Work, opened: Opened, plan: Plan, steps: list[_Step], words: str | None = None) -> Plan:
    """Brings what was done in step with `steps`: adjusted where that is enough, else taken back and done anew."""
    sentence, before = opened.sentence, opened.plan
    await _check_in_time(work, sentence)
    mark_corrected(work, sentence, list_became([step.line for step in steps]), words)
    done = [line for line in before.lines if line.status is LineStatus.DONE]
    goes_on = sum(step.former is not None for step in steps) == len(done)
    changed = [step for step in steps if step.former is not None and not _is_as_done(step)]
    can = all(step.former is not None and can_adjust(step.former, step.line.command) for step in changed)
    if not (goes_on and can and (not done or _is_same_target(plan.target, before.target))):
        return await _do_anew(work, sentence, plan, steps)
    lines = [await _adjust(work, step) if step in changed else step.line for step in steps]
    if changed and work.change_id is not None:
        sentence.change_ids = [*sentence.change_ids, work.change_id]
    settled = alter(plan, lines=tuple(lines))
    return await go_on(work, sentence, settled, list_sure(settled))


async def _adjust(work: Work, step: _Step) -> Line:
    if step.former is None:
        return step.line
    return alter(await adjust(work, step.former, step.line.command), number=step.line.number, words=step.line.words)


async def _do_anew(work: Work, sentence: Sentence, plan: Plan, steps: list[_Step]) -> Plan:
    """In one change: what was done is taken back, then what should have been done is done."""
    if sentence.change_ids:
        await revert_changes(work, sentence.change_ids)
    lines = tuple(
        alter(step.line, status=LineStatus.PROPOSED, problem=None) if step.former is not None else step.line
        for step in steps
    )
    again = {step.line.number for step in steps if step.former is not None}
    target = plan.target
    if any(line.number in again and isinstance(line.command, CreateCustomer) for line in lines):
        target = None
    elif target is not None and any(line.number in again and isinstance(line.command, OpenDeal) for line in lines):
        target = Target(target.customer_id, target.customer_name, target.phone)
    fresh = alter(plan, lines=lines, target=target)
    if sentence.change_ids and work.change_id is not None:
        sentence.change_ids = [*sentence.change_ids, work.change_id]
    return await go_on(work, sentence, fresh, {*again, *list_sure(fresh)})


async def _check_in_time(work: Work, sentence: Sentence) -> None:
    query = select(func.min(Change.at)).where(Change.id.in_(sentence.change_ids))
    first = (await work.session.execute(query)).scalar_one_or_none()
    if first is not None and work.now - first > timedelta(minutes=UNDO_MINUTES):
        raise UndoTooLate


def _is_same_target(new: Target | None, old: Target | None) -> bool:
    if new is None or old is None:
        return new is old
    return (new.customer_id, new.deal_id) == (old.customer_id, old.deal_id)
