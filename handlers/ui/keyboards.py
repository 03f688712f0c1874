"""Buttons under cards: at most three in a row and eight rows, verbs, only what makes sense now."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

from crm_core.activities.models import CallOutcome
from crm_core.cards.rows import CustomerCard, DealCard
from crm_core.deals.models import StageKind
from crm_core.kernel.actor import Actor, Role
from crm_core.tasks.models import TaskKind, TaskStatus, VisitPurpose
from crm_core.tasks.rows import TaskRow
from handlers.ui.callbacks import (
    BoardCb,
    CallCb,
    CancelCb,
    CustomerAct,
    CustomerCb,
    DealAct,
    DealCb,
    HomeCb,
    ListCb,
    NewCb,
    NextCb,
    PostponeCb,
    TaskAct,
    TaskCb,
    UndoCb,
    VisitCb,
)
from handlers.ui.links import Links
from handlers.ui.screen import Row, button, link_button
from handlers.ui.times import Pause
from handlers.views.reader import Reader
from handlers.views.tasks import label_task
from handlers.views.texts import shorten


def undo_button(t: Reader, change_id: int | None) -> Row:
    """The row with *Undo*; it works for ten minutes."""
    return [button(t.label("↩️ Undo"), UndoCb(change=change_id))] if change_id is not None else []


def home_button(t: Reader) -> Row:
    return [button(t.label("🏠 Home"), HomeCb())]


def cancel_button(t: Reader) -> Row:
    return [button(t.label("Cancel"), CancelCb())]


def back_button(t: Reader, to: CallbackData) -> Row:
    return [button(t.label("‹ Back"), to)]


def build_specialist_home_rows(t: Reader) -> list[Row]:
    return [
        [button(t.label("🚗 My visits"), ListCb(what="myvisits")), button(t.label("Tasks"), ListCb(what="mytasks"))]
    ]


def build_contact_row(phone: str | None, place: str | None, t: Reader, links: Links) -> Row:
    """The dialler and the map, when there is something to open."""
    row = []
    dial = links.dial(phone) if phone else None
    if dial:
        row.append(link_button(t.label("📞 Dial"), dial))
    if place:
        row.append(link_button(t.label("🗺 Map"), place))
    return row


def build_deal_rows(card: DealCard, actor: Actor, t: Reader, links: Links) -> list[Row]:
    place = links.map(card.latitude, card.longitude, card.address)
    contact = build_contact_row(card.phones[0] if card.phones else None, place, t, links)
    if actor.has_role(Role.SPECIALIST):
        return [*_filled(contact), *_build_specialist_deal(card, actor, t)]
    return [*_filled(contact), *_build_deal_acts(card, t), *_build_deal_details(card, t)]


def _build_deal_acts(card: DealCard, t: Reader) -> list[Row]:
    """What moves the deal on."""
    move = button(t.label("Move…"), DealCb(act=DealAct.STAGES, id=card.id))
    if card.stage_kind is not StageKind.OPEN:
        return [[move]]
    return [
        [button(t.label("Log a call…"), DealCb(act=DealAct.CALL, id=card.id)), move],
        [
            button(t.label("Next step…"), DealCb(act=DealAct.NEXT, id=card.id)),
            button(t.label("Book a visit…"), DealCb(act=DealAct.VISIT, id=card.id)),
        ],
    ]


def _build_deal_details(card: DealCard, t: Reader) -> list[Row]:
    """What belongs to it."""
    return [
        [
            button(t.label("📝 Note"), DealCb(act=DealAct.NOTE, id=card.id)),
            button(t.label("💰 Amount"), DealCb(act=DealAct.AMOUNT, id=card.id)),
            button(t.label("📍 Address"), DealCb(act=DealAct.ADDRESS, id=card.id)),
        ],
        [
            button(t.label("📎 Files"), DealCb(act=DealAct.FILES, id=card.id)),
            button(t.label("🕓 History"), DealCb(act=DealAct.TIMELINE, id=card.id)),
            button(t.label("👥 People"), DealCb(act=DealAct.PEOPLE, id=card.id)),
        ],
        [
            button(t.label("👤 Customer"), CustomerCb(act=CustomerAct.OPEN, id=card.customer_id)),
            button(t.label("🔗 Link"), DealCb(act=DealAct.LINK, id=card.id)),
            *home_button(t),
        ],
    ]


def _build_specialist_deal(card: DealCard, actor: Actor, t: Reader) -> list[Row]:
    """Back to what he does there: his own visits and tasks on the deal."""
    own = [task for task in card.next_tasks if task.assignee_id == actor.employee_id]
    return [
        *(build_open_task_row(task, t) for task in own[:3]),
        [
            button(t.label("📝 Note"), DealCb(act=DealAct.NOTE, id=card.id)),
            button(t.label("📎 Files"), DealCb(act=DealAct.FILES, id=card.id)),
            button(t.label("🕓 History"), DealCb(act=DealAct.TIMELINE, id=card.id)),
        ],
        [button(t.label("🚗 My visits"), ListCb(what="myvisits"))],
    ]


def _filled(row: Row) -> list[Row]:
    return [row] if row else []


def build_outcome_rows(t: Reader, deal_id: int, task_id: int = 0, customer_id: int = 0) -> list[Row]:
    """How the call ended. `task_id` is the task that the call completes."""

    def outcome(label: str, value: CallOutcome) -> Row:
        return [button(label, CallCb(deal=deal_id, outcome=value.value, task=task_id, customer=customer_id))]

    back = DealCb(act=DealAct.OPEN, id=deal_id) if deal_id else CustomerCb(act=CustomerAct.OPEN, id=customer_id)
    return [
        outcome(t.label("Talked"), CallOutcome.TALKED),
        outcome(t.label("No answer"), CallOutcome.NO_ANSWER),
        outcome(t.label("Asked to call back"), CallOutcome.CALL_BACK),
        back_button(t, back),
    ]


def build_next_rows(t: Reader, deal_id: int, change_id: int | None = None, *, note: bool = False) -> list[Row]:
    """The next step in one tap; `note` offers to write down what was said."""

    def pause(label: str, when: Pause) -> Row:
        return [button(label, NextCb(deal=deal_id, when=when.value))]

    return [
        pause(t.label("Call in 2 h"), Pause.TWO_HOURS) + pause(t.label("Call tomorrow"), Pause.TOMORROW),
        pause(t.label("In 3 days"), Pause.THREE_DAYS) + pause(t.label("On Monday"), Pause.MONDAY),
        [
            *pause(t.label("Type the time…"), Pause.TYPED),
            button(t.label("Book a visit…"), DealCb(act=DealAct.VISIT, id=deal_id)),
        ],
        [
            *([button(t.label("📝 Add a note"), DealCb(act=DealAct.NOTE, id=deal_id))] if note else []),
            button(t.label("Open the deal"), DealCb(act=DealAct.OPEN, id=deal_id)),
        ],
        *_filled(undo_button(t, change_id)),
    ]


def build_task_rows(task: TaskRow, actor: Actor, t: Reader, links: Links) -> list[Row]:
    place = links.map(task.latitude, task.longitude, task.address)
    rows = _filled(build_contact_row(task.phone, place, t, links))
    if task.status is TaskStatus.OPEN:
        rows += build_visit_acts(task, t) if task.kind is TaskKind.VISIT else _build_task_acts(task, actor, t)
    last: Row = []
    if task.deal_id is not None:
        last.append(button(t.label("Open the deal"), DealCb(act=DealAct.OPEN, id=task.deal_id)))
    elif task.customer_id is not None:
        last.append(button(t.label("👤 Customer"), CustomerCb(act=CustomerAct.OPEN, id=task.customer_id)))
    return [*rows, [*last, *home_button(t)]]


def build_open_task_row(task: TaskRow, t: Reader) -> Row:
    return [button(label_task(task, t), TaskCb(act=TaskAct.OPEN, id=task.id, seen=task.version))]


def _act(label: str, act: TaskAct, task: TaskRow) -> Row:
    return [button(label, TaskCb(act=act, id=task.id, seen=task.version))]


def _build_task_acts(task: TaskRow, actor: Actor, t: Reader) -> list[Row]:
    reassign = [] if actor.has_role(Role.SPECIALIST) else _act(t.label("Reassign…"), TaskAct.REASSIGN, task)
    if task.customer_id is not None and task.kind in (TaskKind.CALL, TaskKind.COMPLAINT):
        first = _act(t.label("Called"), TaskAct.CALLED, task) + _act(t.label("No answer"), TaskAct.NO_ANSWER, task)
    else:
        first = []
    return [
        *_filled(first),
        _act(t.label("✅ Done"), TaskAct.DONE, task) + _act(t.label("Postpone…"), TaskAct.POSTPONE, task),
        reassign + _act(t.label("Edit…"), TaskAct.EDIT, task),
    ]


def build_visit_acts(task: TaskRow, t: Reader) -> list[Row]:
    match task.purpose:
        case VisitPurpose.MEASUREMENT:
            done = _act(t.label("📐 Measured"), TaskAct.MEASURED, task)
        case VisitPurpose.INSTALLATION:
            done = _act(t.label("🔧 Installed"), TaskAct.INSTALLED, task)
        case _:
            done = _act(t.label("✅ Done"), TaskAct.DONE, task)
    return [
        done,
        [
            *_act(t.label("Nobody is there"), TaskAct.ABSENT, task),
            button(t.label("Move the visit…"), VisitCb(what="m", id=task.id)),
        ],
        _act(t.label("📎 Files"), TaskAct.FILES, task) + _act(t.label("Edit…"), TaskAct.EDIT, task),
    ]


def build_edit_rows(task: TaskRow, t: Reader) -> list[Row]:
    return [
        *([] if task.kind is TaskKind.VISIT else [_act(t.label("Change the words"), TaskAct.TITLE, task)]),
        _act(t.label("Change the time"), TaskAct.TIME, task),
        _act(t.label("Cancel the task"), TaskAct.CANCEL, task),
        _act(t.label("‹ Back"), TaskAct.OPEN, task),
    ]


def build_postpone_rows(task: TaskRow, t: Reader, change_id: int | None = None) -> list[Row]:
    def pause(label: str, when: Pause) -> Row:
        return [button(label, PostponeCb(task=task.id, when=when.value, seen=task.version))]

    return [
        pause(t.label("+2 h"), Pause.TWO_HOURS) + pause(t.label("Tomorrow"), Pause.TOMORROW),
        pause(t.label("In 3 days"), Pause.THREE_DAYS) + pause(t.label("On Monday"), Pause.MONDAY),
        pause(t.label("Type the time…"), Pause.TYPED),
        [*_act(t.label("Open"), TaskAct.OPEN, task), *undo_button(t, change_id)],
    ]


def build_customer_rows(card: CustomerCard, actor: Actor, t: Reader, links: Links) -> list[Row]:
    place = links.map(card.latitude, card.longitude, card.address)
    rows = _filled(build_contact_row(card.phones[0] if card.phones else None, place, t, links))
    rows += [
        [button(shorten(f"#{deal.number} · {t.say(deal.stage)}", 60), DealCb(act=DealAct.OPEN, id=deal.id))]
        for deal in card.deals[:3]
    ]
    history = button(t.label("🕓 History"), CustomerCb(act=CustomerAct.TIMELINE, id=card.id))
    if actor.has_role(Role.SPECIALIST):
        return [*rows, [history, *home_button(t)]]
    return [
        *rows,
        [
            button(t.label("➕ New deal"), CustomerCb(act=CustomerAct.DEAL, id=card.id)),
            button(t.label("Log a call…"), CustomerCb(act=CustomerAct.CALL, id=card.id)),
        ],
        [
            button(t.label("📝 Note"), CustomerCb(act=CustomerAct.NOTE, id=card.id)),
            button(t.label("📱 Phone"), CustomerCb(act=CustomerAct.PHONE, id=card.id)),
            button(t.label("📍 Address"), CustomerCb(act=CustomerAct.ADDRESS, id=card.id)),
        ],
        [button(t.label("✏️ Name"), CustomerCb(act=CustomerAct.NAME, id=card.id)), history, *home_button(t)],
    ]


def build_home_rows(actor: Actor, t: Reader, counts: dict[str, int]) -> list[Row]:
    """Numbers are buttons that open the list behind them."""
    named = {
        "myoverdue": t.label("🔴 Overdue: {n}", n=counts.get("myoverdue", 0)),
        "mytoday": t.label("Today: {n}", n=counts.get("mytoday", 0)),
        "mynew": t.label("New: {n}", n=counts.get("mynew", 0)),
        "mynostep": t.label("No next step: {n}", n=counts.get("mynostep", 0)),
        "mytomorrow": t.label("Tomorrow: {n}", n=counts.get("mytomorrow", 0)),
    }
    numbers = [button(label, ListCb(what=what)) for what, label in named.items() if counts.get(what)]
    rows = [numbers[start : start + 2] for start in range(0, len(numbers), 2)]
    own = [button(t.label("My deals"), ListCb(what="mydeals")), button(t.label("My tasks"), ListCb(what="mytasks"))]
    rows += [[button(t.label("➕ New customer"), NewCb(step="start"))], own]
    if actor.has_role(Role.OWNER, Role.SUPERVISOR):
        overdue = button(t.label("Overdue in the team"), ListCb(what="overdue"))
        rows.append([button(t.label("📊 Board"), BoardCb()), overdue])
    return rows
