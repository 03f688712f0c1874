"""What passed between the company and a customer: entries short in a list, whole in a view of their own."""

from __future__ import annotations

from datetime import timedelta

from markupsafe import Markup

from crm_core.activities.models import ActivityKind, Direction
from crm_core.activities.rows import ActivityRow, TimelineKind
from crm_core.db.paging import Page
from handlers.views.names import name_activity, name_file, name_outcome
from handlers.views.reader import Reader
from handlers.views.texts import SHORT, TEXT_LIMIT, bold, count_units, join_lines, shorten, split_text

#: Room for what stands above an entry shown in full.
HEADLINE_LIMIT = 400

_SIGNS: dict[ActivityKind | TimelineKind, str] = {
    TimelineKind.STAGE_CHANGE: "➡️",
    TimelineKind.MARK: "⭐",
    ActivityKind.CALL: "📞",
    ActivityKind.NOTE: "📝",
    ActivityKind.MESSAGE: "💬",
    ActivityKind.MEETING: "🤝",
    ActivityKind.FILE: "📎",
    ActivityKind.REQUEST: "📥",
    ActivityKind.FEEDBACK: "⭐",
}


def render_event(row: ActivityRow, t: Reader, limit: int = SHORT) -> Markup:
    """One line: when, what, and the beginning of what was said."""
    line = Markup("{} {} · {}").format(sign_event(row), t.moment(row.at), title_event(row, t))
    return Markup("{}: {}").format(line, shorten(row.text, limit)) if row.text else line


def render_event_in_full(row: ActivityRow, t: Reader) -> list[Markup]:
    """The whole text, as the messages it takes: Telegram counts a message in UTF-16 units."""
    headline = join_lines(
        Markup("{} {}").format(sign_event(row), bold(title_event(row, t))),
        " · ".join(part for part in (t.moment(row.at), row.author) if part),
    )
    text = row.text or ""
    if count_units(text) + HEADLINE_LIMIT <= TEXT_LIMIT:
        return [Markup("{}\n\n{}").format(headline, text) if text else headline]
    return [headline, *(Markup("{}").format(part) for part in split_text(text, TEXT_LIMIT))]


def render_timeline(title: str, page: Page[ActivityRow], t: Reader) -> Markup:
    head = Markup("🕓 {}").format(bold(t.label("History: {name}", name=title)))
    if not page.items:
        return join_lines(head, "", t.gettext("Nothing has happened yet."))
    return join_lines(head, "", *(_render_entry(number, row, t) for number, row in enumerate(page.items, 1)))


def _render_entry(number: int, row: ActivityRow, t: Reader) -> Markup:
    author = Markup(" <i>({})</i>").format(row.author) if row.author else ""
    return Markup("{}. {}{}").format(number, render_event(row, t), author)


def sign_event(row: ActivityRow) -> str:
    incoming = row.kind is ActivityKind.CALL and row.direction is Direction.IN
    return "📲" if incoming else _SIGNS[row.kind]


def title_event(row: ActivityRow, t: Reader) -> str:
    """ "Call: talked, 5 min", "Stage: Measurement", "Photo"; plain text."""
    if row.stage is not None:
        reason = f" ({t.say(row.reason)})" if row.reason else ""
        return t.label("Stage: {stage}", stage=t.say(row.stage)) + reason
    if isinstance(row.kind, TimelineKind):
        return t.label("Mark: {n} of 5", n=row.mark)
    if row.file_kind is not None:
        name = (row.file or {}).get("name")
        return name_file(row.file_kind, t) + (f": {shorten(name, 60)}" if name else "")
    name = name_activity(row.kind, t)
    if row.outcome is None:
        return name
    said = f"{name}: {name_outcome(row.outcome, t)}"
    return f"{said}, {t.duration(timedelta(seconds=row.duration_seconds))}" if row.duration_seconds else said
