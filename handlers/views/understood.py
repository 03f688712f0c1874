"""What was understood of a sentence, on one card: about whom, then line by line what was done and what waits.

✅ done, ❔ waits for *Yes* or an answer, ⚠️ refused, with the reason in words. Nothing is written that has no line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from markupsafe import Markup

from crm_core.cards.rows import CustomerRow
from crm_core.dialogue.rows import Line, LineStatus, Missing, Plan
from crm_core.language.commands import BookVisit, Command, SetAmount
from crm_core.tasks.models import VisitPurpose
from crm_core.tasks.rows import TaskRow
from handlers.views.commands import Names, label_command, render_command
from handlers.views.errors import render_problem
from handlers.views.names import name_purpose
from handlers.views.reader import Reader
from handlers.views.texts import LABEL, bold, join_lines, shorten

#: Digits of a phone by which two people of one name are told apart.
TAIL = 4

#: What the lines made, moved or finished, by id.
Tasks = Mapping[int, TaskRow]


class Typing(StrEnum):
    """What of a line is typed."""

    TIME = "time"
    WORDS = "words"


def render_plan(plan: Plan, names: Names, tasks: Tasks, t: Reader) -> Markup:
    question = _ask(plan, t)
    shown = [line for line in plan.writes if line.status is not LineStatus.DROPPED]
    return join_lines(
        _render_head(plan, t),
        *(_render_line(line, plan, names, tasks, t) for line in shown),
        t.gettext("▫️ Not understood: “{text}”", text=shorten(plan.rest)) if plan.rest and shown else None,
        None if shown else t.gettext("Nothing is written."),
        *(("", bold(question)) if question is not None else ()),
    )


def _render_head(plan: Plan, t: Reader) -> Markup:
    """Whom it is about; while that is not known, the sentence itself."""
    target = plan.target
    if target is None or plan.candidates:
        return t.gettext("“{text}”", text=shorten(plan.text))
    number = f" · #{target.deal_number}" if target.deal_number is not None else ""
    who = Markup("👤 {}").format(bold(f"{target.customer_name}{number}"))
    return who if target.stage is None else Markup("{} · {}").format(who, t.say(target.stage))


def _render_line(line: Line, plan: Plan, names: Names, tasks: Tasks, t: Reader) -> Markup:
    """A line about somebody else than the card names him."""
    text = render_command(line.command, replace(names, task=tasks.get(line.task_id or 0)), t)
    if line.target is not None and plan.target is not None and line.target.customer_id != plan.target.customer_id:
        text = Markup("{} ({})").format(text, shorten(line.target.customer_name, LABEL))
    match line.status:
        case LineStatus.DONE:
            return Markup("✅ {}").format(text)
        case LineStatus.REFUSED:
            return Markup("⚠️ {}\n   {}").format(text, render_problem(line.problem, t))
        case _:
            return Markup("❔ {}").format(text)


def _ask(plan: Plan, t: Reader) -> str | None:
    """One question at a time: about whom, then what is lacking, then whether it is right."""
    line = plan.question
    if line is None:
        return None
    if line.missing is Missing.CUSTOMER and plan.unknown_name is not None:
        return t.label("Nobody is called “{name}”. Who is it?", name=shorten(plan.unknown_name, LABEL))
    return t.label("Is it right?") if line.missing is None else _ask_missing(line, line.missing, plan, t)


def _ask_missing(line: Line, missing: Missing, plan: Plan, t: Reader) -> str:
    match missing:
        case Missing.CUSTOMER:
            return t.label("Who is it?")
        case Missing.DEAL:
            return t.label("Which deal?") if plan.deals else t.label("There is no open deal. Open a new one?")
        case Missing.TASK:
            return t.label("Which task is it? Open its card.")
        case Missing.REASON:
            return t.label("Why is the deal lost?")
        case Missing.STAGE:
            return t.label("To which stage?")
        case Missing.AMOUNT:
            return t.label("How much is it in {currency}? For example 6000.", currency=_get_sign(line, plan, t))
        case Missing.HOUR:
            return t.label("{what}: at what hour?", what=_name_visit(line.command, t))
        case Missing.TIME:
            return t.label("When? For example “tomorrow 17:00”.")


def _name_visit(command: Command, t: Reader) -> str:
    return (
        name_purpose(VisitPurpose(command.purpose), t) if isinstance(command, BookVisit) else label_command(command, t)
    )


def _get_sign(line: Line, plan: Plan, t: Reader) -> str:
    target = line.target or plan.target
    return t.sign(target.currency) if target is not None else ""


def label_candidate(row: CustomerRow) -> str:
    """Name and the last digits of the phone."""
    tail = f" · …{row.phone[-TAIL:]}" if row.phone else ""
    return shorten(f"{row.name}{tail}", LABEL + 20)


def render_line_choice(
    line: Line, plan: Plan, names: Names, tasks: Tasks, t: Reader, *, typed: Typing | None, question: str | None = None
) -> Markup:
    """One line, to be put right; `question` instead of the one that goes with what is typed."""
    return join_lines(
        _render_head(plan, t),
        _render_line(line, plan, names, tasks, t),
        "",
        bold(question or _ask_value(line, typed, t)),
    )


def _ask_value(line: Line, typed: Typing | None, t: Reader) -> str:
    if typed is Typing.TIME:
        return t.label("When? For example “tomorrow 17:00”.")
    if typed is None:
        return t.label("What is right?")
    return t.label("How much? For example 6000.") if isinstance(line.command, SetAmount) else t.label("Type it again.")


def ask_assignee(t: Reader) -> str:
    return t.label("Who should do it?")


def ask_person(plan: Plan, t: Reader) -> Markup:
    return join_lines(
        t.gettext("“{text}”", text=shorten(plan.text)),
        "",
        t.gettext("Whom is it about? Type a name or a part of a phone."),
    )


def say_nobody(typed: str, t: Reader) -> Markup:
    return t.gettext("Nobody is found: “{text}”", text=shorten(typed, 200))


def said_corrected(t: Reader) -> Markup:
    return t.gettext("✏️ Corrected:")


def render_text_offer(plan: Plan, t: Reader, *, looked_for: bool) -> Markup:
    """Nothing was understood, or nobody is called so."""
    text = shorten(plan.text, 400)
    head = t.gettext("Nobody is found: “{text}”", text=text) if looked_for else t.gettext("“{text}”", text=text)
    return join_lines(head, "", t.gettext("What should become of it?"))
