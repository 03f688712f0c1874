"""Amounts of money: Decimal plus ISO 4217 currency, never floats."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from crm_core.kernel.errors import CrmError

CURRENCIES = ("GEL", "USD", "EUR", "RUB", "TRY", "AMD", "AZN", "KZT", "UAH")
LARGEST = Decimal("999999999999.99")

_GROUPS = re.compile(r"^\d{1,3}(?:[ ,.'\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?$")
_PLAIN = re.compile(r"^\d+(?:[.,]\d{1,2})?$")
_SIGNS = re.compile(r"(₾|gel|lari|лари|ლარი|\$|usd|€|eur|₽|rub|руб\.?)", re.IGNORECASE)


class AmountInvalid(CrmError, code="amount_invalid"):
    """A typed amount is not a sum of money that can be stored."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


def parse_amount(text: str) -> Decimal:
    """The sum typed as an answer to "how much?": "6000", "6 000 ₾", "6,000.50", "6000 лари". Raises AmountInvalid."""
    clean = _SIGNS.sub("", text).strip()
    if _GROUPS.match(clean):
        head, sep, tail = re.match(r"^(.*?)(?:([.,])(\d{1,2}))?$", clean).groups()  # type: ignore[union-attr]  # matches all
        digits = re.sub(r"\D", "", head) + (f".{tail}" if sep else "")
    elif _PLAIN.match(clean):
        digits = clean.replace(",", ".")
    else:
        raise AmountInvalid(text)
    try:
        amount = Decimal(digits).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise AmountInvalid(text) from error
    if amount > LARGEST:
        raise AmountInvalid(text)
    return amount
