"""The company's settings: only the owner's, only what can be."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from crm_core.company.actions import ChangeCompany, change_company, set_days_off
from crm_core.company.errors import CurrencyUnknown, DateInvalid, HoursInvalid, LocaleUnknown, TimeZoneUnknown
from crm_core.company.models import Company
from crm_core.company.queries import get_working_time, list_days_off
from crm_core.kernel.errors import NotPermitted, TextInvalid
from crm_core.staff.models import Employee
from tests.core.office import Office, local


async def test_only_what_is_given_changes(office: Office) -> None:
    async with office.acting("Nino") as work:
        await change_company(
            work,
            ChangeCompany(
                name=' <b>Good & "Windows"</b> ', currency="usd", timezone="Europe/Berlin", summary_at=time(8, 30)
            ),
        )
    company = await office.row(Company, 1)
    assert company.name == '<b>Good & "Windows"</b>'
    assert (company.currency, company.timezone, company.summary_at) == ("USD", "Europe/Berlin", time(8, 30))
    assert (company.locale, company.deadline_minutes) == ("en", 15)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"name": " "}, TextInvalid),
        ({"locale": "de"}, LocaleUnknown),
        ({"currency": "XXX"}, CurrencyUnknown),
        ({"timezone": "Tbilisi"}, TimeZoneUnknown),
        ({"timezone": "../etc/passwd"}, TimeZoneUnknown),
        ({"week": {}}, HoursInvalid),
        ({"week": {"mon": [["19:00", "10:00"]]}}, HoursInvalid),
        ({"week": {"mon": [["10:00", "15:00"], ["14:00", "19:00"]]}}, HoursInvalid),
        ({"week": {"mon": [["10:00", "00:00"], ["00:00", "02:00"]]}}, HoursInvalid),
        ({"week": {"someday": [["10:00", "19:00"]]}}, HoursInvalid),
        ({"week": {"mon": [["10", "x"]]}}, HoursInvalid),
        ({"deadline_minutes": 0}, HoursInvalid),
    ],
)
async def test_what_cannot_be_is_refused(office: Office, change: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        async with office.acting("Nino") as work:
            await change_company(work, ChangeCompany(**change))


async def test_nobody_but_the_owner_changes_it(office: Office) -> None:
    for name in ("Ana", "Giorgi", "Levan"):
        with pytest.raises(NotPermitted):
            async with office.acting(name) as work:
                await change_company(work, ChangeCompany(name="Mine"))


async def test_days_off_are_replaced_from_today_on(office: Office) -> None:
    for days in ([date(2026, 11, 25), date(2026, 12, 31)], [date(2026, 11, 26)], [date(2026, 11, 25)]):
        async with office.acting("Nino") as work:
            await set_days_off(work, days)
    async with office.reading("Nino") as work:
        assert await list_days_off(work.session, date(2026, 11, 24)) == [date(2026, 11, 25)]
        working_time = await get_working_time(work.session)
    assert not working_time.is_open(local(25, 12))
    assert working_time.is_open(local(26, 12))
    for day in (date(2026, 11, 23), date(2036, 1, 1)):
        with pytest.raises(DateInvalid):
            async with office.acting("Nino") as work:
                await set_days_off(work, [day])


async def test_an_employees_own_hours_and_zone_come_first(office: Office) -> None:
    async with office.acting("Nino") as work:
        giorgi = await work.session.get_one(Employee, office.ids["Giorgi"])
        giorgi.week, giorgi.timezone = {"tue": [["08:00", "09:00"]]}, "Europe/Berlin"
        working_time = await get_working_time(work.session, giorgi)
    assert working_time.is_open(local(24, 11, 30))
    assert not working_time.is_open(local(24, 14))
