"""Sums of money and quantities in sentences of sellers."""

from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm_core.kernel.money import LARGEST
from crm_core.language.amounts import find_amounts
from crm_core.language.context import build_usual_context
from crm_core.language.found import AmountFound, AmountRole
from crm_core.language.quantities import find_quantities
from crm_core.language.tokens import Span, cut

TBILISI = ZoneInfo("Asia/Tbilisi")
CONTEXT = build_usual_context("en", datetime(2026, 11, 26, 10, tzinfo=TBILISI), TBILISI)


def find(text: str) -> list[AmountFound]:
    return list(find_amounts(cut(text), text, CONTEXT))


def tell(text: str) -> list[str]:
    """Sure sums as "6000", "5000-6000 GEL"."""
    return [
        f"{one.amount}{f'-{one.most}' if one.most else ''} {one.currency or ''}".strip()
        for one in find(text)
        if one.is_sure
    ]


SUMS = {
    "6к": "6000",
    "6 тыс": "6000",
    "6т": "6000",
    "1.5 mln": "1500000",
    "6000 лари": "6000 GEL",
    "6000лари": "6000 GEL",
    "6000 ларов": "6000 GEL",
    "6 тыс. лари": "6000 GEL",
    "₾6,000": "6000 GEL",
    "6 000 ₾": "6000 GEL",
    "6000 gel": "6000 GEL",
    "GEL 6000": "6000 GEL",
    "$500": "500 USD",
    "500$": "500 USD",
    "USD500": "500 USD",
    "500 долл": "500 USD",
    "500 баксов": "500 USD",
    "100 евро": "100 EUR",
    "€1.200,50": "1200.50 EUR",
    "7 000 руб.": "7000 RUB",
    "6 т.р.": "6000 RUB",
    "1.5k$": "1500 USD",
    "5 ლარი": "5 GEL",
    "ექვსი ათასი": "6000",
    "ექვსი ათასი ლარი": "6000 GEL",
    "6ათ ლარი": "6000 GEL",
    "6000 ლარად": "6000 GEL",
    "6000 ლარამდე": "6000 GEL",
    "6000-ად": "6000",
    "6000-მდე": "6000",
    "eqvsi atasi lari": "6000 GEL",
    "6 tisiach lari": "6000 GEL",
    "shest tysyach lari": "6000 GEL",
    "полмиллиона долларов": "500000 USD",
    "half a million dollars": "500000 USD",
    "six grand": "6000",
    "тысяч на шесть": "6000",
    "до 6000": "6000",
    "do 6000 lari": "6000 GEL",
    "около 6 тысяч": "6000",
    "about 6000": "6000",
    "~6000": "6000",
    "от 6000": "6000",
    "дешевле 6000": "6000",
    "დაახლოებით 6000": "6000",
    "на 6 тысяч": "6000",
    "за 6 500 под ключ": "6500",
    "цена: 6000": "6000",
    "цена 99": "99",
    "price is 6000": "6000",
    "price 12,500 for vera": "12500",
    "бюджет до 6000": "6000",
    "сумма сделки 6000": "6000",
    "стоимость будет 12 800": "12800",
    "ფასი 6000": "6000",
    "თანხა 6000": "6000",
    "ამბობს 6000": "6000",
    "5800-ზე დათანხმდა": "5800",
    "Vera says 7000": "7000",
    "agreed to 5800": "5800",
    "договорились на 6000": "6000",
    "contract for 6000": "6000",
    "make it 6000": "6000",
    "6000 with installation": "6000",
    "6000 с установкой": "6000",
    "6000 მონტაჟით": "6000",
    "всего 6000": "6000",
    "итого 6 500 лари": "6500 GEL",
    "4 windows about 6000": "6000",
    "4 окна 6000": "6000",
    "4 ფანჯარა 6000": "6000",
    "4 окна, 2 двери, 7500": "7500",
    "4 больших окна 8500": "8500",
    "6000 за 4 окна": "6000",
    "семь пятьсот лари": "7500 GEL",
    "for seven five hundred": "7500",
    "called Vera, 4 windows about 6000, measurement Thursday": "6000",
    "звонил вере 4 окна примерно 6000": "6000",
    "ვერას დავურეკე, 4 ფანჯარა დაახლოებით 6000 ლარი": "6000 GEL",
    "999999999999.99 лари": "999999999999.99 GEL",
    "квартира 12, 6000 лари": "6000 GEL",
    "скидка 10% итого 5400": "5400",
    "не 6, а 7 тысяч": "7000",
}
RANGES = {
    "5-6 thousand": "5000-6000",
    "5–6k": "5000-6000",
    "5-6 тыс": "5000-6000",
    "от 5 до 6 тысяч": "5000-6000",
    "ot 5 do 6 tysyach": "5000-6000",
    "between 5 and 6 thousand": "5000-6000",
    "5 or 6 thousand": "5000-6000",
    "5 или 6 тысяч": "5000-6000",
    "пять-шесть тысяч": "5000-6000",
    "тысяч 5-6": "5000-6000",
    "5-დან 6 ათასამდე": "5000-6000",
    "ორი-სამი ათასი": "2000-3000",
    "ხუთი ან ექვსი ათასი": "5000-6000",
    "ori-sami atasi": "2000-3000",
    "5000-6000 ლარი": "5000-6000 GEL",
    "1000-დან 2000 ლარამდე": "1000-2000 GEL",
    "$5-6k": "5000-6000 USD",
    "$1000-$2000": "1000-2000 USD",
    "от 1000 лари до 2000": "1000-2000 GEL",
    "1,5-2 тыс": "1500-2000",
    "10k-12k": "10000-12000",
    "от 500 до 2 тысяч": "500-2000",
    "ninos deal is 5-6 thousand": "5000-6000",
}
NO_SUMS = [
    *("599 12 34 56", "599123456", "+995 599 123456", "599-12-34"),
    *("140x120", "140 х 120", "140 на 120", "окно 1400 на 1200", "1.4x1.2"),
    *("4 windows", "4 окна", "ოთხი ფანჯარა", "6 тысяч окон", "200 windows", "3 м2", "120 см", "120cm", "3500 m2"),
    *("кв 120", "кв. 120", "flat 120", "ბინა 120", "дом 120", "3 этаж", "room 600", "код 4500", "code: 4500"),
    *("#1003", "deal 1003", "сделка №1003", "გარიგება 1003", "заказ 20345", "order 20345", "RAL7016", "RAL 7016"),
    *("15%", "15 %", "100 процентов", "150 პროცენტი"),
    *("2026", "в 2026 году", "since 2019", "до 2026", "2019 წელს"),
    *("12:30", "26.11.2026", "24/7", "6000/7000", "в 10 утра"),
    *("за 200 км", "for 150 minutes", "300 раз", "1000 человек", "365 дней"),
    *("9999999999999 лари", "1 000 000 000 000 лари", "0 лари", "0.001 lari"),
    *("iban GE29NB0000000101904917", "А6000", "12a", "0599", "", "-", "₾", "тысячу раз"),
]  # fmt: skip
#: Numbers that could be sums and could be anything else.
UNSURE = ["6000", "6000.", "5000-6000", "Vera 6500", "call 112", "1003", "тысяча извинений", "others ask 5000"]


@pytest.mark.parametrize(("text", "told"), [*SUMS.items(), *RANGES.items()])
def test_a_sum_is_found(text: str, told: str) -> None:
    assert tell(text) == [told]


@pytest.mark.parametrize("text", NO_SUMS)
def test_what_is_no_sum_is_left(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize("text", UNSURE)
def test_a_bare_number_is_unsure(text: str) -> None:
    assert [one.is_sure for one in find(text)] == [False]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("оплатила 3000", AmountRole.PART),
        ("paid 3000 lari", AmountRole.PART),
        ("3000 გადაიხადა", AmountRole.PART),
        ("аванс 1000 лари", AmountRole.PART),
        ("3000 ლარი ავანსი", AmountRole.PART),
        ("скидка 500 лари", AmountRole.PART),
        ("she owes 2000", AmountRole.PART),
        ("долг 2000 лари", AmountRole.PART),
        ("4 окна по 500", AmountRole.EACH),
        ("500 lari each", AmountRole.EACH),
        ("350 лари за м2", AmountRole.EACH),
        ("price 350 per window", AmountRole.EACH),
    ],
)
def test_a_part_or_a_piece_is_not_the_whole(text: str, role: AmountRole) -> None:
    assert [(one.role, one.is_sure) for one in find(text)] == [(role, False)]


def test_the_sum_and_its_advance_are_told_apart() -> None:
    assert [(int(one.amount), one.role) for one in find("сумма 6000 аванс 2000")] == [
        (6000, AmountRole.WHOLE),
        (2000, AmountRole.PART),
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("не 6 тысяч", "6 тысяч не потянет", "6 тысяч это дорого", "6000 лари много", "у соседа за 3000 поставили"),
        *("not 6 thousand", "6000 lari is too much", "others ask 5000 lari", "elsewhere it is 5000"),
        *("არა 6 ათასი", "6000 ლარი ძვირია", "სხვაგან 5000 ლარია"),
    ],
)
def test_a_sum_that_is_not_agreed_is_unsure(text: str) -> None:
    assert [one.is_sure for one in find(text)] == [False]


@pytest.mark.parametrize("text", ["about 6000", "~6000", "до 6000", "6000-მდე", "пару тысяч", "тысяч шесть"])
def test_a_rough_sum_says_so(text: str) -> None:
    assert [one.is_about for one in find(text)] == [True]


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("Vera, about 6000 lari, Thursday", "about 6000 lari"),
        ("вера от 5 до 6 тысяч за всё", "от 5 до 6 тысяч"),
        ("ვერა 6000 ლარამდე ხვალ", "6000 ლარამდე"),
        ("deal $5-6k ok", "$5-6k"),
    ],
)
def test_the_span_is_the_words_of_the_sum(text: str, piece: str) -> None:
    assert [one.span.cut(text) for one in find(text)] == [piece]


def test_taken_words_are_no_sums() -> None:
    text = "for 1100 lari at 1200"
    start = text.index("1200")
    found = find_amounts(cut(text), text, CONTEXT, [Span(start, start + 4)])
    assert [int(one.amount) for one in found] == [1100]


QUANTITIES = {
    "4 windows": ["4 windows"],
    "4 plastic windows": ["4 plastic windows"],
    "four windows": ["4 windows"],
    "couple of windows": ["2 windows"],
    "4 окна": ["4 окна"],
    "4 больших окна": ["4 больших окна"],
    "два балкона": ["2 балкона"],
    "двух окон": ["2 окон"],
    "пару окон": ["2 окон"],
    "4 ფანჯარა": ["4 ფანჯარა"],
    "ოთხი ფანჯარა": ["4 ფანჯარა"],
    "ოთხი დიდი ფანჯარა": ["4 დიდი ფანჯარა"],
    "otxi fanjara": ["4 fanjara"],
    "3 m2": ["3 m2"],
    "3 кв.м": ["3 кв.м"],
    "2.5 м": ["2.5 м"],
    "140x120": ["1 140x120"],
    "2 окна 140 на 120": ["2 окна", "1 140 на 120"],
    "5 стульев": ["5 стульев"],
    "4 chairs": ["4 chairs"],
    "4 windows, 2 doors": ["4 windows", "2 doors"],
    "кв 5": [],
    "5 этаж": [],
    "6000 лари": [],
    "$4": [],
    "5 звонить": [],
    "3 times": [],
    "10 минут": [],
    "#4 windows": [],
    "15%": [],
}


@pytest.mark.parametrize(("text", "told"), QUANTITIES.items())
def test_quantities_are_found(text: str, told: list[str]) -> None:
    assert [f"{one.quantity} {one.thing}" for one in find_quantities(cut(text), text, CONTEXT)] == told


PIECES = [*SUMS, *RANGES, *NO_SUMS, *UNSURE, *QUANTITIES, "\n", "Vera", "завтра", "და", "...", "😀"]


@example("1И€1")
@given(st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join))
def test_any_text_is_survived(text: str) -> None:
    tokens = cut(text)
    found = find_amounts(tokens, text, CONTEXT)
    for one, behind in pairwise(found):
        assert one.span.end <= behind.span.start
    for one in found:
        assert 0 < one.amount <= LARGEST
        assert one.most is None or one.amount < one.most <= LARGEST
        assert one.amount == one.amount.quantize(Decimal("0.01"))
    for quantity in find_quantities(tokens, text, CONTEXT):
        assert quantity.quantity > 0
        assert quantity.thing in text
