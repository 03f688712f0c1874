"""A following message that changes what was said before."""

from __future__ import annotations

import pytest

from crm_core.language.understand import correct, understand
from tests.language.telling import build_context, read_table, tell

A3 = "called Vera, 4 windows about 6000, measurement Thursday 11:00"
CALL = "перезвонить Вере завтра в 11"

CORRECTED = {
    A3: """
no, Friday => call out talked "4 windows"; amount 6000; measurement 27 11:00
no, on Friday => call out talked "4 windows"; amount 6000; measurement 27 11:00
not 6, but 7 thousand => call out talked "4 windows"; amount 7000; measurement 26 11:00
не 6, а 7 тысяч => call out talked "4 windows"; amount 7000; measurement 26 11:00
не 6 а 7 => call out talked "4 windows"; amount 7000; measurement 26 11:00
I meant 7k => call out talked "4 windows"; amount 7000; measurement 26 11:00
no, 6500 => call out talked "4 windows"; amount 6500; measurement 26 11:00
нет, 7000 => call out talked "4 windows"; amount 7000; measurement 26 11:00
არა, პარასკევს => call out talked "4 windows"; amount 6000; measurement 27 11:00
ara, paraskevs => call out talked "4 windows"; amount 6000; measurement 27 11:00
უფრო სწორად 12-ზე => call out talked "4 windows"; amount 6000; measurement 26 12:00
sorry, at 12 => call out talked "4 windows"; amount 6000; measurement 26 12:00
вернее в пятницу в 15:00 => call out talked "4 windows"; amount 6000; measurement 27 15:00
no, no answer => call out no_answer "4 windows"; amount 6000; measurement 26 11:00
нет, не ответила => call out no_answer "4 windows"; amount 6000; measurement 26 11:00
no, she called me => call in talked "4 windows"; amount 6000; measurement 26 11:00
არა, 7 ათასი => call out talked "4 windows"; amount 7000; measurement 26 11:00
არა პარასკევს => call out talked "4 windows"; amount 6000; measurement 27 11:00
7000 კი არა 6500 => call out talked "4 windows"; amount 6500; measurement 26 11:00
ara 7k => call out talked "4 windows"; amount 7000; measurement 26 11:00
""",
    CALL: """
в 12 а не в 11 => call 25 12:00
не в 11, а в 12 => call 25 12:00
нет, в пятницу => call 27 11:00
точнее послезавтра => call 26 11:00
no, at 15:30 => call 25 15:30
нет, пусть Леван => call 25 11:00 >Levan
""",
    "move Vera to approval": """
no, payment => stage payment
нет, на монтаж => stage installation
""",
    "замер у Веры завтра": """
нет, в четверг => measurement 26
нет, в четверг в 12 => measurement 26 12:00
""",
    "передай Веру Левану": """
нет, Нике => hand over >ნიკა
""",
}
ROWS = [(before, text, told) for before, table in CORRECTED.items() for text, told in read_table(table)]


@pytest.mark.parametrize(("before", "text", "told"), ROWS, ids=[f"{before} / {text}" for before, text, _ in ROWS])
def test_correction_changes_only_what_it_names(before: str, text: str, told: str) -> None:
    context = build_context("ru")
    corrected = correct(understand(before, context), text, context)
    assert corrected is not None
    assert corrected.is_correction
    assert tell(corrected) == told


CHAINS = {
    "no, friday / no, 7k": 'call out talked "4 windows"; amount 7000; measurement 27 11:00',
    "no, friday / 7k, not 6": 'call out talked "4 windows"; amount 7000; measurement 27 11:00',
    "not 6, 7 thousand / no, 12:30": 'call out talked "4 windows"; amount 7000; measurement 26 12:30',
    "not 6 thousand, 7 / no friday 12": 'call out talked "4 windows"; amount 7000; measurement 27 12:00',
    "no wait 8500 / actually friday at 3pm": 'call out talked "4 windows"; amount 8500; measurement 27 15:00',
}


@pytest.mark.parametrize(("texts", "told"), CHAINS.items(), ids=list(CHAINS))
def test_a_correction_can_be_corrected_again(texts: str, told: str) -> None:
    context = build_context("en")
    understood = understand(A3, context)
    for text in texts.split(" / "):
        corrected = correct(understood, text, context)
        assert corrected is not None
        understood = corrected
    assert tell(understood) == told


@pytest.mark.parametrize(
    "text",
    [
        "нет, Нина",
        "not Vera but Nino",
        "не Вера, а Нино",
        "არა, ნინო",
        "no, Nino",
        "Nino, not Vera",
        "ვერა კი არა, ნინო",
    ],
)
def test_another_customer_takes_the_place_of_the_one_that_was_named(text: str) -> None:
    context = build_context("en")
    before = understand(A3, context)
    corrected = correct(before, text, context)
    assert corrected is not None
    assert corrected.mentions[0].spellings[0] in ("nino", "nina")
    assert tell(corrected) == tell(before)
    assert all(one.command.who == 0 for one in corrected.proposals)


@pytest.mark.parametrize(
    "text",
    [
        "Friday",
        "7000",
        "thanks",
        "no",
        "нет",
        "нет, спасибо",
        "ok",
        "call Nino tomorrow",
        "не звонил",
        "Nino",
        "не отвечает",
        "позвонил Нине, не ответила, перезвонить завтра в 10",
        "был у Нины, не открыла, завтра в 11 снова",
        "დავურეკე ნინოს, არ უპასუხა, გადავურეკო ხვალ 10-ზე",
        "called Nino, not answered, call back tomorrow 10",
        "no, thank you",
        "12",
        "",
    ],
)
def test_what_takes_nothing_back_corrects_nothing(text: str) -> None:
    context = build_context("en")
    assert correct(understand(A3, context), text, context) is None


def test_a_question_is_not_corrected() -> None:
    context = build_context("en")
    assert correct(understand("show windows over 5000", context), "no, 6000", context) is None


@pytest.mark.parametrize("text", ["no, Friday", "нет, в пятницу", "არა, პარასკევს", "нет, 7000", "not Vera but Nino"])
def test_a_correction_of_nothing_proposes_nothing(text: str) -> None:
    understood = understand(text, build_context("en"))
    assert understood.proposals == ()
    assert understood.is_correction
