"""A notification that can be queued can be loaded and worded; an effect or a trigger that is stored can be checked."""

from __future__ import annotations

from bot.delivery.loading import LOADERS
from crm_core.automation.conditions import CONDITIONS
from crm_core.automation.models import Trigger
from crm_core.notifications.models import NotificationKind
from crm_core.notifications.outbox import COVERS
from handlers.views.notices import RENDERERS


def test_every_kind_of_notification_has_a_loader_and_a_renderer() -> None:
    assert set(LOADERS) == set(NotificationKind)
    assert set(RENDERERS) == set(NotificationKind)


def test_no_notifications_make_each_other_superfluous() -> None:
    for kind, covered in COVERS.items():
        assert all(kind not in COVERS.get(other, ()) for other in covered)


def test_every_trigger_has_its_conditions() -> None:
    assert set(CONDITIONS) == set(Trigger)
