"""Every word for people is collected, and said in all three languages."""

import pytest

from locales.collect import PLURALS, find_faults, find_stale


def test_the_template_holds_what_the_source_says() -> None:
    assert find_stale() == [], "run 'make messages'"


@pytest.mark.parametrize("language", PLURALS)
def test_the_catalogue_is_complete(language: str) -> None:
    assert find_faults(language) == []
