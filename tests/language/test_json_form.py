"""Commands as JSON and back; whatever else comes from outside is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crm_core.language.json_form import dump_command, load_command
from crm_core.language.understand import understand
from tests.language.telling import build_context

SENTENCES = (
    "called Vera yesterday, 4 windows about 5-6 thousand lari, measurement Thursday 11:00",
    "new customer Nino Beridze 599123456, 3 windows, Saburtalo",
    "звонить Вере каждый понедельник в 9",
    "покажи окна больше 5000",
    "передай Веру Левану",
    "ვერამ უარი თქვა, ძვირია",
    "Vera's email is vera@mail.ge",
    "move the call with Vera to Friday",
)


@pytest.mark.parametrize("text", SENTENCES)
def test_commands_come_back_from_json_as_they_were(text: str) -> None:
    understood = understand(text, build_context("en"))
    assert understood.proposals
    for one in understood.proposals:
        assert load_command(json.loads(json.dumps(dump_command(one.command)))) == one.command


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"name": "drop_tables", "arguments": {}},
        {"name": 5, "arguments": {}},
        {"name": "add_note", "arguments": {}},
        {"name": "add_note", "arguments": {"text": 5}},
        {"name": "add_note", "arguments": ["text"]},
        {"name": "add_note", "arguments": {"text": "a", "shout": True}},
        {"name": "log_call", "arguments": {"outcome": "shouted"}},
        {"name": "set_amount", "arguments": {"amount": "much"}},
        {"name": "postpone_task", "arguments": {"due": "tomorrow"}},
        {"name": "postpone_task", "arguments": {"due": "2026-11-26T11:00:00"}},
    ],
)
def test_what_is_no_command_is_refused(stored: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        load_command(stored)
