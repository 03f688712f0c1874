"""The first screen of an employee: what waits today."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from crm_core.dialogue.rows import Example, ExampleKind
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
        t.gettext("Write what has happened, or a name or a part of a phone to find a customer."),
    )


def _stress(number: int, t: Reader) -> Markup:
    return Markup("{} 🔴").format(bold(t.number(number)))


def render_specialist_home(actor: Actor, t: Reader, *, today: int, tomorrow: int) -> Markup:
    return join_lines(
        Markup("{} · {}").format(bold(actor.name), t.day(t.today, words=False)),
        t.gettext("Visits today: {n}", n=t.number(today)),
        t.gettext("Visits tomorrow: {n}", n=t.number(tomorrow)),
    )


def render_help(examples: Sequence[Example], t: Reader) -> Markup:
    return join_lines(
        bold(t.label("Write it as it is. For example:")),
        "",
        *(_render_example(example, t) for example in examples),
        "",
        t.gettext("What is clear is done at once, the rest waits for a tap. Wrong? Write “no, Friday” next."),
        t.gettext("<code>599 12</code> finds a customer; a shared contact 📎 becomes one with a deal"),
        t.gettext("Photos, documents, voice messages and locations go to the deal whose card is open."),
        t.gettext("Commands: /today, /new, /tasks, /find, /language"),
    )


def render_specialist_help(examples: Sequence[Example], t: Reader) -> Markup:
    return join_lines(
        bold(t.label("Write it as it is. For example:")),
        "",
        *(_render_example(example, t) for example in examples),
        "",
        t.gettext("/visits shows the visits with address and phone"),
        t.gettext("a photo or a document sent while a visit is open goes to its deal"),
    )


def _render_example(example: Example, t: Reader) -> Markup:
    """Names stand in the nominative or as a number: no ending is glued to them."""
    name = example.customer_name
    if name is None:
        name = t.label("Beridze")
    texts = {
        ExampleKind.CALLED: t.gettext("called {name}, 4 windows about 6000, measurement Thursday 11:00", name=name),
        ExampleKind.CALL_LATER: t.gettext("{name}: call back tomorrow at 10", name=name),
        ExampleKind.VISITED: t.gettext("{name}: measured, 4 windows 140x120", name=name),
        ExampleKind.LOOK: t.gettext("how much does {name} owe?", name=name),
    }
    return Markup("<code>{}</code>").format(texts[example.kind])


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
