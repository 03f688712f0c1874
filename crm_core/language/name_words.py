"""What a single word looks like among names: a first name in some case, a surname, a place, an ordinary word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crm_core.kernel.search_key import make_search_key
from crm_core.language.name_cases import list_nominatives
from crm_core.language.name_lexicon import get_name_lexicon
from crm_core.language.tokens import LANGUAGES_OF, Script, Token

#: No more spellings of a name are looked for.
MOST_SPELLINGS = 6

#: Ends of surnames that hardly any other word has; and those that other words have as well.
_SURNAME = re.compile(r".{2,}(dze|shvili|enko|ishvil|ovich)$")
_LIKE_SURNAME = re.compile(
    r".{3,}(ava|aia|uia|ia|ua|iani|ani|uri|eli|ali|ov|ova|ev|eva|in|ina|ski|skaia|tski|ian|uk|vich|vna|son|man)$"
)


#: Georgian endings that hardly any English word has besides a possessive.
_KA_SURE = ("s", "tan", "stn", "tvis", "gan")
#: Cases that are Georgian whatever the letters.
_KA_CASES = ("ma", "stan", "stvis", "sgan")


@dataclass(frozen=True, slots=True)
class NameWord:
    """`spellings` are keys of nominatives, the likeliest first.

    `is_first`: a first name in some case, `is_plain` in the nominative or with 's, `is_georgian` by a Georgian ending
    (that an English one is like: "veras"). `is_careful`: a common word as well.
    """

    spellings: tuple[str, ...]
    is_first: bool
    is_plain: bool
    is_georgian: bool
    is_careful: bool
    is_surname: bool
    is_like_surname: bool
    is_place: bool


def read_name_word(token: Token) -> NameWord:
    """Never raises; a word that is no name has spellings all the same."""
    languages = LANGUAGES_OF.get(token.script, ("en",))
    return read_name_key(token.text, languages, token.script is Script.LATIN)


@lru_cache(maxsize=16384)
def read_name_key(text: str, languages: tuple[str, ...], is_latin: bool = False) -> NameWord:
    """The same for a word given as text."""
    lexicon = get_name_lexicon()
    key = make_search_key(text).replace(" ", "")
    is_possessive = is_latin and key.endswith("s") and "'" in text.replace("’", "'")
    forms = list_forms(key, languages)
    if is_possessive:
        forms = tuple(dict.fromkeys((key.removesuffix("s"), *forms)))
    known = sorted(
        (form for form in forms if form in lexicon.names),
        key=lambda form: (form != key, text.endswith("ии") and not form.endswith("ia")),
    )
    surnames = [form for form in forms if _SURNAME.match(form)]
    declined = (key, *list_nominatives(key, "ka")) if is_latin else forms
    like = [form for form in declined if _LIKE_SURNAME.match(form)]
    others = [other for form in known[:2] for other in lexicon.names[form]]
    if known:
        whole = [f"{form}i" for form in known[:1] if f"{form}i" in forms and key != form]
        order = [*known, *others, key] if key in known else [*known, *whole, key, *others]
    elif is_latin and key.endswith(_KA_CASES):
        order = [*surnames, key, *list_nominatives(key, "ka"), *forms]
    else:
        order = [*surnames, *(like if languages == ("ru",) else ()), *forms]
    return NameWord(
        spellings=tuple(dict.fromkeys(order))[:MOST_SPELLINGS],
        is_first=bool(known),
        is_plain=key in lexicon.names or (is_possessive and bool(known)),
        is_georgian=key not in lexicon.names
        and key.endswith(_KA_SURE)
        and any(form in lexicon.names for form in list_nominatives(key, "ka")),
        is_careful=bool(known) and any(known[0] in lexicon.careful[language] for language in languages),
        is_surname=bool(surnames),
        is_like_surname=bool(surnames or like),
        is_place=any(form in lexicon.places for form in forms),
    )


def list_forms(key: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The nominatives by the rules of each language. A surname that is whole has no ending to take off."""
    if _SURNAME.match(key) or not key:
        return (key,)
    return tuple(dict.fromkeys(form for language in languages for form in list_nominatives(key, language)))
