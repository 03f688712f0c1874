"""*Undo*: takes back everything that one change did, while nobody has built upon it.

Updated columns get their former values, inserted rows are retracted (they stay, marked), and reminders are brought in
step. What was told about it is put right by the reaction to `ChangeUndone`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import inspect, or_, select

from crm_core.db.audit import decode, encode
from crm_core.db.base import Base, Retractable
from crm_core.db.journal import AuditAction, AuditEntry, Change
from crm_core.db.unit_of_work import Work
from crm_core.history.errors import UndoConflict, UndoTooLate, UndoUnknown
from crm_core.history.events import ChangeUndone
from crm_core.tables import metadata
from crm_core.tasks.models import Task
from crm_core.tasks.reminders import sync_reminders

UNDO_MINUTES = 10

_MODELS: dict[str, type[Base]] = {
    mapper.class_.__tablename__: mapper.class_
    for mapper in Base.registry.mappers
    if mapper.class_.__tablename__ in metadata.tables
}


@dataclass(frozen=True, slots=True)
class UndoneChange:
    """`things` are the rows that were put back or retracted, as (table, id)."""

    change_id: int
    things: tuple[tuple[str, str], ...]


async def undo_change(work: Work, change_id: int) -> UndoneChange:
    """Only one's own change, within ten minutes, once. Raises UndoUnknown, UndoTooLate, UndoConflict."""
    things = await undo_changes(work, [change_id])
    return UndoneChange(change_id, things)


async def undo_changes(work: Work, change_ids: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """Several of one's own changes, in the order in which they were made, taken back as one; returns what was touched.

    Raises UndoUnknown, UndoTooLate, UndoConflict.
    """
    things = await revert_changes(work, change_ids)
    latest, *earlier = sorted(change_ids, reverse=True)
    current = await work.session.get_one(Change, work.change_id)
    current.undoes_id = latest
    for change_id in earlier:
        row = {"actor_kind": work.actor.kind, "actor_id": work.actor.id, "at": work.now, "undoes_id": change_id}
        work.session.add(Change(**row))
    await work.session.flush()
    return things


async def revert_changes(work: Work, change_ids: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """The same without marking them as undone: for a change that does something else instead and is undone with them.

    All rows are loaded and put back before anything is written, so that what the changes did to each other in between
    stands in nobody's way. Raises UndoUnknown, UndoTooLate, UndoConflict.
    """
    for change_id in sorted(change_ids):
        await _check_own_change(work, change_id)
    query = select(AuditEntry).where(
        AuditEntry.change_id.in_(change_ids), AuditEntry.action.in_((AuditAction.INSERTED, AuditAction.UPDATED))
    )
    entries = list((await work.session.execute(query.order_by(AuditEntry.id))).scalars())
    if not entries:
        raise UndoTooLate
    rows = {key: await _load(work, *key) for key in {(entry.thing, entry.thing_id or ""): None for entry in entries}}
    await _check_nothing_built_upon(work, change_ids, entries)
    with work.session.no_autoflush:
        for entry in reversed(entries):
            row = rows[entry.thing, entry.thing_id or ""]
            _check_as_left(row, entry)
            _take_back(work, row, entry)
    await work.session.flush()
    for row in rows.values():
        if isinstance(row, Task):
            await sync_reminders(work, row)
    for change_id in sorted(change_ids, reverse=True):
        work.record(ChangeUndone(change_id))
    return tuple(rows)


async def _check_own_change(work: Work, change_id: int) -> None:
    query = select(Change).where(Change.id == change_id).with_for_update()
    change = (await work.session.execute(query)).scalar_one_or_none()
    own = change is not None and (change.actor_kind, change.actor_id) == (work.actor.kind, work.actor.id)
    if change is None or not own or change.undoes_id is not None:
        raise UndoUnknown
    undone = await work.session.execute(select(Change.id).where(Change.undoes_id == change.id))
    if undone.first() is not None or work.now - change.at > timedelta(minutes=UNDO_MINUTES):
        raise UndoTooLate


async def _load(work: Work, thing: str, thing_id: str) -> Base:
    model = _MODELS[thing]
    (column,) = inspect(model).primary_key
    key = decode(model, column.name, thing_id) if column.type.python_type is not int else int(thing_id or 0)
    row: Base | None = await work.session.get(model, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise UndoConflict
    return row


async def _check_nothing_built_upon(work: Work, change_ids: Sequence[int], entries: Sequence[AuditEntry]) -> None:
    """A deal or a customer made by the changes stays when somebody has added to it since."""
    owners = {"deals": "deal_id", "customers": "customer_id"}
    upon = [
        AuditEntry.after[owners[entry.thing]].astext == entry.thing_id
        for entry in entries
        if entry.action is AuditAction.INSERTED and entry.thing in owners
    ]
    if not upon:
        return
    undone = select(Change.undoes_id).where(Change.undoes_id.is_not(None))
    query = select(AuditEntry.id).where(
        AuditEntry.change_id > min(change_ids),
        AuditEntry.change_id.not_in(change_ids),
        AuditEntry.action == AuditAction.INSERTED,
        AuditEntry.change_id.not_in(undone),
        or_(*upon),
    )
    if (await work.session.execute(query.limit(1))).first() is not None:
        raise UndoConflict


def _check_as_left(row: Base, entry: AuditEntry) -> None:
    for name, value in (entry.after or {}).items():
        if encode(getattr(row, name)) != _normalise(row, name, value):
            raise UndoConflict


def _normalise(row: Base, name: str, value: Any) -> Any:
    """A stored value in the form in which the same value, read back from the database, is encoded."""
    return encode(decode(type(row), name, value))


def _take_back(work: Work, row: Base, entry: AuditEntry) -> None:
    if entry.action is AuditAction.INSERTED:
        if not isinstance(row, Retractable):
            raise UndoConflict
        try:
            row.retract(work.now)
        except TypeError as error:
            raise UndoConflict from error
        return
    for name, value in (entry.before or {}).items():
        setattr(row, name, decode(type(row), name, value))
