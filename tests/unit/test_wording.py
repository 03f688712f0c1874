"""Texts come back intact or are refused; wordings speak the reader's language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.kernel.errors import TextInvalid
from crm_core.kernel.wording import check_text, say, typed


@pytest.mark.parametrize("text", ['<b>&"</b>', "👩‍👩‍👧 🪟", "\u200fשלום\u202e", "a" * 4096, "line\nline", "{name} %s"])
def test_any_text_comes_back_intact(text: str) -> None:
    assert check_text("note", text, 4096) == text


@pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0", "\u200b\u200f\u202e", "\x00", "a" * 4097])
def test_nothing_and_too_much_are_refused(text: str) -> None:
    with pytest.raises(TextInvalid) as refusal:
        check_text("note", text, 4096)
    assert (refusal.value.field, refusal.value.limit) == ("note", 4096)


@given(st.text())
def test_a_text_is_only_trimmed_or_refused(text: str) -> None:
    try:
        clean = check_text("note", text, 4096)
    except TextInvalid:
        return
    assert clean in text.replace("\x00", "")
    assert check_text("note", clean, 4096) == clean


def test_a_reader_is_told_in_his_language_else_in_english() -> None:
    stage = {"ka": "გადახდა", "en": "Payment"}
    assert say(stage, "ka") == "გადახდა"
    assert say(stage, "ru") == "Payment"
    assert say(typed("call <b>"), "ka") == "call <b>"
    assert say({}, "ka") == ""
