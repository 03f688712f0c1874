"""Personal links: the payload of a `t.me` deep link that opens a customer's own orders.

`c<id>-<day>-<signature>`: the customer's id and the last day of validity (days since 1970) in base 36, and the first
96 bits of HMAC-SHA256 under the company's secret, in URL-safe base64. At most 64 characters of A-Z a-z 0-9 _ -, as
Telegram demands of a `start` parameter.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime

from crm_core.company.models import Company
from crm_core.customers.errors import LinkInvalid

VALID_DAYS = 90
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_FORM = re.compile(r"^(c[0-9a-z]{1,13}-[0-9a-z]{1,6})-([A-Za-z0-9_-]{16})$", re.ASCII)


def make_customer_link(company: Company, customer_id: int, now: datetime) -> str:
    """The payload for this customer, good for 90 days."""
    body = f"c{_to_base36(customer_id)}-{_to_base36(_count_days(now) + VALID_DAYS)}"
    return f"{body}-{_sign(company, body)}"


def read_customer_link(company: Company, payload: str, now: datetime) -> int:
    """The customer's id. Raises LinkInvalid when it is not ours or no longer good."""
    form = _FORM.match(payload)
    if form is None or not hmac.compare_digest(form[2], _sign(company, form[1])):
        raise LinkInvalid
    customer, last_day = form[1][1:].split("-")
    if int(last_day, 36) < _count_days(now):
        raise LinkInvalid
    return int(customer, 36)


def _sign(company: Company, body: str) -> str:
    digest = hmac.new(company.link_secret.encode(), body.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:12]).decode()


def _count_days(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)).days


def _to_base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if not number:
            return digits
