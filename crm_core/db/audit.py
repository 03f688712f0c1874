"""Every change of an audited row, as columns before and after, collected from the session itself.

Values are stored as JSON and read back by the column's own type, so that *Undo* can put them in place again.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, UOWTransaction

from crm_core.db.base import Audited, Base
from crm_core.db.journal import AuditAction

Row = tuple[str, str]


def encode(value: Any) -> Any:
    """A JSON form of a column's value."""
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat()  # one spelling of a moment, whatever zone it was given in
        case date() | time():
            return value.isoformat()
        case Decimal():
            return str(value)
        case _:
            return value


def decode(model: type[Base], name: str, value: Any) -> Any:
    """The column's value from its JSON form."""
    if value is None:
        return None
    kind = inspect(model).columns[name].type.python_type
    if issubclass(kind, Enum):
        return kind(value)
    if kind in (datetime, date, time):
        return kind.fromisoformat(value)
    return Decimal(value) if kind is Decimal else value


class AuditTrail:
    """What one session changed: first state before, last state after, for each row, in the order of first touch."""

    def __init__(self, session: Session) -> None:
        self.changes: dict[Row, tuple[AuditAction, dict[str, Any], dict[str, Any]]] = {}
        event.listen(session, "before_flush", self._collect_updates)
        event.listen(session, "after_flush", self._collect_inserts)

    def _collect_updates(self, session: Session, context: UOWTransaction, instances: object) -> None:
        for row in session.dirty:
            if isinstance(row, Audited) and isinstance(row, Base):
                self._collect_update(row)

    def _collect_update(self, row: Base) -> None:
        before, after = {}, {}
        state = inspect(row)
        for name in (attribute.key for attribute in state.mapper.column_attrs):
            history = state.attrs[name].history
            if name in row.__unaudited__ or not history.has_changes():  # type: ignore[attr-defined]  # Audited
                continue
            before[name] = encode(history.deleted[0] if history.deleted else None)
            after[name] = encode(history.added[0] if history.added else None)
        if not after:
            return
        key = (row.__tablename__, str(state.identity[0] if state.identity else None))
        action, first, last = self.changes.get(key, (AuditAction.UPDATED, {}, {}))
        self.changes[key] = (action, before | first if action is AuditAction.UPDATED else {}, last | after)

    def _collect_inserts(self, session: Session, context: UOWTransaction) -> None:
        for row in session.new:
            if not (isinstance(row, Audited) and isinstance(row, Base)):
                continue
            state = inspect(row)
            names = [attribute.key for attribute in state.mapper.column_attrs if attribute.key not in row.__unaudited__]
            values = {name: encode(state.dict[name]) for name in names if state.dict.get(name) is not None}
            identity = state.mapper.primary_key_from_instance(row)[0]
            self.changes[row.__tablename__, str(encode(identity))] = (AuditAction.INSERTED, {}, values)
