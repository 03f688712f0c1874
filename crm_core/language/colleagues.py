"""Which of the people mentioned work here."""

from __future__ import annotations

from functools import lru_cache

from crm_core.kernel.search_key import make_search_key
from crm_core.language.context import Colleague, Context
from crm_core.language.found import Mention, MentionKind
from crm_core.language.name_lexicon import get_name_lexicon
from crm_core.language.name_places import Around, get_cues
from crm_core.language.tokens import Span


@lru_cache(maxsize=64)
def _index(colleagues: tuple[Colleague, ...]) -> dict[str, frozenset[int]]:
    """Whoever may be called so: by any word of the name, by its short forms and in its other languages."""
    found: dict[str, set[int]] = {}
    names = get_name_lexicon().names
    for colleague in colleagues:
        for word in make_search_key(colleague.name).split():
            for key in (word, *names.get(word, ())):
                found.setdefault(key, set()).add(colleague.id)
    return {key: frozenset(ids) for key, ids in found.items()}


def find_colleague(around: Around, at: int, length: int, text: str, context: Context) -> Mention | None:
    """The one colleague that this name means; None when it is nobody's here, or a customer is meant.

    Behind "called" or "customer" a customer of the same name is meant, and so is a name with another surname.
    """
    known = _index(context.colleagues)
    if not known:
        return None
    words = [around.read(at + number) for number in range(length) if around.tokens[at + number].is_word]
    ids: frozenset[int] | None = None
    for word in words:
        called = next((known[form] for form in word.spellings if form in known), frozenset())
        ids = called if ids is None else ids & called
    if ids is None or len(ids) != 1 or context.me in ids:
        return None
    is_ordered = any(place >= 0 and get_cues("errands").measure(around.tokens, place) for place in (at - 1, at - 2))
    if len(words) == 1 and not is_ordered and around.is_contacted(at):
        return None
    span = Span(around.tokens[at].start, around.tokens[at + length - 1].end)
    return Mention(MentionKind.COLLEAGUE, span.cut(text), words[0].spellings, span, next(iter(ids)))
