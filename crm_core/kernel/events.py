"""Facts that happened inside a unit of work; reactions to them run in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events. Names are past tense; fields are ids and plain values, never entities."""
