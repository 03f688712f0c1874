"""Carries a plan out in one unit of work: what is sure is done, what is refused stays on the card, no word is lost.

A line that is refused takes nothing with it: each is a part of the transaction that is rolled back by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from crm_core.activities.actions import TEXT_LIMIT
from crm_core.customers.errors import PhoneTaken
from crm_core.db.unit_of_work import Work
from crm_core.dialogue.doing import ORDER, Errand, do_line
from crm_core.dialogue.needs import find_missing
from crm_core.dialogue.rows import Line, LineStatus, Missing, Plan, Target, View
from crm_core.dialogue.stored import dump_plan, dump_proposal
from crm_core.dialogue.targets import choose_target, find_seen
from crm_core.kernel.errors import CrmError
from crm_core.language.commands import AddNote, CreateCustomer, HandOver, LogCall, LogMeeting, LogMessage
from crm_core.language.understanding import SURE
from crm_core.learning.actions import keep_sentence
from crm_core.learning.models import Sentence

_UNDECIDED = (LineStatus.PROPOSED, LineStatus.WAITING)
_WITH_TEXT = (LogCall, LogMeeting, LogMessage, AddNote)


async def carry_out(work: Work, plan: Plan, *, numbers: Collection[int] | None = None) -> Plan:
    """Does the sure lines (or those numbered) and keeps the sentence with what waits. Questions stay as they are."""
    sentence = await keep_sentence(work, plan.text, plan.language, dump_proposal(plan.lines), {})
    wanted = list_sure(plan) if numbers is None else set(numbers)
    return await go_on(work, sentence, replace(plan, sentence_id=sentence.id), wanted)


def list_sure(plan: Plan) -> set[int]:
    return {line.number for line in plan.lines if line.confidence >= SURE}


async def go_on(
    work: Work, sentence: Sentence, plan: Plan, wanted: Collection[int], seen: Target | None = None
) -> Plan:
    """Try the undecided lines of `wanted`, and keep the plan as it is then. `seen`: as it was when he was asked."""
    before = {line.number for line in plan.lines if line.status is LineStatus.DONE}
    journey = _Journey(Errand(work, plan.target, list(plan.lines), plan.task_id, seen), plan, set(wanted))
    after = await journey.make()
    if {line.number for line in after.lines if line.status is LineStatus.DONE} - before:
        sentence.change_ids = _add(sentence.change_ids, work.change_id)
    after = replace(after, change_ids=tuple(sentence.change_ids))
    sentence.plan = dump_plan(after)
    await work.session.flush()
    return after


def _add(change_ids: list[int], change_id: int | None) -> list[int]:
    return change_ids if change_id is None or change_id in change_ids else [*change_ids, change_id]


@dataclass(slots=True)
class _Journey:
    """One passage through the lines of a plan. Lines are numbered; `errand.lines` holds them as they are by now."""

    errand: Errand
    plan: Plan
    wanted: set[int]

    async def make(self) -> Plan:
        leftover = self._list_words_to_keep()
        if leftover and self._put_into_text(leftover):
            leftover = []
        first, last = _in_order(self.errand.lines)
        for number in first:
            await self._pass(number)
        refused = [_say(line) for line in self.errand.lines if line.status is LineStatus.REFUSED]
        leftover += [words for words in refused if words and not self._is_kept(words)]
        kept = await self._keep_as_note(leftover)
        for number in last:
            await self._pass(number)
        self._set_targets()
        return replace(
            self.plan,
            lines=tuple(self.errand.lines),
            target=self.errand.target,
            rest="" if kept and self._has_done() else self.plan.rest,
        )

    def _has_done(self) -> bool:
        return any(line.status is LineStatus.DONE for line in self.errand.lines)

    def _list_words_to_keep(self) -> list[str]:
        """The rest, and what only waits: the card may never be answered."""
        waiting = [
            line.words
            for line in self.errand.lines
            if line.status in _UNDECIDED and not line.is_read and not self._can_be_done(line)
        ]
        return [words for words in (self.plan.rest, *waiting) if _says_something(words) and not self._is_kept(words)]

    def _can_be_done(self, line: Line) -> bool:
        missing = self._find_missing(line)
        creates = any(isinstance(one.command, CreateCustomer) and self._is_wanted(one) for one in self.errand.lines)
        return self._is_wanted(line) and (missing is None or (creates and missing in (Missing.CUSTOMER, Missing.DEAL)))

    def _is_wanted(self, line: Line) -> bool:
        return line.number in self.wanted and line.status in _UNDECIDED

    def _find_missing(self, line: Line) -> Missing | None:
        newcomer = any(
            isinstance(one.command, CreateCustomer) and one.status in _UNDECIDED for one in self.errand.lines
        )
        is_named = newcomer or bool(self.plan.candidates) or self.plan.unknown_name is not None
        several = bool(self.plan.deals)
        return find_missing(line, self.errand.target, is_named=is_named, has_several_deals=several)

    def _put_into_text(self, words: list[str]) -> bool:
        """Into what is written on the timeline anyway; False when nothing is."""
        for line in self.errand.lines:
            if isinstance(line.command, _WITH_TEXT) and self._can_be_done(line):
                text = line.command.text or ""
                text = _join([text, *(one for one in words if one not in text)])
                self._put(replace(line, command=replace(line.command, text=text)))
                return True
        return False

    def _is_kept(self, words: str) -> bool:
        texts = [
            line.command.text or ""
            for line in self.errand.lines
            if isinstance(line.command, _WITH_TEXT) and (line.status is LineStatus.DONE or self._is_wanted(line))
        ]
        return any(words in text for text in texts)

    async def _keep_as_note(self, words: list[str]) -> bool:
        """As a line of its own, once anything else is done. True when nothing is left over."""
        if not words:
            return True
        hands_over = any(isinstance(line.command, HandOver) and self._is_wanted(line) for line in self.errand.lines)
        if not self._has_done() and not hands_over:
            return False
        if self.errand.target is None or self.errand.target.customer_id is None:
            return False
        number = max(line.number for line in self.errand.lines) + 1
        note = Line(number, AddNote(text=_join(words)), 1.0, words=_join(words), is_rest=True)
        self.errand.lines = [*self.errand.lines, note]
        self.wanted.add(number)
        await self._pass(number)
        return True

    async def _pass(self, number: int) -> None:
        line = next(one for one in self.errand.lines if one.number == number)
        if line.status not in _UNDECIDED or line.is_read:
            return
        missing = self._find_missing(line)
        if missing is not None or number not in self.wanted:
            self._put(replace(line, status=LineStatus.WAITING, missing=missing))
            return
        target = self.errand.target
        try:
            async with self.errand.work.attempt():
                result = await do_line(self.errand, line)
        except CrmError as error:
            self.errand.target = target
            self._put(replace(line, status=LineStatus.REFUSED, missing=None, problem=error.code))
            if isinstance(error, PhoneTaken) and isinstance(line.command, CreateCustomer):
                await self._turn_to(error.customer_id)
            return
        if result.missing is not None:
            command = result.command or line.command
            self._put(replace(line, status=LineStatus.WAITING, missing=result.missing, command=command))
            return
        done = replace(line, status=LineStatus.DONE, missing=None, problem=None)
        self._put(replace(done, task_id=result.task_id or line.task_id))
        if self.errand.target is not target:
            self._forget_questions()

    async def _turn_to(self, customer_id: int | None) -> None:
        """Her phone is known: she is the one whom the rest is about."""
        seen = await find_seen(self.errand.work, View(customer_id=customer_id))
        if seen.customer is None:
            return
        chosen = await choose_target(self.errand.work, seen.customer)
        self._forget_questions()
        self.errand.target = chosen.target
        self.plan = replace(self.plan, deals=chosen.deals)

    def _forget_questions(self) -> None:
        self.plan = replace(self.plan, candidates=(), deals=(), unknown_name=None)

    def _put(self, line: Line) -> None:
        self.errand.lines = [line if one.number == line.number else one for one in self.errand.lines]

    def _set_targets(self) -> None:
        self.errand.lines = [replace(line, target=self.errand.target) for line in self.errand.lines]


def _in_order(lines: Iterable[Line]) -> tuple[list[int], list[int]]:
    """Numbers of the lines as they are done: first those before the rest is kept, then what gives the deal away."""
    writes = sorted((line for line in lines if not line.is_read), key=lambda line: ORDER.index(type(line.command)))
    last = [line.number for line in writes if isinstance(line.command, HandOver)]
    return [line.number for line in writes if line.number not in last], last


def _say(line: Line) -> str:
    """A line's words, with those that it would have kept."""
    text = (line.command.text if isinstance(line.command, _WITH_TEXT) else None) or ""
    return line.words if text in line.words else _join([line.words, text])


def _says_something(words: str) -> bool:
    return any(one.isalnum() for one in words)


def _join(words: Iterable[str]) -> str:
    return ", ".join(one.strip().strip(",;") for one in words if one.strip())[:TEXT_LIMIT]
