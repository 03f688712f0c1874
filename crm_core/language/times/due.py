"""When something is due, from the answer to "when?": "tomorrow 17:00", "завтра в 5", "ხვალ 17:00", "thu 11", "+2h".

Honest: when any word is not understood, or the words do not make one moment, the answer is None and the person is asked
again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from crm_core.kernel.working_time import WorkingTime
from crm_core.language.context import Context
from crm_core.language.found import Grain
from crm_core.language.times.find import find_times
from crm_core.language.times.settle import settle
from crm_core.language.tokens import Script, cut

LONGEST = 100
#: Words that say nothing about when.
_SILENT = frozenset(
    ("the", "on", "at", "and", "и", "ну", "then", "please", "пожалуйста", "да", "yes", "ok", "ок", "კი", "გთხოვთ")
)


def parse_due(
    text: str, now: datetime, zone: ZoneInfo, working_time: WorkingTime, language: str = "en"
) -> datetime | None:
    """An aware UTC moment, which may lie in the past only when a whole date with a year was typed; None when not
    understood. `zone` is the person's; `working_time` decides about doubtful hours.
    """
    if len(text) > LONGEST:
        return None
    tokens = cut(text)
    context = Context(language=language, now=now, zone=zone, working_time=working_time, expects_time=True)
    times = find_times(tokens, context)
    if len(times) != 1 or times[0].grain is Grain.YEAR:
        return None
    span = times[0].span
    for token in tokens:
        is_outside = token.end <= span.start or token.start >= span.end
        if is_outside and token.script is not Script.SIGN and token.word not in _SILENT:
            return None
        if is_outside and token.word in "+-$€₾₽%#№":
            return None
    try:
        return settle(times[0], context).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
