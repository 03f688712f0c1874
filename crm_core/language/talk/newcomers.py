"""A new customer: said to be one, or a name and a number with nothing else to do."""

from __future__ import annotations

from crm_core.language.commands import CreateCustomer
from crm_core.language.found import Mention, MentionKind
from crm_core.language.talk.draft import CLEAR, FAIR, GUESSED, Draft, rate
from crm_core.language.talk.leftover import write_out
from crm_core.language.talk.reading import Cue, Reading

_WISHES = frozenset(",;\n")

#: A name has no more words.
MOST_WORDS = 4


def read_newcomer(reading: Reading) -> list[Draft]:
    cue = next((one for one in reading.cues if one.says("new_customer")), None)
    if cue is not None and not reading.clauses[cue.clause].is_question and _opens(reading, cue):
        return _create(reading, cue)
    return _create(reading, None) if is_newcomer(reading) else []


def is_newcomer(reading: Reading) -> bool:
    """A name and a whole number with nothing to do: perhaps somebody new."""
    names = [one for one in reading.people() if one.kind is MentionKind.NAME]
    phones = [one for one in reading.found.phones if not one.is_tail]
    if any(clause.is_question for clause in reading.clauses):
        return False
    return len(names) == 1 and len(phones) == 1 and not _says_more(reading)


def _opens(reading: Reading, cue: Cue) -> bool:
    return not any(
        reading.tokens[at].is_word and not reading.marks_in(at, at + 1, "link", "greeting", "stop", "self")
        for at in range(cue.first)
    )


def _says_more(reading: Reading) -> bool:
    return any(
        not cue.says(
            "price_word",
            "not_price",
            "todo",
            "must",
            "show",
            "wants",
            "move_stage",
            "book",
            "deal_word",
            "new_customer",
            "new_deal",
        )
        for cue in reading.cues
    )


def _create(reading: Reading, cue: Cue | None) -> list[Draft]:
    name, places = _find_name(reading, cue)
    if not name:
        return []
    found = reading.found
    phone = next((one for one in found.phones if not one.is_tail), None)
    email = next(iter(found.emails), None)
    address = next(iter(found.addresses), None)
    confidence = GUESSED if cue is None else rate(CLEAR if phone else FAIR, cue)
    draft = Draft(CreateCustomer(full_name=name), confidence, places, cue.clause if cue else 0)
    if cue is not None:
        draft.take_cue(cue)
    for one in (phone, email, address):
        if one is not None:
            draft.take(reading, one.span)
    for word in reading.cues:
        if word.says("phone_word", "email_word", "address_word"):
            draft.take_cue(word)
    draft.command = CreateCustomer(
        full_name=name,
        phone=phone.value if phone else None,
        email=email.value if email else None,
        address=address.value if address else None,
    )
    return [draft]


def _find_name(reading: Reading, cue: Cue | None) -> tuple[str, set[int]]:
    named: list[Mention] = [one for one in reading.people() if one.kind is MentionKind.NAME]
    if named:
        return named[0].text, set(range(*reading.place(named[0].span)))
    if cue is None:
        return "", set()
    values = {at for span in reading.found.list_values() for at in range(*reading.place(span))}
    values |= {at for one in reading.found.quantities for at in range(*reading.place(one.span))}
    places: list[int] = []
    for at in range(cue.last, len(reading.tokens)):
        token = reading.tokens[at]
        if at in values or token.text in _WISHES or not (token.is_word or token.text in ":-–—."):
            break
        places.append(at)
    words = [at for at in places if reading.tokens[at].is_word]
    if not 1 <= len(words) <= MOST_WORDS:
        return "", set()
    return write_out(reading, places), set(places)


def add_wish(reading: Reading, draft: Draft, rest: str) -> None:
    """What nobody took is what the newcomer wants."""
    if rest and isinstance(draft.command, CreateCustomer):
        values = {name: getattr(draft.command, name) for name in ("full_name", "phone", "email", "address")}
        draft.command = CreateCustomer(**values, wish=rest)
