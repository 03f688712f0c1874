"""The words and buttons of every notification, in the reader's language and zone: a table from kind to renderer.

Each kind has its renderer here and its loader in `bot/delivery/loading.py`; an architecture test keeps them in step.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from crm_core.notifications.models import NotificationKind
from handlers.ui.links import Links
from handlers.ui.screen import Screen
from handlers.views import deal_notices, order_notices, task_notices
from handlers.views.notice_subjects import Subject
from handlers.views.reader import Reader

#: From here on a notification says that it comes late.
LATE_AFTER = timedelta(minutes=10)

RENDERERS: dict[NotificationKind, Callable[[Any, Reader, Links], Screen]] = {
    NotificationKind.REQUEST_ARRIVED: task_notices.render_request,
    NotificationKind.TASK_ASSIGNED: task_notices.render_assigned,
    NotificationKind.TASK_REMINDER: task_notices.render_reminder,
    NotificationKind.TASK_OVERDUE: task_notices.render_overdue,
    NotificationKind.TASKS_OVERDUE: task_notices.render_many_overdue,
    NotificationKind.TASK_NUDGED: task_notices.render_nudge,
    NotificationKind.TASK_DONE: task_notices.render_done,
    NotificationKind.TASK_WITHDRAWN: task_notices.render_withdrawn,
    NotificationKind.VISIT_ADDRESS: task_notices.render_address,
    NotificationKind.VISIT_MOVED: task_notices.render_visit_moved,
    NotificationKind.FILES_ADDED: deal_notices.render_files,
    NotificationKind.DEAL_ASSIGNED: deal_notices.render_deal_assigned,
    NotificationKind.DEAL_WITHDRAWN: deal_notices.render_deal_withdrawn,
    NotificationKind.DEAL_MOVED: deal_notices.render_deal_moved,
    NotificationKind.LOW_MARK: deal_notices.render_low_mark,
    NotificationKind.EMPLOYEE_JOINED: deal_notices.render_joined,
    NotificationKind.UNREACHABLE: deal_notices.render_unreachable,
    NotificationKind.CUSTOMER_MESSAGE: deal_notices.render_message,
    NotificationKind.DAILY_SUMMARY: deal_notices.render_daily_summary,
    NotificationKind.CUSTOMER_STAGE: order_notices.render_order_stage,
    NotificationKind.CUSTOMER_VISIT: order_notices.render_order_visit,
    NotificationKind.CUSTOMER_MARK: order_notices.render_mark_question,
}


def render_notice(kind: NotificationKind, subject: Subject, due_at: datetime, t: Reader, links: Links) -> Screen:
    """The message; one that comes long after `due_at` says so first."""
    screen = RENDERERS[kind](subject, t, links)
    if t.now - due_at < LATE_AFTER:
        return screen
    return screen.after(t.gettext("🕓 Late: this was for {when}.", when=t.moment(due_at)))
