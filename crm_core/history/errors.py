"""Refusals of *Undo*."""

from __future__ import annotations

from crm_core.kernel.errors import CrmError


class UndoTooLate(CrmError, code="undo_too_late"):
    """More than ten minutes have passed, or it has been undone already."""


class UndoUnknown(CrmError, code="undo_unknown", audited=True):
    """There is no such change, or somebody else made it."""


class UndoConflict(CrmError, code="undo_conflict"):
    """What the change left has been changed since; nothing was taken back."""
