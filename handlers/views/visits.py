"""Questions on the way to a visit: what for, on which day, at what hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from markupsafe import Markup

from crm_core.cards.rows import DealCard
from handlers.views.deals import name_deal
from handlers.views.reader import Reader
from handlers.views.texts import bold, join_lines


def ask_purpose(whose: str, t: Reader) -> Markup:
    return join_lines(bold(whose), t.gettext("What is the visit for?"))


def ask_day(whose: Markup, days: Sequence[date], t: Reader) -> Markup:
    question = t.gettext("On which day?") if days else t.gettext("No free day in the next weeks: type a time.")
    return join_lines(whose, "", question)


def ask_hour(whose: Markup, day: date, slots: Sequence[datetime], t: Reader) -> Markup:
    if not slots:
        return join_lines(whose, "", t.gettext("{day}: no hour is free any more.", day=bold(t.day(day))))
    return join_lines(whose, "", t.gettext("{day}: at what hour?", day=bold(t.day(day))))


def render_no_address(card: DealCard, t: Reader) -> Markup:
    return join_lines(bold(name_deal(card)), t.gettext("⚠️ The address is missing: where is the visit?"))
