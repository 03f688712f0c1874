"""The day on one screen. Every number is a button that opens the list behind it."""

from __future__ import annotations

from datetime import date, timedelta

from markupsafe import Markup

from crm_core.reports.rows import DayReport
from handlers.ui.callbacks import BoardCb, HomeCb, ListCb
from handlers.ui.screen import Row, Screen, button
from handlers.ui.times import pack_day
from handlers.views.company import Field, Mode, ask
from handlers.views.reader import Reader
from handlers.views.texts import bold, join_lines


def render_summary(report: DayReport, t: Reader) -> Screen:
    """Good news and bad in the order in which they matter; what is late stands out in red."""
    text = join_lines(
        bold(t.label("Summary: {day}", day=t.day(report.day))),
        "",
        t.gettext("New requests: {n}", n=_number(report.new_requests, t)),
        t.gettext("Calls: {n}", n=_number(report.calls, t)),
        *(Markup("   {}: {}").format(person.name, t.number(person.count)) for person in report.calls_by_person),
        t.gettext("Deals moved: {n}", n=_number(report.moved, t)),
        t.gettext("Won: {n} · {sum}", n=_number(report.won.count, t), sum=_sum(report, "won", t)),
        t.gettext("Lost: {n} · {sum}", n=_number(report.lost.count, t), sum=_sum(report, "lost", t)),
        *(Markup("   {}: {}").format(t.say(one.reason), t.number(one.count)) for one in report.lost_by_reason),
        t.gettext("Tasks done: {n}", n=_number(report.tasks_done, t)),
        *_render_marks(report, t),
        "",
        _render_overdue(report, t),
        *(Markup("   {}: {}").format(person.name, t.number(person.count)) for person in report.overdue_by_person),
        t.gettext("Without a next step: {n}", n=_number(report.without_next_step, t))
        if report.without_next_step
        else None,
        t.gettext("Open deals: {n} · {sum}", n=_number(report.expected.count, t), sum=_sum(report, "expected", t)),
        t.gettext("Money expected: {sum}", sum=bold(t.money(report.forecast, report.currency))),
    )
    return Screen(text, [*_build_numbers(report, t), _build_days(report.day, t)])


def _number(number: int, t: Reader) -> Markup:
    return bold(t.number(number))


def _sum(report: DayReport, what: str, t: Reader) -> str:
    return t.money(getattr(report, what).sum, report.currency)


def _render_marks(report: DayReport, t: Reader) -> list[Markup]:
    if report.average_mark is None:
        return []
    return [t.gettext("Marks: {n}, on average {mark}", n=_number(report.marks, t), mark=t.number(report.average_mark))]


def _render_overdue(report: DayReport, t: Reader) -> Markup:
    if not report.overdue:
        return t.gettext("Nothing is overdue.")
    return t.gettext("🔴 Overdue now: {n}", n=_number(report.overdue, t))


def _build_numbers(report: DayReport, t: Reader) -> list[Row]:
    day = pack_day(report.day)
    numbers = {
        "requests": (report.new_requests, t.label("Requests: {n}", n=t.number(report.new_requests))),
        "calls": (report.calls, t.label("Calls: {n}", n=t.number(report.calls))),
        "moved": (report.moved, t.label("Moved: {n}", n=t.number(report.moved))),
        "won": (report.won.count, t.label("Won: {n}", n=t.number(report.won.count))),
        "lost": (report.lost.count, t.label("Lost: {n}", n=t.number(report.lost.count))),
        "done": (report.tasks_done, t.label("Done: {n}", n=t.number(report.tasks_done))),
        "marks": (report.marks, t.label("Marks: {n}", n=t.number(report.marks))),
        "overdue": (report.overdue, t.label("🔴 Overdue: {n}", n=t.number(report.overdue))),
        "nostep": (report.without_next_step, t.label("No next step: {n}", n=t.number(report.without_next_step))),
        "open": (report.expected.count, t.label("Open deals: {n}", n=t.number(report.expected.count))),
    }
    buttons = [
        button(label, ListCb(what=what, day=0 if what in _NOW else day)) for what, (n, label) in numbers.items() if n
    ]
    return [buttons[start : start + 2] for start in range(0, len(buttons), 2)]


#: Numbers that are as of now, whatever the day of the summary.
_NOW = frozenset({"overdue", "nostep", "open"})


def _build_days(day: date, t: Reader) -> Row:
    row = [button(f"‹ {t.day(day - timedelta(days=1))}", ListCb(what="day", day=pack_day(day - timedelta(days=1))))]
    if day < t.today:
        following = day + timedelta(days=1)
        row.append(button(f"{t.day(following)} ›", ListCb(what="day", day=pack_day(following))))
    return row


def build_summary_way(t: Reader) -> list[Row]:
    """Under a summary that was asked for: when it comes by itself, and the way home."""
    return [
        [button(t.label("Summary hour"), ask(Mode.OWN, Field.SUMMARY)), button(t.label("Board"), BoardCb())],
        [button(t.label("🏠 Home"), HomeCb())],
    ]
