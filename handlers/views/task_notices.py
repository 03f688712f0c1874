"""Notifications about tasks: what is to be done, what was not done in time, what is done."""

from __future__ import annotations

from aiogram.types import InlineKeyboardButton
from markupsafe import Markup

from crm_core.tasks.models import ReminderKind, TaskKind
from crm_core.tasks.rows import TaskRow
from handlers.ui.callbacks import DealAct, DealCb, HomeCb, ListCb, PostponeCb, TaskAct, TaskCb
from handlers.ui.keyboards import build_contact_row, build_visit_acts
from handlers.ui.links import Links
from handlers.ui.screen import Row, Screen, button
from handlers.ui.times import Pause
from handlers.views.names import mark_task, name_task_kind
from handlers.views.notice_subjects import CountSubject, DoneSubject, RequestSubject, TaskSubject, WithdrawnSubject
from handlers.views.reader import Reader
from handlers.views.tasks import name_task, render_task, render_whom, tell_outcome
from handlers.views.texts import LONG, bold, cut, join_lines, shorten

#: More finished tasks than this are only counted.
DONE_SHOWN = 10


def render_request(subject: RequestSubject, t: Reader, links: Links) -> Screen:
    """Somebody asked for something: who, what, until when to call."""
    deal, task = subject.deal, subject.task
    head = t.gettext("📥 Another request from the same customer") if subject.repeated else t.gettext("📥 New request")
    wish = subject.text or deal.wish
    text = join_lines(
        bold(head),
        Markup("👤 {} · #{}").format(bold(deal.customer_name), deal.number),
        *(Markup("📱 {}").format(phone) for phone in deal.phones[:2]),
        None if wish is None else Markup("💬 {}").format(cut(wish, LONG * 3)),
        None if deal.address is None else Markup("📍 {}").format(cut(deal.address, LONG)),
        None if task is None else t.gettext("📞 Call by {when}", when=bold(t.moment(task.due_at))),
    )
    contact = build_contact_row(deal.phones[0] if deal.phones else None, None, t, links)
    rows = [contact] if contact else []
    if task is not None:
        rows += _build_acts(task, t)
    return Screen(text, [*rows, [button(t.label("Open the deal"), DealCb(act=DealAct.OPEN, id=deal.id))]])


def render_assigned(subject: TaskSubject, t: Reader, links: Links) -> Screen:
    task = subject.task
    head = t.gettext("🚗 New visit") if task.kind is TaskKind.VISIT else t.gettext("📌 New task")
    stage = None if subject.stage is None else t.gettext("Stage: {stage}", stage=t.say(subject.stage))
    return Screen(join_lines(bold(head), render_task(task, t, mine=True), stage), _build_rows(task, t, links))


def render_reminder(subject: TaskSubject, t: Reader, links: Links) -> Screen:
    head = t.gettext("⏰ Soon") if subject.reminder is ReminderKind.BEFORE else t.gettext("⏰ Now")
    return Screen(join_lines(bold(head), render_task(subject.task, t, mine=True)), _build_rows(subject.task, t, links))


def render_nudge(subject: TaskSubject, t: Reader, links: Links) -> Screen:
    head = bold(t.gettext("👉 Please look at this"))
    by = None if subject.by is None else t.gettext("From: {name}", name=subject.by)
    return Screen(join_lines(head, render_task(subject.task, t, mine=True), by), _build_rows(subject.task, t, links))


def render_overdue(subject: TaskSubject, t: Reader, links: Links) -> Screen:
    """To whoever supervises: what was not done, and what can be done about it."""
    task = subject.task
    text = join_lines(bold(t.gettext("🔴 Not done in time")), render_task(task, t, mine=False))
    acts = [
        button(t.label("Reassign…"), TaskCb(act=TaskAct.REASSIGN, id=task.id, seen=task.version)),
        button(t.label("Nudge"), TaskCb(act=TaskAct.NUDGE, id=task.id, seen=task.version)),
        button(t.label("Wait"), TaskCb(act=TaskAct.WAIT, id=task.id, seen=task.version)),
    ]
    return Screen(text, [acts, [_open(task, t)]])


def render_many_overdue(subject: CountSubject, t: Reader, links: Links) -> Screen:
    text = bold(t.ngettext("🔴 {n} task was not done in time", "🔴 {n} tasks were not done in time", subject.count))
    return Screen(text, [[button(t.label("Show them"), ListCb(what="overdue"))]])


def render_done(subject: DoneSubject, t: Reader, links: Links) -> Screen:
    """One task with its outcome; several as a list."""
    if len(subject.tasks) == 1:
        task = subject.tasks[0]
        outcome = None if task.outcome is None else Markup("💬 {}").format(tell_outcome(task.outcome, t))
        text = join_lines(
            Markup("✅ {}").format(bold(cut(name_task(task, t)))),
            *render_whom(task, t)[:1],
            t.gettext("Done by: {name}", name=task.assignee_name),
            outcome,
        )
        return Screen(text, [[_open(task, t), *_open_deal(task, t)]])
    head = bold(t.ngettext("✅ {n} task is done", "✅ {n} tasks are done", len(subject.tasks)))
    lines = [_render_done_line(task, t) for task in subject.tasks[:DONE_SHOWN]]
    more = Markup("…") if len(subject.tasks) > DONE_SHOWN else None
    return Screen(join_lines(head, "", *lines, more), [[button(t.label("🏠 Home"), HomeCb())]])


def _render_done_line(task: TaskRow, t: Reader) -> Markup:
    about = f" · {shorten(task.customer_name, 40)}" if task.customer_name else ""
    name = shorten(name_task(task, t), 80)
    return Markup("{} {}{} · {}").format(mark_task(task.kind), name, about, shorten(task.assignee_name, 40))


def render_withdrawn(subject: WithdrawnSubject, t: Reader, links: Links) -> Screen:
    name = t.say(subject.title) if subject.title else name_task_kind(subject.kind, t)
    text = join_lines(
        bold(t.gettext("➖ Not yours any more")),
        Markup("{} {}").format(mark_task(subject.kind), cut(name)),
        t.gettext("It was for: {when}", when=t.moment(subject.due_at)),
    )
    return Screen(text, [[button(t.label("🏠 Home"), HomeCb())]])


def render_address(subject: TaskSubject, t: Reader, links: Links) -> Screen:
    head = t.gettext("📍 The address of the visit")
    return Screen(join_lines(bold(head), render_task(subject.task, t, mine=True)), _build_rows(subject.task, t, links))


def render_visit_moved(subject: TaskSubject, t: Reader, links: Links) -> Screen:
    task = subject.task
    head = t.gettext("🔁 The customer moved the visit") if subject.by_customer else t.gettext("🔁 The visit is moved")
    was = None if subject.was_at is None else t.gettext("It was: {when}", when=t.moment(subject.was_at))
    text = join_lines(bold(head), render_task(task, t, mine=False), was)
    contact = build_contact_row(task.phone, links.map(task.latitude, task.longitude, task.address), t, links)
    return Screen(text, [*([contact] if contact else []), [_open(task, t), *_open_deal(task, t)]])


def _build_rows(task: TaskRow, t: Reader, links: Links) -> list[Row]:
    """What can be done on the spot; the map and the dialler where there is something to open."""
    contact = build_contact_row(task.phone, links.map(task.latitude, task.longitude, task.address), t, links)
    rows = [contact] if contact else []
    return [*rows, *_build_acts(task, t), [_open(task, t), *_open_deal(task, t)]]


def _build_acts(task: TaskRow, t: Reader) -> list[Row]:
    if task.kind is TaskKind.VISIT:
        return build_visit_acts(task, t)
    if task.customer_id is not None and task.kind in (TaskKind.CALL, TaskKind.COMPLAINT):
        first = [
            button(t.label("Called"), TaskCb(act=TaskAct.CALLED, id=task.id, seen=task.version)),
            button(t.label("No answer"), TaskCb(act=TaskAct.NO_ANSWER, id=task.id, seen=task.version)),
        ]
    else:
        first = [button(t.label("✅ Done"), TaskCb(act=TaskAct.DONE, id=task.id, seen=task.version))]
    later = [
        button(t.label("+2 h"), PostponeCb(task=task.id, when=Pause.TWO_HOURS, seen=task.version)),
        button(t.label("Tomorrow"), PostponeCb(task=task.id, when=Pause.TOMORROW, seen=task.version)),
    ]
    return [first, later]


def _open(task: TaskRow, t: Reader) -> InlineKeyboardButton:
    return button(t.label("Open"), TaskCb(act=TaskAct.OPEN, id=task.id, seen=task.version))


def _open_deal(task: TaskRow, t: Reader) -> Row:
    if task.deal_id is None:
        return []
    return [button(t.label("Open the deal"), DealCb(act=DealAct.OPEN, id=task.deal_id))]
