"""Every notification fits into a message and its buttons into Telegram's limits, whatever people typed."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from crm_core.activities.models import ActivityKind, FileKind
from crm_core.activities.rows import ActivityRow
from crm_core.cards.rows import DealCard
from crm_core.deals.models import StageKind
from crm_core.kernel.actor import LOCALES, Role
from crm_core.notifications.models import NotificationKind
from crm_core.orders.rows import OrderCard, OrderFate, OrderVisit
from crm_core.reports.rows import DayReport, DealSum, PersonCount, ReasonCount
from crm_core.staff.models import Craft
from crm_core.staff.rows import EmployeeRow
from crm_core.tasks.models import ReminderKind, TaskKind, TaskStatus, VisitPurpose
from crm_core.tasks.rows import TaskRow
from handlers.ui.links import Links
from handlers.ui.screen import Screen
from handlers.views import notice_subjects as about
from handlers.views.notices import render_notice
from handlers.views.reader import Reader

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
LINKS = Links("kavshiri_bot", "https://crm.test")
LARGEST = 2**53
NASTY = '<b>&" 🙂 \u202eעברית </b>'
LONG_NAME = (NASTY + "🪟" * 200)[:200]
LONG_TEXT = (NASTY + "🪟\n" * 4096)[:4096]

STAGE = {"*": LONG_NAME[:120]}
TASK = TaskRow(
    id=LARGEST,
    version=LARGEST,
    kind=TaskKind.CALL,
    purpose=None,
    title={"*": LONG_TEXT},
    deal_id=LARGEST,
    deal_number=LARGEST,
    customer_id=LARGEST,
    customer_name=LONG_NAME,
    phone="+995599123456",
    address=LONG_TEXT[:500],
    latitude=41.7,
    longitude=44.8,
    assignee_id=2,
    assignee_name=LONG_NAME[:120],
    due_at=NOW + timedelta(hours=2),
    ends_at=None,
    is_deadline=True,
    status=TaskStatus.OPEN,
    outcome=None,
    created_by=None,
    responsible_id=2,
    created_at=NOW,
    closed_at=None,
)
VISIT = replace(TASK, kind=TaskKind.VISIT, purpose=VisitPurpose.MEASUREMENT, title={}, ends_at=NOW + timedelta(hours=4))
DONE = replace(TASK, status=TaskStatus.DONE, outcome=LONG_TEXT, closed_at=NOW)
MESSAGE = ActivityRow(
    id=LARGEST,
    kind=ActivityKind.MESSAGE,
    direction=None,
    outcome=None,
    duration_seconds=None,
    text=LONG_TEXT,
    file_kind=None,
    file=None,
    author=None,
    at=NOW,
    stage=None,
    reason=None,
    mark=None,
    deal_id=LARGEST,
)
FILE = replace(MESSAGE, kind=ActivityKind.FILE, file_kind=FileKind.PHOTO, file={"id": "f"}, author=LONG_NAME[:120])
DEAL = DealCard(
    id=LARGEST,
    version=1,
    number=LARGEST,
    customer_id=LARGEST,
    customer_name=LONG_NAME,
    customer_has_telegram=True,
    phones=("+995599123456",) * 5,
    address=LONG_TEXT[:500],
    latitude=None,
    longitude=None,
    pipeline_id=1,
    stage_id=1,
    stage=STAGE,
    stage_kind=StageKind.OPEN,
    amount=Decimal("999999999999.99"),
    currency="GEL",
    responsible_id=2,
    responsible_name=LONG_NAME[:120],
    next_task=None,
    stage_entered_at=NOW,
    created_at=NOW,
    wish=LONG_TEXT,
    source=None,
    loss_reason=None,
    participants=((Craft.MEASURER, 3, LONG_NAME[:120]),),
    next_tasks=(TASK, VISIT),
    events=(MESSAGE, FILE),
    mark=None,
)
ORDER = OrderCard(
    deal_id=LARGEST,
    number=LARGEST,
    label=STAGE,
    fate=OrderFate.OPEN,
    steps=(),
    visits=(),
    address=LONG_TEXT[:500],
    amount=None,
    currency="GEL",
    wish=LONG_TEXT,
    seller_name=LONG_NAME[:120],
    has_others=False,
    mark=None,
    created_at=NOW,
)
ORDER_VISIT = OrderVisit(
    task_id=LARGEST,
    purpose=VisitPurpose.INSTALLATION,
    starts_at=NOW + timedelta(days=1),
    ends_at=NOW + timedelta(days=1, hours=2),
    specialist_id=3,
    specialist_name=LONG_NAME[:120],
    can_move=True,
)
REPORT = DayReport(
    day=date(2026, 11, 23),
    currency="GEL",
    new_requests=3,
    calls=2,
    calls_by_person=(PersonCount(2, LONG_NAME[:120], 2),),
    moved=1,
    won=DealSum(1, Decimal(6000)),
    lost=DealSum(1, Decimal(500)),
    lost_by_reason=(ReasonCount(1, STAGE, 1),),
    tasks_done=4,
    overdue=1,
    overdue_by_person=(PersonCount(2, LONG_NAME[:120], 1),),
    without_next_step=1,
    expected=DealSum(2, Decimal(7000)),
    forecast=Decimal("700.00"),
    marks=1,
    average_mark=Decimal("4.0"),
)
COLLEAGUE = EmployeeRow(
    id=2,
    name=LONG_NAME[:120],
    role=Role.MANAGER,
    craft=None,
    team_id=1,
    team_name=LONG_NAME[:120],
    on_shift=True,
    telegram_id=502,
    locale="en",
    zone=ZoneInfo("Asia/Tbilisi"),
    unreachable=False,
    summary_at=time(9),
    dismissed=False,
)
KIND = NotificationKind
SAMPLES: list[tuple[NotificationKind, about.Subject]] = [
    (KIND.REQUEST_ARRIVED, about.RequestSubject(DEAL, TASK, LONG_TEXT, repeated=False)),
    (KIND.REQUEST_ARRIVED, about.RequestSubject(DEAL, None, None, repeated=True)),
    (KIND.TASK_ASSIGNED, about.TaskSubject(TASK, stage=STAGE)),
    (KIND.TASK_ASSIGNED, about.TaskSubject(VISIT)),
    (KIND.TASK_REMINDER, about.TaskSubject(TASK, reminder=ReminderKind.BEFORE)),
    (KIND.TASK_REMINDER, about.TaskSubject(VISIT, reminder=ReminderKind.BEFORE)),
    (KIND.TASK_REMINDER, about.TaskSubject(TASK, reminder=ReminderKind.DUE)),
    (KIND.TASK_OVERDUE, about.TaskSubject(replace(TASK, due_at=NOW - timedelta(hours=1)))),
    (KIND.TASKS_OVERDUE, about.CountSubject(21)),
    (KIND.TASK_NUDGED, about.TaskSubject(TASK, by=LONG_NAME[:120])),
    (KIND.TASK_DONE, about.DoneSubject((DONE,))),
    (KIND.TASK_DONE, about.DoneSubject((DONE,) * 40)),
    (KIND.TASK_WITHDRAWN, about.WithdrawnSubject(TaskKind.VISIT, {}, NOW)),
    (KIND.VISIT_ADDRESS, about.TaskSubject(VISIT)),
    (KIND.VISIT_MOVED, about.TaskSubject(VISIT, was_at=NOW, by_customer=True)),
    (KIND.FILES_ADDED, about.FilesSubject(DEAL, (FILE,) * 40)),
    (KIND.DEAL_ASSIGNED, about.DealSubject(DEAL)),
    (KIND.DEAL_ASSIGNED, about.DealSubject(DEAL, 5)),
    (KIND.DEAL_WITHDRAWN, about.DealWithdrawnSubject(1001, "Vera", "Mariam")),
    (KIND.DEAL_WITHDRAWN, about.DealWithdrawnSubject(1001, "Vera", "Mariam", 5)),
    (KIND.DEAL_MOVED, about.DealSubject(DEAL)),
    (KIND.LOW_MARK, about.MarkSubject(DEAL, 1, LONG_TEXT)),
    (KIND.EMPLOYEE_JOINED, about.ColleagueSubject(COLLEAGUE)),
    (KIND.UNREACHABLE, about.UnreachableSubject(LONG_NAME, None)),
    (KIND.UNREACHABLE, about.UnreachableSubject(LONG_NAME, LARGEST)),
    (KIND.CUSTOMER_MESSAGE, about.MessageSubject(DEAL, MESSAGE)),
    (KIND.DAILY_SUMMARY, about.SummarySubject(REPORT)),
    (KIND.CUSTOMER_STAGE, about.OrderSubject(ORDER)),
    (KIND.CUSTOMER_VISIT, about.VisitSubject(LARGEST, "booked", NOW, ORDER_VISIT, ORDER.address)),
    (KIND.CUSTOMER_VISIT, about.VisitSubject(LARGEST, "moved", NOW, ORDER_VISIT, None)),
    (KIND.CUSTOMER_VISIT, about.VisitSubject(LARGEST, "reminder", NOW, ORDER_VISIT, ORDER.address)),
    (KIND.CUSTOMER_VISIT, about.VisitSubject(LARGEST, "cancelled", NOW, None, None)),
    (KIND.CUSTOMER_MARK, about.OrderSubject(ORDER)),
]


def word(kind: NotificationKind, subject: about.Subject, locale: str, late: timedelta = timedelta()) -> Screen:
    return render_notice(kind, subject, NOW - late, Reader(locale, ZoneInfo("Asia/Tbilisi"), NOW), LINKS)


def see(screen: Screen) -> str:
    return html.unescape(re.sub(r"</?(b|i|u|s|code|a)[^>]*>", "", screen.text))


def test_there_is_a_sample_of_every_kind() -> None:
    assert {kind for kind, _ in SAMPLES} == set(NotificationKind)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("kind", "subject"), SAMPLES, ids=lambda value: getattr(value, "value", None))
def test_it_fits_into_one_message_with_at_most_three_buttons_in_eight_rows(
    kind: NotificationKind, subject: about.Subject, locale: str
) -> None:
    screen = word(kind, subject, locale, late=timedelta(days=1))
    assert 1 <= len(see(screen).encode("utf-16-le")) // 2 <= 4096
    assert screen.rows
    assert len(screen.rows) <= 8
    for row in screen.rows:
        assert 1 <= len(row) <= 3
        for one in row:
            assert one.url or 1 <= len((one.callback_data or "").encode()) <= 64
            assert one.text.strip()


@pytest.mark.parametrize(("kind", "subject"), SAMPLES, ids=lambda value: getattr(value, "value", None))
def test_it_is_worded_in_every_language(kind: NotificationKind, subject: about.Subject) -> None:
    texts = [see(word(kind, subject, locale)) for locale in LOCALES]
    assert len(set(texts)) == len(LOCALES)


@pytest.mark.parametrize("locale", LOCALES)
def test_what_a_customer_typed_comes_as_she_typed_it(locale: str) -> None:
    typed = about.MessageSubject(DEAL, replace(MESSAGE, text=NASTY))
    assert NASTY in see(word(KIND.CUSTOMER_MESSAGE, typed, locale))


def test_a_message_in_time_says_nothing_of_being_late() -> None:
    subject = about.TaskSubject(TASK, reminder=ReminderKind.DUE)
    assert "Late" not in see(word(KIND.TASK_REMINDER, subject, "en", late=timedelta(minutes=9)))
    assert "Late: this was for today, 11:50." in see(
        word(KIND.TASK_REMINDER, subject, "en", late=timedelta(minutes=10))
    )
