"""Files that arrive as one: Telegram sends an album as single messages under one group id.

The first is answered, the others only change that answer; *Undo* under it takes all of them back.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from aiogram.fsm.context import FSMContext

from crm_core.activities.models import Activity

_KEY = "album"


@dataclass(slots=True)
class Album:
    """`answer` is the message that tells of it; `changes` are those that attached its `files` (activities)."""

    group: str
    answer: int
    deal: int
    changes: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    files: list[int] = field(default_factory=list)

    def add(self, file: Activity, change_id: int | None) -> None:
        """One more that was attached."""
        self.files.append(file.id)
        if file.file_kind is not None:
            self.kinds.append(file.file_kind.value)
        if change_id is not None and change_id not in self.changes:
            self.changes.append(change_id)


async def get_album(state: FSMContext) -> Album | None:
    """The album that arrived last."""
    stored = (await state.get_data()).get(_KEY)
    return Album(**stored) if stored else None


async def keep_album(state: FSMContext, album: Album) -> None:
    await state.update_data({_KEY: asdict(album)})
