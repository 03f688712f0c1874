"""Every refusal of the core has words of its own, in every language."""

import importlib
import inspect
import pkgutil
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import crm_core
from crm_core.customers.models import ContactKind
from crm_core.kernel.errors import CrmError
from crm_core.staff.models import Craft
from handlers.views.errors import WORDS, render_error, render_failure, render_problem
from handlers.views.reader import Reader

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)

#: What an error is given, by the name of its parameter.
VALUES: dict[str, Any] = {"moment": NOW, "start": NOW, "craft": Craft.MEASURER, "limit": 200, "kind": ContactKind.EMAIL}


def list_errors() -> list[type[CrmError]]:
    for module in pkgutil.walk_packages(crm_core.__path__, "crm_core."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)

    def below(kind: type[CrmError]) -> list[type[CrmError]]:
        return [one for child in kind.__subclasses__() for one in (child, *below(child))]

    return [kind for kind in below(CrmError) if kind.__module__.startswith("crm_core.")]


def make(kind: type[CrmError]) -> CrmError:
    own = kind.__init__ is not Exception.__init__ and kind.__init__ is not CrmError.__init__
    names = list(inspect.signature(kind).parameters) if own else []
    return kind(*(VALUES.get(name, "<b>&") for name in names))


@pytest.mark.parametrize("kind", list_errors(), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("locale", ["ka", "ru", "en"])
def test_every_error_has_words_of_its_own(kind: type[CrmError], locale: str) -> None:
    reader = Reader(locale, ZoneInfo("Asia/Tbilisi"), NOW)
    assert kind in WORDS
    sentence = render_error(make(kind), reader)
    assert len(sentence) > 10
    assert "<b>" not in sentence


@pytest.mark.parametrize("locale", ["ka", "ru", "en"])
def test_every_refusal_of_a_line_is_told_from_its_code_alone(locale: str) -> None:
    reader = Reader(locale, ZoneInfo("Asia/Tbilisi"), NOW)
    failure = render_failure(reader)
    for kind in list_errors():
        assert len(render_problem(kind.code, reader)) > 10
        assert render_problem(kind.code, reader) != failure


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in list_errors()]
    assert all(codes)
    assert len(set(codes)) == len(codes)
