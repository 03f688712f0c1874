"""What `/metrics` tells about the work behind the chat."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

NOTIFICATIONS = Counter(
    "kavshiri_notifications",
    "Notifications by kind and by what became of an attempt: sent, retried, dropped or dead",
    ["kind", "fate"],
)
LAG = Histogram(
    "kavshiri_notification_lag_seconds",
    "From the moment a notification was due to the moment it was sent",
    buckets=(0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 14400),
)
CLAIMED = Gauge("kavshiri_notifications_claimed", "Notifications of the batch that is being sent now")
TICK_SECONDS = Histogram("kavshiri_tick_seconds", "How long a tick took", ["tick"])
TICK_FAULTS = Counter("kavshiri_tick_faults", "Ticks that ended in an error", ["tick"])
PACE_SECONDS = Counter("kavshiri_pace_seconds", "Time that messages waited for Telegram's limits")
REFUSED_PACE = Counter("kavshiri_too_many_requests", "Answers 429 from Telegram")
