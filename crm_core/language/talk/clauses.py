"""Where one statement ends and the next begins, and which of them are questions."""

from __future__ import annotations

from crm_core.language.talk.lexicon import load_known_keys
from crm_core.language.talk.reading import Clause, Cue, Reading
from crm_core.language.tokens import LANGUAGES_OF, Script, Token

_ENDS = frozenset(".!?…;")
_PARTS = frozenset(",:()—–")
_DASHES = frozenset("-−")
_IS = frozenset({"არის", "არიან", "აქვს", "მაქვს", "გვაქვს", "გვყავს"}) | {"aris", "arian", "aqvs", "maqvs", "gvaqvs"}


def guess_order(tokens: tuple[Token, ...], language: str) -> tuple[str, tuple[str, ...]]:
    """The language of a text, and all three in the order in which a doubtful word of it is read.

    A letter behind a number ("7k") is no word of any.
    """
    counts = dict.fromkeys(("ka", "ru", "en"), 0.0)
    latin = dict.fromkeys(("ka", "ru", "en"), 0.0)
    known = load_known_keys()
    for at, token in enumerate(tokens):
        if len(token.word) == 1 and at and tokens[at - 1].is_number:
            continue
        languages = LANGUAGES_OF.get(token.script, ())
        if len(languages) == 1:
            counts[languages[0]] += 1
        elif token.script is Script.LATIN:
            said = [one for one, key in token.keys if key in known[one]]
            for one in said:
                latin[one] += min(len(token.word), 8) / len(said)
    best = max(latin, key=lambda one: (latin[one], one == "en", one == language))
    order = tuple(sorted(latin, key=lambda one: (-latin[one], one != "en", one != language)))
    counts[best] += sum(token.script is Script.LATIN for token in tokens)
    total = max(counts, key=lambda one: (counts[one], one == language))
    return (total if counts[total] else language), order


def cut_clauses(reading: Reading) -> tuple[Clause, ...]:
    """Parted at signs, line ends and words like "and" that stand outside of what was found."""
    inside = _list_inside(reading)
    clauses: list[Clause] = []
    first = sentence = 0
    for at in range(len(reading.tokens)):
        ends, parts = _parts_at(reading, at, inside)
        if ends or parts:
            last = at if reading.tokens[at].is_word else at + 1
            if last > first:
                clauses.append(Clause(first, last, sentence))
                first = last
        sentence += ends
    if first < len(reading.tokens):
        clauses.append(Clause(first, len(reading.tokens), sentence))
    return tuple(clauses)


def _list_inside(reading: Reading) -> frozenset[int]:
    """Tokens before which nothing is parted: those that go on in something found."""
    inside: set[int] = set()
    found = reading.found
    for group in (
        found.times,
        found.amounts,
        found.phones,
        found.emails,
        found.lengths,
        found.addresses,
        found.mentions,
    ):
        for one in group:
            first, last = reading.place(one.span)
            inside.update(range(first, last))
    return frozenset(inside)


def _parts_at(reading: Reading, at: int, inside: frozenset[int]) -> tuple[bool, bool]:
    token, tokens = reading.tokens[at], reading.tokens
    if at and at not in inside and "\n" in reading.text[tokens[at - 1].end : token.start]:
        return (True, False) if token.is_word or token.is_number else (True, True)
    if at in inside:
        is_line = bool(at) and "\n" in reading.text[tokens[at - 1].end : token.start]
        return is_line, False
    if token.text in _ENDS:
        is_abbreviation = token.text == "." and at + 1 < len(tokens) and tokens[at + 1].glued
        return not is_abbreviation, False
    if token.text in _PARTS:
        return False, not (token.glued and at + 1 < len(tokens) and tokens[at + 1].glued and token.text != ",")
    if token.text in _DASHES:
        return False, not token.glued
    return False, _is_link(reading, at)


def _is_link(reading: Reading, at: int) -> bool:
    """ "and", "but", "then": they part when both sides say something."""
    return 0 < at < len(reading.tokens) - 1 and any(mark.first == at and mark.says("joins") for mark in reading.marks)


def mark_questions(reading: Reading) -> tuple[Clause, ...]:
    """A sentence asks when it ends with "?", or begins with a word that asks."""
    asking = {number for number in {clause.sentence for clause in reading.clauses} if _asks(reading, number)}
    return tuple(
        Clause(clause.first, clause.last, clause.sentence, clause.sentence in asking) for clause in reading.clauses
    )


def _asks(reading: Reading, sentence: int) -> bool:
    own = [clause for clause in reading.clauses if clause.sentence == sentence]
    first, last = own[0].first, own[-1].last
    if any(reading.word(at) == "?" for at in range(first, last)):
        return True
    begun = _skip_opening(reading, first, last)
    opening = [mark for mark in reading.marks if mark.first == begun and mark.says("question", "asks")]
    if opening and reading.word(opening[0].last) != "-" and not _tells_where(reading, opening[0]):
        return True
    if any(cue.first == begun and cue.says("show") for cue in reading.cues):
        return True
    return _asks_later(reading, begun, last) or _asks_last(reading, first, last)


def _tells_where(reading: Reading, mark: Cue) -> bool:
    """ "Was at Vera's": without "I" it only looks like a question."""
    is_verb = mark.says("asks") and not mark.says("question") and mark.language == "en"
    return is_verb and bool(reading.marks_in(mark.last, mark.last + 1, "preposition"))


def _skip_opening(reading: Reading, first: int, last: int) -> int:
    """Past "and", "please", "hi" and signs."""
    at = first
    while at < last:
        mark = next((mark for mark in reading.marks if mark.first == at and mark.says("link", "greeting")), None)
        if mark is not None and not mark.says("question", "asks"):
            at = mark.last
        elif not reading.tokens[at].is_word and not reading.tokens[at].is_number:
            at += 1
        else:
            break
    return at


def _asks_last(reading: Reading, first: int, last: int) -> bool:
    """ "გადახდის ეტაპზე ვინ არის": the word that asks is the last but for "is" and "has"."""
    if any(cue.says("call_did", "call_out", "call_in", "send_out", "send_in", "tell") for cue in reading.cues):
        return False
    asking = [mark for mark in reading.marks_in(first, last, "question") if mark.language == "ka"]
    return bool(asking) and all(
        reading.word(at) in _IS or not reading.tokens[at].is_word for at in range(asking[-1].last, last)
    )


def _asks_later(reading: Reading, first: int, last: int) -> bool:
    """ "Вера сколько должна", "დღეს ვის ვურეკავ": only names, times and small words before the word that asks."""
    times = {at for one in reading.found.times for at in range(*reading.place(one.span))}
    for at in range(first, min(last, first + 6)):
        if any(mark.first == at and mark.says("question") for mark in reading.marks):
            return reading.word(at + 1) != "-"
        if _is_act(reading, at):
            return False
        is_small = reading.marks_in(at, at + 1, "stop", "preposition", "they", "self")
        if at not in times and not is_small and reading.mention_at(at) is None:
            return reading.word(at + 1) in ("ли", "li") and not reading.word(first - 1)
    return False


#: Words that may stand before the one that asks: "ნინოს ნომერი რა არის".
_QUIET = ("show", "price_word", "must", "task", "not_price", "phone_word", "email_word", "address_word", "stage_word")


def _is_act(reading: Reading, at: int) -> bool:
    return any(cue.first <= at < cue.last and not cue.says(*_QUIET) for cue in reading.cues)


#: Behind these a past form is what somebody is to do: "чтобы позвонил".
WISHES = ("чтобы", "чтоб", "chtoby", "chtob", "chtobi")


def is_negated(reading: Reading, cue: Cue) -> bool:
    """ "didn't call", "не звонил", "არ დამირეკავს": a negation stands close before it, in the same clause."""
    start = max(cue.first - 3, reading.clauses[cue.clause].first)
    for mark in reading.marks_in(start, cue.first, "negation", "denial"):
        if (
            mark.last <= cue.first
            and not _is_within(reading, mark)
            and not _is_of_time(reading, mark)
            and reading.is_between_quiet(mark.last, cue.first)
            and not _has_act(reading, mark.last, cue.first)
        ):
            return True
    return _is_denied_behind(reading, cue)


def _is_of_time(reading: Reading, mark: Cue) -> bool:
    """ "Без четверти 12": the small word belongs to the hour."""
    return any(one.span.overlaps(reading.tokens[mark.first].span) for one in reading.found.times)


def _is_denied_behind(reading: Reading, cue: Cue) -> bool:
    """ "Звонить не надо", "замер в четверг не получится": only a time or a name stands between."""
    clause = reading.clauses[cue.clause]
    denials = [one for one in reading.marks_in(cue.last, clause.last, "denial") if not _is_within(reading, one)]
    return bool(denials) and not _has_act(reading, cue.last, denials[0].first)


def is_denied(reading: Reading, clause: int) -> bool:
    """A negation that belongs to no act stands in the clause: "აზომვა არ გვაქვს", "no measurement tomorrow"."""
    own = reading.clauses[clause]
    marks = reading.marks_in(own.first, own.last, "negation")
    return any(not _is_within(reading, mark) and not _is_of_time(reading, mark) for mark in marks)


def _is_within(reading: Reading, mark: Cue, *senses: str) -> bool:
    """ "Don't forget": the negation is part of what is said."""
    return any(
        cue.first <= mark.first and mark.last <= cue.last and (not senses or cue.says(*senses)) for cue in reading.cues
    )


def _has_act(reading: Reading, first: int, last: int) -> bool:
    return any(first <= cue.first and cue.last <= last and not cue.says("must", "price_word") for cue in reading.cues)


def is_doubtful(reading: Reading, cue: Cue) -> bool:
    """ "If she calls", "могла бы позвонить": a condition stands before it in the sentence, or in its clause.

    "Надо бы" is a plan, and "she called, asked when we come" tells of a call.
    """
    clause = reading.clauses[cue.clause]
    if _begins_with_that(reading, clause.sentence):
        return True
    for mark in reading.marks:
        is_around = mark.first <= cue.first and cue.last <= mark.last and mark.last - mark.first > cue.last - cue.first
        if mark.says("doubt") and is_around and mark.language == "ka":
            return True
        if not mark.says("doubt") or cue.first <= mark.first < cue.last:
            continue
        if any(
            one.first <= mark.first and mark.last <= one.last and one.says("must", "remind") for one in reading.cues
        ):
            continue
        if mark.clause == cue.clause:
            if mark.first > cue.last and cue.says("talked", "call_out", "call_in", "meet_did") and mark.says("wished"):
                continue
            if mark.first < cue.first or not (mark.says("asking") or reading.marks_in(cue.last, mark.first, "asking")):
                return True
            continue
        if mark.first < cue.first and reading.clauses[mark.clause].sentence == clause.sentence:
            return True
    return False


def _begins_with_that(reading: Reading, sentence: int) -> bool:
    """ "რომ დარეკოს, ...": at the beginning it is a condition."""
    first = next(clause.first for clause in reading.clauses if clause.sentence == sentence)
    return any(mark.first == first and mark.language == "ka" and mark.says("that") for mark in reading.marks)


def is_quoted(reading: Reading, cue: Cue) -> bool:
    """Inside quotation marks, behind "says:", or an order in somebody else's words ("Vera says call me")."""
    tokens = reading.tokens
    opened = sum(token.text in "«“„" for token in tokens[: cue.first]) - sum(
        token.text in "»”" for token in tokens[: cue.first]
    )
    straight = sum(token.text == '"' for token in tokens[: cue.first])
    if opened > 0 or straight % 2:
        return True
    if any(mark.says("say_order") and mark.first <= cue.last and cue.first <= mark.last for mark in reading.marks):
        return True
    return any(
        mark.says("say") and mark.last < len(tokens) and tokens[mark.last].text == ":" and mark.last <= cue.first
        for mark in reading.marks
    )


def is_told(reading: Reading, cue: Cue) -> bool:
    """It is said as something that is so."""
    return not (reading.clauses[cue.clause].is_question or is_negated(reading, cue) or is_doubtful(reading, cue))
