"""The ledger is carried out whatever Telegram answers: nothing is lost, nothing comes more often than it must."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import TelegramMethod
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.carrier import deliver_due
from bot.delivery.telegram import TelegramSender
from crm_core.company.queries import get_company
from crm_core.customers.models import Customer
from crm_core.db.journal import AuditEntry
from crm_core.kernel.actor import Role
from crm_core.notifications.ledger import claim_batch
from crm_core.notifications.models import Notification, NotificationKind, NotificationStatus, Priority
from crm_core.notifications.outbox import queue
from crm_core.notifications.pauses import FIRST_PAUSE, LONGEST_PAUSE, grow_pause
from crm_core.staff.actions import Dismiss, dismiss
from crm_core.staff.models import Employee
from tests.flow.conftest import LINKS, SYSTEM, Company

MINUTE = timedelta(minutes=1)


async def tell(company: Company, name: str = "Nino", key: str = "1", **how: Any) -> None:
    """Something that is always worth telling: a number of overdue tasks."""
    async with company.store.work(SYSTEM) as work:
        await queue(
            work,
            NotificationKind.TASKS_OVERDUE,
            {"count": int(key)},
            unique_key=key,
            employee_id=company.people[name].id,
            **how,
        )


async def get_only(company: Company) -> Notification:
    rows: list[Notification] = await company.list_rows(Notification)
    assert len(rows) == 1
    return rows[0]


def blocked(method: TelegramMethod[Any]) -> Exception:
    return TelegramForbiddenError(method, "Forbidden: bot was blocked by the user")


async def test_a_sent_notification_keeps_where_it_stands(company: Company) -> None:
    await tell(company)
    counts = await company.tick()
    row = await get_only(company)
    assert counts == {"sent": 1}
    assert (row.status, row.chat_id, row.message_id, row.attempts) == (NotificationStatus.SENT, 501, 1, 1)
    assert row.sent_at == company.clock.now()


async def test_the_same_fact_is_told_once(company: Company) -> None:
    await tell(company)
    await tell(company)
    await company.tick()
    await company.tick()
    assert len(company.read("Nino")) == 1


async def test_a_429_delays_by_what_was_asked_and_loses_nothing(company: Company) -> None:
    for key in ("1", "2", "3"):
        await tell(company, key=key)
    company.api.faults.append(lambda method: TelegramRetryAfter(method, "Too Many Requests", 7))
    await company.tick()
    await company.tick(timedelta(seconds=6))
    assert company.read("Nino") == []
    await company.tick(timedelta(seconds=1))
    assert [text[5] for text in company.read("Nino")] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "fault",
    [
        lambda method: TelegramServerError(method, "Bad Gateway"),
        lambda method: TelegramNetworkError(method, "Connection reset"),
    ],
)
async def test_passing_faults_are_tried_again_after_growing_pauses(company: Company, fault: Any) -> None:
    await tell(company)
    company.api.faults.extend([fault] * 3)
    pauses = []
    for _ in range(3):
        await company.tick()
        row = await get_only(company)
        assert row.leased_until is not None
        pauses.append(row.leased_until - company.clock.now())
        company.clock.moment = row.leased_until
    assert pauses[2] > pauses[0]
    await company.tick()
    assert (await get_only(company)).status is NotificationStatus.SENT


def test_pauses_grow_to_a_limit_and_never_fall_together() -> None:
    spread = random.Random(1)  # noqa: S311  # a pause is no secret
    pauses = [grow_pause(attempt, spread) for attempt in range(1, 40)]
    assert FIRST_PAUSE / 2 <= pauses[0] <= FIRST_PAUSE
    assert all(pause <= LONGEST_PAUSE for pause in pauses)
    assert len(set(pauses[-10:])) == 10


async def test_who_blocked_the_bot_is_unreachable_and_the_owner_is_told_once(company: Company) -> None:
    company.api.for_ever[502] = blocked
    await tell(company, "Giorgi", "1")
    await tell(company, "Giorgi", "2")
    await company.tick()
    await company.tick()
    [told] = company.read("Nino")
    assert "Telegram does not deliver to a colleague: Giorgi" in told
    dead = [row for row in await company.list_rows(Notification) if row.status is NotificationStatus.DEAD]
    assert [row.reason for row in dead] == ["Forbidden: bot was blocked by the user"] * 2
    assert (await company.list_rows(Employee))[1].unreachable_since == company.clock.now()
    assert any(entry.thing == "employees" for entry in await company.list_rows(AuditEntry))


async def test_who_unblocks_the_bot_is_reachable_again(company: Company) -> None:
    company.api.for_ever[502] = blocked
    await tell(company, "Giorgi", "1")
    await company.tick()
    del company.api.for_ever[502]
    await tell(company, "Giorgi", "2")
    await company.tick()
    assert (await company.list_rows(Employee))[1].unreachable_since is None


async def test_a_customer_who_blocked_the_bot_is_told_of_to_her_seller(company: Company) -> None:
    company.api.for_ever[700] = blocked
    deal_id = await company.add_deal(await company.add_customer())
    await company.move(deal_id, "approval", by="Giorgi")
    await company.tick()
    await company.tick()
    assert any("no longer delivers to the customer: Vera" in text for text in company.read("Giorgi"))
    assert (await company.list_rows(Customer))[0].unreachable_since is not None


async def test_what_telegram_refuses_for_its_form_is_dead_and_the_person_stays_reachable(company: Company) -> None:
    await tell(company)
    company.api.faults.append(lambda method: TelegramBadRequest(method, "Bad Request: can't parse entities"))
    assert await company.tick() == {"dead": 1}
    assert (await company.list_rows(Employee))[0].unreachable_since is None


async def test_one_recipient_s_fault_stops_nobody_else(company: Company) -> None:
    company.api.for_ever[501] = blocked
    await tell(company, "Nino")
    await tell(company, "Giorgi")
    await company.tick()
    assert len(company.read("Giorgi")) == 1


async def test_a_notification_that_cannot_be_worded_is_tried_again_and_given_up(company: Company) -> None:
    await tell(company)
    async with company.store.engine.begin() as connection:
        await connection.execute(text("UPDATE notifications SET payload = '{}'"))
    fates = []
    for _ in range(10):
        fates += list(await company.tick(timedelta(hours=1)))
    assert fates == ["retried"] * 9 + ["dead"]


async def test_what_expired_before_it_could_be_sent_is_dropped(company: Company) -> None:
    await tell(company, expires_at=company.clock.now() + MINUTE)
    await company.tick(MINUTE)
    row = await get_only(company)
    assert (row.status, row.reason) == (NotificationStatus.DROPPED, "expired")


async def test_who_has_left_is_told_nothing(company: Company) -> None:
    await tell(company, "Dato")
    async with company.store.work(await company.acting("Nino")) as work:
        await dismiss(work, Dismiss(company.people["Dato"].id))
    await company.tick()
    assert company.read("Dato") == []
    assert (await get_only(company)).reason == "no_recipient"


async def test_what_the_recipient_may_no_longer_read_is_dropped(company: Company) -> None:
    deal_id = await company.add_deal(await company.add_customer())
    async with company.store.work(SYSTEM) as work:
        await queue(
            work,
            NotificationKind.DEAL_ASSIGNED,
            {"deal_id": deal_id, "count": 1},
            unique_key="1",
            employee_id=company.people["Dato"].id,
        )
    await company.tick()
    assert company.read("Dato") == []
    assert (await get_only(company)).reason == "not_visible"


async def test_urgent_goes_before_digests(company: Company) -> None:
    await tell(company, key="1", priority=Priority.DIGEST)
    await tell(company, key="2", priority=Priority.NORMAL)
    await tell(company, key="3", priority=Priority.URGENT)
    await company.tick()
    assert [text[5] for text in company.read("Nino")] == ["3", "2", "1"]
    assert [message.disable_notification for message in company.api.messages] == [False, False, True]


async def test_several_carriers_send_each_notification_once(company: Company) -> None:
    names = list(company.people)
    for number in range(60):
        await tell(company, names[number % len(names)], str(number))
    sender = TelegramSender(company.api.build_bot())
    await asyncio.gather(*(deliver_due(company.store, sender, LINKS, 9) for _ in range(8)))
    assert len(company.api.messages) == 60
    assert {row.status for row in await company.list_rows(Notification)} == {NotificationStatus.SENT}


async def test_a_carrier_that_dies_with_its_claim_is_replaced_after_the_lease(company: Company) -> None:
    await tell(company)
    async with AsyncSession(company.store.engine) as session, session.begin():
        assert len(await claim_batch(session, company.clock.now(), 10)) == 1
    await company.tick(timedelta(seconds=59))
    assert company.read("Nino") == []
    await company.tick(timedelta(seconds=1))
    assert len(company.read("Nino")) == 1


async def test_a_carrier_that_dies_between_the_yes_and_the_book_makes_one_double_at_most(company: Company) -> None:
    await tell(company)

    async def die() -> None:
        company.api.after_taking = None
        raise asyncio.CancelledError

    company.api.after_taking = die
    with pytest.raises(asyncio.CancelledError):
        await company.tick()
    for _ in range(3):
        await company.tick(2 * MINUTE)
    assert len(company.read("Nino")) == 2
    assert (await get_only(company)).status is NotificationStatus.SENT


async def test_no_transaction_is_open_while_telegram_is_spoken_to(company: Company) -> None:
    await tell(company)
    seen: list[int] = []

    async def look() -> None:
        async with company.store.engine.connect() as connection:
            query = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%' AND datname = current_database()"
            seen.append((await connection.execute(text(query))).scalar_one())

    company.api.after_taking = look
    await company.tick()
    assert seen == [0]


async def test_everybody_reads_in_his_own_language_whatever_the_company_s(company: Company) -> None:
    await company.hire("Irakli", Role.SUPERVISOR, locale="ru")
    await company.hire("Salome", Role.SUPERVISOR, locale="ka")
    async with AsyncSession(company.store.engine) as session:
        assert (await get_company(session)).locale == "en"
    for name in ("Nino", "Irakli", "Salome"):
        await tell(company, name, "7")
    await company.tick()
    assert len({company.read(name)[0] for name in ("Nino", "Irakli", "Salome")}) == 3


async def test_metrics_count_what_was_sent(company: Company) -> None:
    labels = {"kind": "tasks_overdue", "fate": "sent"}
    before = REGISTRY.get_sample_value("kavshiri_notifications_total", labels) or 0
    await tell(company)
    await company.tick()
    assert REGISTRY.get_sample_value("kavshiri_notifications_total", labels) == before + 1
