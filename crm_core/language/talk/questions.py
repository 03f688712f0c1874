"""What is asked and looked for. Reads only: nothing here ever writes."""

from __future__ import annotations

from crm_core.language.commands import Topic
from crm_core.language.found import MentionKind
from crm_core.language.talk.draft import CLEAR, Draft
from crm_core.language.talk.narrowing import is_today, narrow
from crm_core.language.talk.reading import Cue, Reading, find_cues
from crm_core.language.talk.stage_names import find_stage

#: Topics by how much they decide: "show overdue tasks" is about what is overdue.
_RANKS: tuple[Topic, ...] = (
    "overdue", "debt", "board", "summary", "visits", "calls", "tasks", "deals", "card", "today"
)  # fmt: skip
_LISTS = frozenset({"overdue", "deals", "visits", "calls", "tasks", "today", "board", "summary", "debt"})


#: A longer text that asks is about something that is not shown here.
MOST_WORDS = 7


def read_question(reading: Reading) -> list[Draft]:
    """A question, or the bare name of a list ("overdue", "замеры завтра")."""
    topics = find_cues(reading, "topics", busy=_list_busy(reading))
    if not any_question(reading) and not _is_bare_topic(reading, topics):
        return []
    about = _choose(reading, topics)
    if about is None:
        return []
    draft = Draft(narrow(reading, about, topics), CLEAR, set(range(len(reading.tokens))))
    return [draft]


def any_question(reading: Reading) -> bool:
    return any(clause.is_question for clause in reading.clauses)


def _list_busy(reading: Reading) -> set[int]:
    return {at for mention in reading.found.mentions for at in range(*reading.place(mention.span))}


def _is_bare_topic(reading: Reading, topics: tuple[Cue, ...]) -> bool:
    """Nothing but the topic, a time, a colleague and small words."""
    if not any(topic.says(*_LISTS) for topic in topics) or reading.people():
        return False
    if reading.has_cue("must", "call_me") or any(mark.says("self") for mark in reading.marks):
        return False
    plain = {at for topic in topics for at in range(topic.first, topic.last)}
    plain |= {at for one in reading.found.times for at in range(*reading.place(one.span))}
    plain |= _list_busy(reading) | _list_narrowing(reading, topics)
    narrowing = _list_narrowing(reading, topics)
    if any(
        cue.says(*_ACTS) and cue.first not in narrowing and not _is_plural(reading, cue, topics) for cue in reading.cues
    ):
        return False
    return (
        len(reading.tokens) <= 6
        and all(
            at in plain
            or not reading.tokens[at].is_word
            or bool(reading.marks_in(at, at + 1, "stop", "link", "preposition"))
            for at in range(len(reading.tokens))
        )
        and not all(
            topic.says("today", "card") and not topic.says("tasks") and _is_time(reading, topic) for topic in topics
        )
    )


def _list_narrowing(reading: Reading, topics: tuple[Cue, ...]) -> set[int]:
    """ "Deals over 10000", "deals in approval": the sum and the stage of a list that is named."""
    if not any(topic.says("deals") for topic in topics):
        return set()
    places = {at for mark in reading.marks if mark.says("over", "under") for at in range(mark.first, mark.last)}
    places |= {at for one in reading.found.amounts for at in range(*reading.place(one.span))}
    stage = find_stage(reading, 0, len(reading.tokens))
    return places | (stage[1] if stage else set())


def _is_time(reading: Reading, topic: Cue) -> bool:
    return any(one.span.overlaps(reading.span(topic.first, topic.last)) for one in reading.found.times)


_ACTS = (
    "call_did", "call_out", "call_in", "call_will", "call_base", "call_asked", "no_answer", "answered", "missed",
    "talked", "todo", "remind", "paid", "agreed", "refused", "measure_did", "install_did", "measure_will",
    "install_will", "measure_noun", "install_noun", "call_noun", "meet_noun", "task", "book", "hand_over", "postpone",
    "new_customer", "done", "move_stage", "meet_did",
)  # fmt: skip


def _is_plural(reading: Reading, cue: Cue, topics: tuple[Cue, ...]) -> bool:
    """ "Замеры завтра" is a list, "замер завтра" a visit."""
    word = reading.word(cue.first)
    is_many = (
        word.endswith(("s", "ы", "и", "ов", "ей", "ები", "ებს", "ebi", "y", "i", "კები", "ов"))
        and cue.last - cue.first == 1
    )
    return is_many and any(topic.first == cue.first for topic in topics)


def _choose(reading: Reading, topics: tuple[Cue, ...]) -> Topic | None:
    said = {sense for topic in topics for sense in topic.senses}
    has_customer = bool(reading.people()) or any(one.kind is MentionKind.PRONOUN for one in reading.found.mentions)
    if has_customer and not said & {"debt"}:
        return "card" if _asks_for_card(reading, said) else None
    has_bound = bool(reading.found.amounts) and not has_customer
    has_bound = has_bound and ("deals" in said or reading.has_cue("show") or _asks_which(reading))
    if has_bound and not said & {"overdue", "debt", "visits", "calls", "tasks"}:
        return "deals"
    if has_customer:
        return "debt"
    asks_what = any(mark.says("question") for mark in reading.marks)
    said = _prefer_deals(reading, said)
    for topic in _RANKS:
        if topic not in said:
            continue
        if topic == "card" and not reading.context.has_view:
            continue
        return topic
    if _asks_how_it_went(reading):
        return "summary"
    if any(cue.says("show") for cue in reading.cues):
        return "deals" if reading.found.amounts or reading.found.quantities or _names_stage(reading) else None
    is_short = sum(token.is_word for token in reading.tokens) <= MOST_WORDS
    if not (reading.found.times and is_short and asks_what) or any(cue.says(*_ACTS) for cue in reading.cues):
        return None
    return "today" if is_today(reading, reading.found.times[0].start) else "tasks"


def _asks_how_it_went(reading: Reading) -> bool:
    """ "How did November go", "how was last week"."""
    said = [mark for mark in reading.marks if mark.says("question") and reading.word(mark.first) == "how"]
    return bool(said and reading.found.times) and reading.word(said[0].last) in ("did", "was", "were", "has", "is")


def _prefer_deals(reading: Reading, said: set[str]) -> set[str]:
    """ "Who is in measurement", "ვინ არის აზომვაზე": the deals of a stage, and no visits of a day."""
    if reading.found.times:
        return said
    asks_who = any(mark.says("who") for mark in reading.marks) and _names_stage(reading)
    is_denied = any(mark.says("negation") for mark in reading.marks)
    if "debt" in said and is_denied:
        return said
    if asks_who and said <= {"visits", "calls", "today", "deals", "card", "debt"}:
        return {"deals"}
    return said - {"visits"} if "deals" in said else said


def _asks_which(reading: Reading) -> bool:
    return any(mark.says("question") for mark in reading.marks)


def _names_stage(reading: Reading) -> bool:
    return find_stage(reading, 0, len(reading.tokens)) is not None


def _asks_for_card(reading: Reading, said: set[str]) -> bool:
    """ "What about Vera", "show Vera", "when is her measurement"; not "should we call Vera?"."""
    opening = next((mark for mark in reading.marks if mark.says("asks") and not mark.says("question")), None)
    asks_what = any(mark.says("question") for mark in reading.marks) or reading.has_cue("show")
    if opening is not None and not asks_what:
        return False
    return asks_what or bool(said & {"card"})
