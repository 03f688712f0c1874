"""Numbers as people type them, in three languages and any script."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_core.language.georgian_numbers import Ending
from crm_core.language.numbers import find_numbers, read_number
from crm_core.language.tokens import cut

DIGITS = {
    "6000": 6000,
    "6,000": 6000,
    "6 000": 6000,
    "6.000": 6000,
    "6'000": 6000,
    "6\u00a0000": 6000,
    "1 200 300": 1200300,
    "6.000,50": "6000.50",
    "6,000.50": "6000.50",
    "1.5": "1.5",
    "1,5": "1.5",
    "0.500": "0.5",
    "6к": 6000,
    "6k": 6000,
    "6K": 6000,
    "6 тыс": 6000,
    "6т": 6000,
    "6 т.р.": 6000,
    "7тр": 7000,
    "1.5 mln": 1500000,
    "1,5 млн": 1500000,
    "1.500 mln": 1500000,
    "6 ათ": 6000,
    "6ათასი": 6000,
    "2 მლნ": 2000000,
    "6 thousand 500": 6500,
    "6 тысяч 500": 6500,
    "1 млн 200 тыс": 1200000,
    "6-ти тысяч": 6000,
    "6 atasi": 6000,
    "2 thosand": 2000,
    "10 grand": 10000,
}
ENGLISH = {
    "six": 6,
    "twenty five": 25,
    "two hundred and five": 205,
    "six thousand five hundred": 6500,
    "one hundred fifty thousand": 150000,
    "one million two hundred thousand": 1200000,
    "half a million": 500000,
    "half million": 500000,
    "quarter of a million": 250000,
    "a hundred": 100,
    "a thousand": 1000,
    "a couple of hundred": 200,
    "couple thousand": 2000,
    "one and a half thousand": 1500,
    "six and a half thousand": 6500,
    "six thousand and a half": 6500,
    "six and a half": "6.5",
    "two million": 2000000,
}
RUSSIAN = {
    "шесть": 6,
    "двух": 2,
    "пяти": 5,
    "шести": 6,
    "сто двадцать пять тысяч": 125000,
    "шесть тысяч": 6000,
    "шести тысяч": 6000,
    "двумя тысячами": 2000,
    "полторы тысячи": 1500,
    "полутора тысяч": 1500,
    "полтора": "1.5",
    "пару тысяч": 2000,
    "пара сотен": 200,
    "пять сотен": 500,
    "шесть с половиной тысяч": 6500,
    "семь с половиной": "7.5",
    "полмиллиона": 500000,
    "пол миллиона": 500000,
    "полтысячи": 500,
    "тысяч шесть": 6000,
    "тысяч на пять": 5000,
    "тыщи три": 3000,
    "пять косарей": 5000,
    "два миллиона триста тысяч": 2300000,
    "двести пятьдесят": 250,
    "shest tysyach": 6000,
    "polutora tysyach": 1500,
    "sto tysyach": 100000,
    "pol milliona": 500000,
    "dve tysyachi": 2000,
    "четверть миллиона": 250000,
}
GEORGIAN = {
    "ექვსი": 6,
    "ოცი": 20,
    "ოცდათხუთმეტი": 35,
    "ორმოცდაათი": 50,
    "სამოცდაათი": 70,
    "ოთხმოცდაცხრამეტი": 99,
    "ოცდა ხუთი": 25,
    "ასი": 100,
    "ას ოცდახუთი": 125,
    "ორასი": 200,
    "რვაასი": 800,
    "ორას ორმოცდაათი ათასი": 250000,
    "ექვსი ათასი": 6000,
    "ექვსიათასი": 6000,
    "ექვს ათასს": 6000,
    "ექვსი ათასის": 6000,
    "ექვს ათასად": 6000,
    "ათ ათასს": 10000,
    "ათი ათასი": 10000,
    "ათას ხუთასი": 1500,
    "ათასორასი": 1200,
    "ორი ათას ოთხასი": 2400,
    "სამი ათას რვაას ორმოცდაორი": 3842,
    "ნახევარი მილიონი": 500000,
    "ექვსნახევარი ათასი": 6500,
    "ექვსი და ნახევარი ათასი": 6500,
    "მილიონნახევარი": 1500000,
    "eqvsi atasi": 6000,
    "ekvsi atasi": 6000,
    "ori atas otxasi": 2400,
    "ocdaati atasi": 30000,
    "xutasi": 500,
    "otkhi": 4,
    "ექსი ათასი": 6000,
}


@pytest.mark.parametrize(("text", "value"), [*DIGITS.items(), *ENGLISH.items(), *RUSSIAN.items(), *GEORGIAN.items()])
def test_a_number_is_read_whole(text: str, value: int | str) -> None:
    tokens = cut(text)
    found = [(at, number.value) for at, number in find_numbers(tokens)]
    assert found == [(0, Decimal(value))]


@pytest.mark.parametrize(
    "text",
    [
        *("15-го", "6th", "1st", "2-й", "მეხუთე", "12.11.2026", "10:30", "1.2.3", "or as sam at", "a window"),
        *("half window", "dec at", "Asia", "Sam", "на", "с", "of", "", "1" * 40),
    ],
)  # fmt: skip
def test_what_is_no_number_is_none(text: str) -> None:
    assert list(find_numbers(cut(text))) == []


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("6000-ად", Ending.AS),
        ("6000-მდე", Ending.UP_TO),
        ("6000-mde", Ending.UP_TO),
        ("5-დან", Ending.FROM),
        ("ექვს ათასამდე", Ending.UP_TO),
        ("ათასიდან", Ending.FROM),
        ("6000", Ending.NONE),
    ],
)
def test_a_georgian_ending_is_told(text: str, ending: Ending) -> None:
    number = read_number(cut(text), 0)
    assert number is not None
    assert number.ending is ending


def test_digits_of_a_telephone_do_not_join() -> None:
    assert [int(number.value) for _, number in find_numbers(cut("599 12 34 56"))] == [599, 12, 34, 56]


def test_what_is_taken_is_not_read() -> None:
    tokens = cut("at 10 600 lari")
    assert [int(number.value) for _, number in find_numbers(tokens, frozenset({1}))] == [600]


@given(st.integers(min_value=0, max_value=10**9 - 1))
def test_digits_read_as_written(number: int) -> None:
    for text in (str(number), f"{number:,}", f"{number:,}".replace(",", " "), f"{number:,}".replace(",", ".")):
        read = read_number(cut(text), 0)
        assert read is not None
        assert read.value == number


TEXT = st.text(max_size=200) | st.lists(
    st.sampled_from([*DIGITS, *ENGLISH, *RUSSIAN, *GEORGIAN, "-", ".", ",", "до", "x", "%", "лари", "\n"]), max_size=12
).map(" ".join)


@example("тысяч " * 400)
@example("1.000,0ათ")
@given(TEXT)
def test_any_text_is_survived(text: str) -> None:
    tokens = cut(text)
    last = 0
    for at, number in find_numbers(tokens):
        assert at >= last
        assert number.length >= 1
        assert number.value >= 0
        last = at + number.length
    assert last <= len(tokens)
