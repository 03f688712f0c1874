"""What buttons carry fits Telegram's 64 bytes, is told apart by its prefix, and comes back as it was packed."""

from enum import StrEnum
from typing import Any

import pytest
from aiogram.filters.callback_data import CallbackData

from handlers.ui import callbacks
from handlers.ui.times import Pause

#: More rows than any company will write in a lifetime.
LARGEST = 10**11 - 1

#: The longest word that a field of text ever holds.
LONGEST = {
    "outcome": "call_back",
    "when": max(Pause, key=len).value,
    "what": "mytomorrow",
    "purpose": "m",
    "act": "cancel_invitation",
    "step": "weekdays",
    "value": "America/Argentina/ComodRivadavia",
}

KINDS = [one for one in vars(callbacks).values() if isinstance(one, type) and issubclass(one, CallbackData)]
KINDS.remove(CallbackData)


def fill(kind: type[CallbackData]) -> CallbackData:
    values: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        wanted = field.annotation
        if isinstance(wanted, type) and issubclass(wanted, StrEnum):
            values[name] = max(wanted, key=lambda one: len(one.value))
        else:
            values[name] = LARGEST if wanted is int else LONGEST[name]
    return kind(**values)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_callback_fits_with_the_largest_values(kind: type[CallbackData]) -> None:
    pressed = fill(kind)
    packed = pressed.pack()
    assert len(packed.encode()) <= 64
    assert kind.unpack(packed) == pressed


def test_every_callback_has_a_prefix_of_its_own() -> None:
    prefixes = [kind.__prefix__ for kind in KINDS]
    assert len(set(prefixes)) == len(prefixes)


def test_no_two_acts_share_a_letter() -> None:
    for kind in vars(callbacks).values():
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum:
            assert len(kind.__members__) == len(set(kind)), kind.__name__
