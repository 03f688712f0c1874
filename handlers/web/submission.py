"""One filled-in request form: what was typed, what is wrong with it, and the request it makes."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from crm_core.customers.actions import NAME_LIMIT
from crm_core.intake.actions import WISH_LIMIT
from crm_core.kernel.errors import TextInvalid
from crm_core.kernel.phone import PhoneInvalid, parse_phone
from crm_core.kernel.wording import check_text
from handlers.views.request_form import PHONE_LIMIT, Problem

#: A field that people do not see and machines fill in.
TRAP = "website"

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True, slots=True)
class Submission:
    """Text exactly as typed, so that a page with an error gives it back. `token` is new for every opened page."""

    name: str = ""
    phone: str = ""
    wish: str = ""
    consent: bool = False
    token: str = ""
    is_trapped: bool = False

    @property
    def origin(self) -> str:
        """The same for the same form sent twice; another one when something in it was changed before sending again."""
        typed = f"{self.name.strip()}\0{self.phone.strip()}\0{self.wish.strip()}"
        digest = hashlib.sha256(typed.encode()).hexdigest()[:20]
        return f"form:{self.token}:{digest}"

    def find_problems(self, region: str) -> dict[str, Problem]:
        """By field; empty when the request can be taken."""
        problems: dict[str, Problem] = {}
        if problem := _check_typed(self.name, NAME_LIMIT):
            problems["name"] = problem
        if problem := _check_phone(self.phone, region):
            problems["phone"] = problem
        if len(self.wish.strip()) > WISH_LIMIT:
            problems["wish"] = Problem.TOO_LONG
        if not self.consent:
            problems["consent"] = Problem.MISSING
        return problems

    def get_wish(self) -> str | None:
        """What she asks for, None when there is nothing to read in it."""
        return None if _check_typed(self.wish, WISH_LIMIT) else self.wish.strip()


def open_submission() -> Submission:
    """An empty form."""
    return Submission(token=make_token())


def read_submission(fields: Mapping[str, str]) -> Submission:
    token = fields.get("submission", "")
    return Submission(
        name=fields.get("name", ""),
        phone=fields.get("phone", ""),
        wish=fields.get("wish", "").replace("\r\n", "\n"),
        consent=fields.get("consent", "").strip().lower() not in ("", "0", "false", "off", "no"),
        token=token if _TOKEN.fullmatch(token) else make_token(),
        is_trapped=bool(fields.get(TRAP, "").strip()),
    )


def make_token() -> str:
    return secrets.token_urlsafe(16)


def _check_typed(text: str, limit: int) -> Problem | None:
    try:
        check_text("text", text, limit)
    except TextInvalid:
        return Problem.TOO_LONG if len(text.strip()) > limit else Problem.MISSING
    return None


def _check_phone(typed: str, region: str) -> Problem | None:
    if problem := _check_typed(typed, PHONE_LIMIT):
        return Problem.UNREADABLE if problem is Problem.TOO_LONG else problem
    try:
        parse_phone(typed, region)
    except PhoneInvalid:
        return Problem.UNREADABLE
    return None
