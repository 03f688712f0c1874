"""Showing what was understood of a sentence: the card with its lines, loaded anew each time, as `present` does."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from markupsafe import Markup

from crm_core.cards.deals import get_deal_card
from crm_core.company.queries import get_company
from crm_core.dialogue.context import load_context
from crm_core.dialogue.planning import make_plan
from crm_core.dialogue.restoring import get_plan
from crm_core.dialogue.rows import Line, Missing, Plan, View
from crm_core.kernel.errors import NotVisible
from crm_core.language.commands import BookVisit
from crm_core.language.interpreting import interpret, needs_interpreter
from crm_core.language.ports import InterpretationFailed
from crm_core.language.understand import understand
from crm_core.tasks.models import VisitPurpose
from crm_core.tasks.queries import list_tasks_by_id
from crm_core.tasks.rules import CRAFTS
from crm_core.tasks.slots import list_free_days, list_free_slots
from handlers.staff.booking import list_specialists
from handlers.staff.present import Event
from handlers.ui.desk import Desk
from handlers.ui.questions import Asking, ask, look_at
from handlers.ui.screen import Screen, show
from handlers.ui.sentence_keyboards import Choices, build_plan_rows
from handlers.views.commands import make_names
from handlers.views.understood import Tasks, render_plan

#: Days with free hours that are offered for a visit.
DAYS = 6

#: What is answered by typing as well as by a button; a text that is no answer is said anew.
TYPED = (Missing.TIME, Missing.HOUR, Missing.AMOUNT, Missing.CUSTOMER)


async def make_sense(desk: Desk, text: str, view: View, *, alone: bool = False) -> Plan:
    """What the text comes to; nothing is written.

    Where the rules are unsure, the interpreter is asked when there is one, unless they shall do it `alone`. No
    transaction is open meanwhile.
    """
    async with desk.reading() as work:
        context = await load_context(work.session, desk.actor, desk.now, has_view=view != View())
    understood = understand(text, context)
    if desk.interpreter is not None and not alone and needs_interpreter(understood):
        with suppress(InterpretationFailed):
            understood = await interpret(desk.interpreter, understood, context)
    async with desk.reading() as work:
        return await make_plan(work, understood, view)


async def load_plan(desk: Desk, sentence_id: int) -> Plan:
    """Raises NotVisible for a sentence that is not the person's own."""
    async with desk.reading() as work:
        return await get_plan(work, sentence_id)


async def load_line(desk: Desk, sentence_id: int, number: int) -> tuple[Plan, Line]:
    """Raises NotVisible for a sentence or a line that is not the person's, or not there."""
    async with desk.reading() as work:
        plan = await get_plan(work, sentence_id)
        line = next((one for one in plan.writes if one.number == number), None)
        if line is None:
            raise NotVisible("sentences", f"{sentence_id}.{number}")
    return plan, line


async def present_plan(event: Event, desk: Desk, plan: Plan, happened: Markup | None = None) -> None:
    """The card, as things stand now. What it is about is in view from now on, and what it lacks may be typed."""
    plan = await load_plan(desk, plan.sentence_id or 0)
    choices = await load_choices(desk, plan, plan.question)
    text = render_plan(plan, make_names(choices.context), await load_tasks(desk, plan), desk.t)
    screen = Screen(text, build_plan_rows(plan, choices, desk.t))
    if plan.target is not None and plan.target.deal_id is not None:
        await look_at(desk.state, plan.target.deal_id, desk.now)
    if plan.question is not None and plan.question.missing in TYPED:
        await ask(desk.state, Asking.lacking, sentence=plan.sentence_id, line=plan.question.number)
    await show(event, screen if happened is None else screen.after(happened))


async def load_tasks(desk: Desk, plan: Plan) -> Tasks:
    """What the lines made or moved, as far as it is still open to the person."""
    ids = [line.task_id for line in plan.lines if line.task_id is not None]
    if not ids:
        return {}
    async with desk.reading() as work:
        return {task.id: task for task in await list_tasks_by_id(work.session, desk.actor, ids)}


async def load_choices(desk: Desk, plan: Plan, line: Line | None, day: date | None = None) -> Choices:
    """What there is to choose from for `line`; for a visit the free hours of its day, or of `day`."""
    async with desk.reading() as work:
        context = await load_context(work.session, desk.actor, desk.now)
        zone = (await get_company(work.session)).zone
    choices = Choices(context, zone)
    if line is None or not isinstance(line.command, BookVisit):
        return choices
    return await _add_free_time(desk, plan, line, line.command, choices, day)


async def _add_free_time(
    desk: Desk, plan: Plan, line: Line, visit: BookVisit, choices: Choices, day: date | None
) -> Choices:
    people = await _list_visitors(desk, plan, line, visit)
    said = day or (visit.start.astimezone(choices.zone).date() if visit.start is not None else None)
    today = desk.now.astimezone(choices.zone).date()
    async with desk.reading() as work:
        hours = (
            []
            if said is None
            else await list_free_slots(work.session, people, said, not_before=desk.now, besides_task=line.task_id)
        )
        first = today if said is None else said + timedelta(days=1)
        count = DAYS if not hours else 3
        days = await list_free_days(
            work.session, people, max(first, today), count, not_before=desk.now, besides_task=line.task_id
        )
    return Choices(choices.context, choices.zone, days, hours)


async def _list_visitors(desk: Desk, plan: Plan, line: Line, visit: BookVisit) -> list[int]:
    """Who was named, else the deal's own specialist, else everybody with the craft."""
    if visit.assignee is not None:
        return [visit.assignee]
    target = line.target or plan.target
    if target is None or target.deal_id is None:
        return []
    async with desk.reading() as work:
        card = await get_deal_card(work.session, desk.actor, target.deal_id)
    return await list_specialists(desk, card, CRAFTS[VisitPurpose(visit.purpose)])
