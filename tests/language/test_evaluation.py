"""What sellers say is understood: both halves of the evaluation set, in every language."""

from itertools import chain

import pytest

from crm_core.language.understand import understand
from tests.language.evaluation.scoring import (
    HALVES,
    LANGUAGES,
    LEAST_RIGHT,
    MOST_WRONG_WRITES,
    Sentence,
    build_context,
    judge,
    load_sentences,
)

WRITTEN = [(language, half) for language in LANGUAGES for half in HALVES if load_sentences(language, half)]
MESSY = {"misspelt", "mixed", "latin"}


def load_all(language: str) -> list[Sentence]:
    return list(chain.from_iterable(load_sentences(language, half) for half in HALVES))


@pytest.mark.parametrize(("language", "half"), WRITTEN)
def test_what_sellers_say_is_understood_whole_and_nothing_wrong_is_written(language: str, half: str) -> None:
    sentences = load_sentences(language, half)
    verdicts = [judge(one, understand(one.text, build_context(language, one))) for one in sentences]

    wrong = [(one.sentence.text, one.wrong_writes) for one in verdicts if one.wrong_writes]
    missed = [(one.sentence.text, one.problems) for one in verdicts if one.problems]

    assert len(wrong) <= MOST_WRONG_WRITES, wrong
    assert 1 - len(missed) / len(verdicts) >= LEAST_RIGHT, missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_set_is_large_messy_and_holds_enough_that_must_not_act(language: str) -> None:
    sentences = load_all(language)

    assert len({one.text for one in sentences}) == len(sentences)
    assert sum(one.typed in MESSY for one in sentences) >= len(sentences) / 3
    if (language, "second") in WRITTEN:
        assert len(sentences) >= 150
        assert sum(not one.acts for one in sentences) >= 30
