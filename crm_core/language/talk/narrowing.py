"""What narrows a question: a time, a colleague, a stage, bounds of a sum, words."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from crm_core.language.commands import Ask, Topic
from crm_core.language.found import Grain
from crm_core.language.talk.leftover import list_people, write_out
from crm_core.language.talk.people import find_colleagues
from crm_core.language.talk.reading import Cue, Reading
from crm_core.language.talk.stage_names import find_stage
from crm_core.language.talk.timing import is_day, list_times
from crm_core.language.tokens import Span


def narrow(reading: Reading, about: Topic, topics: tuple[Cue, ...]) -> Ask:
    start, end = _find_period(reading, topics)
    if about == "summary":
        start, end = _lay_back(reading, start, end)
    colleagues = [one for clause in range(len(reading.clauses)) for one in find_colleagues(reading, clause)]
    stage = find_stage(reading, 0, len(reading.tokens)) if about in ("deals", "board") else None
    least, most = _find_bounds(reading) if about in ("deals", "debt") else (None, None)
    if about == "today" and start is not None and not is_today(reading, start):
        about = "tasks"
    return Ask(
        about=about,
        start=start,
        end=end,
        colleague=colleagues[0].colleague_id if colleagues else None,
        stage=stage[0].code if stage is not None else None,
        least=least,
        most=most,
        text=_find_words(reading, topics, stage[1] if stage else set()) if about == "deals" else None,
    )


def _find_period(reading: Reading, topics: tuple[Cue, ...]) -> tuple[datetime | None, datetime | None]:
    times = [one for one in list_times(reading) if not _is_topic(reading, one.span, topics)]
    if not times:
        return None, None
    found = times[0]
    if found.end is not None or found.is_open:
        return found.start, found.end
    return found.start, found.start + timedelta(days=1) if is_day(found) and found.grain is Grain.DAY else None


def _lay_back(
    reading: Reading, start: datetime | None, end: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """ "How did November go": asked later it is the last one, unless a forecast is asked for."""
    now = reading.context.local_now
    is_forecast = any(reading.word(at).startswith(_FORECASTS) for at in range(len(reading.tokens)))
    if start is None or end is None or start <= now or is_forecast:
        return start, end
    ahead = [mark for one in reading.found.times for mark in reading.marks_in(*reading.place(one.span), "ahead")]
    if any(reading.word(mark.first) != "in" for mark in ahead):
        return start, end
    if end - start <= timedelta(days=1) and start - now <= timedelta(days=7):
        return start - timedelta(days=7), end - timedelta(days=7)
    if start.day == end.day == 1 and start.month != now.month:
        return start.replace(year=start.year - 1), end.replace(year=end.year - 1)
    return start, end


_FORECASTS = ("forecast", "expect", "plan", "прогноз", "план", "ожида", "პროგნოზ", "გეგმ")


def _is_topic(reading: Reading, span: Span, topics: tuple[Cue, ...]) -> bool:
    """ "Итоги дня": the day is part of the word."""
    first, last = reading.place(span)
    return any(
        topic.last - topic.first > 1 and topic.first <= first and last <= topic.last and not topic.says("today")
        for topic in topics
    )


def is_today(reading: Reading, start: datetime) -> bool:
    return start.astimezone(reading.context.zone).date() == reading.context.local_now.date()


def _find_bounds(reading: Reading) -> tuple[Decimal | None, Decimal | None]:
    least: Decimal | None = None
    most: Decimal | None = None
    for amount in reading.found.amounts:
        first, last = reading.place(amount.span)
        near = reading.marks_in(max(0, first - 2), min(last + 2, len(reading.tokens)), "over", "under")
        if amount.most is not None:
            return amount.amount, amount.most
        if near and near[0].says("under"):
            most = amount.amount
        else:
            least = amount.amount
    return least, most


def _find_words(reading: Reading, topics: tuple[Cue, ...], stage: set[int]) -> str | None:
    """The words that narrow a list of deals: "windows"."""
    gone = set(stage) | list_people(reading)
    for topic in topics:
        gone.update(range(topic.first, topic.last))
    for cue in reading.cues:
        if cue.says("show", "price_word", "must", "move_stage", "task"):
            gone.update(range(cue.first, cue.last))
    for mark in reading.marks:
        if mark.says("question", "asks", "over", "under", "preposition", "stop", "link", "me", "self"):
            gone.update(range(mark.first, mark.last))
    for span in reading.found.list_values():
        gone.update(range(*reading.place(span)))
    gone |= {at for at in range(len(reading.tokens)) if not reading.tokens[at].is_word}
    return write_out(reading, set(range(len(reading.tokens))) - gone) or None
