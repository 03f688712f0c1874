"""What is written to the card: the sum, a telephone, an address; notes and tasks that are done."""

from __future__ import annotations

from crm_core.language.commands import AddNote, CompleteTask, SetAddress, SetAmount, SetEmail, SetPhone
from crm_core.language.found import AmountFound, AmountRole
from crm_core.language.talk.clauses import is_doubtful, is_negated
from crm_core.language.talk.draft import CLEAR, FAINT, FAIR, GUESSED, HEAVY, Draft, rate
from crm_core.language.talk.leftover import list_people, write_out
from crm_core.language.talk.reading import Cue, Reading
from crm_core.language.tokens import Span

#: Smaller bare numbers behind "agreed on" are rather pieces or days.
LEAST_AGREED = 300

#: "Write down Vera" of fewer words is no note.
LEAST_NOTED = 3


def read_values(reading: Reading, taken: set[int]) -> list[Draft]:
    """`taken` are the words of what was understood already: a sum inside a task's words is the task's."""
    return [*_read_amount(reading, taken), *_read_contacts(reading), *_read_address(reading)]


def _as_cue(reading: Reading, span: Span) -> Cue:
    first, last = reading.place(span)
    return Cue(frozenset(), first, last, reading.language, clause=reading.clause_at(first))


def _read_amount(reading: Reading, taken: set[int]) -> list[Draft]:
    sums = [one for one in reading.found.amounts if _is_deals(reading, one, taken)]
    if not sums:
        return []
    amount = sums[-1]
    differ = len({one.amount for one in sums}) > 1
    is_known = reading.context.has_view or bool(reading.people()) or bool(taken)
    draft = Draft(
        SetAmount(amount=amount.amount, most=amount.most, currency=amount.currency),
        GUESSED if differ or not is_known else CLEAR,
        clause=reading.clause_of(amount.span),
    )
    draft.take(reading, amount.span)
    _take_price_words(reading, draft)
    return [draft]


def _take_price_words(reading: Reading, draft: Draft) -> None:
    """ "Budget is", "сумма сделки" before the sum."""
    at = min(draft.taken)
    for cue in reading.cues_in(draft.clause, "weak_move", "arranged"):
        if cue.last <= at or cue.says("arranged"):
            draft.take_cue(cue)
    for cue in reversed(reading.cues):
        small = range(cue.last, at)
        if (
            cue.says("price_word", "arranged")
            and not cue.says("agreed")
            and cue.last <= at
            and cue.clause == draft.clause
        ):
            if any(_says_other(reading, one) for one in small):
                return
            draft.take_cue(cue)
            at = cue.first


def _is_deals(reading: Reading, amount: AmountFound, taken: set[int]) -> bool:
    """Whether a sum is what the deal is worth: no payment, no discount, nobody else's price, and not denied."""
    cue = _as_cue(reading, amount.span)
    if amount.role is not AmountRole.WHOLE or cue.first in taken:
        return False
    if not amount.is_sure and not _is_agreed_on(reading, cue, amount):
        return False
    if reading.clauses[cue.clause].is_question or is_negated(reading, cue) or is_doubtful(reading, cue):
        return False
    clause = reading.clauses[cue.clause]
    if reading.marks_in(clause.first, clause.last, "asking"):
        return False
    return not reading.cues_in(cue.clause, "paid", "not_price", "refused_others") and not _is_paid_part(reading, cue)


def _is_paid_part(reading: Reading, cue: Cue) -> bool:
    """ "Paid half, 2400 cash": the sum goes on with the payment, and no word of price says otherwise."""
    number = cue.clause
    if any(is_paid_sum(reading, one) for one in reading.cues_in(number, "paid_sum")):
        return True
    if reading.cues_in(number, "price_word", "arranged", "agreed", "stage_word"):
        return False
    is_same = bool(number) and reading.clauses[number - 1].sentence == reading.clauses[number].sentence
    return is_same and bool(reading.cues_in(number - 1, "paid"))


def is_paid_sum(reading: Reading, cue: Cue) -> bool:
    """ "Got 2000 from Vera": a verb of taking, and the sum right behind it."""
    return any(reading.place(one.span)[0] == cue.last for one in reading.found.amounts)


def _is_agreed_on(reading: Reading, cue: Cue, amount: AmountFound) -> bool:
    """ "Agreed with Vera on 5500"."""
    is_bare = amount.currency is None and amount.amount >= LEAST_AGREED
    has_word = any(one.last <= cue.first for one in reading.cues_in(cue.clause, "agreed", "arranged"))
    is_on = cue.last < len(reading.tokens) and reading.tokens[cue.last].glued and reading.word(cue.last) in ("ზე", "ze")
    return is_bare and has_word and (is_on or bool(reading.marks_in(cue.first - 1, cue.first, "preposition")))


def _says_other(reading: Reading, at: int) -> bool:
    is_small = bool(reading.marks_in(at, at + 1, "stop", "preposition")) or reading.mention_at(at) is not None
    return reading.tokens[at].is_word and not is_small


def _read_contacts(reading: Reading) -> list[Draft]:
    """Only what is said to be a number or an address to write to; a number alone says who is meant."""
    drafts: list[Draft] = []
    for phone in reading.found.phones:
        cue = _as_cue(reading, phone.span)
        words = _find_words(reading, cue, "phone_word")
        if phone.is_tail or not words or reading.clauses[cue.clause].is_question or is_doubtful(reading, cue):
            continue
        is_known = reading.context.has_view or bool(reading.people())
        drafts.append(_make(reading, SetPhone(phone=phone.value), phone.span, words, CLEAR if is_known else GUESSED))
    for email in reading.found.emails:
        cue = _as_cue(reading, email.span)
        words = _find_words(reading, cue, "email_word")
        if reading.clauses[cue.clause].is_question or (not words and not reading.people()):
            continue
        drafts.append(_make(reading, SetEmail(email=email.value), email.span, words, CLEAR if words else GUESSED))
    return drafts[:2]


def _find_words(reading: Reading, cue: Cue, sense: str) -> list[Cue]:
    """ "Address" in the clause, or before the colon or comma in front of it."""
    words = reading.cues_in(cue.clause, sense)
    if words or not cue.clause or reading.clauses[cue.clause - 1].is_question:
        return words
    return [one for one in reading.cues_in(cue.clause - 1, sense) if not is_negated(reading, one)]


def _make(
    reading: Reading, command: SetPhone | SetEmail | SetAddress, span: Span, words: list[Cue], confidence: float
) -> Draft:
    draft = Draft(command, confidence, clause=reading.clause_of(span))
    draft.take(reading, span)
    for word in words:
        draft.take_cue(word)
    return draft


def _read_address(reading: Reading) -> list[Draft]:
    for address in reading.found.addresses:
        cue = _as_cue(reading, address.span)
        words = _find_words(reading, cue, "address_word")
        if reading.clauses[cue.clause].is_question or is_doubtful(reading, cue):
            continue
        near = reading.cues_in(cue.clause, "measure_noun", "measure_will", "install_noun", "install_will")
        if words or near:
            said, span = _with_number(reading, address.value, address.span, words)
            return [_make(reading, SetAddress(address=said), span, words, CLEAR if words else FAIR)]
    return []


def _with_number(reading: Reading, value: str, span: Span, words: list[Cue]) -> tuple[str, Span]:
    """ "Lives at 12 Chavchavadze ave": the number of the house may stand before the street."""
    first = reading.place(span)[0] - 1
    if first < 1 or not reading.tokens[first].is_number or not any(word.last == first for word in words):
        return value, span
    return f"{reading.tokens[first].text} {value}", Span(reading.tokens[first].start, span.end)


def read_done(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """ "Done": the task in view."""
    if any(not isinstance(draft.command, SetAmount) for draft in drafts):
        return []
    for cue in reading.cues:
        if not cue.says("done") or reading.clauses[cue.clause].is_question:
            continue
        if is_negated(reading, cue) or is_doubtful(reading, cue):
            continue
        others = [at for at in range(len(reading.tokens)) if not cue.first <= at < cue.last]
        rest = write_out(reading, others, keep_people=False)
        has_view = reading.context.has_view
        draft = Draft(CompleteTask(), rate(CLEAR if has_view and not rest else GUESSED, cue), clause=cue.clause)
        if not has_view and rest:
            return []
        draft.take_cue(cue)
        for task in reading.cues_in(cue.clause, "task"):
            draft.take_cue(task)
        return [draft]
    return []


def read_dictated(reading: Reading) -> list[Draft]:
    """A note that was asked for: all that follows is its text, whatever it says."""
    for cue in reading.cues:
        if not cue.says("note") or cue.clause or not _opens(reading, cue):
            continue
        is_marked = reading.word(cue.last) in (":", "-", "–", "—") or bool(
            reading.marks_in(cue.last, cue.last + 1, "that")
        )
        is_marked = is_marked or bool(_list_lead(reading, cue.last))
        is_plain = cue.says("book") and _is_plainly_note(reading, cue)
        if cue.says("book", "task", "new_customer") and not is_marked and not is_plain:
            continue
        places = set(range(cue.last, len(reading.tokens)))
        text = write_out(reading, places - _list_lead(reading, cue.last))
        if text:
            confidence = CLEAR if is_marked or not is_plain else HEAVY
            return [Draft(AddNote(text=text), rate(confidence, cue), set(range(len(reading.tokens))))]
    return []


def _is_plainly_note(reading: Reading, cue: Cue) -> bool:
    """ "Запиши Вера любит белые рамы": no time, no visit, nothing else to write down."""
    found = reading.found
    others = [one for one in reading.cues if one.first >= cue.last]
    if found.times or found.phones or found.amounts or found.emails or any(not one.says("must") for one in others):
        return False
    words = [at for at in range(cue.last, len(reading.tokens)) if reading.tokens[at].is_word]
    return cue.language == "ru" and len(words) >= LEAST_NOTED


def read_note(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """What somebody thinks of it, when nothing else was said."""
    if not reading.tokens:
        return []
    if drafts:
        return []
    for cue in reading.cues:
        if cue.says("thinking") and not reading.clauses[cue.clause].is_question and not is_doubtful(reading, cue):
            is_known = reading.context.has_view or bool(reading.people())
            text = reading.text.strip()
            return [Draft(AddNote(text=text), rate(FAIR if is_known else FAINT, cue), set(range(len(reading.tokens))))]
    return []


def _list_lead(reading: Reading, first: int) -> set[int]:
    """ "For Vera: …", "Вера - …": whom a note is about, set apart from its words."""
    lead = list_people(reading)
    while first < len(reading.tokens) and reading.tokens[first].text in ":-–—":
        first += 1
    last = first
    while last < len(reading.tokens) and (last in lead or reading.tokens[last].text == ":"):
        last += 1
    if last >= len(reading.tokens) or not (set(range(first, last)) & lead):
        return set()
    is_apart = reading.tokens[last].text in ",-–—" or reading.tokens[last - 1].text == ":"
    return set(range(first, last)) if is_apart else set()


def _opens(reading: Reading, cue: Cue) -> bool:
    places = list_people(reading)
    return all(
        at in places or not reading.tokens[at].is_word or bool(reading.marks_in(at, at + 1, "link", "greeting"))
        for at in range(cue.first)
    )
