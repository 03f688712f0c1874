"""Words beside an act that may name somebody: what is written without a customer could go to a wrong card.

Nobody knows all names. When no one is named, and a word that no reader took stands beside the act in the shape that a
name has there, the act is asked about. The same holds for what is taken back in the same breath.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crm_core.language.commands import AddNote, Ask, AssignTask, CompleteTask, CreateCustomer, Find, OpenDeal
from crm_core.language.found import MentionKind
from crm_core.language.name_lexicon import get_name_lexicon
from crm_core.language.talk.draft import HEAVY, Draft
from crm_core.language.talk.lexicon import get_layer
from crm_core.language.talk.reading import PEOPLE, Reading

if TYPE_CHECKING:
    from crm_core.language.commands import Command

FEWEST_LETTERS = 3

#: Datives and ergatives; what verbs end in is left out.
_KA_PERSON = re.compile(r"\w{2,}(?:sTan|stan|stn|sTn|Tan|tan|ma|[aeiou]m|s|T)")
_KA_VERB = re.compile(r"\w*(?:(?:av|eb|ob|ev|am|v|od)s|ios|eos|ebas|obas|evas|isTvis|istvis)")
_KA_LET = re.compile(r"(?:Gada|Gadmo|Gamo|Ga|da|mi|mo|Semo|Se|Ca|a)\w+[oa]s")
_RU_PERSON = re.compile(r"\w{2,}(?:u|iu|e|ei|oi|om|em|im|oiu|eiu)")
_SMALL = ("stop", "link", "joins", "preposition", "greeting", "self", "they", "me", "adverb", "question", "negation")

_FREE: tuple[type[Command], ...] = (Find, Ask, CreateCustomer, OpenDeal, AddNote, CompleteTask)


def doubt_strangers(reading: Reading, drafts: list[Draft]) -> None:
    """Holds back what would be written at once with nobody named, beside a word that may be a name."""
    known = (*PEOPLE, MentionKind.PRONOUN)
    if any(mention.kind in known for mention in reading.found.mentions):
        return
    taken = {at for draft in drafts for at in draft.taken}
    for draft in drafts:
        command = draft.command
        if isinstance(command, _FREE) or (isinstance(command, AssignTask) and command.kind == "todo"):
            continue
        if any(_may_name(reading, at) for at in _list_beside(reading, draft, taken)):
            draft.cap(HEAVY)


def drop_taken_back(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """ "Called Vera, but no": what was said before is nothing; with more words behind it is asked about."""
    marks = [mark for mark in reading.marks if mark.says("taken_back") and mark.first and _ends(reading, mark.last)]
    if not marks:
        return drafts
    mark = marks[-1]
    words = range(mark.last, len(reading.tokens))
    if not any(reading.tokens[at].is_word or reading.tokens[at].is_number for at in words):
        return [draft for draft in drafts if isinstance(draft.command, Find | Ask)]
    for draft in drafts:
        draft.cap(HEAVY)
    return drafts


def _ends(reading: Reading, at: int) -> bool:
    """Nothing goes on there: "but no" is no part of "but no answer"."""
    return at >= len(reading.tokens) or not reading.tokens[at].is_word


def _list_beside(reading: Reading, draft: Draft, taken: set[int]) -> list[int]:
    """The words next to those of the act, past small ones; in Georgian also the first of its clause."""
    found: list[int] = []
    clause = reading.clauses[draft.clause]
    own = [at for at in draft.taken if reading.clause_at(at) == draft.clause] or sorted(draft.taken)
    for place in own:
        for step in (1, -1) if reading.language != "en" else (1,):
            at = place + step
            while clause.first <= at < clause.last and at not in taken and reading.marks_in(at, at + 1, *_SMALL):
                at += step
            if clause.first <= at < clause.last and at not in taken:
                found.append(at)
    if reading.language == "ka" and clause.first not in taken:
        found.append(clause.first)
    return found


def _may_name(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    if not token.is_word or len(token.word) < FEWEST_LETTERS or _is_known(reading, at):
        return False
    keys = dict(token.keys)
    if reading.language == "ka" and (key := keys.get("ka")) is not None:
        is_verb = _KA_VERB.fullmatch(key) or _KA_LET.fullmatch(key)
        return _KA_PERSON.fullmatch(key) is not None and not is_verb
    if reading.language == "ru" and (key := keys.get("ru")) is not None:
        return _RU_PERSON.fullmatch(key) is not None
    return reading.language == "en" and token.word.isalpha()


def _is_known(reading: Reading, at: int) -> bool:
    """A word of some reader, or an ordinary one."""
    token = reading.tokens[at]
    span = token.span
    found = reading.found
    if get_name_lexicon().is_ordinary(token) or reading.mention_at(at) is not None:
        return True
    spans = [*(one.span for one in found.quantities), *(one.span for one in found.addresses), *found.list_values()]
    if any(one.overlaps(span) for one in spans):
        return True
    languages = (reading.language,)
    return any(get_layer(layer).find(reading.tokens, at, languages) for layer in ("acts", "words", "stages", "reasons"))
