"""The sentences that were corrected, for the owner: what was said, what was understood, what it became."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from crm_core.db.paging import Page
from crm_core.language.commands import Command
from crm_core.learning.rows import CorrectedSentence
from handlers.ui.callbacks import LearnCb, OwnerCb
from handlers.ui.pagination import build_pages
from handlers.ui.screen import Row, Screen, button
from handlers.views.commands import Names, render_command
from handlers.views.reader import Reader
from handlers.views.texts import bold, join_lines, shorten

#: Sentences on one screen.
PAGE = 5

#: A sentence with the commands of the proposal and those it became.
Entry = tuple[CorrectedSentence, Sequence[Command], Sequence[Command]]


def render_corrected(entries: Sequence[Entry], page: Page[CorrectedSentence], names: Names, t: Reader) -> Screen:
    head = Markup("{} · {}").format(bold(t.label("Corrected sentences")), t.number(page.total))
    shown = [_render_entry(*entry, names, t) for entry in entries]
    text = Markup("\n\n").join([head, *(shown or [t.gettext("There are none.")])])
    rows: list[Row] = build_pages(t, page.offset // PAGE, page.total, lambda to: LearnCb(act="list", page=to), PAGE)
    if page.total:
        rows.append([button(t.label("📄 As a file"), LearnCb(act="file"))])
    return Screen(text, [*rows, [button(t.label("‹ Back"), OwnerCb(act="set"))]])


def _render_entry(
    sentence: CorrectedSentence, proposal: Sequence[Command], became: Sequence[Command], names: Names, t: Reader
) -> Markup:
    who = Markup("{} · {}").format(sentence.employee_name, t.moment(sentence.said_at))
    return join_lines(
        t.gettext("“{text}”", text=shorten(sentence.text, 200)),
        t.gettext("understood: {lines}", lines=_list(proposal, names, t)),
        t.gettext("became: {lines}", lines=_list(became, names, t)) if became else t.gettext("became: taken back"),
        who,
    )


def _list(commands: Sequence[Command], names: Names, t: Reader) -> Markup:
    return Markup("; ").join(render_command(one, names, t) for one in commands[:8]) or Markup("—")


def say_file(t: Reader) -> str:
    """Under the document."""
    return t.label("Corrected sentences")
