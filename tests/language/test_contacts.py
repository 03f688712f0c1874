"""Telephones, e-mail addresses and places in running text."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.language.contacts import find_addresses, find_emails, find_phones
from crm_core.language.context import build_usual_context
from crm_core.language.tokens import cut

TBILISI = ZoneInfo("Asia/Tbilisi")
CONTEXT = build_usual_context("en", datetime(2026, 11, 26, 10, tzinfo=TBILISI), TBILISI)
GEORGIAN, RUSSIAN = "+995599123456", "+79161234567"

PHONES = {
    "599123456": [GEORGIAN],
    "599 12 34 56": [GEORGIAN],
    "599 12-34-56": [GEORGIAN],
    "599-12-34-56": [GEORGIAN],
    "(599) 12 34 56": [GEORGIAN],
    "0599123456": [GEORGIAN],
    "995599123456": [GEORGIAN],
    "+995 599 12 34 56": [GEORGIAN],
    "+995(599)123456": [GEORGIAN],
    "00995 599 123 456": [GEORGIAN],
    "tel: 599123456, thanks": [GEORGIAN],
    "тел.599123456": [],
    "Vera 599 12 34 56 3 windows": [GEORGIAN],
    "4 окна 599 12 34 56": [GEORGIAN],
    "599123456 577112233": [GEORGIAN, "+995577112233"],
    "599 12 34 56 / 577 11 22 33": [GEORGIAN, "+995577112233"],
    "599 12 34 56, 577 11 22 33": [GEORGIAN, "+995577112233"],
    "8 916 123 45 67": [RUSSIAN],
    "8-916-123-45-67": [RUSSIAN],
    "8(916)1234567": [RUSSIAN],
    "79161234567": [RUSSIAN],
    "+7 916 123-45-67": [RUSSIAN],
    "+44 20 7946 0958": ["+442079460958"],
    "599 12": [],
    "599 12 34": [],
    "6000 7000": [],
    "500 000 000": [],
    "500 000 000 лари": [],
    "599123456 lari": [],
    "26.11.2026 10:30": [],
    "140x120 150x130": [],
    "1234567890123456": [],
    "GE29NB0000000101904917": [],
}
TAILS = {
    "…4567": "4567",
    "...4567": "4567",
    "Vera ..4567": "4567",
    "на 4567 оканчивается": "4567",
    "оканчивается на 4567": "4567",
    "заканчивается на 567": "567",
    "ending 4567": "4567",
    "number ending in 4567": "4567",
    "last four 4567": "4567",
    "ბოლო 4567": "4567",
    "ბოლო ოთხი 4567": "4567",
    "4567-ით ბოლოვდება": "4567",
}


@pytest.mark.parametrize(("text", "numbers"), PHONES.items())
def test_telephones_are_found(text: str, numbers: list[str]) -> None:
    assert [phone.value for phone in find_phones(text, CONTEXT)] == numbers


@pytest.mark.parametrize(("text", "tail"), TAILS.items())
def test_last_digits_are_a_tail(text: str, tail: str) -> None:
    assert [(phone.value, phone.is_tail) for phone in find_phones(text, CONTEXT)] == [(tail, True)]


@pytest.mark.parametrize("text", ["hm...6000", "... 6000 лари", "ending 15.11", "в конце 2026", "4567", "wait ... 45"])
def test_what_is_no_tail_is_left(text: str) -> None:
    assert find_phones(text, CONTEXT) == ()


@pytest.mark.parametrize(
    ("text", "emails"),
    [
        ("vera@example.com", ["vera@example.com"]),
        ("write to Vera.K+crm@mail.example.co.uk.", ["Vera.K+crm@mail.example.co.uk"]),
        ("почта:nino_k@gmail.com, тел", ["nino_k@gmail.com"]),
        ("mailto:a@b.ge", ["a@b.ge"]),
        ("ვერა vera@example.ge-ზე", []),
        ("@kavshiri_bot", []),
        ("a@b", []),
        ("x@y..com", []),
        ("one@a.com two@b.org", ["one@a.com", "two@b.org"]),
    ],
)
def test_emails_are_found(text: str, emails: list[str]) -> None:
    assert [email.value for email in find_emails(text)] == emails


ADDRESSES = {
    "Chavchavadze 12": "Chavchavadze 12",
    "chavchavadze 12 flat 5": "chavchavadze 12 flat 5",
    "Vera lives at Chavchavadze 12, flat 5, measurement tomorrow": "Chavchavadze 12, flat 5",
    "on Pekini street 5": "Pekini street 5",
    "14 Kazbegi ave": "14 Kazbegi ave",
    "Saburtalo, Kazbegi ave 14": "Saburtalo, Kazbegi ave 14",
    "Barnov street": "Barnov street",
    "address: Green Hill 7, 4 windows": "Green Hill 7",
    "ул. Руставели 20, кв 5": "ул. Руставели 20, кв 5",
    "замер ул Горького 120 кв 5 завтра": "ул Горького 120 кв 5",
    "улица Пекина 5, подъезд 2, этаж 3": "улица Пекина 5, подъезд 2, этаж 3",
    "на улице Барнова 15а": "улице Барнова 15а",
    "пр. Важа-Пшавела 45": "пр. Важа-Пшавела 45",
    "Тбилиси, ул. Палиашвили 33": "Тбилиси, ул. Палиашвили 33",
    "Батуми, Горгиладзе 12/5": "Батуми, Горгиладзе 12/5",
    "адрес: Руставели 20, кв 5, 4 окна": "Руставели 20, кв 5",
    "адрес веры чавчавадзе 12 кв 5": "чавчавадзе 12 кв 5",
    "по адресу Барнова 15": "Барнова 15",
    "adres very rustaveli 20": "rustaveli 20",
    "ჭავჭავაძის 12": "ჭავჭავაძის 12",
    "ჭავჭავაძის გამზ. 12": "ჭავჭავაძის გამზ. 12",
    "ჭავჭავაძის გამზირი 12ა, ბინა 5": "ჭავჭავაძის გამზირი 12ა, ბინა 5",
    "გურამის 12, ბინა 5": "გურამის 12, ბინა 5",
    "მისამართი: ვაჟა-ფშაველას 45, ბინა 12": "ვაჟა-ფშაველას 45, ბინა 12",
    "ვერას მისამართი: შარტავას ქ. 12": "შარტავას ქ. 12",
    "chavchavadzis 12": "chavchavadzis 12",
    "chavchavadzis kucha 12": "chavchavadzis kucha 12",
    "mananas misamarti rustavelis 20": "rustavelis 20",
    "new customer Nino, 3 windows, Saburtalo": "Saburtalo",
}
NO_ADDRESSES = [
    *("Нино Казбеги 3 окна", "Чавчавадзе звонил", "Vera, Rustaveli", "Rustaveli 12 lari", "Rustaveli 6000"),
    *("გიორგის 4 ფანჯარა", "გიორგის 12", "ლევანის 5 ზარი", "25 ივნისის 12", "Levan 5", "Vera 12"),
    *("address unknown", "адрес не дала", "адрес уточнить", "адрес: уточнить завтра", "მისამართი არ მითხრა"),
    *("на улице холодно 5 градусов", "the street 5 windows", "on 5th street", "кв 5", "flat 5", "3 этаж"),
    *("Saburtalo", "find windows saburtalo", "", "ул.", "street 5", "140x120", "st. 5"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "address"), ADDRESSES.items())
def test_an_address_is_found(text: str, address: str) -> None:
    assert [one.value for one in find_addresses(cut(text), text, CONTEXT)] == [address]


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_a_false_address_is_not_made(text: str) -> None:
    assert find_addresses(cut(text), text, CONTEXT) == ()


PIECES = [*PHONES, *TAILS, *ADDRESSES, *NO_ADDRESSES, "ул", "адрес:", "@", "\n", ",", "+", "(", "…", "кв", "12/"]


@given(st.text(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join))
def test_any_text_is_survived(text: str) -> None:
    phones = find_phones(text, CONTEXT)
    spans = [phone.span for phone in phones]
    assert spans == sorted(spans)
    assert all(phone.value.lstrip("+").isdigit() for phone in phones)
    assert all(email.value in text for email in find_emails(text))
    for address in find_addresses(cut(text), text, CONTEXT, spans):
        assert address.value == address.span.cut(text)
        assert not any(address.span.overlaps(span) for span in spans)


@pytest.mark.parametrize("text", ["1" * 4096, "1 " * 2048, "a@" * 2048, "..." * 1300, "(" * 4096, "1-" * 2048])
def test_a_long_text_is_read_in_time(text: str) -> None:
    assert find_phones(text, CONTEXT) == ()
    assert find_emails(text) == ()
