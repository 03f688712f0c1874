"""The words of the request form that depend on what was typed; the page itself is a template of `handlers/web`."""

from __future__ import annotations

from enum import StrEnum

import phonenumbers
from markupsafe import Markup

from crm_core.customers.actions import NAME_LIMIT
from crm_core.intake.actions import WISH_LIMIT
from handlers.views.reader import Reader

PHONE_LIMIT = 60


class Problem(StrEnum):
    """What is wrong with a field."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"


def render_problem(field: str, problem: Problem, t: Reader) -> Markup:
    """What is wrong with a field and what to do about it."""
    match field, problem:
        case "name", Problem.TOO_LONG:
            return t.ngettext("At most {n} character, please.", "At most {n} characters, please.", NAME_LIMIT)
        case "name", _:
            return t.gettext("Please tell us your name.")
        case "phone", Problem.MISSING:
            return t.gettext("Please leave a phone number: we will call you back.")
        case "phone", _:
            example = render_example_phone(t)
            return t.gettext("This does not look like a phone number. Example: {example}", example=example)
        case "wish", _:
            return t.ngettext("At most {n} character, please.", "At most {n} characters, please.", WISH_LIMIT)
        case _:
            return t.gettext("Without your consent we may not keep your number and cannot call you.")


def render_too_often(minutes: int, t: Reader) -> Markup:
    return t.ngettext(
        "Too many requests at once. What you typed is still here: please send it again in {n} minute.",
        "Too many requests at once. What you typed is still here: please send it again in {n} minutes.",
        minutes,
    )


def render_unreadable(t: Reader) -> Markup:
    return t.gettext("What was sent could not be read. Please fill in the form once more.")


def render_example_phone(t: Reader) -> str:
    """A number as it is typed in the company's country."""
    number = phonenumbers.example_number_for_type(t.region, phonenumbers.PhoneNumberType.MOBILE)
    if number is None:
        return "+995 555 12 34 56"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
