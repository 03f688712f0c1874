"""People: the first owner, invitations, roles, who gets the next thing, and leaving."""

from __future__ import annotations

import asyncio
from datetime import time

import pytest

from crm_core.company.errors import LocaleUnknown, TimeZoneUnknown
from crm_core.company.models import Company
from crm_core.customers.models import Customer
from crm_core.db.journal import AuditAction, AuditEntry
from crm_core.deals.models import Deal
from crm_core.kernel.actor import ActorKind, Role
from crm_core.kernel.errors import NotPermitted, NotVisible
from crm_core.staff.actions import (
    ChangeEmployee,
    Dismiss,
    Invite,
    Newcomer,
    accept_invitation,
    change_employee,
    claim_company,
    dismiss,
    invite,
    issue_owner_invitation,
    mark_reachable,
    mark_unreachable,
    rename_team,
    revoke_invitation,
)
from crm_core.staff.errors import AlreadyEmployed, EmployeeGone, InvitationInvalid, OwnerNeeded, RoleInvalid
from crm_core.staff.models import Craft, Employee, Invitation, Team
from crm_core.staff.queries import (
    find_actor,
    find_least_loaded,
    list_employees,
    list_invitations,
    list_supervisors,
    list_teams,
)
from crm_core.tasks.actions import BookVisit, book_visit
from crm_core.tasks.models import Task, VisitPurpose
from tests.core.office import DAY, HOUR, NOON, SYSTEM, Office, local, visitor

NEW = Newcomer(900, "Mari", "mari", "ka")


async def issue(office: Office, role: Role = Role.MANAGER, craft: Craft | None = None) -> str:
    async with office.acting("Nino") as work:
        return (await invite(work, Invite(role, craft))).token


async def accept(office: Office, token: str, newcomer: Newcomer = NEW) -> int:
    async with office.store.work(visitor(newcomer.telegram_id)) as work:
        return (await accept_invitation(work, token, newcomer)).id


async def least_loaded(office: Office, role: Role = Role.MANAGER, craft: Craft | None = None) -> int | None:
    async with office.reading("Nino") as work:
        return await find_least_loaded(work.session, role=role, craft=craft, at=work.now)


async def test_the_company_is_claimed_once(office: Office) -> None:
    async with office.store.work(SYSTEM) as work:
        assert await issue_owner_invitation(work) is None
    assert (await office.row(Company, 1)).claimed_at == NOON
    assert (await office.row(Employee, office.ids["Nino"])).role is Role.OWNER


async def test_an_invitation_is_no_key_to_the_company(office: Office) -> None:
    token = await issue(office, Role.OWNER)
    with pytest.raises(InvitationInvalid):
        async with office.store.work(visitor(900)) as work:
            await claim_company(work, token, NEW, "Main team")


async def test_an_invitation_works_once_and_its_token_is_not_stored(office: Office) -> None:
    token = await issue(office)
    employee = await office.row(Employee, await accept(office, token))
    assert (employee.name, employee.role, employee.locale, employee.on_shift) == ("Mari", Role.MANAGER, "ka", True)
    assert all(token not in (row.token_hash, str(row.id)) for row in await office.rows(Invitation))
    with pytest.raises(InvitationInvalid):
        await accept(office, token, Newcomer(901, "Other", None, "ka"))
    refused = [row for row in await office.rows(AuditEntry) if row.action is AuditAction.REFUSED]
    assert [(row.thing, row.telegram_id) for row in refused] == [("invitation_invalid", 901)]


async def test_two_who_open_one_invitation_at_once_are_one_employee(office: Office) -> None:
    token = await issue(office)
    before = len(await office.rows(Employee))
    results = await asyncio.gather(
        accept(office, token), accept(office, token, Newcomer(901, "Other", None, "ka")), return_exceptions=True
    )
    assert {type(result) for result in results} == {int, InvitationInvalid}
    assert len(await office.rows(Employee)) == before + 1


async def test_expired_revoked_and_unknown_invitations_are_refused_alike(office: Office) -> None:
    expired, revoked = await issue(office), await issue(office)
    async with office.reading("Nino") as work:
        rows = await list_invitations(work.session, work.now)
    assert len(rows) == 2
    async with office.acting("Nino") as work:
        await revoke_invitation(work, rows[0].id)
    office.pass_time(7 * DAY)
    for token in (expired, revoked, "unknown", ""):
        with pytest.raises(InvitationInvalid):
            await accept(office, token)
    async with office.reading("Nino") as work:
        assert await list_invitations(work.session, work.now) == []


async def test_somebody_who_works_here_does_not_use_up_an_invitation(office: Office) -> None:
    token = await issue(office)
    with pytest.raises(AlreadyEmployed):
        await accept(office, token, Newcomer(500, "Nino", None, "en"))
    assert await accept(office, token) > 0


async def test_only_owners_invite_and_only_specialists_have_a_craft(office: Office) -> None:
    for name in ("Ana", "Giorgi", "Levan"):
        with pytest.raises(NotPermitted):
            async with office.acting(name) as work:
                await invite(work, Invite(Role.MANAGER))
    for command in (Invite(Role.SPECIALIST), Invite(Role.MANAGER, Craft.MEASURER)):
        with pytest.raises(RoleInvalid):
            async with office.acting("Nino") as work:
                await invite(work, command)
    with pytest.raises(NotVisible):
        async with office.acting("Nino") as work:
            await invite(work, Invite(Role.MANAGER, team_id=99))


async def test_everybody_sets_his_own_language_zone_shift_and_summary_and_nothing_else(office: Office) -> None:
    own = office.ids["Giorgi"]
    async with office.acting("Giorgi") as work:
        command = ChangeEmployee(own, locale="ru", timezone="europe/berlin", on_shift=False, summary_at=time(8))
        await change_employee(work, command)
    row = await office.row(Employee, own)
    assert (row.locale, row.timezone, row.on_shift, row.summary_at) == ("ru", "Europe/Berlin", False, time(8))
    for command in (ChangeEmployee(own, role=Role.OWNER), ChangeEmployee(office.ids["Dato"], locale="ru")):
        with pytest.raises(NotPermitted):
            async with office.acting("Giorgi") as work:
                await change_employee(work, command)
    wrong = ((ChangeEmployee(own, locale="de"), LocaleUnknown), (ChangeEmployee(own, timezone="Mars"), TimeZoneUnknown))
    for command, error in wrong:
        with pytest.raises(error):
            async with office.acting("Giorgi") as work:
                await change_employee(work, command)


async def test_the_owner_changes_roles_and_stays_the_owner(office: Office) -> None:
    async with office.acting("Nino") as work:
        await change_employee(work, ChangeEmployee(office.ids["Dato"], role=Role.SPECIALIST, craft=Craft.INSTALLER))
        await change_employee(work, ChangeEmployee(office.ids["Levan"], role=Role.MANAGER))
    assert (await office.row(Employee, office.ids["Dato"])).craft is Craft.INSTALLER
    assert (await office.row(Employee, office.ids["Levan"])).craft is None
    with pytest.raises(OwnerNeeded):
        async with office.acting("Nino") as work:
            await change_employee(work, ChangeEmployee(office.ids["Nino"], role=Role.MANAGER))
    with pytest.raises(OwnerNeeded):
        async with office.acting("Nino") as work:
            await dismiss(work, Dismiss(office.ids["Nino"]))


async def test_lists_show_people_teams_and_supervisors(office: Office) -> None:
    async with office.reading("Nino") as work:
        sellers = await list_employees(work.session, roles=(Role.MANAGER,))
        measurers = await list_employees(work.session, craft=Craft.MEASURER)
        supervisors = await list_supervisors(work.session, sellers[0].team_id)
        others = await list_supervisors(work.session, (await list_teams(work.session))[1].id)
        teams = await list_teams(work.session)
    assert [row.name for row in sellers] == ["Dato", "Giorgi", "Keti"]
    assert [row.name for row in measurers] == ["Levan"]
    assert [row.name for row in supervisors] == ["Nino", "Ana"]
    assert [row.name for row in others] == ["Nino"]
    assert [(team.name, team.size) for team in teams] == [("Main team", 6), ("Batumi", 1)]
    async with office.acting("Nino") as work:
        await rename_team(work, teams[0].id, "Centre")
    assert (await office.row(Team, teams[0].id)).name == "Centre"


async def test_the_next_thing_goes_to_who_has_least_then_to_who_waited_longest(office: Office) -> None:
    ids = office.ids
    assert await least_loaded(office) == ids["Giorgi"]
    customer = await office.add_customer()
    await office.add_deal(customer)
    assert await least_loaded(office) == ids["Dato"]
    await office.add_task(None, NOON + DAY, by="Dato")
    await office.add_task(None, NOON + DAY, by="Keti")
    await office.add_task(None, NOON + DAY, by="Keti")
    office.pass_time(HOUR)
    await office.add_task(None, NOON + DAY, by="Giorgi")
    assert await least_loaded(office) == ids["Dato"]


async def test_who_is_off_shift_or_unreachable_comes_last(office: Office) -> None:
    ids = office.ids
    async with office.acting("Nino") as work:
        await change_employee(work, ChangeEmployee(ids["Giorgi"], on_shift=False))
        assert await mark_unreachable(work.session, ids["Dato"], work.now)
        assert not await mark_unreachable(work.session, ids["Dato"], work.now)
    assert await least_loaded(office) == ids["Keti"]
    async with office.acting("Nino") as work:
        await change_employee(work, ChangeEmployee(ids["Keti"], on_shift=False))
    assert await least_loaded(office) == ids["Giorgi"]
    async with office.acting("Nino") as work:
        await mark_reachable(work.session, ids["Dato"])
    assert await least_loaded(office) == ids["Dato"]


async def test_who_works_now_comes_before_who_does_not(office: Office) -> None:
    async with office.acting("Nino") as work:
        await change_employee(work, ChangeEmployee(office.ids["Giorgi"], week={"mon": [["10:00", "11:00"]]}))
    assert await least_loaded(office) == office.ids["Dato"]


async def test_without_sellers_the_owner_gets_it_and_without_specialists_nobody(office: Office) -> None:
    for name in ("Giorgi", "Dato", "Keti"):
        async with office.acting("Nino") as work:
            await dismiss(work, Dismiss(office.ids[name]))
    assert await least_loaded(office) == office.ids["Nino"]
    assert await least_loaded(office, Role.SPECIALIST, Craft.COURIER) is None


async def test_a_dismissed_persons_access_ends_and_all_he_had_goes_to_the_heir(office: Office) -> None:
    customer = await office.add_customer()
    deal_id = await office.add_deal(customer)
    task_id = await office.add_task(deal_id, NOON + DAY)
    async with office.acting("Nino") as work:
        await dismiss(work, Dismiss(office.ids["Giorgi"], office.ids["Keti"]))
    keti = office.ids["Keti"]
    deal = await office.row(Deal, deal_id)
    assert (deal.responsible_id, deal.team_id) == (keti, (await office.row(Employee, keti)).team_id)
    assert (await office.row(Customer, customer)).responsible_id == keti
    assert (await office.row(Task, task_id)).assignee_id == keti
    telegram_id = (await office.row(Employee, office.ids["Giorgi"])).telegram_id
    async with office.reading("Nino") as work:
        assert await find_actor(work.session, telegram_id, "en") is None
        assert office.ids["Giorgi"] not in [row.id for row in await list_employees(work.session)]


async def test_without_an_heir_each_thing_goes_to_the_least_loaded(office: Office) -> None:
    customer = await office.add_customer()
    deals = [await office.add_deal(customer) for _ in range(4)]
    tasks = [await office.add_task(deal_id, NOON + DAY) for deal_id in deals]
    async with office.acting("Nino") as work:
        await dismiss(work, Dismiss(office.ids["Giorgi"]))
    holders = [(await office.row(Deal, deal_id)).responsible_id for deal_id in deals]
    assert office.ids["Giorgi"] not in holders
    for deal_id, task_id in zip(deals, tasks, strict=True):
        task, deal = await office.row(Task, task_id), await office.row(Deal, deal_id)
        assert task.assignee_id == deal.responsible_id
    assert (await office.row(Customer, customer)).responsible_id in holders


async def test_a_dismissed_measurers_visits_go_to_another_who_is_free(office: Office) -> None:
    await office.hire("Gela", Role.SPECIALIST, Craft.MEASURER)
    deal_id = await office.add_deal(await office.add_customer())
    async with office.acting("Giorgi") as work:
        command = BookVisit(deal_id, VisitPurpose.MEASUREMENT, local(26, 11), office.ids["Levan"])
        visit = (await book_visit(work, command)).id
    async with office.acting("Nino") as work:
        await dismiss(work, Dismiss(office.ids["Levan"]))
    assert (await office.row(Task, visit)).assignee_id == office.ids["Gela"]
    async with office.acting("Nino") as work:
        await dismiss(work, Dismiss(office.ids["Gela"]))
    assert (await office.row(Task, visit)).assignee_id == office.ids["Giorgi"]


async def test_an_heir_works_here_and_is_somebody_else(office: Office) -> None:
    for heir in (9999, office.ids["Giorgi"]):
        with pytest.raises(EmployeeGone):
            async with office.acting("Nino") as work:
                await dismiss(work, Dismiss(office.ids["Giorgi"], heir))
    with pytest.raises(NotPermitted):
        async with office.acting("Ana") as work:
            await dismiss(work, Dismiss(office.ids["Giorgi"]))


async def test_an_actor_has_his_own_zone_or_the_companys(office: Office) -> None:
    async with office.acting("Giorgi") as work:
        await change_employee(work, ChangeEmployee(office.ids["Giorgi"], timezone="Europe/Berlin"))
    async with office.reading("Nino") as work:
        found = [await find_actor(work.session, telegram_id, "en") for telegram_id in (503, 504, 12345)]
    assert [actor and (actor.kind, actor.name, actor.zone.key) for actor in found] == [
        (ActorKind.EMPLOYEE, "Giorgi", "Europe/Berlin"),
        (ActorKind.EMPLOYEE, "Dato", "Asia/Tbilisi"),
        None,
    ]
