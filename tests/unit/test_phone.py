"""Telephone numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.kernel.phone import PhoneInvalid, parse_phone


@pytest.mark.parametrize(
    "typed",
    [
        "599 12 34 56",
        "0599 12-34-56",
        "+995 599 123 456",
        "00995599123456",
        "995599123456",
        "(599) 12.34.56",
        "\u202a+995\u00a0599\u00a012\u00a034\u00a056\u202c",
    ],
)
def test_habits_of_typing_make_one_number(typed: str) -> None:
    assert parse_phone(typed, "GE") == "+995599123456"


@pytest.mark.parametrize("typed", ["+7 916 123-45-67", "0079161234567"])
def test_foreign_numbers_are_international(typed: str) -> None:
    assert parse_phone(typed, "GE") == "+79161234567"


@pytest.mark.parametrize("typed", ["", "hello", "12", "599 12 34", "+995 000 000 000", "1" * 300, '<b>&"</b>'])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(PhoneInvalid):
        parse_phone(typed, "GE")


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        number = parse_phone(text, "GE")
    except PhoneInvalid:
        return
    assert parse_phone(number, "GE") == number
