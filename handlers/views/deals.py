"""The deal's card: who, phone, stage, money, next step, last three events."""

from __future__ import annotations

from markupsafe import Markup

from crm_core.cards.rows import DealCard, DealRow
from crm_core.db.paging import Page
from crm_core.deals.models import StageKind
from handlers.views.names import mark_task, name_craft
from handlers.views.reader import Reader
from handlers.views.tasks import is_overdue, name_task, tell_ahead
from handlers.views.texts import LABEL, LONG, bold, cut, join_lines, shorten, tell_amount
from handlers.views.timeline import render_event


def name_deal(card: DealCard) -> str:
    return f"{card.customer_name} · #{card.number}"


def render_deal(card: DealCard, t: Reader, *, reader_id: int | None) -> Markup:
    """The card. `reader_id` is the employee who reads: his own name is not told to him."""
    amount = tell_amount(card.amount, card.currency, t)
    return join_lines(
        bold(name_deal(card)),
        *(Markup("📱 {}").format(phone) for phone in card.phones[:3]),
        _render_stage(card, t),
        Markup("💰 {}").format(amount) if amount else None,
        _render_next(card, t),
        None if card.address is None else Markup("📍 {}").format(cut(card.address, LONG)),
        None if card.wish is None else Markup("💬 {}").format(cut(card.wish, LONG)),
        None if card.responsible_id == reader_id else t.gettext("Responsible: {name}", name=card.responsible_name),
        *(
            t.gettext("{craft}: {name}", craft=name_craft(craft, t), name=name)
            for craft, employee_id, name in card.participants
            if employee_id != reader_id
        ),
        *(["", *(render_event(event, t) for event in card.events)] if card.events else []),
    )


def _render_stage(card: DealCard, t: Reader) -> Markup:
    sign = {StageKind.OPEN: "🔵", StageKind.WON: "🏁", StageKind.LOST: "⚫"}[card.stage_kind]
    stage = Markup("{} {}").format(sign, bold(t.say(card.stage)))
    if card.loss_reason is not None:
        return Markup("{}: {}").format(stage, t.say(card.loss_reason))
    return stage


def _render_next(card: DealCard, t: Reader) -> Markup | None:
    if card.stage_kind is not StageKind.OPEN:
        return None
    if not card.next_tasks:
        return t.gettext("➡️ No next step yet")
    lines = []
    for task in card.next_tasks[:3]:
        late = Markup(" 🔴 {}").format(bold(t.until(task.due_at))) if is_overdue(task, t) else None
        told = tell_ahead(task.due_at, t) if late is None else late
        lines.append(
            Markup("{} {}, {}{}").format(
                mark_task(task.kind), shorten(name_task(task, t), 80), t.moment(task.due_at), told
            )
        )
    return Markup("\n").join(lines)


def render_step_question(card: DealCard, t: Reader) -> Markup:
    """What is already planned on the deal, and the question what is next."""
    planned = _render_next(card, t)
    return join_lines(bold(name_deal(card)), planned, "", t.gettext("What is the next step?"))


def render_deal_line(deal: DealRow, t: Reader) -> Markup:
    """One line of a list: who, stage, money, next step."""
    parts = [t.say(deal.stage), tell_amount(deal.amount, deal.currency, t)]
    if deal.next_task is not None:
        parts.append(t.moment(deal.next_task.due_at))
    elif deal.stage_kind is StageKind.OPEN:
        parts.append(t.label("no next step"))
    return Markup("{} · {}").format(
        bold(f"#{deal.number} {shorten(deal.customer_name, 60)}"), " · ".join(part for part in parts if part)
    )


def label_deal(deal: DealRow, t: Reader) -> str:
    return shorten(f"#{deal.number} {deal.customer_name} · {t.say(deal.stage)}", LABEL + 20)


def render_deal_list(title: str, page: Page[DealRow], t: Reader) -> Markup:
    if not page.items:
        return join_lines(bold(title), "", t.gettext("There are none."))
    return join_lines(bold(title), "", *(render_deal_line(deal, t) for deal in page.items))


def render_stage_choice(card: DealCard, t: Reader) -> Markup:
    return join_lines(
        bold(name_deal(card)),
        t.gettext("Now: {stage}. Move it to:", stage=t.say(card.stage)),
    )


def render_reason_choice(card: DealCard, t: Reader) -> Markup:
    return join_lines(bold(name_deal(card)), t.gettext("Why is the deal lost?"))


def render_people(card: DealCard, t: Reader) -> Markup:
    return join_lines(
        bold(name_deal(card)),
        t.gettext("Responsible: {name}", name=card.responsible_name),
        *(t.gettext("{craft}: {name}", craft=name_craft(craft, t), name=name) for craft, _, name in card.participants),
    )


def render_link(card: DealCard, address: str, t: Reader) -> Markup:
    return join_lines(
        bold(name_deal(card)),
        t.gettext("A personal link for the customer: the order's status opens by it. Forward it:"),
        "",
        address,
    )
