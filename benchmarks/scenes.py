"""What is measured: a scene says who does what, and gives for a company what one run of it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks.company import Company
from benchmarks.stopwatch import Run
from crm_core.kernel.actor import Role

STAFF = (Role.OWNER, Role.SUPERVISOR, Role.MANAGER, Role.SPECIALIST)
SUPERVISING = (Role.OWNER, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Scene:
    """`prepare` returns the run; `who` is None when no person stands behind it; one run deals with `per` things."""

    name: str
    who: Role | None
    prepare: Callable[[Company], Awaitable[Run]]
    per: int = 1
