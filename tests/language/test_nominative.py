"""Names typed in a case, as they stand on a card."""

from __future__ import annotations

import pytest

from crm_core.language.nominative import put_in_nominative


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ლაურას", "ლაურა"), ("ლაურასთან", "ლაურა"), ("ვერამ", "ვერა"), ("გიორგის", "გიორგი"), ("ნოდარს", "ნოდარ"),
        ("ლაურა ბერიძეს", "ლაურა ბერიძე"), ("გიორგი", "გიორგი"),
        ("Лауре", "Лаура"), ("вере", "Вера"), ("Георгию", "Георгий"), ("Георгий", "Георгий"), ("Марии", "Мария"),
        ("Юлии", "Юлия"), ("Николаю", "Николай"), ("Игорю", "Игорь"), ("Петру", "Петр"), ("Кетеван", "Кетеван"),
        ("Нино Беридзе", "Нино Беридзе"),
        ("Laura's", "Laura"), ("lauras", "Laura"), ("laure", "Laura"), ("Chris", "Chris"), ("Vera", "Vera"),
        ("Zzyx Qwerty", "Zzyx Qwerty"), ("599123456", "599123456"), ("", ""), ("<b>&", "<b>&"),
    ],
)  # fmt: skip
def test_a_name_in_a_case_is_put_in_the_nominative(typed: str, name: str) -> None:
    assert put_in_nominative(typed) == name
