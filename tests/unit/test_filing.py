"""Whose a file is that came without a word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crm_core.activities.filing import Sighting, guess_deal

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FRESH, LATER, STALE = Sighting(1, NOW - 3 * HOUR), Sighting(2, NOW - HOUR), Sighting(3, NOW - 20 * HOUR)


@pytest.mark.parametrize(
    ("seen", "visits", "candidates", "deal"),
    [
        ([FRESH, LATER], [4], [1, 2], 2),
        ([STALE], [4, 4], [1, 2], 4),
        ([STALE], [4, 5], [6], 6),
        ([STALE], [4, 5], [1, 2], 3),
        ([], [], [], None),
        ([], [4, 5], [1, 2], None),
    ],
)
def test_the_likeliest_deal_is_taken(
    seen: list[Sighting], visits: list[int], candidates: list[int], deal: int | None
) -> None:
    assert guess_deal(seen, visits, candidates, NOW) == deal
