"""Questions and searches said in words: answered at once by the lists and cards there are. Nothing is written.

What is asked about a colleague is for those who supervise; every list holds only what the asker may see.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from crm_core.cards.deals import DealFilter, list_deals
from crm_core.company.queries import get_company
from crm_core.deals.models import StageKind
from crm_core.deals.queries import find_stage
from crm_core.dialogue.rows import Plan, View
from crm_core.kernel.permissions import Right, Scope, get_scope
from crm_core.language.commands import Ask, Find
from crm_core.reports.behind import list_calls
from crm_core.reports.queries import get_bounds
from crm_core.staff.queries import get_employee
from crm_core.tasks.models import TaskKind
from crm_core.tasks.queries import TaskFilter, list_tasks
from handlers.staff.finding import ask_to_find, offer, present_found
from handlers.staff.lists import present_deals
from handlers.staff.present import present_customer, present_deal, present_home
from handlers.staff.sentences import make_sense
from handlers.supervisor.access import check_supervises, get_offset
from handlers.supervisor.board import build_board
from handlers.supervisor.summary import build_summary
from handlers.ui.audience import Acting
from handlers.ui.callbacks import AskedCb, HomeCb, ListCb
from handlers.ui.desk import Desk
from handlers.ui.list_keyboards import build_found_rows
from handlers.ui.questions import get_text, keep_text
from handlers.ui.screen import Screen, show
from handlers.views.answers import ask_who, name_asked, name_range, render_debt
from handlers.views.happened import say_text_gone
from handlers.views.lists import PAGE, build_call_screen, build_deal_screen, build_task_screen

Turn = Callable[[int], CallbackData]

_OWN_DEALS = ListCb(what="mydeals")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, whose list it is (None: everybody's whom the asker sees) and which page of it."""

    ask: Ask
    who: int | None
    page: int
    turn: Turn

    @property
    def offset(self) -> int:
        return get_offset(self.page, PAGE)


def build_router() -> Router:
    router = Router(name="staff.answering")
    router.callback_query.register(on_page, Acting(AskedCb))
    return router


async def answer(message: Message, desk: Desk, plan: Plan) -> None:
    """A search or a question; of several the first."""
    asked = plan.reads[0].command
    if isinstance(asked, Find):
        await present_found(message, desk, plan, asked.text)
    elif isinstance(asked, Ask) and asked.about in ("card", "debt"):
        await _answer_about(message, desk, plan, asked)
    elif isinstance(asked, Ask) and asked.about in ("board", "summary"):
        await _answer_whole(message, desk, asked)
    elif isinstance(asked, Ask):
        await keep_text(desk.state, message.message_id, plan.text)
        await show(message, await _build_list(desk, asked, message.message_id, 0))


async def on_page(call: CallbackQuery, callback_data: AskedCb, desk: Desk) -> None:
    """Another page: the question is kept with the conversation and is understood anew."""
    text = await get_text(desk.state, callback_data.text)
    plan = None if text is None else await make_sense(desk, text, View(), alone=True)
    asked = next((one.command for one in plan.reads if isinstance(one.command, Ask)), None) if plan else None
    if asked is None:
        await call.answer(say_text_gone(desk.t), show_alert=True)
        return
    await show(call, await _build_list(desk, asked, callback_data.text, callback_data.page))


async def _answer_about(message: Message, desk: Desk, plan: Plan, asked: Ask) -> None:
    """About one customer: her deal's card, with what is known of the money when that was asked."""
    if plan.candidates:
        await show(message, Screen(ask_who(desk.t), build_found_rows(plan.candidates, desk.t)))
        return
    if plan.target is None:
        await (offer(message, desk, plan, looked_for=True) if plan.unknown_name else ask_to_find(message, desk))
        return
    happened = render_debt(plan.target, desk.t) if asked.about == "debt" else None
    if plan.target.deal_id is not None:
        await present_deal(message, desk, plan.target.deal_id, happened)
    else:
        await present_customer(message, desk, plan.target.customer_id or 0, happened)


async def _answer_whole(message: Message, desk: Desk, asked: Ask) -> None:
    """The board, the day in numbers; of those who see only their own, their own deals and their own day."""
    if get_scope(desk.actor, Right.SEE) is Scope.OWN:
        await (present_home(message, desk) if asked.about == "summary" else present_deals(message, desk, _OWN_DEALS))
    elif asked.about == "board":
        await show(message, await build_board(desk, asked.colleague or 0))
    else:
        await show(message, await build_summary(desk, _get_day(desk, asked)))


async def _build_list(desk: Desk, asked: Ask, number: int, page: int) -> Screen:
    """Raises NotPermitted when a seller asks about a colleague."""
    async with desk.reading() as work:
        if asked.colleague not in (None, desk.me):
            check_supervises(desk.actor)
        question = Question(asked, _get_whose(desk, asked), page, lambda to: AskedCb(text=number, page=to))
        name = (await get_employee(work.session, asked.colleague)).name if asked.colleague is not None else None
        return await _LISTS[asked.about](work.session, desk, question, [name] if name else [])


def _get_whose(desk: Desk, asked: Ask) -> int | None:
    """A colleague's when one was named; what is late, everybody's for those who supervise; else one's own."""
    if asked.colleague is not None:
        return asked.colleague
    everybody = asked.about in ("overdue", "visits", "deals", "calls")
    return None if everybody and get_scope(desk.actor, Right.SEE) is not Scope.OWN else desk.me


def _get_day(desk: Desk, asked: Ask) -> date:
    return desk.t.local(asked.start).date() if asked.start is not None else desk.t.today


def _get_span(desk: Desk, asked: Ask) -> tuple[datetime, datetime]:
    """What was said, else the day of it."""
    start, end = get_bounds(_get_day(desk, asked), desk.t.zone)
    return (start, end) if asked.start is None or asked.end is None else (asked.start, asked.end)


async def _list_tasks(session: AsyncSession, desk: Desk, question: Question, narrowed: list[str]) -> Screen:
    """What waits today holds what is late as well."""
    asked = question.ask
    start, end = _get_span(desk, asked)
    kinds = (TaskKind.VISIT,) if asked.about == "visits" else None
    match asked.about:
        case "overdue":
            wanted = TaskFilter(assignee_id=question.who, overdue=desk.now)
        case "tasks" if asked.start is None:
            wanted = TaskFilter(assignee_id=question.who)
        case "today" if asked.start is None or start <= desk.now:
            wanted = TaskFilter(assignee_id=question.who, due_to=end)
        case _:
            wanted = TaskFilter(assignee_id=question.who, due_from=start, due_to=end, kinds=kinds)
    if asked.about == "visits" or asked.start is not None:
        narrowed.append(desk.t.day(_get_day(desk, asked)))
    page = await list_tasks(session, desk.actor, wanted, PAGE, question.offset)
    return build_task_screen(name_asked(asked, narrowed, desk.t), page, desk.t, question.turn, HomeCb())


async def _list_deals(session: AsyncSession, desk: Desk, question: Question, narrowed: list[str]) -> Screen:
    asked = question.ask
    stage = None if asked.stage is None else await find_stage(session, asked.stage)
    wanted = DealFilter(
        stage_id=None if stage is None else stage.id,
        responsible_id=question.who,
        open_only=stage is None or stage.kind is StageKind.OPEN,
        created_from=asked.start,
        created_to=asked.end,
        amount_from=asked.least,
        amount_to=asked.most,
        words=asked.text,
    )
    page = await list_deals(session, desk.actor, wanted, PAGE, question.offset)
    currency = (await get_company(session)).currency
    told = (asked.text, name_range(asked, currency, desk.t), None if stage is None else desk.t.say(stage.name))
    title = name_asked(asked, [*narrowed, *(one for one in told if one)], desk.t)
    return build_deal_screen(title, page, desk.t, question.turn, HomeCb())


async def _list_calls(session: AsyncSession, desk: Desk, question: Question, narrowed: list[str]) -> Screen:
    day = _get_day(desk, question.ask)
    page = await list_calls(
        session, desk.actor, day, desk.t.zone, employee_id=question.who, limit=PAGE, offset=question.offset
    )
    title = name_asked(question.ask, [*narrowed, desk.t.day(day)], desk.t)
    return build_call_screen(title, page, desk.t, question.turn, HomeCb())


_LISTS: dict[str, Callable[[AsyncSession, Desk, Question, list[str]], Awaitable[Screen]]] = {
    **dict.fromkeys(("today", "tasks", "overdue", "visits"), _list_tasks),
    "deals": _list_deals,
    "calls": _list_calls,
}
