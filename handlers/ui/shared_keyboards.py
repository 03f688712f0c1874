"""Buttons under what was passed on: whose it is, and what it becomes."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton

from crm_core.cards.likely import Likely
from crm_core.cards.rows import DealRow
from handlers.ui.callbacks import AttachCb, PlaceCb, SharedAct, SharedCb
from handlers.ui.keyboards import cancel_button, home_button
from handlers.ui.screen import Row, button
from handlers.views.deals import label_deal
from handlers.views.reader import Reader
from handlers.views.texts import LABEL, shorten


def build_forwarded_rows(number: int, likely: Sequence[Likely], newcomer: str | None, t: Reader) -> list[Row]:
    """`newcomer` is the name of whoever could be new, "" when it has to be asked; None when nobody is to be made."""
    rows = [[_offer_deal(number, one, t)] for one in likely]
    if newcomer is not None:
        rows.append([_offer_newcomer(number, newcomer, t)])
    rows.append([button(t.label("📝 Note on another deal…"), SharedCb(act=SharedAct.LIST, text=number))])
    return [*rows, home_button(t)]


def _offer_deal(number: int, one: Likely, t: Reader) -> InlineKeyboardButton:
    """A note on her deal; of somebody without one, a new deal."""
    name = shorten(one.customer_name, LABEL)
    if one.deal_id is None:
        return button(
            t.label("➕ New deal: {name}", name=name), SharedCb(act=SharedAct.DEAL, text=number, to=one.customer_id)
        )
    about = f"{name} · #{one.deal_number}"
    return button(t.label("📝 Note: {deal}", deal=about), SharedCb(act=SharedAct.NOTE, text=number, to=one.deal_id))


def _offer_newcomer(number: int, name: str, t: Reader) -> InlineKeyboardButton:
    label = t.label("➕ New customer: {name}", name=shorten(name, LABEL)) if name else t.label("➕ New customer")
    return button(label, SharedCb(act=SharedAct.NEW, text=number))


def build_contact_rows(number: int, customer_id: int, customer: str, newcomer: str | None, t: Reader) -> list[Row]:
    """A contact: one more phone of her who has none, or somebody new."""
    label = t.label("📱 Add the number: {name}", name=shorten(customer, LABEL))
    rows = [[button(label, SharedCb(act=SharedAct.PHONE, text=number, to=customer_id))]]
    if newcomer is not None:
        rows.append([_offer_newcomer(number, newcomer, t)])
    return [*rows, cancel_button(t)]


def build_likely_rows(likely: Sequence[Likely], t: Reader) -> list[Row]:
    """Whose a file could be, by its author."""
    return [
        [button(shorten(f"#{one.deal_number} {one.customer_name}", LABEL + 20), AttachCb(deal=one.deal_id))]
        for one in likely
        if one.deal_id is not None
    ]


def build_place_row(file_id: int, t: Reader) -> Row:
    return [button(t.label("📍 It is the customer's address"), PlaceCb(file=file_id))]


def build_listed_rows(number: int, deals: Sequence[DealRow], t: Reader) -> list[Row]:
    """All the deals that it could belong to."""
    rows = [[button(label_deal(deal, t), SharedCb(act=SharedAct.NOTE, text=number, to=deal.id))] for deal in deals]
    return [*rows, cancel_button(t)]
