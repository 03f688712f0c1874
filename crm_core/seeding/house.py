"""Who and what a seeded company needs before its customers come: a trade, a team, sellers and specialists.

What the company has already is used; only what is missing is added. Seeded people have Telegram ids that belong to
nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from crm_core.automation.actions import apply_preset
from crm_core.company.queries import get_company
from crm_core.db.unit_of_work import Store, Work
from crm_core.deals.models import LossReason, Pipeline, Stage, StageKind
from crm_core.kernel.actor import LOCALES, Role, build_system_actor
from crm_core.seeding.words import load_words, pick
from crm_core.staff.models import Craft, Employee, Team
from crm_core.tasks.models import Task, TaskStatus

TRADE = "windows"
SELLERS, SPECIALISTS = 6, 2

#: Beyond all ids that Telegram gives out.
_NOBODY = 9_000_000_000_000


@dataclass(frozen=True, slots=True)
class StageOfSeed:
    id: int
    pipeline_id: int
    code: str
    kind: StageKind


@dataclass(frozen=True, slots=True)
class House:
    """`sellers` and specialists are (employee id, team id)."""

    zone: ZoneInfo
    currency: str
    stages: tuple[StageOfSeed, ...]
    reasons: tuple[int, ...]
    sellers: tuple[tuple[int, int], ...]
    measurers: tuple[tuple[int, int], ...]
    installers: tuple[tuple[int, int], ...]
    #: From this day on nobody has a visit yet.
    visits_from: date

    @property
    def open_stages(self) -> tuple[StageOfSeed, ...]:
        return tuple(stage for stage in self.stages if stage.kind is StageKind.OPEN)

    def get_closing(self, kind: StageKind) -> StageOfSeed:
        return next(stage for stage in self.stages if stage.kind is kind)


async def prepare_house(store: Store, source: Random) -> House:
    async with store.work(build_system_actor()) as work:
        if (await work.session.execute(select(Pipeline.id))).first() is None:
            await apply_preset(work, TRADE)
        team = (await work.session.scalars(select(Team).where(Team.archived_at.is_(None)).order_by(Team.id))).first()
        if team is None:
            team = Team(name=load_words()["streets"][0][2])
            work.session.add(team)
            await work.session.flush()
        company = await get_company(work.session)
        return House(
            zone=company.zone,
            currency=company.currency,
            stages=await _list_stages(work),
            reasons=tuple((await work.session.scalars(select(LossReason.id).order_by(LossReason.id))).all()),
            sellers=await _staff(work, source, team, Role.MANAGER, None, SELLERS),
            measurers=await _staff(work, source, team, Role.SPECIALIST, Craft.MEASURER, SPECIALISTS),
            installers=await _staff(work, source, team, Role.SPECIALIST, Craft.INSTALLER, SPECIALISTS),
            visits_from=await _find_free_day(work, company.zone),
        )


async def _list_stages(work: Work) -> tuple[StageOfSeed, ...]:
    """Of the first pipeline, in order."""
    first = select(Pipeline.id).order_by(Pipeline.position, Pipeline.id).limit(1).scalar_subquery()
    query = select(Stage).where(Stage.pipeline_id == first, Stage.archived_at.is_(None)).order_by(Stage.position)
    rows = (await work.session.scalars(query)).all()
    return tuple(StageOfSeed(row.id, row.pipeline_id, row.code, row.kind) for row in rows)


async def _find_free_day(work: Work, zone: ZoneInfo) -> date:
    query = select(func.max(Task.ends_at)).where(Task.status == TaskStatus.OPEN)
    last = (await work.session.execute(query)).scalar_one()
    return max(last or work.now, work.now).astimezone(zone).date() + timedelta(days=1)


async def _staff(
    work: Work, source: Random, team: Team, role: Role, craft: Craft | None, count: int
) -> tuple[tuple[int, int], ...]:
    query = select(Employee).where(Employee.role == role, Employee.dismissed_at.is_(None))
    if craft is not None:
        query = query.where(Employee.craft == craft)
    people = list((await work.session.scalars(query.order_by(Employee.id))).all())
    highest = (await work.session.execute(select(func.max(Employee.telegram_id)))).scalar_one() or 0
    for number in range(len(people), count):
        script = number % len(LOCALES)
        employee = Employee(
            name=f"{pick(source, 'first_names', script)} {pick(source, 'surnames', script)}",
            role=role,
            craft=craft,
            team_id=team.id,
            telegram_id=max(_NOBODY, highest) + number + 1,
            locale=LOCALES[script],
            on_shift=True,
            joined_at=work.now - timedelta(days=400),
        )
        work.session.add(employee)
        people.append(employee)
    await work.session.flush()
    return tuple((person.id, person.team_id) for person in people)
