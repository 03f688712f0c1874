"""An interpreter helps where the rules are unsure. It is shown, waits for *Yes*, and is checked like anybody's word."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from crm_core.language.context import Context
from crm_core.language.menu import Menu
from crm_core.language.ports import InterpretationFailed
from tests.fakes.customers import add_deal
from tests.fakes.house import SELLER, House
from tests.fakes.telegram import Person

UNCLEAR = "Vera would like it somewhat bigger, budget six and then some"


@dataclass
class Adviser:
    """An interpreter that answers `answer`, or fails."""

    answer: object
    asked: list[str] = field(default_factory=list)

    async def interpret(self, text: str, context: Context, menu: Menu) -> object:
        self.asked.append(text)
        if self.answer is None:
            raise InterpretationFailed("timeout")
        return self.answer


@pytest.fixture
async def seller(house: House) -> Person:
    await add_deal(house, "Vera Abashidze", "+995599121314")
    return house.person(SELLER, "Giorgi")


async def test_what_an_interpreter_proposes_waits_for_yes(house: House, seller: Person) -> None:
    house.dispatcher["interpreter"] = Adviser({"commands": [{"name": "set_amount", "who": "Vera", "amount": 6000}]})
    said = await seller.say(UNCLEAR)
    assert "❔ Amount: ₾6,000" in said
    assert await house.ask("SELECT amount FROM deals") == [(None,)]
    await seller.press("Yes")
    assert await house.ask("SELECT amount FROM deals") == [(6000,)]


async def test_what_the_rules_are_sure_of_is_asked_of_nobody(house: House, seller: Person) -> None:
    adviser = Adviser({"commands": []})
    house.dispatcher["interpreter"] = adviser
    await seller.say("called Vera, no answer")
    assert adviser.asked == []
    assert await house.ask("SELECT outcome FROM activities WHERE kind = 'call'") == [("no_answer",)]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "DROP TABLE deals",
        {"commands": [{"name": "move_deal", "who": "Vera", "stage": "done and paid"}]},
        {"commands": [{"name": "log_call", "who": "Nino"}]},
        {"commands": [{"name": "add_note", "who": "Vera", "text": "words that were never said"}]},
    ],
)
async def test_an_answer_that_is_none_changes_nothing(house: House, seller: Person, answer: object) -> None:
    """The person gets the offer that he would get without an interpreter."""
    house.dispatcher["interpreter"] = Adviser(answer)
    said = await seller.say(UNCLEAR)
    assert UNCLEAR in said
    assert await house.ask("SELECT count(*) FROM activities") == [(0,)]
    assert await house.ask("SELECT stage_id FROM deals") == await house.ask("SELECT min(stage_id) FROM deals")
