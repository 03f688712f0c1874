"""Orders: how stages become steps, and that reading them is the customer's own and cheap."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from crm_core.customers.joining import JoinTelegram, join_telegram
from crm_core.deals.models import StageKind
from crm_core.intake.actions import IncomingRequest, receive_request
from crm_core.kernel.actor import build_system_actor
from crm_core.kernel.errors import NotVisible
from crm_core.orders.queries import get_order, list_orders
from crm_core.orders.rows import StepState
from crm_core.orders.rules import LabelledStage, find_label, make_steps
from tests.fakes.house import House, build_house

DONE, CURRENT, AHEAD = StepState.DONE, StepState.CURRENT, StepState.AHEAD


def stage(number: int, label: str, kind: StageKind = StageKind.OPEN) -> LabelledStage:
    return LabelledStage(number, {"en": label} if label else {}, kind)


WAY = [
    stage(1, "Received"),
    stage(2, ""),
    stage(3, "Working"),
    stage(4, "Working"),
    stage(5, "Done", StageKind.WON),
    stage(6, "Closed", StageKind.LOST),
]


@pytest.mark.parametrize(
    ("here", "label", "states"),
    [
        (1, "Received", [CURRENT, AHEAD, AHEAD]),
        (2, "Received", [CURRENT, AHEAD, AHEAD]),
        (3, "Working", [DONE, CURRENT, AHEAD]),
        (4, "Working", [DONE, CURRENT, AHEAD]),
        (5, "Done", [DONE, DONE, DONE]),
        (6, "Closed", []),
    ],
)
def test_stages_become_the_steps_she_is_told_about(here: int, label: str, states: list[StepState]) -> None:
    assert find_label(WAY, here) == {"en": label}
    assert [state for _, state in make_steps(WAY, here)] == states


def test_a_first_stage_without_a_label_tells_nothing_yet() -> None:
    way = [stage(1, ""), stage(2, "Working")]
    assert find_label(way, 1) == {}
    assert make_steps(way, 1) == (({"en": "Working"}, AHEAD),)


@pytest.fixture
async def house(engine: AsyncEngine) -> AsyncIterator[House]:
    house = await build_house(engine)
    yield house
    house.take_down()


@contextmanager
def counting(engine: AsyncEngine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_: Any, __: Any, statement: str, *rest: Any) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def test_an_order_is_read_in_three_queries_and_a_list_in_two(house: House) -> None:
    async with house.store.work(build_system_actor()) as work:
        accepted = await receive_request(work, IncomingRequest("Vera", "599123456", "4 windows", consent=True))
        await join_telegram(work, JoinTelegram(505, "+995599123456", "Vera"))
    vera = await house.actor(505)
    async with house.store.reading(vera) as work:
        with counting(house.store.engine) as asked:
            order = await get_order(work.session, vera, accepted.deal_id, work.now)
        assert len(asked) == 3
        assert (order.number, order.wish, order.has_others) == (1001, "4 windows", False)
        with counting(house.store.engine) as asked:
            assert [row.deal_id for row in await list_orders(work.session, vera)] == [accepted.deal_id]
        assert len(asked) == 2


async def test_another_customer_finds_no_such_order(house: House) -> None:
    async with house.store.work(build_system_actor()) as work:
        accepted = await receive_request(work, IncomingRequest("Vera", "599123456", consent=True))
        await join_telegram(work, JoinTelegram(606, "+995555000111", "Other"))
    other = await house.actor(606)
    with pytest.raises(NotVisible):
        async with house.store.reading(other) as work:
            await get_order(work.session, other, accepted.deal_id, work.now)
    async with house.store.reading(other) as work:
        assert await list_orders(work.session, other) == []
