"""Tasks and visits as cards and in lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from crm_core.activities.models import CallOutcome
from crm_core.db.paging import Page
from crm_core.tasks.models import TaskKind, TaskStatus
from crm_core.tasks.rows import TaskRow
from handlers.views.names import mark_task, name_outcome, name_purpose, name_task_kind
from handlers.views.reader import Reader
from handlers.views.texts import LONG, bold, cut, join_lines, shorten

#: A reminder that says "now" is read a moment later.
GRACE = timedelta(minutes=1)


def name_task(task: TaskRow, t: Reader) -> str:
    """The title as it was given, else "Measurement", "Call", ...; plain text."""
    if task.title:
        return t.say(task.title)
    return name_purpose(task.purpose, t) if task.purpose is not None else name_task_kind(task.kind, t)


def tell_when(task: TaskRow, t: Reader) -> Markup:
    """ "today, 17:00 (in 2 h)"; overdue in bold, with how long."""
    when = t.span(task.due_at, task.ends_at) if task.ends_at is not None else t.moment(task.due_at)
    if task.status is not TaskStatus.OPEN:
        return Markup("{}").format(when)
    if is_overdue(task, t):
        return Markup("{} 🔴 {}").format(when, bold(t.until(task.due_at)))
    return Markup("{}{}").format(when, tell_ahead(task.due_at, t))


def tell_ahead(at: datetime, t: Reader) -> str:
    """ " (in 2 h)", " (now)" when it has begun; nothing for tomorrow, which is word enough."""
    if t.now < at and t.local(at).date() == t.today + timedelta(days=1):
        return ""
    said = t.until(at) if at > t.now else t.label("now")
    return f" ({said})"


def is_overdue(task: TaskRow, t: Reader) -> bool:
    """What is due this very minute is to be done now, not late."""
    return task.status is TaskStatus.OPEN and t.now - (task.ends_at or task.due_at) >= GRACE


def render_task(task: TaskRow, t: Reader, *, mine: bool) -> Markup:
    """The card. `mine`: the reader is the assignee, whose name needs not be said."""
    title = Markup("{} {}").format(mark_task(task.kind), bold(cut(name_task(task, t))))
    return join_lines(
        title,
        _render_status(task, t),
        t.gettext("When: {when}", when=tell_when(task, t)) if task.status is TaskStatus.OPEN else None,
        *render_whom(task, t),
        None if mine else t.gettext("Assignee: {name}", name=task.assignee_name),
    )


def render_whom(task: TaskRow, t: Reader) -> list[Markup]:
    """Who it is about: name with the deal's number, phone, address."""
    lines = []
    if task.customer_name:
        number = f" · #{task.deal_number}" if task.deal_number else ""
        lines.append(Markup("👤 {}{}").format(shorten(task.customer_name, 100), number))
    if task.phone:
        lines.append(Markup("📱 {}").format(task.phone))
    if task.address:
        lines.append(Markup("📍 {}").format(shorten(task.address, 160)))
    return lines


def _render_status(task: TaskRow, t: Reader) -> Markup | None:
    match task.status:
        case TaskStatus.OPEN:
            return None
        case TaskStatus.CANCELLED:
            return t.gettext("Cancelled")
        case TaskStatus.DONE if task.outcome:
            return t.gettext("Done: {outcome}", outcome=tell_outcome(task.outcome, t))
        case TaskStatus.DONE:
            return t.gettext("Done ✅")


def tell_outcome(outcome: str, t: Reader) -> str:
    """A call's outcome in words; anything else as it was typed."""
    return name_outcome(CallOutcome(outcome), t) if outcome in tuple(CallOutcome) else cut(outcome, LONG)


def render_then(following: TaskRow, t: Reader) -> Markup:
    """What comes after the one that is dealt with."""
    return t.gettext("Up next: {task}", task=render_task_line(following, t, day_known=False))


def render_task_line(task: TaskRow, t: Reader, *, day_known: bool) -> Markup:
    """One line of a list."""
    when = t.clock(task.due_at) if day_known else t.moment(task.due_at)
    late = Markup(" 🔴 {}").format(t.until(task.due_at)) if is_overdue(task, t) else ""
    whom = Markup(" · {}").format(shorten(task.customer_name, 40)) if task.customer_name else ""
    return Markup("{} {} {}{}{}").format(mark_task(task.kind), bold(when), shorten(name_task(task, t), 80), whom, late)


def label_task(task: TaskRow, t: Reader) -> str:
    """A list's button: what and about whom."""
    about = f": {task.customer_name}" if task.customer_name else ""
    clock = t.clock(task.due_at) if t.local(task.due_at).date() == t.today else t.day(t.local(task.due_at).date())
    return shorten(f"{mark_task(task.kind)} {clock} {name_task(task, t)}{about}", 60)


def render_task_list(title: str, empty: Markup, page: Page[TaskRow], t: Reader, *, day_known: bool = False) -> Markup:
    head = bold(title)
    if not page.items:
        return join_lines(head, "", empty)
    return join_lines(head, "", *(render_task_line(task, t, day_known=day_known) for task in page.items))


def render_visit_entry(task: TaskRow, t: Reader) -> Markup:
    """A visit in the specialist's day: time, what to do, where, whom to call."""
    sign = "✅" if task.status is TaskStatus.DONE else mark_task(TaskKind.VISIT)
    hours = f"{t.clock(task.due_at)}–{t.clock(task.ends_at)}" if task.ends_at else t.clock(task.due_at)
    return join_lines(
        Markup("{} {} {}").format(sign, bold(hours), name_task(task, t)),
        *render_whom(task, t),
    )


def render_visit_day(day: str, visits: Sequence[TaskRow], t: Reader) -> Markup:
    head = bold(t.label("Visits: {day}", day=day))
    if not visits:
        return join_lines(head, "", t.gettext("No visits on this day."))
    return Markup("\n\n").join((head, *(render_visit_entry(task, t) for task in visits)))
