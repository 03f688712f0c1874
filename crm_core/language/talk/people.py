"""Who does what to whom: whether they called or were called, and which colleague is to do something."""

from __future__ import annotations

from crm_core.kernel.search_key import make_search_key
from crm_core.language.found import Mention, MentionKind
from crm_core.language.talk.reading import PEOPLE, Cue, Reading

#: How far before its verb somebody may stand who does it ("she has just called").
REACH = 4


def find_direction(reading: Reading, cue: Cue) -> tuple[str, bool]:
    """("in" or "out", whether that is certain) of a call or a letter, from the verb's form or from who stands by it."""
    if cue.says("call_out", "send_out"):
        return "out", True
    if cue.says("call_in", "send_in"):
        return "in", True
    if _has_mark(reading, cue, "self", before=True):
        return "out", True
    if cue.language == "en":
        return ("in" if _acts_before(reading, cue) else "out"), True
    if cue.language == "ka":
        return ("out", bool(find_colleague_before(reading, cue)))
    return _find_russian_direction(reading, cue)


def _has_mark(reading: Reading, cue: Cue, sense: str, *, before: bool) -> bool:
    clause = reading.clauses[cue.clause]
    marks = reading.marks_in(clause.first, cue.first if before else clause.last, sense)
    return any(not (cue.first <= mark.first < cue.last) for mark in marks)


def _acts_before(reading: Reading, cue: Cue) -> bool:
    """ "Vera called", "she has just called": a customer stands before the verb with nothing but small words between."""
    clause = reading.clauses[cue.clause]
    for at in range(cue.first - 1, max(clause.first, cue.first - REACH) - 1, -1):
        if reading.marks_in(at, at + 1, "they"):
            return True
        mention = reading.mention_at(at)
        if mention is not None and not _has_preposition(reading, mention):
            return mention.kind in PEOPLE
        if mention is None and not reading.marks_in(at, at + 1, "stop", "link"):
            return False
    return False


def _find_russian_direction(reading: Reading, cue: Cue) -> tuple[str, bool]:
    clause = reading.clauses[cue.clause]
    is_paper = cue.says("send_did") and bool(reading.marks_in(clause.first, clause.last, "papers"))
    if _has_mark(reading, cue, "me", before=False):
        return "in", True
    if _has_mark(reading, cue, "they", before=True):
        return "in", True
    for mention in reading.people():
        first, last = reading.place(mention.span)
        if not clause.first <= first < clause.last or mention.kind is not MentionKind.NAME:
            continue
        if _has_preposition(reading, mention):
            return "out", True
        match is_nominative(mention):
            case True:
                return "in", True
            case None:
                is_before = last <= cue.first and not is_paper
                return ("in" if is_before else "out"), is_before or not _is_feminine(reading, cue)
            case _:
                return "out", True
    if _is_feminine(reading, cue) and _is_told_of_before(reading, cue):
        return "in", False
    return "out", True


def _is_told_of_before(reading: Reading, cue: Cue) -> bool:
    """ "Вера просит скидку, звонила сегодня": the clause before has a customer who does something."""
    clause = reading.clauses[cue.clause]
    if not cue.clause or reading.clauses[cue.clause - 1].sentence != clause.sentence:
        return False
    if any(
        mention.kind in (*PEOPLE, MentionKind.PRONOUN) and reading.clause_of(mention.span) == cue.clause
        for mention in reading.found.mentions
    ):
        return False
    before = reading.cues_in(cue.clause - 1, "ask_for", "wants", "thinking", "refused", "agreed")
    return bool(before) and any(
        reading.clause_of(mention.span) == cue.clause - 1 and is_nominative(mention) is not False
        for mention in reading.people()
    )


def is_nominative(mention: Mention) -> bool | None:
    """Whether a Russian name stands as the one who acts; None for names that do not change ("Нино", "Гиорги")."""
    key = make_search_key(mention.text)
    if not mention.spellings or key != mention.spellings[0]:
        return False
    return None if key.endswith(("i", "o", "u", "e")) else True


def _is_feminine(reading: Reading, cue: Cue) -> bool:
    return reading.tokens[cue.first].word.endswith(("а", "ась", "a", "as"))


def _has_preposition(reading: Reading, mention: Mention) -> bool:
    first, _ = reading.place(mention.span)
    return bool(first) and bool(reading.marks_in(first - 1, first, "preposition"))


def find_colleagues(reading: Reading, clause: int) -> list[Mention]:
    """Colleagues named in a clause, without the one who speaks."""
    return [
        mention
        for mention in reading.found.mentions
        if mention.kind is MentionKind.COLLEAGUE
        and mention.colleague_id not in (None, reading.context.me)
        and reading.clause_of(mention.span) == clause
    ]


def find_colleague_before(reading: Reading, cue: Cue) -> Mention | None:
    return next((one for one in find_colleagues(reading, cue.clause) if reading.place(one.span)[1] <= cue.first), None)


def find_assignee(reading: Reading, cue: Cue, *, is_visit: bool = False) -> Mention | None:
    """The colleague who is to do it: named before the verb, behind "tell" or "task for", or anywhere beside a visit."""
    for mention in find_colleagues(reading, cue.clause) or _find_led(reading, cue):
        first, last = reading.place(mention.span)
        if last <= cue.first or is_visit or cue.says("call_let", "let_verb"):
            return mention
        before = [one for one in reading.cues if one.last <= first and first - one.last <= 1]
        if any(one.says("tell", "task", "remind") for one in before):
            return mention
    return None


def _find_led(reading: Reading, cue: Cue) -> list[Mention]:
    """ "Tell Levan, let him call", "Levan, call Vera": a colleague in the clause before, behind an order or alone."""
    if not cue.clause:
        return []
    colleagues = find_colleagues(reading, cue.clause - 1)
    clause = reading.clauses[cue.clause - 1]
    is_alone = sum(reading.tokens[at].is_word for at in range(clause.first, clause.last)) == 1
    return colleagues if is_alone or reading.cues_in(cue.clause - 1, "tell", "task") else []


def is_customers_doing(reading: Reading, cue: Cue) -> bool:
    """ "She will call", "Вера хочет перезвонить": what the customer does is nobody's task here."""
    clause = reading.clauses[cue.clause]
    if any(one.last <= cue.first and one.says("wants") for one in reading.cues_in(cue.clause, "wants")):
        return True
    if find_colleagues(reading, cue.clause) or reading.cues_in(cue.clause, "remind", "tell", "task"):
        return False
    subject = [
        mention
        for mention in reading.people()
        if clause.first <= reading.place(mention.span)[0] < cue.first and not _has_preposition(reading, mention)
    ]
    has_pronoun = bool(reading.marks_in(clause.first, cue.first, "they"))
    if cue.language == "en" and cue.says("let_verb"):
        return has_pronoun or bool(subject)
    if cue.language == "en":
        modals = [one for one in reading.cues_in(cue.clause, "must") if one.last <= cue.first]
        return bool(modals) and (has_pronoun or bool(subject)) and not reading.marks_in(clause.first, cue.first, "self")
    return cue.says("call_let", "let_verb")
