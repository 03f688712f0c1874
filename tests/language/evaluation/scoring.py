"""Compares what was understood with what sellers meant. See README.md beside it for the form of a sentence.

Pure: used by the tests, which hold the thresholds, and by the benchmark, which prints the figures.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crm_core.kernel.search_key import make_search_key
from crm_core.language.commands import COMMANDS, Ask, Command, Find
from crm_core.language.context import Colleague, Context, build_usual_context
from crm_core.language.found import Mention, MentionKind, Recurrence
from crm_core.language.understanding import Proposal, Understanding

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "ru", "ka")
HALVES = ("first", "second")
ZONE = ZoneInfo("Asia/Tbilisi")

#: At least this part of the sentences must be understood whole, in each language and half; wrong writes: none.
LEAST_RIGHT = 0.92
MOST_WRONG_WRITES = 0

#: Who works there: {name in the sentences: (craft, name in each language)}. The speaker is the last one.
COLLEAGUES: dict[str, tuple[str | None, dict[str, str]]] = {
    "Levan": ("measurer", {"en": "Levan", "ru": "Леван", "ka": "ლევანი"}),
    "Nika": ("installer", {"en": "Nika", "ru": "Ника", "ka": "ნიკა"}),
    "Tamar": (None, {"en": "Tamar", "ru": "Тамара", "ka": "თამარი"}),
    "Zaza": (None, {"en": "Zaza Lomidze", "ru": "Заза Ломидзе", "ka": "ზაზა ლომიძე"}),
    "Dato": (None, {"en": "Dato", "ru": "Дато", "ka": "დათო"}),
}
_COLLEAGUE_IDS = {name: number for number, name in enumerate(COLLEAGUES, 1)}

#: As many spellings of a mention are looked at as the likeliest ones.
_LIKELIEST = 3
_PEOPLE = ("assignee", "to", "colleague")
_MOMENTS = ("due", "at", "start", "end")
_SUMS = ("amount", "most", "least")
_WORDS = ("title", "text", "wish", "address")
_UNCOMPARED = ("who", "currency", "title", "text", "wish")
_OFFERS = ("add_note", "find")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A line of the set. `alternatives` are lists of commands, each of them right; the first is the usual one."""

    text: str
    now: datetime
    view: bool
    typed: str
    who: str | None
    alternatives: tuple[tuple[Mapping[str, Any], ...], ...]
    may: frozenset[str]
    keeps: str
    unsure: bool
    acts: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """`problems` and `wrong_writes` in words for developers; without problems the whole sentence was understood.

    `is_done_at_once`: it has something to write, and every writing command was sure.
    """

    sentence: Sentence
    problems: tuple[str, ...]
    wrong_writes: tuple[str, ...]
    is_done_at_once: bool


def load_sentences(language: str, half: str) -> tuple[Sentence, ...]:
    """Empty when that half is not written yet."""
    path = FOLDER / f"{language}.{half}.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return tuple(_make_sentence(json.loads(line)) for line in lines)


def _make_sentence(line: dict[str, Any]) -> Sentence:
    sentence = Sentence(
        text=line.pop("text"),
        now=datetime.fromisoformat(line.pop("now")).replace(tzinfo=ZONE),
        view=line.pop("view"),
        typed=line.pop("typed"),
        who=line.pop("who"),
        alternatives=(tuple(line.pop("commands")), *(tuple(one) for one in line.pop("or", ()))),
        may=frozenset(line.pop("may", ())),
        keeps=line.pop("keeps", ""),
        unsure=line.pop("unsure", False),
        acts=line.pop("acts"),
    )
    if line:
        raise ValueError(f"{sentence.text}: unknown keys {sorted(line)}")
    return sentence


def build_context(language: str, sentence: Sentence) -> Context:
    """The usual company with `COLLEAGUES`, at the moment of the sentence."""
    colleagues = tuple(
        Colleague(_COLLEAGUE_IDS[name], names[language], craft) for name, (craft, names) in COLLEAGUES.items()
    )
    usual = build_usual_context(language, sentence.now, ZONE)
    return replace(usual, colleagues=colleagues, me=colleagues[-1].id, has_view=sentence.view)


def judge(sentence: Sentence, understood: Understanding) -> Verdict:
    """By the alternative that fits best."""
    compared = [_compare(sentence, commands, understood) for commands in sentence.alternatives]
    problems, wrong = min(compared, key=lambda one: (len(one[1]), len(one[0])))
    if sentence.unsure and not understood.is_unsure:
        problems.append("no question is asked")
    if lost := set(_list_words(sentence.keeps)) - _list_kept(understood):
        problems.append(f"lost words: {' '.join(sorted(lost))}")
    writes = [proposal for proposal in understood.proposals if _writes(proposal.command)]
    at_once = sentence.acts and bool(writes) and all(proposal.is_sure for proposal in writes)
    return Verdict(sentence, tuple(problems), tuple(wrong), at_once)


def _compare(
    sentence: Sentence, commands: Sequence[Mapping[str, Any]], understood: Understanding
) -> tuple[list[str], list[str]]:
    """(problems, wrong writes)."""
    problems: list[str] = []
    wrong: list[str] = []
    left = list(understood.proposals)
    for meant in commands:
        proposal, differences = _find_counterpart(sentence, meant, left, understood.mentions)
        if proposal is None:
            problems.append(f"missing {meant['name']}")
            continue
        left.remove(proposal)
        if meant.get("sure") is False and proposal.is_sure:
            differences = [*differences, "is sure"]
        if differences:
            told = f"{meant['name']}: {', '.join(differences)}"
            problems.append(told)
            wrong += [told] if proposal.is_sure and _writes(proposal.command) else []
    for proposal in left:
        if not _is_tolerated(sentence, commands, proposal):
            told = f"not meant: {proposal.command.name}"
            problems.append(told)
            wrong += [told] if proposal.is_sure and _writes(proposal.command) else []
    return problems, wrong


def _writes(command: Command) -> bool:
    return not isinstance(command, Ask | Find)


def _find_counterpart(
    sentence: Sentence, meant: Mapping[str, Any], left: Sequence[Proposal], mentions: Sequence[Mention]
) -> tuple[Proposal | None, list[str]]:
    """The proposal of that name which differs least, and how it differs."""
    rated = [
        (proposal, list(_list_differences(sentence, meant, proposal.command, mentions)))
        for proposal in left
        if proposal.command.name == meant["name"]
    ]
    return min(rated, key=lambda one: len(one[1]), default=(None, []))


def _is_tolerated(sentence: Sentence, commands: Sequence[Mapping[str, Any]], proposal: Proposal) -> bool:
    name = proposal.command.name
    if name == "add_note" and set(_list_words(sentence.keeps)) & set(
        _list_words(getattr(proposal.command, "text", ""))
    ):
        return True
    if proposal.is_sure and _writes(proposal.command):
        return False
    return name in sentence.may or (not sentence.acts and not commands and name in _OFFERS)


def _list_differences(
    sentence: Sentence, meant: Mapping[str, Any], command: Command, mentions: Sequence[Mention]
) -> Iterator[str]:
    if not isinstance(command, Find) and "full_name" not in meant:
        said = mentions[command.who] if command.who is not None else None
        if not _is_meant(said, sentence.who):
            yield f"who is {said.spellings[:_LIKELIEST] if said else None}"
    known = {one.name for one in fields(COMMANDS[command.name])}
    if unknown := set(meant) - known - {"name", "sure"}:
        raise ValueError(f"{sentence.text}: {command.name} has no {sorted(unknown)}")
    for one in fields(command):
        value = getattr(command, one.name)
        if one.name in meant:
            if not _fits(one.name, meant[one.name], value, meant):
                yield f"{one.name} is {_tell(value)}"
        elif one.name not in _UNCOMPARED and not isinstance(command, Ask):
            default = None if one.default is MISSING else one.default
            if value != default and not (one.name == "address" and "full_name" in meant):
                yield f"{one.name} is {_tell(value)}"


def _is_meant(said: Mention | None, who: str | None) -> bool:
    if who is None:
        return said is None or said.kind is MentionKind.PRONOUN
    return said is not None and make_search_key(who) in said.spellings[:_LIKELIEST]


def _fits(name: str, wanted: Any, value: Any, meant: Mapping[str, Any]) -> bool:
    if isinstance(wanted, list):
        return any(_fits(name, one, value, meant) for one in wanted)
    if wanted is None or value is None:
        return wanted is value
    if name == "title" and meant.get("kind") == "call":
        return True
    compare = _COMPARISONS.get(name)
    return compare(wanted, value) if compare else bool(wanted == value)


def _is_moment(wanted: str, value: datetime) -> bool:
    local = value.astimezone(ZONE).replace(tzinfo=None)
    return local.isoformat(timespec="minutes").startswith(wanted)


def _is_sum(wanted: float, value: Decimal) -> bool:
    return value == Decimal(str(wanted))


def _is_colleague(wanted: str, value: int) -> bool:
    return value == _COLLEAGUE_IDS[wanted]


def _is_contained(wanted: str, value: str) -> bool:
    return set(_list_words(wanted)) <= set(_list_words(value))


def _is_same_name(wanted: str, value: str) -> bool:
    return make_search_key(wanted) == make_search_key(value)


def _recurs(wanted: Mapping[str, Any], value: Recurrence) -> bool:
    at = wanted.get("at")
    return (value.rhythm, value.weekdays, value.month_day, value.at, value.every) == (
        wanted["rhythm"],
        tuple(wanted.get("weekdays", ())),
        wanted.get("month_day"),
        time.fromisoformat(at) if at else None,
        wanted.get("every", 1),
    )


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    **dict.fromkeys(_MOMENTS, _is_moment),
    **dict.fromkeys(_SUMS, _is_sum),
    **dict.fromkeys(_PEOPLE, _is_colleague),
    **dict.fromkeys(_WORDS, _is_contained),
    "full_name": _is_same_name,
    "recurrence": _recurs,
}


def _list_words(text: str | None) -> list[str]:
    return _WORD.findall((text or "").casefold())


def _list_kept(understood: Understanding) -> set[str]:
    """Every word that is written down somewhere or left for the note."""
    kept = set(_list_words(understood.rest))
    for proposal in understood.proposals:
        for name in _WORDS:
            kept.update(_list_words(getattr(proposal.command, name, None)))
    return kept


def _tell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
    return str(value)
