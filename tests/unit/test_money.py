"""Sums as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.kernel.money import LARGEST, AmountInvalid, parse_amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("6000", "6000"),
        ("6 000 ₾", "6000"),
        ("6,000.50", "6000.50"),
        ("6.000,50", "6000.50"),
        ("6000 лари", "6000"),
        ("6000 ლარი", "6000"),
        ("6\u00a0000", "6000"),
        ("12,5", "12.5"),
        ("0", "0"),
        ("₾1,234,567", "1234567"),
    ],
)
def test_a_typed_sum_is_understood(typed: str, amount: str) -> None:
    assert parse_amount(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed", ["", "много", "-5", "1e9", "12.3456", "6 000 000 000 000", "5 or 6", "NaN", "Infinity"]
)
def test_what_is_no_sum_is_refused(typed: str) -> None:
    with pytest.raises(AmountInvalid):
        parse_amount(typed)


@given(st.decimals(min_value=0, max_value=LARGEST, places=2, allow_nan=False))
def test_any_sum_comes_back(amount: Decimal) -> None:
    assert parse_amount(f"{amount:f}") == amount
    assert parse_amount(f"{amount:,f}") == amount


@given(st.text(max_size=40))
def test_any_text_is_a_sum_or_refused(text: str) -> None:
    try:
        amount = parse_amount(text)
    except AmountInvalid:
        return
    assert 0 <= amount <= LARGEST
