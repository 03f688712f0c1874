"""Imports every area's models, so that `metadata` is whole for migrations, the audit trail and *Undo*."""

from __future__ import annotations

from crm_core.activities import models as activities
from crm_core.automation import models as automation
from crm_core.company import models as company
from crm_core.customers import models as customers
from crm_core.db import journal
from crm_core.db.base import Base
from crm_core.deals import models as deals
from crm_core.learning import models as learning
from crm_core.notifications import models as notifications
from crm_core.staff import models as staff
from crm_core.tasks import models as tasks

AREAS = (activities, automation, company, customers, deals, journal, learning, notifications, staff, tasks)
metadata = Base.metadata
