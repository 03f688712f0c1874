"""Making, changing and handing on deals, and what the customer thinks of them. Moves are in `crm_core.deals.moves`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from crm_core.company.queries import get_company
from crm_core.customers.models import Customer
from crm_core.db.unit_of_work import Work, get_violated
from crm_core.db.visibility import check_seen, get_visible
from crm_core.deals.errors import AmountOutOfRange, MarkGiven, MarkNotAsked, StageUnknown
from crm_core.deals.events import DealCreated, DealReassigned, MarkWasGiven
from crm_core.deals.models import Deal, Mark, Participant, StageChange, StageKind
from crm_core.deals.moves import MoveDeal, move_deal
from crm_core.deals.queries import find_stage, get_first_stage
from crm_core.deals.rows import StageRow
from crm_core.kernel.actor import Role
from crm_core.kernel.errors import NotVisible
from crm_core.kernel.money import LARGEST
from crm_core.kernel.permissions import Right
from crm_core.kernel.wording import check_text
from crm_core.staff.actions import check_may_give_to, get_active_employee
from crm_core.staff.models import Craft
from crm_core.staff.queries import find_least_loaded

__all__ = [
    "ChangeDeal",
    "GiveMark",
    "MoveDeal",
    "NewDeal",
    "ReassignDeal",
    "SetParticipant",
    "change_deal",
    "comment_mark",
    "create_deal",
    "give_mark",
    "move_deal",
    "reassign_deal",
    "set_participant",
]

WISH_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class NewDeal:
    """Without `responsible_id`: the seller who makes it, else the least loaded one; without `stage_code`: the first."""

    customer_id: int
    wish: str | None = None
    amount: Decimal | None = None
    source: str | None = None
    responsible_id: int | None = None
    stage_code: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeDeal:
    """Only what is given changes."""

    id: int
    seen: int | None = None
    amount: Decimal | None = None
    wish: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class ReassignDeal:
    deal_id: int
    to_employee_id: int
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class SetParticipant:
    deal_id: int
    employee_id: int
    craft: Craft


@dataclass(frozen=True, slots=True)
class GiveMark:
    """`value` 1 (bad) to 5 (good)."""

    deal_id: int
    value: int
    comment: str | None = None


async def create_deal(work: Work, command: NewDeal) -> Deal:
    """Raises NotVisible, StageUnknown, TextInvalid, AmountOutOfRange, NotPermitted, EmployeeGone."""
    customer = await get_visible(work.session, work.actor, Customer, command.customer_id, Right.CHANGE)
    stage = await _get_birth_stage(work, command.stage_code)
    responsible_id = command.responsible_id or await _choose_responsible(work)
    if command.responsible_id is not None:
        check_may_give_to(work, responsible_id)
    responsible = await get_active_employee(work.session, responsible_id)
    company = await get_company(work.session)
    deal = Deal(
        customer_id=customer.id,
        pipeline_id=stage.pipeline_id,
        stage_id=stage.id,
        stage_kind=stage.kind,
        stage_entered_at=work.now,
        responsible_id=responsible.id,
        team_id=responsible.team_id,
        wish=None if command.wish is None else check_text("wish", command.wish, WISH_LIMIT),
        amount=_check_amount(command.amount),
        currency=company.currency,
        source=None if command.source is None else check_text("source", command.source, 60),
        created_at=work.now,
    )
    work.session.add(deal)
    if customer.responsible_id is None:
        customer.responsible_id = responsible.id
    await work.session.flush()
    work.session.add(
        StageChange(deal_id=deal.id, to_stage_id=stage.id, employee_id=work.actor.employee_id, at=work.now)
    )
    work.record(DealCreated(deal.id))
    return deal


async def _get_birth_stage(work: Work, code: str | None) -> StageRow:
    if code is None:
        return await get_first_stage(work.session)
    stage = await find_stage(work.session, code)
    if stage is None or stage.kind is not StageKind.OPEN:
        raise StageUnknown(code)
    return stage


async def _choose_responsible(work: Work) -> int:
    if work.actor.has_role(Role.MANAGER) and work.actor.employee_id is not None:
        return work.actor.employee_id
    chosen = await find_least_loaded(work.session, role=Role.MANAGER, team_id=work.actor.team_id, at=work.now)
    if chosen is None:
        raise NotVisible("employees", None)
    return chosen


async def change_deal(work: Work, command: ChangeDeal) -> Deal:
    """Raises NotVisible, ChangedMeanwhile, TextInvalid, AmountOutOfRange."""
    deal = await get_visible(work.session, work.actor, Deal, command.id, Right.CHANGE, lock=True)
    check_seen(deal, command.seen)
    if command.amount is not None:
        deal.amount = _check_amount(command.amount)
    if command.wish is not None:
        deal.wish = check_text("wish", command.wish, WISH_LIMIT)
    if command.source is not None:
        deal.source = check_text("source", command.source, 60)
    await work.session.flush()
    return deal


async def reassign_deal(work: Work, command: ReassignDeal) -> Deal:
    """Another responsible, and his team's deal from now on; the customer goes along when she was the former one's.

    His open calls and other tasks on the deal follow by `crm_core.tasks.reactions`. Raises NotVisible, EmployeeGone,
    ChangedMeanwhile.
    """
    deal = await get_visible(work.session, work.actor, Deal, command.deal_id, Right.REASSIGN, lock=True)
    check_seen(deal, command.seen)
    employee = await get_active_employee(work.session, command.to_employee_id)
    former = deal.responsible_id
    if former == employee.id:
        return deal
    deal.responsible_id, deal.team_id = employee.id, employee.team_id
    customer = await work.session.get_one(Customer, deal.customer_id)
    if customer.responsible_id == former:
        customer.responsible_id = employee.id
    await work.session.flush()
    work.record(DealReassigned(deal.id, former, employee.id))
    return deal


async def set_participant(work: Work, command: SetParticipant) -> Participant:
    """One person a craft; the former one's part ends. Raises NotVisible, EmployeeGone, NotPermitted."""
    deal = await get_visible(work.session, work.actor, Deal, command.deal_id, Right.CHANGE, lock=True)
    check_may_give_to(work, command.employee_id)
    return await put_participant(work, deal.id, command.employee_id, command.craft)


async def put_participant(work: Work, deal_id: int, employee_id: int, craft: Craft) -> Participant:
    """The same without asking for the deal: for actions that have it already."""
    await get_active_employee(work.session, employee_id)
    query = select(Participant).where(
        Participant.deal_id == deal_id, Participant.craft == craft, Participant.archived_at.is_(None)
    )
    former = (await work.session.execute(query)).scalar_one_or_none()
    if former is not None:
        if former.employee_id == employee_id:
            return former
        former.archived_at = work.now
        await work.session.flush()
    participant = Participant(deal_id=deal_id, employee_id=employee_id, craft=craft)
    work.session.add(participant)
    await work.session.flush()
    return participant


async def give_mark(work: Work, command: GiveMark) -> Mark:
    """The customer marks her own finished deal, once. Raises NotVisible, MarkNotAsked, MarkGiven, TextInvalid."""
    deal = await _get_own_deal(work, command.deal_id)
    if not 1 <= command.value <= 5:
        raise NotVisible("marks", command.value)
    if deal.stage_kind is not StageKind.WON:
        raise MarkNotAsked(deal.id)
    comment = None if command.comment is None else check_text("comment", command.comment, 4096)
    mark = Mark(deal_id=deal.id, value=command.value, comment=comment, at=work.now)
    work.session.add(mark)
    try:
        await work.session.flush()
    except IntegrityError as error:
        if get_violated(error) != "uq_marks_deal_id":
            raise
        raise MarkGiven(command.deal_id) from error
    work.record(MarkWasGiven(deal.id, mark.value))
    return mark


async def comment_mark(work: Work, deal_id: int, comment: str) -> Mark:
    """Her words to the mark she has given; later words go below. Raises NotVisible, MarkNotAsked, TextInvalid."""
    deal = await _get_own_deal(work, deal_id)
    query = select(Mark).where(Mark.deal_id == deal.id).with_for_update()
    mark = (await work.session.execute(query)).scalar_one_or_none()
    if mark is None:
        raise MarkNotAsked(deal.id)
    clean = check_text("comment", comment, 4096)
    mark.comment = clean if mark.comment is None else check_text("comment", f"{mark.comment}\n{clean}", 4096)
    await work.session.flush()
    return mark


async def _get_own_deal(work: Work, deal_id: int) -> Deal:
    if work.actor.customer_id is None:
        raise NotVisible("deals", deal_id)
    return await get_visible(work.session, work.actor, Deal, deal_id)


def _check_amount(amount: Decimal | None) -> Decimal | None:
    if amount is None:
        return None
    if not amount.is_finite() or not 0 <= amount <= LARGEST:
        raise AmountOutOfRange
    return amount.quantize(Decimal("0.01"))
