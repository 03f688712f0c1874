"""One key for the spellings of a word: in its own script, typed in Latin letters, with a slip of the finger.

People type "xval", "khval" or "hval" for ხვალ and "zavtra" for завтра. Sounds that Latin letters do not tell apart
share one sign of the key, so the word of the lexicon and the word as typed meet. English words are only case-folded.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

_KA_LETTERS = dict(zip("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", "abGdevztiKlmnoPJrstuPKGKSCTDTCHJH", strict=True))
#: What people type for Georgian sounds ("w" and "c" mostly for წ and ც, "y" for ყ), and for Russian ones.
_KA_HABITS = "tsh:C ch:C sh:S zh:J dz:D ts:T dj:J kh:H gh:G ph:P th:t x:H h:H g:G k:K q:K y:K c:T w:T p:P f:P t:t j:J"
_RU_HABITS = (
    "shch:S sch:S yie:ie zh:J kh:H ts:T tz:T ch:C sh:S ya:ia ja:ia yu:iu ju:iu yo:e jo:e ye:e je:e iy:i yy:i x:H h:H "
    "c:T w:S y:i j:i q:k"
)
_KA_TYPED = dict(pair.split(":") for pair in _KA_HABITS.split())
_RU_TYPED = dict(pair.split(":") for pair in _RU_HABITS.split())
_RU_LETTERS = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэ", "abvgdeeJziiklmnoprstufHTCSS-i-e", strict=True))
_RU_LETTERS |= {"ю": "iu", "я": "ia"}
_KA_SOUNDS = re.compile("|".join(sorted(_KA_TYPED, key=len, reverse=True)))
_RU_SOUNDS = re.compile("|".join(sorted(_RU_TYPED, key=len, reverse=True)))
_MARKS = re.compile(r"['’`\-]")
_TWICE = re.compile(r"(.)\1+")

#: Words of so many letters may have one slip of the finger, and of so many two.
ONE_SLIP, TWO_SLIPS = 5, 9


@lru_cache(maxsize=65536)
def make_key(word: str, language: str) -> str:
    """The key under which a case-folded word of the language is looked up, however it is typed."""
    if language == "en":
        return word.replace("’", "'").replace("`", "'")
    plain = _MARKS.sub("", word)
    if language == "ka":
        key = _KA_SOUNDS.sub(lambda found: _KA_TYPED[found[0]], plain)
        key = "".join(_KA_LETTERS.get(letter, letter) for letter in key)
    else:
        key = _RU_SOUNDS.sub(lambda found: _RU_TYPED[found[0]], plain)
        key = "".join(_RU_LETTERS.get(letter, letter) for letter in key).replace("-", "")
    return _TWICE.sub(r"\1", key.replace("ts", "T"))


def count_allowed_slips(key: str) -> int:
    """How many slips a word of this length may have and still be meant: short ones none."""
    return 2 if len(key) >= TWO_SLIPS else 1 if len(key) >= ONE_SLIP else 0


def list_shortened(key: str, slips: int) -> set[str]:
    """The key itself and all that is left of it when up to `slips` letters are taken out.

    Two words that differ by so many slips share one of these, which makes looking up near words a dictionary access
    (W. Garbe's symmetric delete).
    """
    level, found = {key}, {key}
    for _ in range(slips):
        level = {one[:at] + one[at + 1 :] for one in level for at in range(len(one))}
        found |= level
    return found


def is_near(typed: str, meant: str, slips: int) -> bool:
    """Whether at most `slips` letters were left out, added, changed or swapped with their neighbour."""
    if abs(len(typed) - len(meant)) > slips:
        return False
    return measure_distance(typed, meant, slips) <= slips


def measure_distance(typed: str, meant: str, most: int) -> int:
    """Optimal string alignment distance; `most` + 1 when it is greater than `most`."""
    before: list[int] = []
    last = list(range(len(meant) + 1))
    for row, letter in enumerate(typed, 1):
        current = [row]
        for column, other in enumerate(meant, 1):
            cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (letter != other))
            swapped = row > 1 and column > 1 and letter == meant[column - 2] and typed[row - 2] == other
            current.append(min(cost, before[column - 2] + 1) if swapped else cost)
        if min(current) > most:
            return most + 1
        before, last = last, current
    return last[-1]


def find_nearest(key: str, keys: Collection[str]) -> str | None:
    """The only one of `keys` that is nearest to `key` within the allowed slips; None when there is none, or two."""
    slips = count_allowed_slips(key)
    if not slips:
        return None
    rated = sorted((measure_distance(key, one, slips), one) for one in keys if one[:1] == key[:1])
    near = [(distance, one) for distance, one in rated if distance <= slips]
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    return near[0][1]
