"""A corrected sentence as the owner reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class CorrectedSentence:
    """`proposal` and `became` are lists of commands in their JSON form; `became` is empty when it was taken back."""

    id: int
    text: str
    language: str
    proposal: tuple[dict[str, Any], ...]
    became: tuple[dict[str, Any], ...]
    correction: str | None
    employee_id: int
    employee_name: str
    said_at: datetime
    corrected_at: datetime
