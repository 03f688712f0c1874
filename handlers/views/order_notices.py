"""Notifications for customers: in her words, without a number or a name that is only the company's."""

from __future__ import annotations

from markupsafe import Markup

from crm_core.orders.rows import OrderFate
from handlers.ui.callbacks import OrderAct, OrderCb, VisitCb
from handlers.ui.links import Links
from handlers.ui.screen import Row, Screen, button, link_button
from handlers.views.names import name_purpose
from handlers.views.notice_subjects import OrderSubject, VisitSubject
from handlers.views.reader import Reader
from handlers.views.texts import LONG, bold, cut, join_lines

MARKS = (1, 2, 3, 4, 5)


def render_order_stage(subject: OrderSubject, t: Reader, links: Links) -> Screen:
    order = subject.order
    signs = {OrderFate.OPEN: "📦", OrderFate.FULFILLED: "🏁", OrderFate.GIVEN_UP: "📁"}
    text = join_lines(
        t.gettext("Your order #{number}", number=order.number),
        Markup("{} {}").format(signs[order.fate], bold(t.say(order.label))),
    )
    return Screen(text, [_open(order.deal_id, t)])


def render_order_visit(subject: VisitSubject, t: Reader, links: Links) -> Screen:
    """Booked, moved, soon, or called off."""
    visit = subject.visit
    if visit is None:
        text = t.gettext(
            "The visit on {when} is cancelled. We will agree on another time with you.", when=t.moment(subject.due_at)
        )
        return Screen(text, [_open(subject.deal_id, t)])
    heads = {
        "booked": t.gettext("🗓 A visit is booked for you"),
        "moved": t.gettext("🔁 Your visit is at another time now"),
        "reminder": t.gettext("⏰ We remind you of the visit"),
    }
    text = join_lines(
        bold(heads[subject.what]),
        Markup("{}: {}").format(name_purpose(visit.purpose, t), bold(t.span(visit.starts_at, visit.ends_at))),
        None if subject.address is None else Markup("📍 {}").format(cut(subject.address, LONG)),
        t.gettext("Who comes: {name}", name=visit.specialist_name),
    )
    rows = [_open(subject.deal_id, t)]
    if visit.can_move:
        rows.insert(0, [button(t.label("Move the visit"), VisitCb(what="m", id=visit.task_id))])
    place = links.map(None, None, subject.address)
    if place is not None:
        rows[0].append(link_button(t.label("🗺 Map"), place))
    return Screen(text, rows)


def render_mark_question(subject: OrderSubject, t: Reader, links: Links) -> Screen:
    order = subject.order
    text = join_lines(
        Markup("🏁 {}").format(bold(t.gettext("Your order #{number} is done", number=order.number))),
        t.gettext("Are you happy with our work? Please give a mark from 1 (bad) to 5 (excellent)."),
    )
    marks = [button(f"{value} ⭐", OrderCb(act=OrderAct.MARK, id=order.deal_id, value=value)) for value in MARKS]
    return Screen(text, [marks[:3], marks[3:]])


def _open(deal_id: int, t: Reader) -> Row:
    return [button(t.label("Where is my order?"), OrderCb(act=OrderAct.OPEN, id=deal_id))]
