"""Whatever is typed is survived, nothing of it is lost, and nothing is written that no words say."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.language.commands import Ask, Find, LogCall
from crm_core.language.tokens import Span
from crm_core.language.understand import correct, understand
from tests.language.telling import build_context, read_table, tell

CONTEXT, IN_VIEW = build_context("ka"), build_context("ru", has_view=True)
WORDS = [
    "called",
    "Vera",
    "Нино",
    "გიორგის",
    "tomorrow",
    "завтра",
    "ხვალ",
    "11:00",
    "6000",
    "лари",
    ",",
    ".",
    "?",
    "not",
    "не",
    "არ",
    "if",
    "если",
    "თუ",
    "measurement",
    "замер",
    "აზომვა",
    "asked",
    "просила",
    "დამირეკეო",
    "paid",
    "отказалась",
    "дорого",
    "Levan",
    "передай",
    "\n",
    "4",
    "windows",
    "no",
    "нет",
    "არა",
    "599123456",
    "vera@mail.ge",
    "«",
    "»",
    ":",
    "-",
    "and",
    "и",
    "და",
    "remind",
    "напомни",
    "task",
    "stage",
    "этап",
    "ეტაპზე",
    "sent",
    "отправил",
    "გავუგზავნე",
    "call",
    "позвонить",
    "დავურეკო",
    "move",
    "перенеси",
    "გადაიტანე",
    "note",
    "заметка",
    "done",
    "готово",
    "show",
    "покажи",
    "who",
    "кто",
    "ვინ",
]
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), SENTENCES))
def test_any_text_is_survived_and_every_proposal_names_its_words(text: str) -> None:
    for context in (CONTEXT, IN_VIEW):
        understood = understand(text, context)
        assert understood.text == text
        for proposal in understood.proposals:
            assert 0 <= proposal.confidence <= 1
            assert proposal.spans
            for span in proposal.spans:
                assert 0 <= span.start < span.end <= len(text)
                assert span.cut(text).strip()
        assert all(before.end <= after.start for one in understood.proposals for before, after in _pairs(one.spans))


def _pairs(many: tuple[Span, ...]) -> list[tuple[Span, Span]]:
    return list(itertools.pairwise(many))


@settings(max_examples=200, deadline=None)
@given(SENTENCES, SENTENCES)
def test_any_correction_is_survived(first: str, second: str) -> None:
    before = understand(first, CONTEXT)
    corrected = correct(before, second, CONTEXT)
    if corrected is not None:
        assert corrected.is_correction
        assert corrected.text == before.text


@settings(max_examples=200, deadline=None)
@given(SENTENCES)
def test_a_sentence_that_only_asks_writes_nothing(text: str) -> None:
    asked = "who " + text.replace("\n", " ").replace(".", " ").replace("?", " ") + "?"
    assert all(isinstance(one.command, Ask | Find) for one in understand(asked, CONTEXT).proposals)


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "😀😀", "…", "你好世界", "مرحبا", "-", "🤝 🏠"])
def test_what_holds_no_words_of_ours_proposes_nothing(text: str) -> None:
    understood = understand(text, CONTEXT)
    assert (understood.proposals, understood.is_unsure, understood.rest) == ((), False, text)


def test_the_longest_message_is_survived() -> None:
    text = ("called Vera, 4 windows about 6000. " * 200)[:4096]
    assert not any(one.is_sure for one in understand(text, CONTEXT).proposals)


def test_a_story_is_asked_about_before_anything_is_written() -> None:
    story = (
        "Вчера был длинный день. "
        + "Мы долго обсуждали ремонт и погоду, а потом пили чай. " * 7
        + "Позвонил Вере, 6000 лари."
    )
    understood = understand(story, CONTEXT)
    assert understood.proposals
    assert not any(one.is_sure for one in understood.proposals)


def test_words_that_nothing_took_stay_in_order() -> None:
    understood = understand("Vera agreed, white frames, wants a mosquito net", CONTEXT)
    assert understood.rest == "white frames, wants a mosquito net"


def test_words_about_a_call_are_kept_with_it() -> None:
    command = understand("called Vera, 4 windows, the kitchen too", CONTEXT).proposals[0].command
    assert isinstance(command, LogCall)
    assert command.text == "4 windows, the kitchen too"


def test_the_customer_comes_first_among_those_mentioned() -> None:
    understood = understand("пусть Леван заедет к Нино завтра", CONTEXT)
    assert [one.text for one in understood.mentions] == ["Нино", "Леван"]
    assert understood.proposals[0].command.who == 0


def test_nobody_named_is_whoever_is_in_view() -> None:
    assert understand("звонил, не отвечает", IN_VIEW).proposals[0].command.who is None


SILENT = (Path(__file__).parent / "sentences_silent.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("text", SILENT)
@pytest.mark.parametrize("language", ["en", "ru", "ka"])
def test_what_is_denied_supposed_promised_or_asked_is_never_done_at_once(text: str, language: str) -> None:
    done = [one for one in understand(text, build_context(language)).proposals if one.is_sure]
    assert all(isinstance(one.command, Ask | Find) for one in done)


VIEWED = read_table("""
done => done
сделал => done
გავაკეთე => done
готово => done
postpone to Monday => postpone 30 10:00
отложи на завтра => postpone 25 10:00
გადადე ხვალამდე => postpone 25 10:00
she agreed => stage payment?
""")


@pytest.mark.parametrize(("text", "told"), VIEWED, ids=[text for text, _ in VIEWED])
def test_with_a_card_in_view_short_words_are_enough(text: str, told: str) -> None:
    assert tell(understand(text, build_context("en", has_view=True))) == told
