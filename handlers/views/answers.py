"""Answers to questions said in words: what a list is called, and what is known of a debt."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from crm_core.dialogue.rows import Target
from crm_core.language.commands import Ask
from handlers.views.reader import Reader
from handlers.views.texts import bold, join_lines, shorten


def name_asked(asked: Ask, narrowed: Sequence[str], t: Reader) -> str:
    """The list's title with what narrows it; plain text."""
    title = {
        "today": t.label("Today"),
        "tasks": t.label("Tasks"),
        "overdue": t.label("Overdue"),
        "visits": t.label("Visits"),
        "calls": t.label("Calls"),
    }.get(asked.about, t.label("Deals"))
    return " · ".join([title, *(shorten(one, 60) for one in narrowed)])


def name_range(asked: Ask, currency: str, t: Reader) -> str | None:
    """Of sums."""
    least = None if asked.least is None else t.money(asked.least, currency)
    most = None if asked.most is None else t.money(asked.most, currency)
    if least is not None and most is not None:
        return f"{least} – {most}"
    if least is not None:
        return t.label("from {amount}", amount=least)
    return None if most is None else t.label("up to {amount}", amount=most)


def ask_who(t: Reader) -> Markup:
    return t.gettext("Who is it?")


def render_debt(target: Target, t: Reader) -> Markup:
    """Above the card: the deal's sum. Payments are not entered here yet, and that is said."""
    return join_lines(_tell_sum(target, t), t.gettext("Payments are not recorded here yet."))


def _tell_sum(target: Target, t: Reader) -> Markup | None:
    if target.deal_id is None:
        return None
    if target.amount is None:
        return t.gettext("The deal has no amount yet.")
    return t.gettext("Amount of the deal: {amount}", amount=bold(t.money(target.amount, target.currency)))
