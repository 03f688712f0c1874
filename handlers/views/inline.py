"""What is offered while somebody types the bot's name in another chat, and the card that is put there.

Strangers may read that card: it holds no name, phone, sum or note; only the order's number, what its customer is told
of the stage, and the next visit.
"""

from __future__ import annotations

from markupsafe import Markup

from crm_core.cards.glances import Glance
from crm_core.cards.rows import TaskBrief
from crm_core.deals.models import StageKind
from handlers.views.names import name_purpose, name_task_kind
from handlers.views.reader import Reader
from handlers.views.texts import bold, join_lines, shorten

TITLE = 100
DESCRIPTION = 150


def title_glance(glance: Glance) -> str:
    """For whoever works here: whom it is about."""
    return shorten(glance.customer_name, TITLE)


def describe_glance(glance: Glance, t: Reader) -> str:
    """For whoever works here: the number, the stage, the next step."""
    parts = [f"#{glance.number}", t.say(glance.stage)]
    if glance.next_task is not None:
        step = glance.next_task
        parts += [t.moment(step.due_at), _name_step(step, t)]
    elif glance.stage_kind is StageKind.OPEN:
        parts.append(t.label("no next step"))
    return shorten(" · ".join(parts), DESCRIPTION)


def title_order(glance: Glance, t: Reader) -> str:
    """For the customer herself."""
    return t.label("Order {number}", number=f"#{glance.number}")


def describe_order(glance: Glance, t: Reader) -> str:
    parts = [t.say(glance.label), _tell_visit(glance, t)]
    return shorten(" · ".join(part for part in parts if part), DESCRIPTION)


def render_passed(glance: Glance, t: Reader) -> Markup:
    """The card for the other chat. Days are said by their dates: it is read on another day too."""
    label, visit = t.say(glance.label), _tell_visit(glance, t)
    return join_lines(
        bold(t.gettext("Order {number}", number=f"#{glance.number}")),
        None if not label or visit.startswith(f"{label}: ") else label,
        visit or None,
    )


def _tell_visit(glance: Glance, t: Reader) -> str:
    if glance.visit_at is None or glance.visit_purpose is None:
        return ""
    return f"{name_purpose(glance.visit_purpose, t)}: {t.moment(glance.visit_at, words=False)}"


def _name_step(step: TaskBrief, t: Reader) -> str:
    if step.title:
        return t.say(step.title)
    return name_purpose(step.purpose, t) if step.purpose is not None else name_task_kind(step.kind, t)
