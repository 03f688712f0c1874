"""Whose a file is that was sent without a word, and putting right what was guessed wrong.

A guess costs one tap to correct, a question costs one always: so what is likely is done at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crm_core.activities.actions import AttachFile, attach_file
from crm_core.activities.models import Activity, ActivityKind
from crm_core.db.unit_of_work import Work
from crm_core.db.visibility import get_visible
from crm_core.kernel.errors import NotVisible
from crm_core.kernel.permissions import Right

#: What was seen longer ago than this gives way to the work of the day.
FRESH = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A deal that the person had before the eyes: its card, or a notice about a visit on it."""

    deal_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class MoveFiles:
    """Files that went to a wrong deal, and the right one."""

    activity_ids: tuple[int, ...]
    deal_id: int


def guess_deal(
    seen: Sequence[Sighting], visits_today: Collection[int], candidates: Collection[int], now: datetime
) -> int | None:
    """The deal seen last today, else that of the only visit today, else the only one there is, else the one seen last.

    `visits_today` and `candidates` are deals; None when there is nothing to go by.
    """
    latest = max(seen, key=lambda one: one.at, default=None)
    if latest is not None and now - latest.at <= FRESH:
        return latest.deal_id
    for deals in (set(visits_today), set(candidates)):
        if len(deals) == 1:
            return deals.pop()
    return latest.deal_id if latest is not None else None


async def move_files(work: Work, command: MoveFiles) -> list[Activity]:
    """The files leave the timeline they are on and hang on the other deal. Raises NotVisible."""
    moved = []
    for activity_id in command.activity_ids:
        file = await get_visible(work.session, work.actor, Activity, activity_id, Right.CHANGE, lock=True)
        if file.kind is not ActivityKind.FILE or file.file_kind is None or file.retracted_at is not None:
            raise NotVisible("activities", activity_id)
        file.retract(work.now)
        moved.append(await attach_file(work, AttachFile(command.deal_id, file.file_kind, file.file or {}, file.text)))
    return moved
