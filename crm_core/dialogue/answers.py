"""What the person answers to a card: yes, no, this customer, that deal, take it as a note.

Nothing is remembered in between but the sentence's own row, so a card of last week works after ten restarts. A sentence
that was taken back stays as it is, and its plan says so.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from crm_core.cards.customers import list_customers_by_id
from crm_core.company.queries import get_company
from crm_core.db.unit_of_work import Work
from crm_core.dialogue.carrying import go_on, list_sure
from crm_core.dialogue.restoring import Opened, open_sentence
from crm_core.dialogue.rows import Line, LineStatus, Plan
from crm_core.dialogue.stored import dump_plan
from crm_core.dialogue.targets import choose_target
from crm_core.kernel.errors import NotVisible
from crm_core.kernel.phone import PhoneInvalid, parse_phone
from crm_core.language.commands import AssignTask, Command, CreateCustomer, LoseDeal, MoveDeal, OpenDeal
from crm_core.language.json_form import dump_command
from crm_core.learning.actions import mark_corrected

_UNDECIDED = (LineStatus.PROPOSED, LineStatus.WAITING)


async def confirm(work: Work, sentence_id: int, number: int | None = None) -> Plan:
    """*Yes* to one line, or to all that wait for it; what still lacks something goes on waiting. Raises NotVisible."""
    opened = await open_sentence(work, sentence_id)
    numbers = {line.number for line in opened.plan.lines} if number is None else {number}
    return await _go_on(work, opened, opened.plan, numbers)


async def drop_line(work: Work, sentence_id: int, number: int) -> Plan:
    """Puts a line aside that was not done. Raises NotVisible, also for no such line."""
    opened = await open_sentence(work, sentence_id)
    line = get_line(opened.plan, number)
    if opened.plan.is_taken_back or line.status in (LineStatus.DONE, LineStatus.DROPPED):
        return opened.plan
    dropped = replace(line, status=LineStatus.DROPPED, missing=None)
    plan = replace(opened.plan, lines=put_line(opened.plan.lines, dropped))
    mark_corrected(work, opened.sentence, list_became(plan.lines))
    opened.sentence.plan = dump_plan(plan)
    return plan


async def choose_customer(work: Work, sentence_id: int, customer_id: int) -> Plan:
    """The answer to "which of them?": what was sure is done. Of what is done already nothing changes: see
    `correcting.turn_to`. Raises NotVisible.
    """
    opened = await open_sentence(work, sentence_id)
    if opened.sentence.change_ids:
        return opened.plan
    people = await list_customers_by_id(work.session, work.actor, [customer_id])
    if not people:
        raise NotVisible("customers", customer_id)
    chosen = await choose_target(work, people[0])
    plan = replace(opened.plan, target=chosen.target, candidates=(), deals=chosen.deals, unknown_name=None)
    return await _go_on(work, opened, plan, _list_settled(plan))


async def choose_deal(work: Work, sentence_id: int, deal_id: int | None) -> Plan:
    """The answer to "which deal?"; None opens a new one. Raises NotVisible."""
    opened = await open_sentence(work, sentence_id)
    plan, target = opened.plan, opened.plan.target
    if target is None or target.customer_id is None:
        raise NotVisible("deals", deal_id)
    if deal_id is None:
        line = Line(_next_number(plan), OpenDeal(), 1.0)
        return await _go_on(work, opened, replace(plan, lines=(line, *plan.lines), deals=()), {line.number})
    (customer,) = await list_customers_by_id(work.session, work.actor, [target.customer_id])
    chosen = await choose_target(work, customer, deal_id=deal_id)
    if chosen.target.deal_id != deal_id:
        raise NotVisible("deals", deal_id)
    return await _go_on(work, opened, replace(plan, target=chosen.target, deals=()), set())


async def create_unknown(work: Work, sentence_id: int, phone: str | None = None) -> Plan:
    """Whoever was named and is nobody's customer becomes one, with a deal. Raises NotVisible."""
    opened = await open_sentence(work, sentence_id)
    plan = opened.plan
    if plan.unknown_name is None:
        return plan
    known = phone or await _find_phone(work, plan.unknown_name)
    line = Line(_next_number(plan), CreateCustomer(full_name=plan.unknown_name, phone=known), 1.0)
    return await _go_on(work, opened, replace(plan, lines=(line, *plan.lines)), {line.number})


async def take_as(work: Work, sentence_id: int, command: Command) -> Plan:
    """The whole text as a note, a task or a call, instead of what was proposed and not done. Raises NotVisible."""
    opened = await open_sentence(work, sentence_id)
    left = tuple(
        replace(line, status=LineStatus.DROPPED) if line.status in _UNDECIDED and not line.is_read else line
        for line in opened.plan.lines
    )
    line = Line(_next_number(opened.plan), command, 1.0, words=opened.plan.text)
    plan = replace(opened.plan, lines=(*left, line), rest="")
    if isinstance(command, AssignTask):
        plan = replace(plan, candidates=(), unknown_name=None)
    if not plan.is_taken_back:
        mark_corrected(work, opened.sentence, list_became(plan.lines))
    return await _go_on(work, opened, plan, {line.number})


async def _go_on(work: Work, opened: Opened, plan: Plan, numbers: Collection[int]) -> Plan:
    if opened.plan.is_taken_back:
        return opened.plan
    return await go_on(work, opened.sentence, plan, {*numbers, *list_sure(plan)}, opened.seen)


def _list_settled(plan: Plan) -> set[int]:
    """What a choice between people settles where nothing was sure: all but moves of the deal, which are heavy."""
    if list_sure(plan):
        return set()
    return {line.number for line in plan.lines if not isinstance(line.command, MoveDeal | LoseDeal)}


async def _find_phone(work: Work, text: str) -> str | None:
    """For somebody of whom only the number was said."""
    try:
        return parse_phone(text, (await get_company(work.session)).region)
    except PhoneInvalid:
        return None


def get_line(plan: Plan, number: int) -> Line:
    """Raises NotVisible when the plan has no such line."""
    found = next((line for line in plan.lines if line.number == number), None)
    if found is None:
        raise NotVisible("lines", number)
    return found


def put_line(lines: Collection[Line], changed: Line) -> tuple[Line, ...]:
    return tuple(changed if line.number == changed.number else line for line in lines)


def list_became(lines: Collection[Line]) -> list[dict[str, object]]:
    """What the person made of it: every line that he did not put aside."""
    return [dump_command(line.command) for line in lines if line.status is not LineStatus.DROPPED and not line.is_rest]


def _next_number(plan: Plan) -> int:
    return max((line.number for line in plan.lines), default=0) + 1
