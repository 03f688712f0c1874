"""Refusals about customers and their contact points."""

from __future__ import annotations

from crm_core.customers.models import ContactKind
from crm_core.kernel.errors import CrmError


class PhoneTaken(CrmError, code="phone_taken"):
    """The phone belongs to a customer: `customer_id` when the actor may see her, else None."""

    def __init__(self, customer_id: int | None) -> None:
        super().__init__(customer_id)
        self.customer_id = customer_id


class ContactTaken(CrmError, code="contact_taken"):
    """The e-mail or the Telegram account belongs to another customer, who is told of only to those who see her."""

    def __init__(self, kind: ContactKind, customer_id: int | None) -> None:
        super().__init__(kind, customer_id)
        self.kind = kind
        self.customer_id = customer_id


class EmailInvalid(CrmError, code="email_invalid"):
    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


class PlaceInvalid(CrmError, code="place_invalid"):
    """Coordinates that are not on the globe."""


class LinkInvalid(CrmError, code="link_invalid", audited=True):
    """A personal link that is forged, expired, or somebody else's: all look the same."""
