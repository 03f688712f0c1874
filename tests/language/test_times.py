"""Times in sentences: families of phrases in three languages, and what must not be taken for a time."""

import pytest

from crm_core.language.found import Grain, Part, Recurrence, Rhythm
from crm_core.language.times import find_lengths, find_times, settle
from crm_core.language.tokens import cut
from tests.language.times_phrases import build_context, list_other_sentences, list_phrases

LANGUAGES = ("en", "ru", "ka")


def render(moment: object) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def read(text: str, language: str = "en") -> list[tuple[str, str]]:
    """(moment settled, the words it came from) of every time in the text."""
    context = build_context(language)
    return [
        (f"{settle(found, context):%a %d.%m %H:%M}", found.span.cut(text)) for found in find_times(cut(text), context)
    ]


@pytest.mark.parametrize(
    ("language", "phrase", "start", "end"), [row for language in LANGUAGES for row in list_phrases(language)]
)
def test_a_phrase_means_one_time(language: str, phrase: str, start: str, end: str) -> None:
    found = find_times(cut(phrase), build_context(language))
    assert [(render(one.start), render(one.end)) for one in found] == [(start, end)]


@pytest.mark.parametrize(
    ("language", "sentence"), [row for language in LANGUAGES for row in list_other_sentences(language)]
)
def test_what_is_no_time_is_not_taken_for_one(language: str, sentence: str) -> None:
    assert find_times(cut(sentence), build_context(language)) == ()


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "called Vera, 4 windows about 6000, measurement Thursday 11:00",
            "en",
            [("Thu 26.11 11:00", "Thursday 11:00")],
        ),
        (
            "Monday 10:00, Tuesday 11:00",
            "en",
            [("Mon 30.11 10:00", "Monday 10:00"), ("Tue 01.12 11:00", "Tuesday 11:00")],
        ),
        ("call yesterday tomorrow", "en", [("Mon 23.11 10:00", "yesterday"), ("Wed 25.11 10:00", "tomorrow")]),
        ("вера хочет 4 окна, замер в четверг в 11", "ru", [("Thu 26.11 11:00", "в четверг в 11")]),
        (
            "звонил вчера, перезвонить завтра в 10",
            "ru",
            [("Mon 23.11 10:00", "вчера"), ("Wed 25.11 10:00", "завтра в 10")],
        ),
        ("ვერას დავურეკო ხვალ 10-ზე", "ka", [("Wed 25.11 10:00", "ხვალ 10-ზე")]),
        ("4 ფანჯარა, აზომვა პარასკევს 3-ზე", "ka", [("Fri 27.11 15:00", "პარასკევს 3-ზე")]),
        ("завтра 3 леван", "ru", [("Wed 25.11 15:00", "завтра 3")]),
        ("tomorrow 3 levan", "en", [("Wed 25.11 15:00", "tomorrow 3")]),
        ("ხვალ 3 ლევანი", "ka", [("Wed 25.11 15:00", "ხვალ 3")]),
        ("завтра 3 окна", "ru", [("Wed 25.11 10:00", "завтра")]),
        ("tomorrow 3 visits", "en", [("Wed 25.11 10:00", "tomorrow")]),
        ("ხვალ 3 მონტაჟი", "ka", [("Wed 25.11 10:00", "ხვალ")]),
        ("сразу позвонить завтра в 10", "ru", [("Wed 25.11 10:00", "завтра в 10")]),
        ("just now called, visit tomorrow at 5", "en", [("Wed 25.11 17:00", "tomorrow at 5")]),
        ("ეხლავე დავურეკე ხვალ 5ზე მოვა", "ka", [("Wed 25.11 17:00", "ხვალ 5ზე")]),
        ("15-го замер", "ru", [("Tue 15.12 10:00", "15-го")]),
        ("завтра с утра пораньше", "ru", [("Wed 25.11 10:00", "завтра с утра пораньше")]),
        ("tomorrow first thing", "en", [("Wed 25.11 10:00", "tomorrow first thing")]),
        ("Good morning! Friday at 4?", "en", [("Fri 27.11 16:00", "Friday at 4")]),
    ],
)
def test_times_are_found_where_they_stand(text: str, language: str, expected: list[tuple[str, str]]) -> None:
    assert read(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "moment"),
    [
        ("xval 10 saatze", "ka", "Wed 25.11 10:00"),
        ("zavtra v 10", "ru", "Wed 25.11 10:00"),
        ("zavtra v 10", "ka", "Wed 25.11 10:00"),
        ("paraskevs 3ze", "ka", "Fri 27.11 15:00"),
        ("orshabats dilit", "ka", "Mon 30.11 10:00"),
        ("2 saatshi", "en", "Tue 24.11 16:00"),
        ("naxevar saatshi", "ka", "Tue 24.11 14:30"),
        ("v sredu posle obeda", "ru", "Wed 25.11 14:00"),
        ("na sleduyushey nedele", "ru", "Mon 30.11 10:00"),
        ("завтра at 10", "ru", "Wed 25.11 10:00"),
        ("ხვალ at 10", "ka", "Wed 25.11 10:00"),
        ("tommorow at 5", "en", "Wed 25.11 17:00"),
        ("wendesday 10am", "en", "Wed 25.11 10:00"),
        ("понидельник в 11", "ru", "Mon 30.11 11:00"),
        ("პარასკევსს", "ka", "Fri 27.11 10:00"),
    ],
)
def test_mixed_scripts_and_slips_are_read(text: str, language: str, moment: str) -> None:
    assert [found[0] for found in read(text, language)] == [moment]


@pytest.mark.parametrize(
    ("text", "language", "moment"),
    [
        ("tomorrow", "en", "Wed 25.11 10:00"),
        ("today", "en", "Tue 24.11 19:00"),
        ("after lunch", "en", "Wed 25.11 14:00"),
        ("tomorrow after lunch", "en", "Wed 25.11 14:00"),
        ("in the evening", "en", "Tue 24.11 18:00"),
        ("in the morning", "en", "Wed 25.11 10:00"),
        ("on the weekend", "en", "Sat 28.11 10:00"),
        ("end of the week", "en", "Fri 27.11 10:00"),
        ("end of the month", "en", "Mon 30.11 10:00"),
        ("by Friday", "en", "Fri 27.11 10:00"),
        ("by EOD", "en", "Tue 24.11 19:00"),
        ("by 5pm", "en", "Tue 24.11 17:00"),
        ("next week", "en", "Mon 30.11 10:00"),
        ("this week", "en", "Wed 25.11 10:00"),
        ("in 3 days", "en", "Fri 27.11 10:00"),
        ("within 3 days", "en", "Fri 27.11 10:00"),
        ("в конце месяца", "ru", "Mon 30.11 10:00"),
        ("к вечеру", "ru", "Tue 24.11 18:00"),
        ("до пятницы", "ru", "Fri 27.11 10:00"),
        ("через часик", "ru", "Tue 24.11 15:00"),
        ("через полчаса", "ru", "Tue 24.11 14:30"),
        ("на следующей неделе во вторник", "ru", "Tue 01.12 10:00"),
        ("числа 15-го", "ru", "Tue 15.12 10:00"),
        ("послезавтра утром", "ru", "Thu 26.11 10:00"),
        ("2 საათში", "ka", "Tue 24.11 16:00"),
        ("ზეგ დილით", "ka", "Thu 26.11 10:00"),
        ("მომავალ პარასკევს 11-ზე", "ka", "Fri 04.12 11:00"),
        ("კვირის ბოლოს", "ka", "Fri 27.11 10:00"),
        ("15-ში", "ka", "Tue 15.12 10:00"),
        ("სადილის მერე", "ka", "Wed 25.11 14:00"),
        ("4:23 am", "en", "Wed 25.11 04:23"),
    ],
)
def test_a_time_settles_to_one_moment_ahead(text: str, language: str, moment: str) -> None:
    assert [found[0] for found in read(text, language)] == [moment]


@pytest.mark.parametrize(
    ("text", "language", "recurrence"),
    [
        ("every Monday at 11", "en", Recurrence(Rhythm.WEEKLY, weekdays=(0,))),
        ("every other week", "en", Recurrence(Rhythm.WEEKLY, every=2)),
        ("daily at 10", "en", Recurrence(Rhythm.DAILY)),
        ("every weekday", "en", Recurrence(Rhythm.WORKDAYS)),
        ("по вторникам и четвергам", "ru", Recurrence(Rhythm.WEEKLY, weekdays=(1, 3))),
        ("каждый понедельник в 11", "ru", Recurrence(Rhythm.WEEKLY, weekdays=(0,))),
        ("каждое 15 число", "ru", Recurrence(Rhythm.MONTHLY, month_day=15)),
        ("ყოველ ორშაბათს 11-ზე", "ka", Recurrence(Rhythm.WEEKLY, weekdays=(0,))),
        ("ორშაბათობით", "ka", Recurrence(Rhythm.WEEKLY, weekdays=(0,))),
        ("ყოველდღე", "ka", Recurrence(Rhythm.DAILY)),
    ],
)
def test_repeated_times_name_their_rhythm(text: str, language: str, recurrence: Recurrence) -> None:
    (found,) = find_times(cut(text), build_context(language))
    assert found.recurrence is not None
    assert found.recurrence.at == (found.start.time() if found.start.hour else None)
    rhythm = found.recurrence
    assert (rhythm.rhythm, rhythm.every, rhythm.weekdays, rhythm.month_day) == (
        recurrence.rhythm, recurrence.every, recurrence.weekdays, recurrence.month_day,
    )  # fmt: skip


def test_parts_deadlines_and_open_ends_are_marked() -> None:
    context = build_context("en")
    (evening,) = find_times(cut("tomorrow evening"), context)
    (deadline,) = find_times(cut("until Friday"), context)
    (after,) = find_times(cut("after 5pm"), context)
    assert (evening.part, evening.is_dayless, evening.grain) == (Part.EVENING, False, Grain.HOUR)
    assert (deadline.is_deadline, deadline.is_open) == (True, False)
    assert (after.is_open, after.is_dayless) == (True, True)


@pytest.mark.parametrize("text", ["7", "ten thirty", "15th", "17.30"])
def test_latent_times_count_only_where_one_is_expected(text: str) -> None:
    from dataclasses import replace

    context = build_context("en")
    assert find_times(cut(text), context) == ()
    (found,) = find_times(cut(text), replace(context, expects_time=True))
    assert found.is_latent or found.grain is Grain.DAY


@pytest.mark.parametrize(
    ("text", "language", "minutes"),
    [
        ("talked 10 min", "en", [10]),
        ("talked for an hour and a half", "en", [90]),
        ("поговорили полчаса", "ru", [30]),
        ("говорили 1 час 20 минут", "ru", [80]),
        ("5 წუთი ვილაპარაკეთ", "ka", [5]),
        ("call her in 10 minutes", "en", []),
        ("2 საათში", "ka", []),
    ],
)
def test_lengths_that_are_no_moments(text: str, language: str, minutes: list[int]) -> None:
    found = find_lengths(cut(text), build_context(language))
    assert [one.length.total_seconds() / 60 for one in found] == minutes
