"""One attempt to read a number in one language, word by word: "six and a half thousand", "сто двадцать тысяч"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm_core.language.amount_words import Kind, NumberWord, find_misspelt_scale, is_too_short, load_number_words
from crm_core.language.digits import DigitsRead, find_glued, read_digits
from crm_core.language.georgian_numbers import Ending, find_ending, find_georgian
from crm_core.language.tokens import Script, Token

_LARGEST_SCALE = Decimal(10) ** 12
_THOUSAND = Decimal(1000)

#: Behind digits these make an ordinal of them, or only repeat the end of the word that is meant.
_ORDINAL_ENDINGS = frozenset(
    ("st", "nd", "rd", "th", "й", "го", "ый", "ой", "ое", "ая", "я", "му", "м", "ом", "ую", "е", "ე")
)
#: Georgian endings that Latin letters behind a number can only mean: "5500ze".
_TYPED_ENDINGS = frozenset({"ze", "mde", "amde", "dan", "idan"})
_CARDINAL_ENDINGS = frozenset(("ти", "х", "ми", "и"))


@dataclass(frozen=True, slots=True)
class NumberRead:
    """`length` tokens are the number `value`.

    `scale` is the last one said ("6 тыс": 1000), 1 when none was. `typed` are its digits as they stand, empty for
    words. `is_rough`: "a couple of", "тысяч шесть". `is_scale_alone`: "тысяча" without a number before it.
    """

    value: Decimal
    length: int
    scale: Decimal = Decimal(1)
    typed: str = ""
    ending: Ending = Ending.NONE
    is_rough: bool = False
    is_scale_alone: bool = False

    @property
    def factor(self) -> Decimal:
        """What was said before the scale: 6 of "6 тыс"."""
        return self.value / self.scale


@dataclass(slots=True)
class NumberReading:
    """One attempt in one language. `part` is what waits for its scale, `total` what has had it."""

    tokens: Sequence[Token]
    at: int
    end: int
    language: str
    total: Decimal = Decimal(0)
    part: Decimal | None = None
    #: What is added next must be less than this, and the next scale less than that.
    room: Decimal = _LARGEST_SCALE
    limit: Decimal = _LARGEST_SCALE
    scale: Decimal = Decimal(1)
    typed: str = ""
    ending: Ending = Ending.NONE
    is_rough: bool = False
    is_scale_alone: bool = False
    is_open: bool = False
    is_digits: bool = False
    closed: bool = False

    def read(self) -> NumberRead | None:
        at = self.at
        good = at
        while at < self.end and not self.closed:
            length = self._step(at)
            if not length:
                break
            at += length
            if not self.is_open:
                good = at
        if good == self.at or self.is_open:
            return None
        value = self.total + (self.part or 0)
        return NumberRead(
            value, good - self.at, self.scale, self.typed, self.ending, self.is_rough, self.is_scale_alone
        )

    @property
    def is_empty(self) -> bool:
        return self.part is None and not self.total

    def _step(self, at: int) -> int:
        """How many tokens go on with the number at `at`."""
        token = self.tokens[at]
        if token.is_number:
            return self._take_digits(at)
        if self.is_digits and (length := self._take_ending(at)):
            return length
        for word in self._words(token):
            if length := self._take(word, at):
                return length
        if self.language == "ka":
            return self._take_georgian(at)
        return self._take_misspelt(token)

    def _words(self, token: Token) -> tuple[NumberWord, ...]:
        for language, key in token.keys:
            if language == self.language and not is_too_short(token, language):
                return load_number_words().get((language, key), ())
        return ()

    def _has(self, at: int, *kinds: Kind) -> bool:
        return at < self.end and any(word.kind in kinds for word in self._words(self.tokens[at]))

    def _take_digits(self, at: int) -> int:
        if self.is_empty:
            found = read_digits(self.tokens, at, self.end)
            if found.value is None or self._is_ordinal(at + found.length):
                self.closed = True
                return 0
            return self._begin_with(found, at)
        text = self.tokens[at].text
        if self.part is None and self._has(at + 1, Kind.SCALE) and len(text) <= 3:
            self.part, self.is_digits = Decimal(text), True  # "1 mln 200 тыс"
            return 1
        follows = at + 1 < self.end and self.tokens[at + 1].is_number
        if self.part is None and self.scale >= _THOUSAND and len(text) == 3 and text[0] != "0" and not follows:
            self.total += Decimal(text)
            self.closed = True
            return 1
        return 0

    def _begin_with(self, found: DigitsRead, at: int) -> int:
        value, typed = found.value, found.typed
        if typed.count(".") == 1 and typed.replace(".", "").isdigit() and self._is_scale(at + found.length):
            value = Decimal(typed)  # "1.500 mln" is one and a half
        self.part, self.typed, self.room, self.is_digits = value, typed, Decimal(0), True
        return found.length

    def _is_scale(self, at: int) -> bool:
        return self._has(at, Kind.SCALE, Kind.SUFFIX)

    def _is_ordinal(self, at: int) -> bool:
        return find_glued(self.tokens, at, self.end, _ORDINAL_ENDINGS) > 0 and not self._is_scale(at)

    def _take_ending(self, at: int) -> int:
        """ "-ти", or a Georgian ending behind digits: "6000-ად", "5-dan"."""
        if self.language == "ru":
            return find_glued(self.tokens, at, self.end, _CARDINAL_ENDINGS)
        if self.language != "ka" or not self.tokens[at].glued or self.scale > 1:
            return 0
        dash = self.tokens[at].text == "-"
        if at + dash >= self.end or not self.tokens[at + dash].glued:
            return 0
        token = self.tokens[at + dash]
        ending = next((find_ending(key) for language, key in token.keys if language == "ka"), None)
        is_doubtful = token.script is Script.LATIN and not dash and token.word not in _TYPED_ENDINGS
        if ending is None or is_doubtful or self._is_scale(at + dash):
            return 0
        self.ending, self.closed = ending, True
        return 1 + dash

    def _take(self, word: NumberWord, at: int) -> int:
        match word.kind:
            case Kind.ADD:
                return self._add(word.value, word.step)
            case Kind.SCALE:
                return 0 if self.language == "ka" and self.part is None else self._multiply(word.value)
            case Kind.SUFFIX:
                return self._take_suffix(word.value, at)
            case Kind.PART | Kind.PAIR:
                return self._take_part(word, at)
            case Kind.PART_OF_SCALE:
                return self._take_part_of_scale(word.value)
            case Kind.LINK:
                return self._take_link(at)
            case Kind.ARTICLE:
                return self._take_article(at)
            case Kind.TURNED:
                return self._take_turned(at)

    def _add(self, value: Decimal, step: Decimal) -> int:
        if value >= self.room or (self.part is not None and not self.part):
            return 0
        self.part = (self.part or 0) + value
        self.room, self.is_digits, self.is_open = (step if step > 1 else Decimal(0)), False, False
        return 1

    def _multiply(self, scale: Decimal) -> int:
        if scale >= self.limit or (self.part is None and not self.is_empty):
            return 0
        if scale < _THOUSAND:
            if self.part is not None and (self.part >= 100 or not self.part):
                return 0
            self.part, self.room = (self.part or 1) * scale, scale
        else:
            self.is_scale_alone = self.part is None
            self.total += (1 if self.part is None else self.part) * scale
            self.part, self.room, self.limit = None, scale, scale
            self.scale = scale
        self.is_digits = False
        return 1

    def _take_suffix(self, scale: Decimal, at: int) -> int:
        token = self.tokens[at]
        if not self.is_digits or not (token.glued or self._is_thousand_rubles(at)):
            return 0
        if at + 1 < len(self.tokens) and self.tokens[at + 1].glued and self.tokens[at + 1].is_number:
            return 0
        taken = self._multiply(scale)
        self.closed = bool(taken)
        return taken

    def _is_thousand_rubles(self, at: int) -> bool:
        """ "6 т.р.", "6 тр": thousands even behind a space."""
        if self.tokens[at].word in {"тр", "тыр"}:
            return True
        behind = [token.word for token in self.tokens[at : at + 3]]
        return behind == ["т", ".", "р"]

    def _take_part(self, word: NumberWord, at: int) -> int:
        """ "half a million", "пару тысяч"; behind a number halves stand only after a link."""
        if not self.is_empty:
            return 0
        length = 1
        while self._has(at + length, Kind.ARTICLE):
            length += 1
        is_pair = word.kind is Kind.PAIR
        if not is_pair and not self._has(at + length, Kind.SCALE):
            return 0
        self.part, self.room, self.is_rough = word.value, Decimal(0), is_pair
        return length

    def _take_part_of_scale(self, value: Decimal) -> int:
        if not self.is_empty:
            return 0
        self.total, self.scale, self.closed = value, _THOUSAND if value < 100_000 else _THOUSAND**2, True
        return 1

    def _take_link(self, at: int) -> int:
        """ "six and a half", "шесть с половиной", "six hundred and five"."""
        if self.is_empty:
            return 0
        after = at + 1
        while self._has(after, Kind.ARTICLE):
            after += 1
        if self._has(after, Kind.PART):
            half = Decimal("0.5")
            if self.part is not None:
                self.part, self.room = self.part + half, Decimal(0)
            else:
                self.total, self.closed = self.total + half * self.scale, True
            return after + 1 - at
        adds = [word for word in self._words(self.tokens[after]) if word.kind is Kind.ADD] if after < self.end else []
        if self.language == "en" and after == at + 1 and self.room >= 100 and adds and not self.is_digits:
            return 2 if self._add(adds[0].value, adds[0].step) else 0
        return 0

    def _take_article(self, at: int) -> int:
        """ "a thousand", "a couple", "a quarter of a million": only at the beginning and before one of these."""
        if not self.is_empty or not self._has(at + 1, Kind.SCALE, Kind.PAIR, Kind.PART):
            return 0
        if self._has(at + 1, Kind.PART) and not any(self._has(at + ahead, Kind.SCALE) for ahead in (2, 3, 4)):
            return 0
        self.is_open = True
        taken = self._step(at + 1)
        self.is_open = False
        return taken and taken + 1

    def _take_turned(self, at: int) -> int:
        """ "тысяч шесть", "тысяч на шесть": about six thousand."""
        word = next(word for word in self._words(self.tokens[at]) if word.kind is Kind.SCALE)
        if not self.is_empty:
            return 0
        skip = 2 if at + 1 < self.end and self.tokens[at + 1].word in {"на", "за", "до", "в", "na", "za", "do"} else 1
        if at + skip >= self.end or self._has(at + skip, Kind.TURNED):
            return 0
        inner = NumberReading(self.tokens, at + skip, self.end, self.language).read()
        if inner is None or inner.scale > 1 or inner.value >= _THOUSAND:
            return 0
        self.total, self.scale, self.is_rough, self.closed = inner.value * word.value, word.value, True, True
        return skip + inner.length

    def _take_georgian(self, at: int) -> int:
        token = self.tokens[at]
        key = next((key for language, key in token.keys if language == "ka"), None)
        is_bare_scale = self.part is not None and token.script is Script.LATIN
        found = find_georgian(key, token.script is Script.LATIN and not is_bare_scale) if key else None
        if found is None:
            return self._take_misspelt(token)
        taken = 1
        if found.value is not None:
            taken = self._add(found.value, found.step if found.scale == 1 else Decimal(1))
        if taken and found.scale > 1:
            taken = self._multiply(found.scale)
        if taken:
            self.is_open = found.is_open
            self.ending = found.ending if found.ending is not Ending.CASE else self.ending
            self.closed = found.ending in {Ending.FROM, Ending.UP_TO}
        return taken

    def _take_misspelt(self, token: Token) -> int:
        """A scale with a slip of the finger, behind a number: "6 thosand", "шесть тысчя"."""
        if self.part is None:
            return 0
        for language, key in token.keys:
            scale = find_misspelt_scale(key, language) if language == self.language else None
            if scale is not None:
                return self._multiply(scale)
        return 0
