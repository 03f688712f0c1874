"""The first screen of an employee: what waits today."""

from __future__ import annotations

from markupsafe import Markup

from crm_core.kernel.actor import Actor
from crm_core.tasks.rows import HomeCounts
from handlers.views.reader import Reader
from handlers.views.texts import bold, join_lines


def render_home(actor: Actor, counts: HomeCounts, t: Reader) -> Markup:
    quiet = not (counts.overdue or counts.today or counts.new_deals or counts.without_next_step)
    return join_lines(
        Markup("{} · {}").format(bold(actor.name), t.day(t.today, words=False)),
        t.gettext("Overdue: {n}", n=_stress(counts.overdue, t)) if counts.overdue else None,
        t.gettext("Today: {n}", n=t.number(counts.today)),
        t.gettext("New: {n}", n=t.number(counts.new_deals)) if counts.new_deals else None,
        t.gettext("Without a next step: {n}", n=_stress(counts.without_next_step, t))
        if counts.without_next_step
        else None,
        t.gettext("Nothing waits for you now.") if quiet else None,
        "",
        t.gettext("Type a name or a part of a phone to find a customer."),
    )


def _stress(number: int, t: Reader) -> Markup:
    return Markup("{} 🔴").format(bold(t.number(number)))


def render_specialist_home(actor: Actor, t: Reader, *, today: int, tomorrow: int) -> Markup:
    return join_lines(
        Markup("{} · {}").format(bold(actor.name), t.day(t.today, words=False)),
        t.gettext("Visits today: {n}", n=t.number(today)),
        t.gettext("Visits tomorrow: {n}", n=t.number(tomorrow)),
    )


def render_help(t: Reader) -> Markup:
    return join_lines(
        bold(t.label("Write it as it is. For example:")),
        "",
        t.gettext("<code>Beridze</code> or <code>599 12</code> finds a customer"),
        t.gettext("<code>Ask the factory about the glass</code> becomes a note or a task"),
        t.gettext("a shared contact 📎 becomes a customer with a deal"),
        "",
        t.gettext("Photos, documents, voice messages and locations go to the deal whose card is open."),
        t.gettext("Commands: /today, /new, /tasks, /find, /language"),
    )


def render_specialist_help(t: Reader) -> Markup:
    return join_lines(
        bold(t.label("What can be done here:")),
        "",
        t.gettext("/visits shows the visits with address and phone"),
        t.gettext("a photo or a document sent while a visit is open goes to its deal"),
        t.gettext("<code>Beridze</code> finds a customer of your visits"),
    )


def render_language_choice(t: Reader) -> Markup:
    return t.gettext("Choose the language:")


def render_nothing_to_cancel(t: Reader) -> Markup:
    return t.gettext("There is nothing to cancel.")


def render_cancelled(t: Reader) -> Markup:
    return t.gettext("Cancelled. Nothing was changed.")


def render_no_such_command(t: Reader) -> Markup:
    return t.gettext("There is no such command. /help shows what can be written.")


def render_not_understood(t: Reader) -> Markup:
    return t.gettext("I cannot read this. Send a text, a contact, a photo, a document or a location.")


def say_button_gone(t: Reader) -> str:
    return t.label("This button does not work any more. Open /today.")
