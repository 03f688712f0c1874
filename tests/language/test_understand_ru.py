"""What a Russian-speaking seller types, and what it comes to."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_core.language.understand import understand
from tests.language.telling import build_context, read_table, tell

TABLE = read_table((Path(__file__).parent / "sentences_ru.txt").read_text("utf-8"))


@pytest.mark.parametrize(("text", "told"), TABLE, ids=[text for text, _ in TABLE])
def test_sentence_comes_to_what_the_seller_meant(text: str, told: str) -> None:
    assert tell(understand(text, build_context("ru"))) == told
