"""Questions that are answered by typing."""

from __future__ import annotations

from markupsafe import Markup

from handlers.views.reader import Reader
from handlers.views.texts import bold, shorten


def _about(whose: str, question: Markup) -> Markup:
    return Markup("{}\n{}").format(bold(shorten(whose)), question)


def ask_amount(whose: str, t: Reader) -> Markup:
    return _about(whose, t.gettext("How much? For example 6000."))


def ask_note(whose: str, t: Reader) -> Markup:
    return _about(whose, t.gettext("Type the note."))


def ask_address(whose: str, t: Reader) -> Markup:
    return _about(whose, t.gettext("Type the address, or send a location 📎."))


def ask_name(whose: str, t: Reader) -> Markup:
    return _about(whose, t.gettext("Type the name."))


def ask_phone(whose: str, t: Reader) -> Markup:
    return _about(whose, t.gettext("Type one more phone of the customer."))


def ask_new_name(t: Reader, phone: str | None) -> Markup:
    """The first question of a new customer; the only one that must be answered."""
    if phone is not None:
        return t.gettext("📱 {phone}\nWhat is the customer's name?", phone=phone)
    return t.gettext("What is the customer's name? A shared contact 📎 does as well.")


def ask_new_phone(name: str, t: Reader) -> Markup:
    return t.gettext("{name}. The phone?", name=bold(shorten(name)))


def ask_new_wish(name: str, t: Reader) -> Markup:
    return t.gettext("{name}. What does the customer want?", name=bold(shorten(name)))
