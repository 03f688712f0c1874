"""A request from the web site becomes a customer, a deal, a call with a deadline and a notice, once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from crm_core.activities.models import Activity, ActivityKind
from crm_core.customers.models import Customer
from crm_core.deals.models import Deal
from crm_core.intake.actions import IncomingRequest, RequestAccepted, receive_request
from crm_core.intake.errors import ConsentMissing, NotOpenYet
from crm_core.kernel.actor import Actor, ActorKind
from crm_core.kernel.errors import AlreadyHandled
from crm_core.kernel.phone import PhoneInvalid
from crm_core.tasks.models import Task, TaskKind
from tests.fakes.api import list_labels
from tests.flow.conftest import SYSTEM, Company

VISITOR = Actor(ActorKind.VISITOR, None, "ka", SYSTEM.zone)
REQUEST = IncomingRequest("Vera", "0599 12-34-56", "4 windows, Saburtalo", consent=True)


async def ask(company: Company, request: IncomingRequest = REQUEST, origin: str | None = None) -> RequestAccepted:
    async with company.store.work(VISITOR, origin) as work:
        return await receive_request(work, request)


async def test_a_request_stands_in_the_first_stage_with_a_call_in_fifteen_working_minutes(company: Company) -> None:
    accepted = await ask(company)
    assert await company.find_stage(accepted.deal_id) == "first_call"
    [task] = await company.list_rows(Task)
    assert (task.kind, task.is_deadline) == (TaskKind.CALL, True)
    assert task.due_at == company.clock.now() + timedelta(minutes=15)
    [activity] = await company.list_rows(Activity)
    assert (activity.kind, activity.text) == (ActivityKind.REQUEST, "4 windows, Saburtalo")


async def test_the_seller_s_phone_shows_who_what_and_a_dialler(company: Company) -> None:
    accepted = await ask(company)
    [deal] = await company.list_rows(Deal)
    name = next(name for name, one in company.people.items() if one.id == deal.responsible_id)
    await company.tick()
    [text] = company.read(name)
    assert "New request" in text
    assert "Vera" in text
    assert "+995599123456" in text
    assert "4 windows, Saburtalo" in text
    assert list_labels(company.api.messages[0])[0] == "📞 Dial"
    assert accepted.joined is False


async def test_the_second_request_goes_to_the_other_seller(company: Company) -> None:
    await ask(company)
    await ask(company, IncomingRequest("Nana", "0599 65 43 21", consent=True))
    deals = await company.list_rows(Deal)
    assert {deal.responsible_id for deal in deals} == {company.people["Giorgi"].id, company.people["Dato"].id}


async def test_the_same_phone_joins_the_same_customer_and_the_request_that_waits(company: Company) -> None:
    first = await ask(company)
    second = await ask(company, IncomingRequest("Vera B.", "+995 599 123 456", "and a door", consent=True))
    assert (second.deal_id, second.customer_id, second.joined) == (first.deal_id, first.customer_id, True)
    assert len(await company.list_rows(Task)) == 1
    assert [row.text for row in await company.list_rows(Activity)] == ["4 windows, Saburtalo", "and a door"]


async def test_a_known_customer_whose_deal_moved_on_gets_a_new_deal_with_her_seller(company: Company) -> None:
    first = await ask(company)
    [deal] = await company.list_rows(Deal)
    name = next(name for name, one in company.people.items() if one.id == deal.responsible_id)
    await company.move(first.deal_id, "approval", by=name)
    second = await ask(company)
    deals = await company.list_rows(Deal)
    assert second.deal_id != first.deal_id
    assert deals[1].responsible_id == deals[0].responsible_id


async def test_requests_at_the_same_moment_make_one_customer(company: Company) -> None:
    accepted = await asyncio.gather(*(ask(company) for _ in range(6)))
    assert len({one.customer_id for one in accepted}) == 1
    assert len(await company.list_rows(Customer)) == 1
    assert len(await company.list_rows(Deal)) == 1


async def test_a_repeated_submission_writes_nothing_twice(company: Company) -> None:
    await ask(company, origin="form:1")
    with pytest.raises(AlreadyHandled):
        await ask(company, origin="form:1")
    assert len(await company.list_rows(Deal)) == 1


async def test_without_consent_nothing_is_kept(company: Company) -> None:
    with pytest.raises(ConsentMissing):
        await ask(company, IncomingRequest("Vera", "0599 12-34-56"))
    assert await company.list_rows(Customer) == []


async def test_a_wrong_phone_is_refused_and_nothing_is_kept(company: Company) -> None:
    with pytest.raises(PhoneInvalid):
        await ask(company, IncomingRequest("Vera", "12", consent=True))
    assert await company.list_rows(Customer) == []


async def test_at_night_the_deadline_lies_in_the_morning(company: Company) -> None:
    company.clock.moment = datetime(2026, 11, 24, 20, tzinfo=UTC)
    await ask(company)
    [task] = await company.list_rows(Task)
    assert task.due_at == datetime(2026, 11, 25, 6, 15, tzinfo=UTC)


async def test_before_anybody_works_here_a_request_is_refused(company: Company) -> None:
    async with company.store.work(SYSTEM) as work:
        for employee in company.people.values():
            row = await work.session.merge(employee, load=True)
            row.dismissed_at = work.now
    with pytest.raises(NotOpenYet):
        await ask(company)
