"""What happened to the staff."""

from __future__ import annotations

from dataclasses import dataclass

from crm_core.kernel.events import Event


@dataclass(frozen=True, slots=True)
class EmployeeJoined(Event):
    employee_id: int


@dataclass(frozen=True, slots=True)
class EmployeeDismissed(Event):
    """`heir_id` takes over what was his; None: each thing goes to the least loaded."""

    employee_id: int
    heir_id: int | None
