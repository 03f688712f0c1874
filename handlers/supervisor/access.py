"""The screens about other people's work are for those who supervise it; what a forged button asks for is refused."""

from __future__ import annotations

from crm_core.kernel.actor import Actor
from crm_core.kernel.errors import NotPermitted
from crm_core.kernel.permissions import Right, Scope, get_scope


def check_supervises(actor: Actor) -> None:
    """Raise NotPermitted (audited) unless the actor sees more than his own."""
    if get_scope(actor, Right.SEE) not in (Scope.TEAM, Scope.ALL):
        raise NotPermitted(Right.SEE.value)


#: No list has as many pages; a button that names more is forged.
_LAST_PAGE = 100_000


def get_offset(page: int, size: int) -> int:
    """Where the page of a pressed button begins."""
    return min(max(0, page), _LAST_PAGE) * size
