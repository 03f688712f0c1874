"""How long to wait before a notification is tried again."""

from __future__ import annotations

import random
from datetime import timedelta

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=30)
#: A notification that Telegram's own faults kept back for so long is given up.
PATIENCE = timedelta(days=3)
#: One whose loading or wording fails so often is given up: the fault is ours and is in the log.
MOST_FAULTS = 10


def grow_pause(attempts: int, spread: random.Random | None = None) -> timedelta:
    """Doubles with each of `attempts` (1 and up) to the longest; between half and the whole of it, by chance.

    The chance keeps what failed together from coming back together.
    """
    doublings = max(0, min(attempts - 1, 20))
    whole = min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
    chance = (spread or random).random()
    return whole * (0.5 + chance / 2)
