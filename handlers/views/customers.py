"""The customer's card and the list of those that a search found."""

from __future__ import annotations

from markupsafe import Markup

from crm_core.cards.rows import CustomerCard, CustomerRow
from crm_core.customers.models import CustomerKind
from crm_core.db.paging import Page
from handlers.views.deals import render_deal_line
from handlers.views.reader import Reader
from handlers.views.texts import LABEL, LONG, bold, cut, join_lines, shorten
from handlers.views.timeline import render_event

#: Deals that fit a card; the others are behind the search.
DEALS_SHOWN = 5


def render_customer(card: CustomerCard, t: Reader, *, reader_id: int | None) -> Markup:
    sign = "🏢" if card.kind is CustomerKind.ORGANISATION else "👤"
    responsible = card.responsible
    return join_lines(
        Markup("{} {}").format(sign, bold(card.name)),
        *(Markup("📱 {}").format(phone) for phone in card.phones[:4]),
        *(Markup("✉️ {}").format(email) for email in card.emails[:3]),
        t.gettext("💬 Writes to us in Telegram") if card.telegram else None,
        t.gettext("⚠️ Telegram does not deliver to this customer") if card.unreachable else None,
        None if card.address is None else Markup("📍 {}").format(cut(card.address, LONG)),
        t.gettext("Birthday: {day}", day=t.day(card.birthday, words=False)) if card.birthday else None,
        t.gettext("Tags: {tags}", tags=shorten(", ".join(card.tags))) if card.tags else None,
        t.gettext("Responsible: {name}", name=responsible[1])
        if responsible is not None and responsible[0] != reader_id
        else None,
        *(["", *(render_deal_line(deal, t) for deal in card.deals[:DEALS_SHOWN])] if card.deals else []),
        *(["", *(render_event(event, t) for event in card.events)] if card.events else []),
    )


def render_found(text: str, page: Page[CustomerRow], t: Reader) -> Markup:
    """Several customers were found: their buttons follow."""
    head = t.ngettext(
        "Found {n} customer: “{text}”", "Found {n} customers: “{text}”", page.total, text=shorten(text, 60)
    )
    more = page.total > len(page.items)
    hint = ("", t.gettext("There are more: type more of the name or of the phone.")) if more else ()
    return join_lines(head, "", *(_render_line(row) for row in page.items), *hint)


def _render_line(row: CustomerRow) -> Markup:
    parts = [part for part in (row.phone, row.responsible_name) if part]
    return Markup("{}{}").format(bold(shorten(row.name, 60)), "".join(f" · {part}" for part in parts))


def label_customer(row: CustomerRow) -> str:
    return shorten(f"{row.name} · {row.phone}" if row.phone else row.name, LABEL + 20)


def render_not_found(text: str, t: Reader) -> Markup:
    return join_lines(
        t.gettext("Nobody is found: “{text}”", text=shorten(text, 200)),
        t.gettext("What is it?"),
    )


def render_text_offer(text: str, t: Reader) -> Markup:
    return join_lines(
        t.gettext("“{text}”", text=shorten(text, 400)),
        "",
        t.gettext("What should become of it?"),
    )


def render_question_find(t: Reader) -> Markup:
    return t.gettext("Type a name, a part of a phone, or a deal's number.")
