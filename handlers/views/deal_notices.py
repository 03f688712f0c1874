"""Notifications about deals, customers and colleagues, for those who work here."""

from __future__ import annotations

from markupsafe import Markup

from handlers.ui.callbacks import CustomerAct, CustomerCb, DealAct, DealCb, HomeCb, ListCb, NoteCb, OwnerCb
from handlers.ui.keyboards import build_contact_row
from handlers.ui.links import Links
from handlers.ui.screen import Row, Screen, button
from handlers.views.deals import name_deal, render_deal
from handlers.views.names import name_file
from handlers.views.notice_subjects import (
    ColleagueSubject,
    DealSubject,
    DealWithdrawnSubject,
    FilesSubject,
    MarkSubject,
    MessageSubject,
    SummarySubject,
    UnreachableSubject,
)
from handlers.views.reader import Reader
from handlers.views.summary import render_summary
from handlers.views.team import name_role
from handlers.views.texts import LONG, bold, cut, join_lines

#: A customer's message is shown whole up to here; the rest is one tap away.
MESSAGE_SHOWN = 1500


def render_deal_assigned(subject: DealSubject, t: Reader, links: Links) -> Screen:
    if subject.count > 1:
        head = t.ngettext("📂 {n} deal is yours now", "📂 {n} deals are yours now", subject.count)
        return Screen(bold(head), [[button(t.label("My deals"), ListCb(what="mydeals"))]])
    text = join_lines(bold(t.gettext("📂 The deal is yours now")), "", _render_card(subject, t))
    return Screen(text, _build_rows(subject, t, links))


def render_deal_withdrawn(subject: DealWithdrawnSubject, t: Reader, links: Links) -> Screen:
    if subject.count > 1:
        head = t.ngettext("➖ {n} deal is no longer yours", "➖ {n} deals are no longer yours", subject.count)
        return Screen(bold(head), [[button(t.label("My deals"), ListCb(what="mydeals"))]])
    text = join_lines(
        bold(t.gettext("➖ The deal is no longer yours")),
        Markup("👤 {} · #{}").format(cut(subject.customer), subject.number),
        t.gettext("Responsible: {name}", name=subject.to),
    )
    return Screen(text, [[button(t.label("🏠 Home"), HomeCb())]])


def render_deal_moved(subject: DealSubject, t: Reader, links: Links) -> Screen:
    head = t.gettext("➡️ Moved to “{stage}”", stage=t.say(subject.deal.stage))
    return Screen(join_lines(bold(head), "", _render_card(subject, t)), _build_rows(subject, t, links))


def _render_card(subject: DealSubject, t: Reader) -> Markup:
    return render_deal(subject.deal, t, reader_id=subject.deal.responsible_id)


def _build_rows(subject: DealSubject, t: Reader, links: Links) -> list[Row]:
    deal = subject.deal
    place = links.map(deal.latitude, deal.longitude, deal.address)
    contact = build_contact_row(deal.phones[0] if deal.phones else None, place, t, links)
    acts = [
        button(t.label("Next step…"), DealCb(act=DealAct.NEXT, id=deal.id)),
        button(t.label("Open the deal"), DealCb(act=DealAct.OPEN, id=deal.id)),
    ]
    return [*([contact] if contact else []), acts]


def render_files(subject: FilesSubject, t: Reader, links: Links) -> Screen:
    count = len(subject.files)
    names = sorted({name_file(row.file_kind, t) for row in subject.files if row.file_kind is not None})
    authors = sorted({row.author for row in subject.files if row.author})
    text = join_lines(
        bold(t.ngettext("📎 {n} file added", "📎 {n} files added", count)),
        Markup("👤 {}").format(name_deal(subject.deal)),
        ", ".join(names),
        t.gettext("From: {name}", name=", ".join(authors)) if authors else None,
        *(Markup("💬 {}").format(cut(row.text, LONG)) for row in subject.files[:3] if row.text),
    )
    deal_id = subject.deal.id
    return Screen(
        text,
        [
            [
                button(t.label("📎 Files"), DealCb(act=DealAct.FILES, id=deal_id)),
                button(t.label("Open the deal"), DealCb(act=DealAct.OPEN, id=deal_id)),
            ]
        ],
    )


def render_low_mark(subject: MarkSubject, t: Reader, links: Links) -> Screen:
    deal = subject.deal
    text = join_lines(
        bold(t.gettext("⚠️ Low mark: {n} of 5", n=subject.mark)),
        Markup("👤 {}").format(name_deal(deal)),
        *(Markup("📱 {}").format(phone) for phone in deal.phones[:2]),
        None if subject.comment is None else Markup("💬 {}").format(cut(subject.comment, LONG * 3)),
        t.gettext("Responsible: {name}", name=deal.responsible_name),
        t.gettext("A complaint with a deadline is open."),
    )
    return Screen(text, _build_rows(DealSubject(deal), t, links))


def render_message(subject: MessageSubject, t: Reader, links: Links) -> Screen:
    """What a customer wrote, in her words."""
    message, deal = subject.message, subject.deal
    said = cut(message.text or "", MESSAGE_SHOWN)
    file = None if message.file_kind is None else Markup("📎 {}").format(name_file(message.file_kind, t))
    text = join_lines(bold(t.gettext("💬 The customer writes: {name}", name=name_deal(deal))), "", said or None, file)
    whole = [[button(t.label("In full"), NoteCb(id=message.id))]] if message.text and said != message.text else []
    return Screen(text, [*whole, *_build_rows(DealSubject(deal), t, links)])


def render_joined(subject: ColleagueSubject, t: Reader, links: Links) -> Screen:
    one = subject.colleague
    text = join_lines(
        bold(t.gettext("👋 New in the company: {name}", name=one.name)),
        Markup("{} · {}").format(name_role(one.role, one.craft, t), one.team_name),
    )
    return Screen(text, [[button(t.label("Team"), OwnerCb(act="team"))]])


def render_unreachable(subject: UnreachableSubject, t: Reader, links: Links) -> Screen:
    if subject.customer_id is not None:
        text = t.gettext("⚠️ Telegram no longer delivers to the customer: {name}. Please call.", name=subject.name)
        opens = button(t.label("Open"), CustomerCb(act=CustomerAct.OPEN, id=subject.customer_id))
    else:
        text = t.gettext(
            "⚠️ Telegram does not deliver to a colleague: {name}. Reminders do not arrive: the bot is blocked "
            "or the account is gone.",
            name=subject.name,
        )
        opens = button(t.label("🏠 Home"), HomeCb())
    return Screen(text, [[opens]])


def render_daily_summary(subject: SummarySubject, t: Reader, links: Links) -> Screen:
    return render_summary(subject.report, t)
