"""Names written in three scripts meet in one key, whole and while they are being typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.kernel.search_key import make_search_key


@pytest.mark.parametrize(
    "spellings",
    [
        "Giorgi გიორგი Георгий Georgy Georgiy Георги George",
        "Vera ვერა Вера",
        "Beridze ბერიძე Беридзе",
        "Nino ნინო Нино",
        "Tamar თამარ Тамар",
        "Tamara თამარა Тамара",
        "Levan ლევან Леван",
        "Shota შოთა Шота",
        "Khatuna ხათუნა Хатуна Hatuna Xatuna",
        "Tsira ცირა Цира",
        "Zhuzhuna ჟუჟუნა Жужуна",
        "Yulia იულია Юлия Iulia",
        "Maria მარია Мария Mariya",
        "Mariam მარიამ Мариам Maryam",
        "Anna ანა Анна",
        "Andrey ანდრეი Андрей Andrei",
        "Kvaratskhelia კვარაცხელია Кварацхелия",
        "Jaba ჯაბა Джаба",
        "Tatiana ტატიანა Татьяна Tatyana",
        "Maisuradze მაისურაძე Маисурадзе",
        "Ghia ღია Гия",
    ],
)
def test_one_name_in_any_script_has_one_key(spellings: str) -> None:
    assert len({make_search_key(name) for name in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("თამარ", "Тамара"),
        ("Юли", "იულია"),
        ("მარი", "Mariam"),
        ("Георг", "გიორგი"),
        ("Kvarats", "კვარაცხელია"),
        ("Шот", "Shota"),
        ("берид", "ბერიძე"),
    ],
)
def test_the_beginning_of_a_name_makes_the_beginning_of_its_key(typed: str, name: str) -> None:
    assert make_search_key(name).startswith(make_search_key(typed))


def test_different_names_keep_different_keys() -> None:
    names = ["Giorgi", "Nino", "Vera", "Tamar", "Levan", "Shota", "Tsira", "Zhuzhuna", "Yulia", "Anna", "Gela", "Dato"]
    assert len({make_search_key(name) for name in names}) == len(names)


def test_double_names_and_punctuation_are_words() -> None:
    assert make_search_key("  O'Brien-Smith,  Ltd. ") == "obrien smit ltd"


@given(st.text())
def test_any_text_has_a_key_of_lower_case_ascii_words(text: str) -> None:
    key = make_search_key(text)
    assert key == " ".join(key.split())
    assert all(
        character.isascii() and (character.islower() or character.isdigit() or character == " ") for character in key
    )
