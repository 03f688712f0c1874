"""Refusals about employees and invitations."""

from __future__ import annotations

from crm_core.kernel.errors import CrmError


class InvitationInvalid(CrmError, code="invitation_invalid", audited=True):
    """The link is unknown, used, revoked or expired: all look the same."""


class AlreadyEmployed(CrmError, code="already_employed"):
    """The Telegram account already belongs to somebody who works here; the invitation stays unused."""

    def __init__(self, employee_id: int) -> None:
        super().__init__(employee_id)
        self.employee_id = employee_id


class OwnerNeeded(CrmError, code="owner_needed"):
    """The last owner can neither leave nor take another role."""


class RoleInvalid(CrmError, code="role_invalid"):
    """Specialists, and only they, have a craft."""


class EmployeeGone(CrmError, code="employee_gone"):
    """The chosen person does not work here (any more)."""

    def __init__(self, employee_id: int) -> None:
        super().__init__(employee_id)
        self.employee_id = employee_id
