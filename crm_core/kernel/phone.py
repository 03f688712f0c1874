"""Telephone numbers: E.164 for meeting each other, what was typed for showing."""

from __future__ import annotations

import re

import phonenumbers

from crm_core.kernel.errors import CrmError


class PhoneInvalid(CrmError, code="phone_invalid"):
    """What was typed is no telephone number of the region nor an international one."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


def parse_phone(typed: str, region: str) -> str:
    """E.164 of a typed number; `region` is the ISO country whose national form is understood. Raises PhoneInvalid.

    Accepts national prefixes that people keep out of habit ("0599 12-34-56" in Georgia) and "00" instead of "+".
    """
    for candidate in _spellings(typed, region):
        try:
            number = phonenumbers.parse(candidate, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise PhoneInvalid(typed)


def _spellings(typed: str, region: str) -> list[str]:
    """As typed; then, for bare digits, as an international number and without a leading zero."""
    digits = re.sub(r"\D", "", typed)
    spellings = [typed]
    if not digits or "+" in typed:
        return spellings
    if digits.startswith("00"):
        spellings.append("+" + digits[2:])
    code = str(phonenumbers.country_code_for_region(region))
    if digits.startswith(code):
        spellings.append("+" + digits)
    spellings.append(digits.lstrip("0"))
    return spellings
